#include "data/samples/loader.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "base/error.h"
#include "base/hash.h"
#include "data/samples/batch_builder.h"
#include "data/samples/pretraining_sampler.h"
#include "tests/data/samples/synthetic_corpus.h"

namespace linkbert {
namespace {

using test::OptionsOfLength;
using test::SyntheticCorpus;

LoaderOptions Dealing(std::int64_t global_batch, std::int64_t ranks, std::int64_t rank, std::uint64_t first_step = 0) {
  LoaderOptions options;
  options.global_batch = global_batch;
  options.rank = rank;
  options.plan = {.ranks = ranks, .micro_batch_tokens = 400};
  options.threads = 2;
  options.first_step = first_step;
  return options;
}

// Everything the model sees of sequence `i`, whatever surrounds it.
std::uint64_t HashOfSequence(const Batch& batch, std::size_t i) {
  const std::int64_t begin = batch.cu_seqlens[i], end = batch.cu_seqlens[i + 1];
  std::vector<std::int64_t> seen = {static_cast<std::int64_t>(batch.sample_index[i]), batch.relation[i]};
  for (std::int64_t row = begin; row < end; ++row) {
    const auto place = static_cast<std::size_t>(row);
    for (const auto* values : {&batch.token_ids, &batch.token_type_ids, &batch.position_ids})
      seen.push_back((*values)[place]);
  }
  for (std::size_t m = 0; m < batch.masked_rows.size(); ++m) {
    if (batch.masked_rows[m] < begin || batch.masked_rows[m] >= end) continue;
    seen.push_back(batch.masked_rows[m] - begin);
    seen.push_back(batch.masked_labels[m]);
  }
  return Hash64(seen.data(), seen.size() * sizeof seen[0]);
}

// Adds the hashes of a step's samples at their places; a place must not have been filled before.
void Collect(const StepBatches& step, std::vector<std::uint64_t>& hashes) {
  for (const Batch& batch : step.micro_batches) {
    ASSERT_LE(batch.tokens(), 400);
    for (std::size_t i = 0; i < batch.sample_index.size(); ++i) {
      std::uint64_t& hash = hashes.at(batch.sample_index[i]);
      ASSERT_EQ(hash, 0U) << "sample " << batch.sample_index[i] << " came twice";
      hash = HashOfSequence(batch, i);
    }
  }
}

constexpr std::uint64_t kSamples = 100000;
constexpr std::int64_t kGlobalBatch = 625;
constexpr std::uint64_t kSteps = 160;

// Part of a run: `ranks` ranks up to, but without, step `end`, from where the leg before it ended.
struct Leg {
  std::int64_t ranks;
  std::uint64_t end;
};

std::vector<std::uint64_t> HashesDealtTo(const SampleSource& source, const std::vector<Leg>& legs) {
  std::vector<std::uint64_t> hashes(kSamples);
  std::uint64_t first = 0;
  for (const Leg& leg : legs) {
    for (std::int64_t rank = 0; rank < leg.ranks; ++rank) {
      Loader loader(source, Dealing(kGlobalBatch, leg.ranks, rank, first));
      for (std::uint64_t step = first; step < leg.end; ++step) Collect(loader.Next(), hashes);
    }
    first = leg.end;
  }
  return hashes;
}

TEST(Loader, AHundredThousandSamplesAreTheSameHoweverDealtAndRestarted) {
  const SyntheticCorpus corpus(3000, 0.1);
  const PretrainingSampler sampler(*corpus, OptionsOfLength(33));
  std::vector<std::uint64_t> wanted;
  for (std::uint64_t index = 0; index < kSamples; ++index) {
    Batch alone;
    AppendSample(sampler.Sample(index), alone);
    wanted.push_back(HashOfSequence(alone, 0));
  }
  const std::vector<std::vector<Leg>> histories = {
      {{1, kSteps}}, {{2, kSteps}}, {{4, kSteps}}, {{1, 3}, {3, 4}, {2, 27}, {5, 91}, {1, 92}, {4, kSteps}}};
  for (const std::vector<Leg>& legs : histories) {
    EXPECT_TRUE(HashesDealtTo(sampler, legs) == wanted) << legs[0].ranks << " ranks, " << legs.size() << " legs";
  }
}

TEST(Loader, StepsComeInOrderWithTheirTotals) {
  const SyntheticCorpus corpus(300);
  const PretrainingSampler sampler(*corpus, OptionsOfLength(33));
  Loader loader(sampler, Dealing(50, 1, 0, 5));
  for (std::uint64_t step = 5; step < 9; ++step) {
    const StepBatches batches = loader.Next();
    EXPECT_EQ(batches.step, step);
    EXPECT_EQ(batches.first_sample, step * 50);
    std::int64_t tokens = 0, masked = 0, sequences = 0;
    for (const Batch& batch : batches.micro_batches) {
      tokens += batch.tokens(), masked += batch.masked(), sequences += batch.sequences();
    }
    EXPECT_EQ(batches.tokens, tokens);
    EXPECT_EQ(batches.masked_tokens, masked);
    EXPECT_EQ(batches.sequences, sequences);
    EXPECT_EQ(sequences, 50);
  }
}

TEST(Loader, GrowingBatchesHaveEverySampleOnce) {
  const SyntheticCorpus corpus(300);
  const PretrainingSampler sampler(*corpus, OptionsOfLength(33));
  LoaderOptions options = Dealing(1, 1, 0);
  options.first_sample = [](std::uint64_t step) { return step * (step + 1) / 2; };
  Loader loader(sampler, options);
  std::vector<std::uint64_t> hashes(210);
  for (std::uint64_t step = 0; step < 20; ++step) {
    const StepBatches batches = loader.Next();
    EXPECT_EQ(batches.global_samples, static_cast<std::int64_t>(step) + 1);
    Collect(batches, hashes);
  }
  EXPECT_EQ(std::count(hashes.begin(), hashes.end(), 0U), 0);
}

TEST(Loader, ARankMayHaveNoSamples) {
  const SyntheticCorpus corpus(50);
  const PretrainingSampler sampler(*corpus, OptionsOfLength(33));
  Loader loader(sampler, Dealing(2, 4, 3));
  const StepBatches batches = loader.Next();
  EXPECT_TRUE(batches.micro_batches.empty());
  EXPECT_EQ(batches.sequences, 0);
  EXPECT_EQ(batches.global_samples, 2);
}

TEST(Loader, SamplesAreTheSameFromManyThreads) {
  const SyntheticCorpus corpus(300);
  const PretrainingSampler sampler(*corpus, OptionsOfLength(33), Split::kTraining, 3);
  std::vector<std::vector<std::uint64_t>> hashes(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : hashes) {
      threads.emplace_back([&] {
        for (std::uint64_t index = 0; index < 2000; ++index) {
          Batch alone;
          AppendSample(sampler.Sample(index), alone);
          mine.push_back(HashOfSequence(alone, 0));
        }
      });
    }
  }
  for (const auto& mine : hashes) EXPECT_EQ(mine, hashes[0]);
}

// Fails for sample 35.
class BrokenSource : public SampleSource {
 public:
  linkbert::Sample Sample(std::uint64_t index) const override {
    if (index == 35) throw std::runtime_error("sample 35");
    linkbert::Sample sample{};
    sample.index = index;
    sample.token_ids = {2, 3, 3};
    return sample;
  }
  std::uint32_t Length(std::uint64_t) const override { return 3; }
  std::uint32_t MaximumLength() const override { return 3; }
};

TEST(Loader, AnExceptionComesOutAtItsStep) {
  const BrokenSource source;
  Loader loader(source, Dealing(10, 1, 0));
  for (std::uint64_t step = 0; step < 3; ++step) EXPECT_EQ(loader.Next().step, step);
  EXPECT_THROW(loader.Next(), std::runtime_error);
  EXPECT_THROW(loader.Next(), std::runtime_error);
}

TEST(Loader, MicroBatchesTooSmallForASampleAreRefused) {
  const SyntheticCorpus corpus(50);
  const PretrainingSampler sampler(*corpus, OptionsOfLength(33));
  LoaderOptions options = Dealing(10, 1, 0);
  options.plan.micro_batch_tokens = 32;
  try {
    Loader loader(sampler, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kConfiguration);
    EXPECT_NE(std::string(error.what()).find("33"), std::string::npos);
  }
}

}  // namespace
}  // namespace linkbert
