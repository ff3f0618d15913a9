#include "core/tasks/pretraining/pretraining_evaluation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/metrics/estimate.h"
#include "data/samples/batch_builder.h"
#include "data/samples/planned_parts.h"
#include "data/tokens/piece_text.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kExamples = 2;  // of each relation

// The pairs unmasked: they are judged as a user would ask, with all of the text.
class UnmaskedSource : public SampleSource {
 public:
  explicit UnmaskedSource(const SampleSource& source) : source_(source) {}
  linkbert::Sample Sample(std::uint64_t index) const override { return Unmasked(source_.Sample(index)); }
  std::uint32_t Length(std::uint64_t index) const override { return source_.Length(index); }
  std::uint32_t MaximumLength() const override { return source_.MaximumLength(); }

 private:
  const SampleSource& source_;
};

RelationShares Softmax(const float* logits) {
  const float largest = *std::max_element(logits, logits + kRelations);
  RelationShares shares{};
  double sum = 0;
  for (std::size_t c = 0; c < kRelations; ++c) sum += shares[c] = std::exp(logits[c] - largest);
  for (double& share : shares) share /= sum;
  return shares;
}

std::size_t Best(const RelationShares& shares) {
  return static_cast<std::size_t>(std::max_element(shares.begin(), shares.end()) - shares.begin());
}

// Sums and probabilities while samples are evaluated; sums over ranks at the end.
class Collector {
 public:
  explicit Collector(std::int64_t count) : values_(kSums + kRelations * static_cast<std::size_t>(count)) {}

  void Add(BertPretrainingModel& model, const Batch& batch) {
    std::vector<float> logits;
    model.Reserve(BoundsOf(batch), PassKind::kEvaluation);
    const BertPretrainingModel::BatchSums sums = model.Evaluate(batch, &logits);
    values_[0] += sums.mlm_loss_sum;
    values_[1] += static_cast<double>(sums.mlm_correct);
    values_[2] += static_cast<double>(sums.masked);
    for (std::size_t b = 0; b < batch.sample_index.size(); ++b) {
      const RelationShares shares = Softmax(logits.data() + b * kRelations);
      std::copy(shares.begin(), shares.end(), At(batch.sample_index[b]));
    }
  }

  EvaluatedSamples Finish(Communicator& communicator, std::size_t count) {
    communicator.AllReduce(values_.data(), values_.data(), values_.size(), DType::kFloat64, ReduceOperation::kSum)
        .Wait();
    EvaluatedSamples seen;
    seen.masked = static_cast<std::int64_t>(values_[2]);
    if (seen.masked > 0) {
      seen.mlm_loss = values_[0] / values_[2];
      seen.mlm_accuracy = values_[1] / values_[2];
    }
    seen.probabilities.resize(count);
    for (std::size_t i = 0; i < count; ++i) std::copy_n(At(i), kRelations, seen.probabilities[i].begin());
    return seen;
  }

 private:
  static constexpr std::size_t kSums = 3;
  std::vector<double>::iterator At(std::uint64_t sample) {
    return values_.begin() + static_cast<std::ptrdiff_t>(kSums + kRelations * sample);
  }
  std::vector<double> values_;
};

// Scores of anchors: with their linked partner, and with their random one.
struct PairScores {
  std::vector<double> linked, random;
  void Add(double of_linked, double of_random) {
    linked.push_back(of_linked);
    random.push_back(of_random);
  }
  Json Auc() const {
    const Estimate auc = PairedAuc(linked, random);
    Json json = ToJson(auc);
    json["anchors"] = auc.count;
    return json;
  }
};

// The first word of the joining link in A; empty where it has no place there.
std::string LinkWord(const Vocabulary& vocabulary, const Sample& sample) {
  if (sample.link_position < 0) return "";
  const std::vector<std::int32_t> ids = Unmasked(sample).token_ids;
  const auto begin = static_cast<std::size_t>(sample.link_position);
  std::size_t end = begin + 1;
  while (vocabulary.IsContinuation(ids[end])) ++end;  // [SEP] ends A
  return PlainText(vocabulary, std::span(ids).subspan(begin, end - begin));
}

}  // namespace

EvaluatedSamples EvaluateSamples(const SampleSource& source, std::int64_t count, std::int64_t micro_batch_tokens,
                                 BertPretrainingModel& model, Communicator& communicator) {
  const BatchPlanOptions plan = {.ranks = communicator.Size(), .micro_batch_tokens = micro_batch_tokens};
  Collector collector(count);
  const auto length = [&](std::size_t sample) { return source.Length(sample); };
  ForEachPlannedPart({static_cast<std::size_t>(count), length}, plan, communicator.Rank(),
                     [&](const PlannedPart& part) {
                       for (const BatchPlan::MicroBatch& samples : part.micro_batches) {
                         collector.Add(model, BuildBatch(source, /*first=*/0, samples));
                       }
                     });
  return collector.Finish(communicator, static_cast<std::size_t>(count));
}

