#include "data/datasets/label_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/parse_json.h"
#include "data/datasets/json_fields.h"
#include "data/datasets/raw_lines.h"

namespace linkbert {
namespace {

using Names = std::vector<std::string>;

constexpr const char* kFiles[] = {"dataset_info.json", "dataset_infos.json", "features.json"};
constexpr const char* kLineFields[] = {"names", "label_names"};

// A list of texts, or {"0": text, "1": text, ...}; empty for anything else.
Names NamesIn(const TaskJson& value) {
  Names names;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const TaskJson* name = nullptr;
    if (value.is_array()) name = &value[i];
    if (value.is_object() && value.contains(std::to_string(i))) name = &value[std::to_string(i)];
    if (name == nullptr || !name->is_string()) return {};
    names.push_back(name->get<std::string>());
  }
  return names;
}

Names Different(Names names, const std::string& where) {
  if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) return names;
  throw Fail(ErrorCode::kInput, "{}: names two labels alike, wanted names that differ: {}.", where,
             fmt::join(names, ", "));
}

// Everything called "names" at or below `value`.
void CollectNames(const TaskJson& value, std::set<Names>& found) {
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      Names names = key == "names" ? NamesIn(member) : Names();
      if (names.empty()) {
        CollectNames(member, found);
      } else {
        found.insert(std::move(names));
      }
    }
  } else if (value.is_array()) {
    for (const TaskJson& member : value) CollectNames(member, found);
  }
}

// The names below the members called as one of `fields`, or in a list of {"name": FIELD, ...}.
void CollectFields(const TaskJson& value, std::span<const char* const> fields, std::set<Names>& found) {
  const auto is_field = [&](const std::string& name) { return std::ranges::find(fields, name) != fields.end(); };
  if (value.is_object()) {
    const auto name = value.find("name");
    if (name != value.end() && name->is_string() && is_field(name->get<std::string>())) CollectNames(value, found);
    for (const auto& [key, member] : value.items()) {
      if (is_field(key)) {
        CollectNames(member, found);
      } else {
        CollectFields(member, fields, found);
      }
    }
  } else if (value.is_array()) {
    for (const TaskJson& member : value) CollectFields(member, fields, found);
  }
}

}  // namespace

std::string LabelNameFile(const std::string& path) {
  for (const char* name : kFiles) {
    std::string beside = (std::filesystem::path(path).parent_path() / name).string();
    if (std::filesystem::is_regular_file(beside)) return beside;
  }
  return "";
}

std::vector<std::string> FindLabelNames(const std::string& path, std::string_view first_line,
                                        std::span<const char* const> fields) {
  const TaskJson line = TryParseJson<TaskJson>(first_line);
  for (const char* field : kLineFields) {
    if (!line.is_object() || !line.contains(field)) continue;
    if (Names names = NamesIn(line[field]); !names.empty()) return Different(std::move(names), path + ":1");
  }
  for (const char* name : kFiles) {
    const std::string beside = (std::filesystem::path(path).parent_path() / name).string();
    if (!std::filesystem::is_regular_file(beside)) continue;
    std::set<Names> found;
    CollectFields(ParseRawJson(ReadRawText(beside), beside), fields, found);
    if (found.size() == 1) return Different(*found.begin(), beside);
    if (found.empty()) continue;
    throw Fail(ErrorCode::kInput,
               "{}: names the labels of {} in {} ways. Leave in it the one of this data, or write the labels as texts.",
               beside, path, found.size());
  }
  return {};
}

}  // namespace linkbert
