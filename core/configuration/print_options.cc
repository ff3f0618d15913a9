// The resolved tree as YAML and JSON, and the documentation of every key.
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "core/configuration/option_walk.h"

namespace linkbert {
namespace {

std::string QuotedScalar(const std::string& text) {
  YAML::Emitter emitter;
  emitter << text;
  return text.empty() ? "\"\"" : emitter.c_str();
}

// Calls Value(info, type, text, json) for every option, whatever its type.
class PrintVisitor : public OptionVisitor {
 public:
  void Field(const OptionInfo& info, bool& value) override { Value(info, "bool", value ? "true" : "false", value); }
  void Field(const OptionInfo& info, std::int64_t& value) override {
    Value(info, "integer", std::to_string(value), value);
  }
  void Field(const OptionInfo& info, double& value) override { Value(info, "number", fmt::format("{}", value), value); }
  void Field(const OptionInfo& info, std::string& value) override { Value(info, "text", QuotedScalar(value), value); }
  void BeginGroup(const std::string& name, const std::string& doc) override {
    Group(name, doc);
    groups_.push_back(name);
  }
  void EndGroup() override { groups_.pop_back(); }

 protected:
  virtual void Value(const OptionInfo& info, const char* type, const std::string& text, const nlohmann::json& json) = 0;
  virtual void Group(const std::string&, const std::string&) {}
  std::string Key(const std::string& name) const {
    return groups_.empty() ? name : fmt::format("{}.{}", fmt::join(groups_, "."), name);
  }
  std::size_t Depth() const { return groups_.size(); }

 private:
  std::vector<std::string> groups_;
};

class YamlPrinter : public PrintVisitor {
 public:
  std::string text;

 protected:
  void Value(const OptionInfo& info, const char*, const std::string& value, const nlohmann::json&) override {
    text += fmt::format("{}{}: {}\n", std::string(2 * Depth(), ' '), info.name, value);
  }
  void Group(const std::string& name, const std::string&) override {
    text += fmt::format("{}{}:\n", std::string(2 * Depth(), ' '), name);
  }
};

class JsonPrinter : public PrintVisitor {
 public:
  nlohmann::json tree = nlohmann::json::object();

 protected:
  void Value(const OptionInfo& info, const char*, const std::string&, const nlohmann::json& value) override {
    tree[Key(info.name)] = value;
  }
};

class MarkdownPrinter : public PrintVisitor {
 public:
  std::string text;

 protected:
  void Value(const OptionInfo& info, const char* type, const std::string& value, const nlohmann::json&) override {
    text += fmt::format("| `{}` | {} | `{}` | {} | {} | {} |\n", Key(info.name), type, value, Allowed(info), info.unit,
                        info.doc);
  }
  void Group(const std::string& name, const std::string& doc) override {
    text += fmt::format("\n## {}\n{}\n\n| key | type | default | range | unit | meaning |\n|---|---|---|---|---|---|\n",
                        Key(name), doc);
  }

 private:
  static std::string Allowed(const OptionInfo& info) {
    if (!info.choices.empty()) return fmt::format("{}", fmt::join(info.choices, ", "));
    const bool low = !std::isinf(info.minimum);
    const bool high = !std::isinf(info.maximum);
    if (low && high) return fmt::format("{} to {}", info.minimum, info.maximum);
    if (low) return fmt::format("at least {}", info.minimum);
    return high ? fmt::format("at most {}", info.maximum) : "";
  }
};

}  // namespace

std::string OptionsToYaml(const OptionWalk& walk) {
  YamlPrinter printer;
  walk(printer);
  return printer.text;
}

nlohmann::json OptionsToJson(const OptionWalk& walk) {
  JsonPrinter printer;
  walk(printer);
  return printer.tree;
}

std::string OptionsToMarkdown(const OptionWalk& walk) {
  MarkdownPrinter printer;
  walk(printer);
  return printer.text;
}

}  // namespace linkbert