PretrainingEvaluation::PretrainingEvaluation(const Corpus& corpus, const SampleOptions& samples,
                                             const EvaluationOptions& options, Communicator& communicator, int threads)
    : corpus_(corpus),
      communicator_(communicator),
      mix_(corpus, samples, Split::kHeldOut, threads),
      pairs_(corpus, samples, Split::kHeldOut, static_cast<std::uint64_t>(options.anchors), threads),
      samples_(std::min(options.samples, static_cast<std::int64_t>(mix_.anchors()))) {
  if (communicator.Rank() != 0) return;
  const Shortcuts learned(corpus, samples, static_cast<std::uint64_t>(options.probe_samples), threads);
  shortcuts_ = JudgeShortcuts(learned, mix_, samples_, pairs_);
}

Json PretrainingEvaluation::Run(BertPretrainingModel& model, std::int64_t micro_batch_tokens) {
  const EvaluatedSamples mix = EvaluateSamples(mix_, samples_, micro_batch_tokens, model, communicator_);
  const EvaluatedSamples pairs = EvaluateSamples(UnmaskedSource(pairs_), static_cast<std::int64_t>(pairs_.size()),
                                                 micro_batch_tokens, model, communicator_);
  if (!shortcuts_) return nullptr;
  Json metrics = MixMetrics(mix);
  metrics.update(PairMetrics(pairs));
  metrics.update(ToJson(*shortcuts_));
  metrics["examples"] = Examples(mix);
  return metrics;
}

Json PretrainingEvaluation::MixMetrics(const EvaluatedSamples& seen) const {
  const std::vector<double>& better_probe = shortcuts_->better();
  std::vector<double> right, over;
  std::array<std::array<std::int64_t, kRelations>, kRelations> confusion{};
  for (std::size_t i = 0; i < seen.probabilities.size(); ++i) {
    const auto truth = static_cast<std::size_t>(mix_.Pair(i).relation);
    const std::size_t verdict = Best(seen.probabilities[i]);
    ++confusion[truth][verdict];
    right.push_back(truth == verdict);
    over.push_back(right.back() - better_probe[i]);
  }
  return {{"mlm_loss", seen.mlm_loss},
          {"mlm_accuracy", seen.mlm_accuracy},
          {"drp_accuracy", ToJson(Mean(right))},
          {"drp_over_probes", ToJson(Mean(over))},
          {"drp_confusion", confusion}};
}

Json PretrainingEvaluation::PairMetrics(const EvaluatedSamples& seen) const {
  PairScores all, seen_targets, unseen_targets;
  for (std::size_t i = 0; i < seen.probabilities.size(); i += 2) {
    const double linked = LinkScore(seen.probabilities[i]), random = LinkScore(seen.probabilities[i + 1]);
    all.Add(linked, random);
    (corpus_.IsHeldOut(pairs_.Sample(i).b_document) ? unseen_targets : seen_targets).Add(linked, random);
  }
  return {{"auc", all.Auc()}, {"auc_seen_targets", seen_targets.Auc()}, {"auc_unseen_targets", unseen_targets.Auc()}};
}

Json PretrainingEvaluation::Example(const Sample& sample, const RelationShares& shares) const {
  const SampleSides sides = UnmaskedSides(sample);
  return {{"a_title", std::string(corpus_.Title(sample.a_document))},
          {"b_title", std::string(corpus_.Title(sample.b_document))},
          {"a_text", PlainText(corpus_.vocabulary(), sides.a)},
          {"b_text", PlainText(corpus_.vocabulary(), sides.b)},
          {"link_text", LinkWord(corpus_.vocabulary(), sample)},
          {"truth", RelationName(sample.relation)},
          {"verdict", RelationName(static_cast<Relation>(Best(shares)))},
          {"probabilities", shares}};
}

// The first held-out samples of each relation, whatever the model makes of them.
Json PretrainingEvaluation::Examples(const EvaluatedSamples& seen) const {
  std::array<std::size_t, kRelations> taken{};
  Json examples = Json::array();
  for (std::size_t i = 0; i < seen.probabilities.size(); ++i) {
    const Sample sample = mix_.Sample(i);
    if (taken[static_cast<std::size_t>(sample.relation)]++ < kExamples) {
      examples.push_back(Example(sample, seen.probabilities[i]));
    }
  }
  return examples;
}

}  // namespace linkbert
