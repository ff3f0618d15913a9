#include "core/scoring/class_scores.h"

#include <cstdint>
#include <map>
#include <utility>

#include "base/error.h"
#include "core/metrics/task_figures.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;

// A text; or a whole number, true or false as JSON writes it: LinkBERT's labels are compared as such.
std::string ClassName(const Json& label) { return label.is_string() ? label.get<std::string>() : label.dump(); }

bool IsClass(const Json& label) { return label.is_string() || label.is_number_integer() || label.is_boolean(); }

struct Classes {
  std::vector<std::int64_t> gold, predicted;
  ClassRoles roles;
  std::string names;  // of the two roles, in words
};

// Numbers in the order of the names, as LinkBERT numbers its training labels. The file of a test may lack some of them,
// so that the two that metrics single out are looked for by name: "0" is the negative class, "1" the positive one.
Classes ReadClasses(const GoldFile& gold, const Predictions& predictions) {
  std::map<std::string, std::int64_t> numbers;
  for (const GoldExample& example : gold.examples) {
    const Json& predicted = predictions.Of(example);
    if (!IsClass(example.label)) {
      throw Fail(ErrorCode::kInput, "{}: the label of \"{}\" is no class, unlike others in the file.", example.where,
                 example.id);
    }
    if (!IsClass(predicted)) throw predictions.Wrong(example, "a label: a text or a whole number");
    numbers.emplace(ClassName(example.label), 0);
    numbers.emplace(ClassName(predicted), 0);
  }
  std::int64_t next = 0;
  for (auto& [name, number] : numbers) number = next++;
  const auto role = [&](const char* usual, std::int64_t otherwise) {
    const auto at = numbers.find(usual);
    return at == numbers.end() ? otherwise : at->second;
  };
  Classes classes;
  classes.roles = {.negative = role("0", -1), .positive = role("1", next - 1)};
  for (const GoldExample& example : gold.examples) {
    classes.gold.push_back(numbers.at(ClassName(example.label)));
    classes.predicted.push_back(numbers.at(ClassName(predictions.Of(example))));
  }
  return classes;
}

}  // namespace

ScoredPredictions ScoreClasses(const GoldFile& gold, const Predictions& predictions, const std::string& metric) {
  Classes classes = ReadClasses(gold, predictions);
  ScoredPredictions scored;
  scored.metric = metric;
  scored.rule = "classes are the labels' texts; the negative one of PRF1 is \"0\", the positive one of f1 is \"1\"";
  scored.figures = ClassFigures(classes.gold, classes.predicted, metric, classes.roles);
  scored.units = classes.gold.size();
  scored.resampled = [classes = std::move(classes), metric](std::span<const std::size_t> drawn) {
    return First(ClassFigures(Take(classes.gold, drawn), Take(classes.predicted, drawn), metric, classes.roles));
  };
  return scored;
}

}  // namespace linkbert
