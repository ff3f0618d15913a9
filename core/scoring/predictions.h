// Predictions: what a file says for each id: SQuAD's dict {"ID": prediction, ...}, or JSON Lines of {"id",
// "prediction"}, as `predict` writes them ("predictions" for tags). Other fields are ignored.
//
// Flow: file -> [Predictions] -> ScorePredictions. Immutable. Errors: kInput naming file, line or id.
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "core/scoring/gold_file.h"

namespace linkbert {

class Predictions {
 public:
  explicit Predictions(const std::string& path);

  // Throws where an example has no prediction, or a prediction no example, with a few of the ids.
  void RequireIdsOf(const GoldFile& gold) const;

  // Requires: RequireIdsOf has passed.
  const nlohmann::json& Of(const GoldExample& example) const { return values_.at(example.id); }
  // To be thrown: what is predicted for the example is of the wrong kind.
  Error Wrong(const GoldExample& example, std::string_view wanted) const;

 private:
  std::string path_;
  std::map<std::string, nlohmann::json> values_;
};

}  // namespace linkbert
