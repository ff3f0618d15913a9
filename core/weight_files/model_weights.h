// The weights of a model's folder into flat parameters, by name, whoever wrote them.
//
// Flow: Hugging Face folder, step folder or run -> [ReadParameters] -> FlatParameters -> training or evaluation.
// Names are ours (transformers' BertForPreTraining) after these old spellings are understood: without "bert." in front,
// LayerNorm.gamma and .beta. Copies that tying or a buffer brings (the decoder's weight and bias, position_ids) are
// passed over. Errors: kInput for a shape that differs, or two tensors for one parameter.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/weight_files/model_tensors.h"
#include "core/weight_files/stored_tensor.h"
#include "distributed/sharding/flat_layout.h"

namespace linkbert {

// The name that transformers' BertForPreTraining gives the tensor today: without what wrappers put in front of it.
std::string ParameterName(std::string name);

// Parameters of `layout` that a file lacks, and tensors of the file, as it names them, that `layout` lacks.
struct ParameterMatch {
  std::vector<std::string> missing;
  std::vector<std::string> unexpected;
};

// "anew: classifier.bias classifier.weight; left out: nothing"
std::string MatchText(const ParameterMatch& match);

// What to do where the model's embedding has old_rows and the layout's more: fill the rows it lacks
// (core/weight_files/vocabulary_growth.h). Without it that is another shape, and an error.
struct VocabularyGrowth {
  std::int64_t old_rows = 0;
  std::uint64_t seed = 0;
};

// Copies every parameter among `tensors` to its place in `flat`: [layout.size()]; the rest of `flat` is left. `where`
// names their file in errors.
ParameterMatch ReadParameters(std::span<const StoredTensor> tensors, const std::string& where, const FlatLayout& layout,
                              std::span<float> flat, std::optional<VocabularyGrowth> growth = std::nullopt);

// The same from a model's folder, in whatever form it has them (core/weight_files/model_tensors.h). Throws kInput where
// it lacks any parameter but those that begin with one of `fresh`: heads that start anew, such as {"cls.", "drp."}.
ParameterMatch LoadModelWeights(const std::string& folder, const FlatLayout& layout, std::span<float> flat,
                                std::span<const std::string> fresh,
                                std::optional<VocabularyGrowth> growth = std::nullopt);

// A head whose rows are chosen one by one: row i of its parameters, weights and biases, is the file's row rows[i], or
// is left as it is where that is -1.
struct HeadRows {
  std::string prefix;  // of its parameters: "classifier."
  std::vector<std::int64_t> rows;
};

struct StartWeights {
  HeadRows head;
  std::optional<VocabularyGrowth> growth = std::nullopt;
};

// The same from an open file, with the head's rows as chosen; where none is taken, the file's head is left out.
ParameterMatch LoadStartWeights(const ModelTensors& file, const FlatLayout& layout, std::span<float> flat,
                                std::span<const std::string> fresh, const StartWeights& start);

}  // namespace linkbert
