#include "data/samples/sample_options.h"

#include <fmt/ranges.h>

#include <cmath>
#include <vector>

#include "base/error.h"

namespace linkbert {
namespace {

// In the order of the enumerations.
const std::vector<std::string> kLinkScopes = {"extended", "segment", "document"};
const std::vector<std::string> kLinkWeights = {"inverse_in_degree", "uniform"};
const std::vector<std::string> kPartnerSegments = {"first", "random"};
const std::vector<std::string> kRandomPartners = {"uniform", "matched"};
const std::vector<std::string> kMaskingStrategies = {"token", "whole_word", "span"};

template <typename Enum>
Enum Parse(const char* key, const std::string& name, const std::vector<std::string>& choices) {
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (choices[i] == name) return static_cast<Enum>(i);
  }
  throw Fail(ErrorCode::kConfiguration, "samples.{}: \"{}\" is not one of {}", key, name, fmt::join(choices, ", "));
}

void CheckRange(const char* key, double value, double minimum, double maximum) {
  if (value >= minimum && value <= maximum) return;
  throw Fail(ErrorCode::kConfiguration, "samples.{}: {} lies outside [{}, {}]", key, value, minimum, maximum);
}

constexpr double kMinimumLength = 8;  // room for three special tokens and a little of A and B
constexpr double kMaximumLength = 8192;
constexpr double kMaximumWeight = 1e6;

}  // namespace

void Visit(OptionVisitor& visitor, RelationMixOptions& options) {
  const auto weight = [&](const char* name, const char* doc, double& value) {
    visitor.Field({.name = name, .doc = doc, .minimum = 0, .maximum = kMaximumWeight}, value);
  };
  weight("contiguous", "Relative weight of samples whose B follows A in its document", options.contiguous);
  weight("random", "Relative weight of samples whose B comes from an unrelated document", options.random);
  weight("linked", "Relative weight of samples whose B comes from a document that A links to", options.linked);
}

void Visit(OptionVisitor& visitor, MaskingOptions& options) {
  visitor.Field({.name = "rate", .doc = "Share of the tokens that are to be predicted", .minimum = 0, .maximum = 1},
                options.rate);
  visitor.Field({.name = "strategy",
                 .doc = "What is masked together: single tokens (the paper), whole words, or spans of whole words "
                        "(geometric lengths, p = 0.2, at most 10 words)",
                 .choices = kMaskingStrategies},
                options.strategy);
  visitor.Field({.name = "mask_share", .doc = "Share of them replaced by [MASK]", .minimum = 0, .maximum = 1},
                options.mask_share);
  visitor.Field({.name = "random_share",
                 .doc = "Share of them replaced by a random piece; the rest is kept as it is",
                 .minimum = 0,
                 .maximum = 1},
                options.random_share);
}

