// First values of what a model gains with tokens added to its vocabulary: rows of the embedding. Entries of the
// decoder's bias begin at zero, as transformers' do where the decoder is tied to the embedding.
//
// Flow: weights of the old size -> [GrowEmbedding] -> training. The definition is that of transformers'
// resize_token_embeddings (mean_resizing, its default): a row is drawn from the normal distribution of the old rows'
// mean and 1e-9 times their covariance (of the population, not the sample); where that is not positive definite a row
// is the mean. The draws are our own: a pure function of (seed, row), whatever ranks and threads.
#pragma once
#include <cstdint>
#include <span>

namespace linkbert {

// The first old_rows of rows_VH (V rows of `width`) are the old ones; the rest is filled. Requires: old_rows > 0.
void GrowEmbedding(std::span<float> rows_VH, std::int64_t width, std::int64_t old_rows, std::uint64_t seed);

}  // namespace linkbert
