#include "data/samples/sample_builder.h"

#include "base/error.h"

namespace linkbert {
namespace {

void AppendSegments(const Corpus& corpus, SegmentRange segments, std::vector<std::int32_t>& out) {
  for (SegmentId segment = segments.begin; segment < segments.end; ++segment) corpus.AppendTokens(segment, out);
}

}  // namespace

SampleBuilder::SampleBuilder(const Corpus& corpus, const SampleOptions& options)
    : corpus_(corpus), masker_(corpus.vocabulary(), options) {}

Sample SampleBuilder::Build(std::uint64_t index, const Pair& pair) const {
  Sample sample{};
  sample.index = index;
  sample.relation = pair.relation;
  sample.a_document = pair.anchor.document;
  sample.b_document = pair.b_document;
  sample.link_position = pair.link && pair.link->token >= 0 ? pair.link->token + 1 : -1;  // after [CLS]

  std::vector<std::int32_t>& ids = sample.token_ids;
  ids.reserve(pair.anchor.max_length + std::size_t{64});
  ids.push_back(corpus_.vocabulary().cls_id());
  AppendSegments(corpus_, pair.anchor.segments, ids);
  ids.erase(ids.begin() + 1, ids.begin() + 1 + pair.anchor.skip);
  ids.push_back(corpus_.vocabulary().sep_id());
  sample.b_begin = static_cast<std::int32_t>(ids.size());
  AppendSegments(corpus_, pair.b_segments, ids);
  ids.resize(static_cast<std::size_t>(sample.b_begin) + pair.b_tokens);
  ids.push_back(corpus_.vocabulary().sep_id());
  LB_CHECK(ids.size() == PairSampler::Length(pair), "sample {}: {} tokens, planned {}", index, ids.size(),
           PairSampler::Length(pair));

  Masking masking = masker_.Apply(index, ids);
  sample.masked_positions = std::move(masking.positions);
  sample.masked_labels = std::move(masking.labels);
  return sample;
}

}  // namespace linkbert
