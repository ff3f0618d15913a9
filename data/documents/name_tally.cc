#include "data/documents/name_tally.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace linkbert {

void AddAll(NameTally& tally, const NamedCounts& more) {
  for (const auto& [name, number] : more) tally[name] += number;
}

CommonNames Commonest(const NameTally& tally, std::size_t most) {
  CommonNames names;
  names.common.assign(tally.begin(), tally.end());  // by name
  std::stable_sort(names.common.begin(), names.common.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (std::size_t i = most; i < names.common.size(); ++i) names.other += names.common[i].second;
  if (names.common.size() > most) {
    names.other_names = names.common.size() - most;
    names.common.resize(most);
  }
  return names;
}

nlohmann::ordered_json NamesToJson(const CommonNames& names) {
  nlohmann::ordered_json common = nlohmann::ordered_json::object();
  for (const auto& [name, count] : names.common) common[name] = count;
  return {{"common", common}, {"other_names", names.other_names}, {"other", names.other}};
}

}  // namespace linkbert
