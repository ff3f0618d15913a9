#include "core/tasks/pretraining/pretraining_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "tests/core/kernels/tensors.h"
#include "tests/core/sharding/host_tensors.h"

namespace linkbert {
namespace {

using test::Random;
using test::RelativeError;
using BatchSums = BertPretrainingModel::BatchSums;

const BertConfig kConfig{.vocab_size = 60,
                         .hidden_size = 32,
                         .num_hidden_layers = 2,
                         .num_attention_heads = 4,
                         .intermediate_size = 64,
                         .hidden_dropout_prob = 0.2,
                         .attention_probs_dropout_prob = 0.2,
                         .max_position_embeddings = 40};

// Appends sample `index` with `length` tokens, every fourth of them masked; a pure function of both.
void Append(Batch& batch, std::uint64_t index, std::int32_t length) {
  const auto sample = static_cast<std::int32_t>(index), vocabulary = static_cast<std::int32_t>(kConfig.vocab_size);
  if (batch.cu_seqlens.empty()) batch.cu_seqlens.push_back(0);
  for (std::int32_t i = 0; i < length; ++i) {
    if (i % 4 == 1) {
      batch.masked_rows.push_back(static_cast<std::int32_t>(batch.tokens()));
      batch.masked_labels.push_back((sample * 11 + i) % vocabulary);
    }
    batch.token_ids.push_back((sample * 7 + i * 13) % vocabulary);
    batch.token_type_ids.push_back(i < length / 2 ? 0 : 1);
    batch.position_ids.push_back(i);
  }
  batch.cu_seqlens.push_back(static_cast<std::int32_t>(batch.tokens()));
  batch.sample_index.push_back(index);
  batch.relation.push_back(sample % 3);
}

Batch MakeBatch(const std::vector<std::pair<std::uint64_t, std::int32_t>>& samples) {
  Batch batch;
  for (const auto& [index, length] : samples) Append(batch, index, length);
  return batch;
}

struct Model {
  explicit Model(const BertHeads& heads = {})
      : parameters(HostDevice(), BertParameterSpecs(kConfig, heads), 1 << 20, GradientMemory::kOwned),
        model(kConfig, parameters) {
    parameters.Write([&](std::span<float> flat) { InitializeParameters(parameters.layout(), kConfig, 3, flat); });
    test::ValuesOf(parameters).add_(Random(4, {parameters.layout().size()}) * 0.1);
  }
  // Sum of the scaled losses over the micro-batches; gradients are left in parameters.
  double Run(const std::vector<Batch>& micro_batches, DropoutSeed seed) {
    parameters.ZeroGradients();
    double loss = 0;
    for (const Batch& batch : micro_batches) {
      model.Reserve(BoundsOf(batch), PassKind::kTraining);
      const BatchSums sums = model.ForwardBackward(batch, {.mlm = 0.125, .drp = 0.25}, seed).Read(batch);
      loss += 0.125 * sums.mlm_loss_sum + 0.25 * sums.drp_loss_sum;
    }
    return loss;
  }

