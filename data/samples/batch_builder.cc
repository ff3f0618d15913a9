#include "data/samples/batch_builder.h"

namespace linkbert {

void AppendSample(const Sample& sample, Batch& batch) {
  if (batch.cu_seqlens.empty()) batch.cu_seqlens.push_back(0);
  const auto row = static_cast<std::int32_t>(batch.tokens());
  for (std::size_t i = 0; i < sample.token_ids.size(); ++i) {
    batch.token_ids.push_back(sample.token_ids[i]);
    batch.token_type_ids.push_back(sample.TokenType(static_cast<std::int32_t>(i)));
    batch.position_ids.push_back(static_cast<std::int32_t>(i));
  }
  for (std::size_t i = 0; i < sample.masked_positions.size(); ++i) {
    batch.masked_rows.push_back(row + sample.masked_positions[i]);
    batch.masked_labels.push_back(sample.masked_labels[i]);
  }
  batch.cu_seqlens.push_back(static_cast<std::int32_t>(batch.tokens()));
  batch.sample_index.push_back(sample.index);
  batch.relation.push_back(static_cast<std::int32_t>(sample.relation));
}

Batch BuildBatch(const SampleSource& source, std::uint64_t first, std::span<const std::uint32_t> slots) {
  Batch batch;
  for (const std::uint32_t slot : slots) AppendSample(source.Sample(first + slot), batch);
  return batch;
}

}  // namespace linkbert
