// The parameters of a BERT with its heads: their list and their first values.
//
// Flow: BertConfig -> [BertParameterSpecs] -> FlatParameters. Names are those of transformers' BertForPreTraining,
// BertForMaskedLM and its BertFor... of the task types; the relation head is drp.weight and drp.bias. Pure functions.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/model/bert_config.h"
#include "distributed/sharding/flat_layout.h"

namespace linkbert {

struct BertHeads {
  bool pooler = true;
  bool mlm = true;
  bool drp = true;           // needs the pooler
  std::int64_t classes = 0;  // of a task's classifier, on the pooler or on tokens; 0: none
  bool spans = false;        // an answer's start and end: qa_outputs
};

inline constexpr std::int64_t kDrpLabels = 3;  // contiguous, random, linked

// In forward order. Within a layer query, key and value lie such that the three are one matrix in the flat buffer.
std::vector<ParameterSpec> BertParameterSpecs(const BertConfig& config, const BertHeads& heads);

// As transformers initialises: LayerNorm weights 1, biases 0, everything else normal(0, initializer_range), the row of
// [PAD] 0. A value depends on (seed, parameter name, element) alone, not on ranks, threads or layout.
// flat: [layout.size()], all of it is written.
void InitializeParameters(const FlatLayout& layout, const BertConfig& config, std::uint64_t seed,
                          std::span<float> flat);

}  // namespace linkbert
