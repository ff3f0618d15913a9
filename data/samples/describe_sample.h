// A sample for people and for other programs: what `linkbert inspect sample` prints.
//
// Flow: PretrainingSampler -> Sample -> [SampleToText, SampleToJson]. Pure; safe from any thread.
#pragma once
#include <string>

#include "data/samples/sample.h"
#include "data/shards/corpus.h"

namespace linkbert {

// One line of JSON, no newline: index, relation ("contiguous", "random", "linked"), a and b ({document: number in the
// corpus, title}), input_ids (after masking), token_type_ids, labels (-100 where nothing is to be predicted).
std::string SampleToJson(const Corpus& corpus, const Sample& sample);

// Several lines: relation, titles, then the input with each hidden piece as [what the model sees:original] and the
// anchor text's first word of the joining link as >>word<<. Continuation pieces are joined to their word.
std::string SampleToText(const Corpus& corpus, const Sample& sample);

}  // namespace linkbert
