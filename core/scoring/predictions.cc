#include "core/scoring/predictions.h"

#include <set>
#include <vector>

#include "base/atomic_file.h"
#include "base/parse_json.h"
#include "core/scoring/json_lines.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;

constexpr char kForm[] = R"({"ID": prediction, ...} or lines of {"id", "prediction"})";
constexpr std::size_t kNamed = 3;  // ids in a message

bool IsLine(const Json& object) {
  return object.contains("id") && (object.contains("prediction") || object.contains("predictions"));
}

std::string NamedIds(const std::vector<std::string>& ids) {
  std::string text = fmt::format("{} ({}", ids.size(), ids.front());
  for (std::size_t i = 1; i < std::min(ids.size(), kNamed); ++i) text += ", " + ids[i];
  return text + (ids.size() > kNamed ? ", ...)" : ")");
}

}  // namespace

Predictions::Predictions(const std::string& path) : path_(path) {
  const std::string content = ReadFile(path);
  const Json whole = ParseJson<Json>(WithoutByteOrderMark(content), path, /*allow_exceptions=*/false);
  if (whole.is_object() && !IsLine(whole)) {
    for (const auto& [id, value] : whole.items()) values_.emplace(id, value);
    if (values_.empty()) throw Fail(ErrorCode::kInput, "{}: holds no prediction, wanted {}.", path, kForm);
    return;
  }
  ForEachJsonLine(path, content, kForm, [&](const JsonLine& line) {
    const std::string id = line.TextOrNumber("id");
    const Json& value = line.Field(line.Has("predictions") ? "predictions" : "prediction");
    if (!values_.emplace(id, value).second)
      throw Fail(ErrorCode::kInput, "{}: id \"{}\" comes twice, wanted one prediction for each.", line.where(), id);
  });
}

void Predictions::RequireIdsOf(const GoldFile& gold) const {
  std::vector<std::string> missing, extra;
  std::set<std::string_view> wanted;
  for (const GoldExample& example : gold.examples) {
    wanted.insert(example.id);
    if (!values_.contains(example.id)) missing.push_back(example.id);
  }
  for (const auto& [id, value] : values_) {
    if (!wanted.contains(id)) extra.push_back(id);
  }
  if (!missing.empty()) {
    throw Fail(ErrorCode::kInput, "{}: has no prediction for {} of the {} ids of {}. Predict for that file.", path_,
               NamedIds(missing), gold.examples.size(), gold.path);
  }
  if (!extra.empty()) {
    throw Fail(ErrorCode::kInput, "{}: has predictions for {} that are not ids of {}. Predict for that file.", path_,
               NamedIds(extra), gold.path);
  }
}

Error Predictions::Wrong(const GoldExample& example, std::string_view wanted) const {
  return Fail(ErrorCode::kInput, "{}: id \"{}\": the prediction is {}, wanted {}.", path_, example.id,
              ShownJson(values_.at(example.id)), wanted);
}

}  // namespace linkbert
