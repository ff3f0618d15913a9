// YAML and --set into flat, dotted keys with their places.
#include <yaml-cpp/yaml.h>

#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/tokens/utf8.h"
#include "launch/configuration/option_walk.h"

namespace linkbert {
namespace {

constexpr int kMaximumExtends = 16;  // deeper chains are loops

std::string Place(const std::string& path, const YAML::Node& node) {
  return fmt::format("{}:{}", path, node.Mark().line + 1);
}

// `here`: keys this file has given so far; a base file's may be given again.
void Flatten(const std::string& path, const std::string& prefix, const YAML::Node& node, GivenValues& here) {
  for (const auto& child : node) {
    if (!child.first.IsScalar()) {
      throw Fail(ErrorCode::kConfiguration, "{}: a key is no text, wanted `key: value`.", Place(path, child.first));
    }
    const std::string key = prefix + child.first.Scalar();
    if (child.second.IsMap()) {
      Flatten(path, key + ".", child.second, here);
    } else if (child.second.IsScalar()) {
      const auto [first, added] = here.try_emplace(key, GivenValue{child.second.Scalar(), Place(path, child.first)});
      if (!added) {
        throw Fail(ErrorCode::kConfiguration, "{}: {} stands in {} already; keep one.", Place(path, child.first), key,
                   first->second.where);
      }
    } else {
      throw Fail(ErrorCode::kConfiguration, "{}: {} has {}, wanted one value.", Place(path, child.first), key,
                 child.second.IsSequence() ? "a list" : "no value");
    }
  }
}

void RequireUtf8(const std::string& path, const std::string& text) {
  if (IsValidUtf8(text)) return;
  std::size_t line = 1;
  for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1, ++line) {
    if (!IsValidUtf8(std::string_view(text).substr(begin, end - begin))) break;
  }
  throw Fail(ErrorCode::kConfiguration, "{}:{}: is not UTF-8, wanted YAML of the form `key: value`.", path, line);
}

YAML::Node Parse(const std::string& path) {
  const std::string text = ReadFile(path);
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
  GivenValues here;
  Flatten(path, "", node, here);
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