namespace {

void VisitLengths(OptionVisitor& visitor, SampleOptions& options) {
  visitor.Field({.name = "max_length",
                 .doc = "Tokens of one input, [CLS] and both [SEP] included",
                 .unit = "tokens",
                 .minimum = kMinimumLength,
                 .maximum = kMaximumLength},
                options.max_length);
  visitor.Field({.name = "anchor_share",
                 .doc = "Share of max_length - 3 that is A's budget; B may fill all that A leaves",
                 .minimum = 0.05,
                 .maximum = 0.95},
                options.anchor_share);
  visitor.Field(
      {.name = "short_probability",
       .doc = "Share of anchors whose input is shorter, uniformly between max_length / 8 and max_length; drawn "
              "once an anchor, as in BERT's static data",
       .minimum = 0,
       .maximum = 1},
      options.short_probability);
  visitor.Field({.name = "cut_short_documents",
                 .doc = "Cut a document that would be one anchor in two near its middle, so that its first half has a "
                        "contiguous partner; otherwise short documents can never be contiguous samples"},
                options.cut_short_documents);
}

void VisitPartners(OptionVisitor& visitor, SampleOptions& options) {
  visitor.Field(
      {.name = "link_scope",
       .doc = "Which links can join A to B: extended = inside A as it is fed, segment = inside A's first segment, "
              "document = anywhere in A's document. Links without a position count in every scope",
       .choices = kLinkScopes},
      options.link_scope);
  visitor.Field(
      {.name = "link_weight",
       .doc = "How one of A's distinct targets is drawn: in proportion to 1 / in-degree (the paper), or uniformly",
       .choices = kLinkWeights},
      options.link_weight);
  visitor.Field(
      {.name = "b_segment",
       .doc = "Where B begins in its document, for random and linked partners alike: the first or a random segment",
       .choices = kPartnerSegments},
      options.b_segment);
  visitor.Field(
      {.name = "random",
       .doc = "How a random partner is drawn: uniformly over documents (the paper), or matched: as linked targets "
              "are, from another anchor's links, so that B alone does not betray the relation. Never A's document "
              "or one that A links to. Held-out samples always use matched",
       .choices = kRandomPartners},
      options.random);
}

}  // namespace

void Visit(OptionVisitor& visitor, SampleOptions& options) {
  visitor.Field({.name = "seed", .doc = "Decides every sample together with its number", .minimum = 0}, options.seed);
  VisitLengths(visitor, options);
  VisitPartners(visitor, options);
  visitor.BeginGroup("mix",
                     "How often each relation is drawn; an unreachable mix is replaced by the closest one and printed");
  Visit(visitor, options.mix);
  visitor.EndGroup();
  visitor.BeginGroup("masking", "Masked language modelling");
  Visit(visitor, options.masking);
  visitor.EndGroup();
}

void Validate(const SampleOptions& options) {
  CheckRange("max_length", static_cast<double>(options.max_length), kMinimumLength, kMaximumLength);
  CheckRange("anchor_share", options.anchor_share, 0.05, 0.95);
  CheckRange("short_probability", options.short_probability, 0, 1);
  CheckRange("mix.contiguous", options.mix.contiguous, 0, kMaximumWeight);
  CheckRange("mix.random", options.mix.random, 0, kMaximumWeight);
  CheckRange("mix.linked", options.mix.linked, 0, kMaximumWeight);
  CheckRange("mix: the sum of the weights", options.mix.contiguous + options.mix.random + options.mix.linked, 1e-6,
             3 * kMaximumWeight);
  CheckRange("masking.rate", options.masking.rate, 0, 1);
  CheckRange("masking.mask_share", options.masking.mask_share, 0, 1);
  CheckRange("masking.random_share", options.masking.random_share, 0, 1);
  // A little above 1 for shares such as 0.9 + 0.1, whose sum is not exact.
  CheckRange("masking: mask_share + random_share", options.masking.mask_share + options.masking.random_share, 0,
             1 + 1e-9);
  ParseLinkScope(options.link_scope);
  ParseLinkWeight(options.link_weight);
  ParsePartnerSegment(options.b_segment);
  ParseRandomPartner(options.random);
  ParseMaskingStrategy(options.masking.strategy);
}

LinkScope ParseLinkScope(const std::string& name) { return Parse<LinkScope>("link_scope", name, kLinkScopes); }
LinkWeight ParseLinkWeight(const std::string& name) { return Parse<LinkWeight>("link_weight", name, kLinkWeights); }
PartnerSegment ParsePartnerSegment(const std::string& name) {
  return Parse<PartnerSegment>("b_segment", name, kPartnerSegments);
}
RandomPartner ParseRandomPartner(const std::string& name) {
  return Parse<RandomPartner>("random", name, kRandomPartners);
}
MaskingStrategy ParseMaskingStrategy(const std::string& name) {
  return Parse<MaskingStrategy>("masking.strategy", name, kMaskingStrategies);
}

}  // namespace linkbert
