// The split: a document is held out if the hash of its source id, read as a number in [0, 1), is below the fraction.
//
// So it depends on the id alone: another dump, order, shard size or rank count moves no document to the other side. A
// duplicate of an earlier document goes where that one goes (data/prepare/duplicates.h).
#pragma once
#include <string_view>

#include "base/hash.h"

namespace linkbert {

inline bool InHeldOutPart(std::string_view source_id, double held_out_fraction) {
  return static_cast<double>(Hash64(source_id) >> 11) * 0x1.0p-53 < held_out_fraction;
}

}  // namespace linkbert
