// The weights of a model's folder into flat parameters, by name, whoever wrote them.
//
// Flow: Hugging Face folder, step folder or run -> [ReadParameters] -> FlatParameters -> training or evaluation.
// Names are ours (transformers' BertForPreTraining) after these old spellings are understood: without "bert." in front,
// LayerNorm.gamma and .beta. Copies that tying or a buffer brings (the decoder's weight and bias, position_ids) are
// passed over. Errors: kInput for a shape that differs, or two tensors for one parameter.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/checkpoint/model_tensors.h"
#include "core/checkpoint/stored_tensor.h"
#include "data/tokens/vocabulary.h"
#include "distributed/sharding/flat_layout.h"

namespace linkbert {

// Parameters of `layout` that a file lacks, and tensors of the file, as it names them, that `layout` lacks.
struct ParameterMatch {
  std::vector<std::string> missing;
  std::vector<std::string> unexpected;
};

// "anew: classifier.bias classifier.weight; left out: nothing"
std::string MatchText(const ParameterMatch& match);

// Copies every parameter among `tensors` to its place in `flat`: [layout.size()]; the rest of `flat` is left. `where`
// names their file in errors.
ParameterMatch ReadParameters(std::span<const StoredTensor> tensors, const std::string& where, const FlatLayout& layout,
                              std::span<float> flat);

// The same from a model's folder, in whatever form it has them (core/checkpoint/model_tensors.h). Throws kInput where
// it lacks any parameter but those that begin with one of `fresh`: heads that start anew, such as {"cls.", "drp."}.
ParameterMatch LoadModelWeights(const std::string& folder, const FlatLayout& layout, std::span<float> flat,
                                std::span<const std::string> fresh);

// A head whose rows are chosen one by one: row i of its parameters, weights and biases, is the file's row rows[i], or
// is left as it is where that is -1.
struct HeadRows {
  std::string prefix;  // of its parameters: "classifier."
  std::vector<std::int64_t> rows;
};

// The same from an open file, with the head's rows as chosen; where none is taken, the file's head is left out.
ParameterMatch LoadStartWeights(const ModelTensors& file, const FlatLayout& layout, std::span<float> flat,
                                std::span<const std::string> fresh, const HeadRows& head);

// Equal ids must mean equal pieces: throws kInput where the folder's vocab.txt is not `vocabulary`, which `where`
// (a corpus) was made with.
void RequireVocabulary(const std::string& folder, const Vocabulary& vocabulary, const std::string& where);

}  // namespace linkbert
