// YAML and --set into flat, dotted keys with their places.
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/read_limited.h"
#include "core/configuration/option_walk.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

constexpr int kMaximumExtends = 16;                  // deeper chains are loops
constexpr int kMaximumGroups = 16;                   // in each other; a group that holds itself has no end
constexpr std::size_t kMaximumKeys = 4096;           // of a file; aliases multiply them
constexpr std::uint64_t kMaximumBytes = 1ULL << 20;  // of a file; ours have 2,000

std::string Place(const std::string& path, const YAML::Node& node) {
  return fmt::format("{}:{}", path, node.Mark().line + 1);
}

// The keys that one file gives; a base file's may be given again.
class Flattener {
 public:
  explicit Flattener(const std::string& path) : path_(path) {}

  GivenValues Run(const YAML::Node& node) && {
    Flatten("", node, 0);
    return std::move(here_);
  }

 private:
  void Flatten(const std::string& prefix, const YAML::Node& node, int depth) {
    for (const auto& child : node) {
      RequireLimits(prefix, depth);
      if (!child.first.IsScalar()) {
        throw Fail(ErrorCode::kConfiguration, "{}: a key is no text, wanted `key: value`.", Place(path_, child.first));
      }
      const std::string key = prefix + child.first.Scalar();
      if (child.second.IsMap()) {
        Flatten(key + ".", child.second, depth + 1);
      } else if (child.second.IsScalar()) {
        Take(key, child.first, child.second);
      } else {
        throw Fail(ErrorCode::kConfiguration, "{}: {} has {}, wanted one value.", Place(path_, child.first), key,
                   child.second.IsSequence() ? "a list" : "no value");
      }
    }
  }

  void Take(const std::string& key, const YAML::Node& name, const YAML::Node& value) {
    const auto [first, added] = here_.try_emplace(key, GivenValue{value.Scalar(), Place(path_, name)});
    if (added) return;
    throw Fail(ErrorCode::kConfiguration, "{}: {} stands in {} already; keep one.", Place(path_, name), key,
               first->second.where);
  }

  // Aliases make groups that hold themselves, and a few lines of them billions of keys.
  void RequireLimits(const std::string& prefix, int depth) {
    if (depth > kMaximumGroups) {
      throw Fail(ErrorCode::kInput, "{}: groups lie in each other deeper than {}: {}... Does an alias hold itself?",
                 path_, kMaximumGroups, prefix.substr(0, 40));
    }
    if (++keys_ > kMaximumKeys) {
      throw Fail(ErrorCode::kInput, "{}: has more than {} keys, aliases followed. Name the right file.", path_,
                 kMaximumKeys);
    }
  }

  const std::string& path_;
  GivenValues here_;
  std::size_t keys_ = 0;  // seen so far
};

void RequireUtf8(const std::string& path, const std::string& text) {
  if (IsValidUtf8(text)) return;
  std::size_t line = 1;
  for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1, ++line) {
    if (!IsValidUtf8(std::string_view(text).substr(begin, end - begin))) break;
  }
  throw Fail(ErrorCode::kConfiguration, "{}:{}: is not UTF-8, wanted YAML of the form `key: value`.", path, line);
}

YAML::Node Parse(const std::string& path) {
  const std::string text = ReadFileUpTo(path, kMaximumBytes);
  RequireUtf8(path, text);
  try {
    YAML::Node node = YAML::Load(text);
    if (!node.IsMap()) throw Fail(ErrorCode::kConfiguration, "{}: wanted YAML of the form `key: value`.", path);
    return node;
  } catch (const YAML::Exception& error) {
    throw Fail(ErrorCode::kConfiguration, "{}:{}: not valid YAML: {}.", path, error.mark.line + 1, error.msg);
  }
}

void Read(const std::string& path, int depth, GivenValues& given) {
  if (depth > kMaximumExtends) throw Fail(ErrorCode::kConfiguration, "{}: `extends` goes round in a circle.", path);
  YAML::Node node = Parse(path);
  if (const YAML::Node base = node["extends"]) {
    if (!base.IsScalar()) throw Fail(ErrorCode::kConfiguration, "{}: extends wants one file name.", Place(path, base));
    const auto folder = std::filesystem::path(path).parent_path();
    Read((folder / base.Scalar()).string(), depth + 1, given);
    node.remove("extends");
  }
  GivenValues here = Flattener(path).Run(node);
  for (auto& [key, value] : here) given[key] = std::move(value);
}

}  // namespace

GivenValues ReadYaml(const std::string& path) {
  GivenValues given;
  Read(path, 0, given);
  return given;
}

void AddSetting(const std::string& setting, GivenValues& given) {
  const std::size_t equals = setting.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Fail(ErrorCode::kUsage, "--set {}: wanted key.path=value, such as --set samples.max_length=128.", setting);
  }
  if (!IsValidUtf8(setting)) throw Fail(ErrorCode::kUsage, "--set {}: is not UTF-8.", setting);
  given[setting.substr(0, equals)] = {setting.substr(equals + 1), "--set"};
}

}  // namespace linkbert