  FlatParameters parameters;
  BertPretrainingModel model;
};

BertPretrainingModel& Reserved(Model& m, const Batch& batch) {
  m.model.Reserve(BoundsOf(batch), PassKind::kTraining);
  return m.model;
}

TEST(PretrainingModel, DealingDoesNotChangeLossOrGradientUnderDropout) {
  Model m;
  const double together = m.Run({MakeBatch({{5, 20}, {6, 9}, {7, 33}, {900, 2}})}, 77);
  const at::Tensor gradient = test::GradientsOf(m.parameters).clone();
  const double dealt = m.Run({MakeBatch({{900, 2}, {7, 33}}), MakeBatch({{6, 9}}), MakeBatch({{5, 20}})}, 77);
  EXPECT_NEAR(dealt, together, 1e-6 * together);
  EXPECT_LT(RelativeError(test::GradientsOf(m.parameters), gradient), 1e-5);  // sums in another order
}

TEST(PretrainingModel, DropoutChangesWithTheSeedAndTheSample) {
  Model m;
  const Batch batch = MakeBatch({{5, 20}, {6, 9}});
  const double loss = m.Run({batch}, 77);
  EXPECT_EQ(m.Run({batch}, 77), loss);
  EXPECT_NE(m.Run({batch}, 78), loss);
  EXPECT_NE(m.Run({batch}, std::nullopt), loss);
  Batch renamed = batch;
  renamed.sample_index = {5, 60};
  EXPECT_NE(m.Run({renamed}, 77), loss);
}

// The derivative along a random direction, which no single parameter can hide in, under dropout.
TEST(PretrainingModel, GradientIsTheDerivative) {
  Model m;
  const std::vector<Batch> batches = {MakeBatch({{1, 12}, {2, 7}, {4, 3}})};
  m.Run(batches, 77);
  const at::Tensor gradient = test::GradientsOf(m.parameters).clone(), start = test::ValuesOf(m.parameters).clone();
  for (std::uint64_t seed = 10; seed < 14; ++seed) {
    const at::Tensor direction = Random(seed, start.sizes());
    const auto loss_at = [&](double step) {
      test::ValuesOf(m.parameters).copy_(start + direction * step);
      return m.Run(batches, 77);
    };
    // Central difference: the error is step^2 times the third derivative plus rounding / step.
    const double step = 1e-3, difference = (loss_at(step) - loss_at(-step)) / (2 * step);
    const double derivative = gradient.dot(direction).item<double>();
    EXPECT_NEAR(difference, derivative, 0.01 * gradient.norm().item<double>()) << seed;
  }
}

// What a backward pass calls complete it does not touch again, and it ends with all of it; of the tied word embedding
// that is the very end.
TEST(PretrainingModel, GradientsAreReadyWhenTheyAreSaidToBe) {
  Model m;
  const Batch batch = MakeBatch({{1, 12}, {2, 7}});
  std::vector<std::pair<std::int64_t, at::Tensor>> ready;
  m.parameters.Listen([&](std::int64_t flat_end) {
    ready.emplace_back(flat_end, test::GradientsOf(m.parameters).narrow(0, 0, flat_end).clone());
  });
  Reserved(m, batch).ForwardBackward(batch, {.mlm = 1, .drp = 1}, 5);
  ASSERT_EQ(ready.size(), 3U);  // two layers, and the embeddings
  const FlatLayout& layout = m.parameters.layout();
  EXPECT_EQ(ready[0].first, layout.Find("bert.encoder.layer.0.output.LayerNorm.bias").range.begin);
  EXPECT_EQ(ready[1].first, layout.Find("bert.embeddings.LayerNorm.bias").range.begin);
  EXPECT_EQ(ready[2].first, layout.size());
  const at::Tensor final = test::GradientsOf(m.parameters);
  for (const auto& [flat_end, gradient] : ready) {
    EXPECT_TRUE(gradient.equal(final.narrow(0, 0, flat_end))) << flat_end;
    EXPECT_GT(gradient.narrow(0, flat_end - 64, 64).abs().max().item<float>(), 0) << flat_end;
  }
}

TEST(PretrainingModel, EvaluateCountsWhatForwardBackwardCounts) {
  Model m;
  const Batch batch = MakeBatch({{1, 12}, {2, 7}, {4, 30}});
  const BatchSums trained = Reserved(m, batch).ForwardBackward(batch, {.mlm = 1, .drp = 1}, std::nullopt).Read(batch);
  const at::Tensor before = test::GradientsOf(m.parameters).clone();
  const BatchSums evaluated = Reserved(m, batch).Evaluate(batch);
  EXPECT_EQ(evaluated.mlm_loss_sum, trained.mlm_loss_sum);
  EXPECT_EQ(evaluated.drp_loss_sum, trained.drp_loss_sum);
  EXPECT_EQ(evaluated.mlm_correct, trained.mlm_correct);
  EXPECT_EQ(evaluated.confusion, trained.confusion);
  EXPECT_EQ(evaluated.sequences, 3);
  EXPECT_EQ(evaluated.masked, batch.masked());
  EXPECT_TRUE(at::equal(test::GradientsOf(m.parameters), before));
}

TEST(PretrainingModel, CountsFollowTheLogits) {
  Model m;
  const Batch batch = MakeBatch({{1, 12}, {2, 7}, {4, 30}});
  const BatchSums sums = Reserved(m, batch).Evaluate(batch);
  const at::Tensor labels = at::tensor(batch.masked_labels), relation = at::tensor(batch.relation);
  EXPECT_EQ(sums.mlm_correct, m.model.MlmLogits(batch).argmax(1).eq(labels).sum().item<std::int64_t>());
  const at::Tensor predicted = m.model.DrpLogits(batch).argmax(1);
  EXPECT_EQ(sums.drp_correct, predicted.eq(relation).sum().item<std::int64_t>());
  for (std::size_t b = 0; b < 3; ++b) {
    const auto p = static_cast<std::size_t>(predicted[static_cast<std::int64_t>(b)].item<std::int64_t>());
    EXPECT_GE(sums.confusion[static_cast<std::size_t>(batch.relation[b])][p], 1);
  }
}

TEST(PretrainingModel, WorksWithoutMaskedTokens) {
  Model m;
  const Batch batch = MakeBatch({{1, 1}, {2, 1}});  // one token each: none is masked
  ASSERT_EQ(batch.masked(), 0);
  const BatchSums sums = Reserved(m, batch).ForwardBackward(batch, {.mlm = 0, .drp = 1}, 5).Read(batch);
  EXPECT_EQ(sums.mlm_loss_sum, 0.0);
  EXPECT_EQ(m.model.MlmLogits(batch).size(0), 0);
  EXPECT_TRUE(test::GradientsOf(m.parameters).isfinite().all().item<bool>());
  EXPECT_GT(test::GradientOf(m.parameters, "drp.weight").abs().max().item<float>(), 0.0F);
}

TEST(PretrainingModel, HeadsCanBeLeftOut) {
  Model m({.pooler = false, .mlm = true, .drp = false});
  const BatchSums sums = Reserved(m, MakeBatch({{1, 12}}))
                             .ForwardBackward(MakeBatch({{1, 12}}), {.mlm = 1, .drp = 1}, 5)
                             .Read(MakeBatch({{1, 12}}));
  EXPECT_GT(sums.mlm_loss_sum, 0.0);
  EXPECT_EQ(sums.drp_loss_sum, 0.0);
  EXPECT_THROW(m.model.Pooled(MakeBatch({{1, 12}})), Error);
}

TEST(PretrainingModel, SmallBatchesAfterLargeOnesUseTheSameBuffers) {
  Model used, fresh;
  used.Run({MakeBatch({{1, 40}, {2, 40}, {3, 40}})}, 77);
  const Batch small = MakeBatch({{9, 3}, {8, 5}});
  EXPECT_EQ(used.Run({small}, 77), fresh.Run({small}, 77));
  EXPECT_TRUE(at::equal(test::GradientsOf(used.parameters), test::GradientsOf(fresh.parameters)));
}

// The message of the kInput error this batch gives.
std::string ErrorOf(const Batch& batch) {
  Model m;
  try {
    Reserved(m, batch).ForwardBackward(batch, {.mlm = 1, .drp = 1}, std::nullopt).Read(batch);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    return error.what();
  }
  return "no error";
}

TEST(PretrainingModel, NamesIdsOutsideItsTables) {
  using testing::AllOf, testing::HasSubstr;
  EXPECT_THAT(ErrorOf(MakeBatch({{1, 41}})), AllOf(HasSubstr("position 40"), HasSubstr("max_position_embeddings")));
  Batch batch = MakeBatch({{1, 10}});
  batch.token_ids[3] = 60;
  EXPECT_THAT(ErrorOf(batch), AllOf(HasSubstr("token id 60"), HasSubstr("row 3"), HasSubstr("vocab_size")));
  batch = MakeBatch({{1, 10}});
  batch.masked_labels[0] = -1;
  EXPECT_THAT(ErrorOf(batch), HasSubstr("label -1"));
  batch = MakeBatch({{1, 10}});
  batch.relation[0] = 3;
  EXPECT_THAT(ErrorOf(batch), HasSubstr("relation 3"));
}

}  // namespace
}  // namespace linkbert
