// SampleOptions: everything that decides what a pretraining sample is (the `samples` group of a configuration).
//
// The paper fixes the three relations, their equal shares, P(target) ~ 1/in-degree, 512 tokens, 15 % and 80/10/10. It
// is silent on the rest; those defaults are ours and each `doc` says what it does. The same options, seed and corpus
// give the same samples on any number of ranks. Validate throws kConfiguration; the parsers below throw it for unknown
// names.
#pragma once
#include <cstdint>
#include <string>

#include "base/options.h"

namespace linkbert {

enum class LinkScope { kExtended, kSegment, kDocument };
enum class LinkWeight { kInverseInDegree, kUniform };
enum class PartnerSegment { kFirst, kRandom };
enum class RandomPartner { kUniform, kMatched };
enum class MaskingStrategy { kToken, kWholeWord, kSpan };

// Relative weights of the three relations; they need not sum to 1.
struct RelationMixOptions {
  double contiguous = 1.0;
  double random = 1.0;
  double linked = 1.0;
};

struct MaskingOptions {
  double rate = 0.15;
  std::string strategy = "token";
  double mask_share = 0.8;
  double random_share = 0.1;  // what mask_share and random_share leave is kept as it is
};

struct SampleOptions {
  std::int64_t seed = 1;
  std::int64_t max_length = 512;
  double anchor_share = 0.5;
  double short_probability = 0.0;
  bool cut_short_documents = true;
  std::string link_scope = "extended";
  std::string link_weight = "inverse_in_degree";
  std::string b_segment = "first";
  std::string random = "uniform";
  RelationMixOptions mix;
  MaskingOptions masking;
};

void Visit(OptionVisitor& visitor, RelationMixOptions& options);
void Visit(OptionVisitor& visitor, MaskingOptions& options);
void Visit(OptionVisitor& visitor, SampleOptions& options);

// What no single field can check: ranges (for options that did not come through the configuration) and sums.
void Validate(const SampleOptions& options);

LinkScope ParseLinkScope(const std::string& name);
LinkWeight ParseLinkWeight(const std::string& name);
PartnerSegment ParsePartnerSegment(const std::string& name);
RandomPartner ParseRandomPartner(const std::string& name);
MaskingStrategy ParseMaskingStrategy(const std::string& name);

}  // namespace linkbert
