// Embedder: texts as vectors of a BERT encoder.
//
// Flow: text -> [CLS] pieces [SEP] -> encoder -> pooling -> vectors. Texts are dealt to ranks and micro-batches by
// their lengths (data/samples/batch_plan.h), longest first and without padding; every rank gets every vector.
// Threads: one caller thread. Errors: kInput for the model's folder, kNumeric for a vector that is not finite.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/kernels/gemm.h"
#include "core/model/encoder.h"
#include "core/model/heads.h"
#include "core/model_folders/model_tokenizer.h"
#include "data/samples/text_features.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

enum class Pooling : std::uint8_t {
  kCls,     // the first token's hidden state
  kMean,    // the mean over all tokens, special ones included
  kPooler,  // the pooler's output: tanh of a projection of the first token
  kNone,    // every token's hidden state
};

// Throws kUsage.
Pooling ParsePooling(const std::string& name);
std::string PoolingName(Pooling pooling);

struct EmbedderOptions {
  Pooling pooling = Pooling::kMean;
  std::int64_t max_length = 0;  // tokens, special ones included; longer texts are cut; 0: the model's positions
  bool unit_length = false;     // each vector divided by its Euclidean norm; not for kNone
};

// Vectors of texts, one after another: text i has rows [begin[i], begin[i + 1]), one but for kNone.
struct TextVectors {
  std::int64_t width = 0;
  std::vector<std::size_t> begin;
  std::vector<float> values;  // [rows, width]

  std::span<const float> Row(std::size_t row) const {
    return std::span(values).subspan(row * static_cast<std::size_t>(width), static_cast<std::size_t>(width));
  }
};

class Embedder {
 public:
  // folder: as ResolveModelFolder gives it.
  Embedder(const std::string& folder, const EmbedderOptions& options);
  Embedder(const Embedder&) = delete;

  std::int64_t width() const { return config_.hidden_size; }
  // Collective. All vectors are in memory at once: callers hand over as many texts as they want to hold.
  TextVectors Embed(std::span<const std::string> texts, Communicator& communicator);

 private:
  // Writes the vectors of the micro-batch's texts, which are slots of `features`, to their places.
  void EmbedBatch(const std::vector<TextFeatures>& features, std::span<const std::uint32_t> slots,
                  TextVectors& vectors);
  // hidden_NH: the host's copy.
  void Pool(const ConstMatrix& hidden_NH, std::int64_t sequence, float* to) const;

  EmbedderOptions options_;
  BertConfig config_;
  ModelTokenizer tokenizer_;
  FlatParameters parameters_;
  BertEncoder encoder_;
  std::optional<Pooler> pooler_;
  WorkingMemory memory_;
};

}  // namespace linkbert
