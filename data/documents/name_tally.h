// NameTally: how often names occur, such as those of a wiki's templates; of many names the commonest are kept.
//
// Flow: Document -> MarkupPart of each item -> [NameTally] -> CommonNames -> manifest.json, inspect. Pure; one owner.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "data/documents/accounting.h"

namespace linkbert {

using NameTally = std::map<std::string, std::uint64_t>;

struct CommonNames {
  NamedCounts common = {};        // most frequent first, ties by name
  std::uint64_t other_names = 0;  // how many more names there are,
  std::uint64_t other = 0;        // and how often they occur together
  friend bool operator==(const CommonNames&, const CommonNames&) = default;
};

void AddAll(NameTally& tally, const NamedCounts& more);

CommonNames Commonest(const NameTally& tally, std::size_t most = 100);

nlohmann::ordered_json NamesToJson(const CommonNames& names);

}  // namespace linkbert
