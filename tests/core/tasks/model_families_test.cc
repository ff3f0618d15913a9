// Every family of heads against transformers: logits, loss and every gradient, over the options of config.json.
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "core/tasks/multiple_choice/multiple_choice.h"
#include "core/tasks/question_answering/question_answering.h"
#include "core/tasks/sequence_classification/sequence_classifier.h"
#include "core/tasks/token_classification/token_classifier.h"
#include "tests/core/tasks/pretraining/gradient_check.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::kForward;
using test::ReferenceCase;
using test::RelativeError;

// What a family computes of the case's batch; gradients go to the parameters.
struct Computed {
  at::Tensor logits;
  double loss;  // mean
};

double CountOf(const std::vector<std::int32_t>& labels) {
  return static_cast<double>(std::ranges::count_if(labels, [](std::int32_t label) { return label >= 0; }));
}

Computed MaskedLm(const ReferenceCase& reference, FlatParameters& parameters) {
  BertPretrainingModel model(reference.config(), parameters);
  model.Reserve(BoundsOf(reference.batch()), PassKind::kTraining);
  const Batch& batch = reference.batch();
  const double scale = 1 / static_cast<double>(batch.masked());
  const at::Tensor logits = model.MlmLogits(batch);
  return {logits, model.ForwardBackward(batch, {.mlm = scale, .drp = 0}, std::nullopt).mlm.Read().sum * scale};
}

Computed Sequence(const ReferenceCase& reference, FlatParameters& parameters) {
  const std::int64_t classes = reference.Floats("out.logits").size(1);
  BertSequenceClassifier model(reference.config(), classes, parameters);
  model.Reserve(BoundsOf(reference.batch()), PassKind::kTraining);
  const std::vector<std::int32_t> labels = reference.Ids("labels");
  const double scale = 1 / CountOf(labels);
  const at::Tensor logits = model.Logits(reference.batch());
  return {logits, model.ForwardBackward(reference.batch(), labels, scale, std::nullopt).Read().sum * scale};
}

Computed Values(const ReferenceCase& reference, FlatParameters& parameters, ValueLoss loss) {
  const at::Tensor targets = reference.Floats("batch.targets");
  const std::int64_t classes = reference.Floats("out.logits").size(1);
  BertSequenceClassifier model(reference.config(), classes, parameters);
  model.Reserve(BoundsOf(reference.batch()), PassKind::kTraining);
  const double scale = 1 / static_cast<double>(targets.numel());
  const at::Tensor logits = model.Logits(reference.batch());
  const float* values = targets.const_data_ptr<float>();
  const BertSequenceClassifier::Targets given{loss, {values, values + targets.numel()}};
  return {logits, model.ForwardBackward(reference.batch(), given, scale, std::nullopt).Read().sum * scale};
}

Computed Tokens(const ReferenceCase& reference, FlatParameters& parameters) {
  BertTokenClassifier model(reference.config(), reference.Floats("out.logits").size(1), parameters);
  model.Reserve(BoundsOf(reference.batch()), PassKind::kTraining);
  const std::vector<std::int32_t> labels = reference.Ids("labels");
  const double scale = 1 / CountOf(labels);
  const at::Tensor logits = model.Logits(reference.batch());
  return {logits, model.ForwardBackward(reference.batch(), labels, scale, std::nullopt).Read().sum * scale};
}

Computed Choices(const ReferenceCase& reference, FlatParameters& parameters) {
  BertMultipleChoice model(reference.config(), reference.Floats("out.logits").size(1), parameters);
  model.Reserve(BoundsOf(reference.batch()), PassKind::kTraining);
  const std::vector<std::int32_t> labels = reference.Ids("labels");
  const double scale = 1 / CountOf(labels);
  const at::Tensor logits = model.Logits(reference.batch());
  return {logits, model.ForwardBackward(reference.batch(), labels, scale, std::nullopt).Read().sum * scale};
}

Computed QuestionAnswering(const ReferenceCase& reference, FlatParameters& parameters) {
  BertQuestionAnswering model(reference.config(), parameters);
  model.Reserve(BoundsOf(reference.batch()), PassKind::kTraining);
  const Spans labels{reference.Ids("starts"), reference.Ids("ends")};
  const double scale = 1 / CountOf(labels.starts);
  const at::Tensor logits = model.Logits(reference.batch());
  return {logits, model.ForwardBackward(reference.batch(), labels, scale, std::nullopt).Read().sum * scale};
}

BertHeads HeadsOf(const std::string& family, std::int64_t classes) {
  if (family == "masked_lm") return {.pooler = false, .drp = false};
  if (family.starts_with("qa")) return {.pooler = false, .mlm = false, .drp = false, .spans = true};
  if (family == "tokens") return {.pooler = false, .mlm = false, .drp = false, .classes = classes};
  return {.mlm = false, .drp = false, .classes = family == "choices" ? 1 : classes};
}

test::SoftmaxOver SoftmaxOf(const std::string& family) {
  if (family == "choices") return test::SoftmaxOver::kChoices;
  return family.starts_with("qa") ? test::SoftmaxOver::kTokens : test::SoftmaxOver::kClasses;
}

Computed Compute(const std::string& family, const ReferenceCase& reference, FlatParameters& parameters) {
  if (family == "masked_lm") return MaskedLm(reference, parameters);
  if (family == "sequence") return Sequence(reference, parameters);
  if (family == "regression") return Values(reference, parameters, ValueLoss::kSquaredError);
  if (family == "multilabel") return Values(reference, parameters, ValueLoss::kBinaryCrossEntropy);
  if (family == "tokens") return Tokens(reference, parameters);
  if (family == "choices") return Choices(reference, parameters);
  return QuestionAnswering(reference, parameters);
}

void CheckFamily(const std::string& family, const std::string& arguments) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "case.safetensors";
  ASSERT_NO_FATAL_FAILURE(test::MakeReferenceCase(path, "--family " + family + " " + arguments));
  const ReferenceCase reference(path);
  const at::Tensor logits = reference.Floats("out.logits");
  FlatParameters parameters(HostDevice(), BertParameterSpecs(reference.config(), HeadsOf(family, logits.size(1))),
                            1 << 25, GradientMemory::kOwned);
  reference.Load(parameters);
  const Computed ours = Compute(family, reference, parameters);
  EXPECT_LE(RelativeError(ours.logits, logits), kForward);
  const double loss = reference.Metadata("loss");
  EXPECT_NEAR(ours.loss, loss, kForward * loss);
  CheckGradients(reference, parameters, SoftmaxOf(family));
}

class ModelFamilies : public testing::TestWithParam<std::pair<const char*, const char*>> {};

// Not run without the reference Python: launch/setup.sh installs it on request only.
TEST_P(ModelFamilies, AgreeWithTransformers) {
  if (!test::HasReferencePython()) GTEST_SKIP() << "not run: needs " << test::ReferencePythonPath();
  CheckFamily(GetParam().first, GetParam().second);
}

constexpr std::pair<const char*, const char*> kCases[] = {
    {"masked_lm", "--seed 1 --lengths 512,1,37 --set max_position_embeddings=512 --set vocab_size=101"},
    {"masked_lm", "--seed 2 --lengths 9,30 --set type_vocab_size=1 --set hidden_act=silu --set vocab_size=333"},
    {"sequence", "--seed 3 --lengths 1,40,7,13 --set layer_norm_eps=0.00001"},
    {"sequence", "--seed 4 --classes 20 --lengths 12,1,7,30,5 --set hidden_act=relu"},
    {"sequence", "--seed 5 --classes 3 --lengths 9 --set hidden_size=36 --set num_attention_heads=3"},
    {"regression", "--seed 6 --lengths 12,1,7 --set hidden_act=gelu_new"},
    {"multilabel", "--seed 7 --classes 10 --lengths 12,1,7,33 --set type_vocab_size=1"},
    {"tokens", "--seed 8 --classes 5 --lengths 40,1,17,9 --set hidden_act=silu"},
    {"tokens", "--seed 9 --classes 2 --lengths 300,65,1 --set max_position_embeddings=384 --set num_attention_heads=1"},
    {"choices", "--seed 10 --classes 4 --lengths 9,12,1,7,30,5,5,8 --set hidden_act=relu"},
    {"choices", "--seed 11 --classes 2 --lengths 40,33 --set hidden_size=100 --set num_attention_heads=5"},
    {"qa", "--seed 12 --lengths 40,1,17,2 --set hidden_act=gelu_new --set layer_norm_eps=0.01"},
    {"qa", "--seed 13 --lengths 512,129,64 --set max_position_embeddings=512"},
    {"qa_padded", "--seed 15 --lengths 9,30,1,17"},
    {"qa",
     "--seed 14 --lengths 70,3 --set hidden_size=1024 --set num_attention_heads=16 --set intermediate_size=4096 --set "
     "num_hidden_layers=1 --set max_position_embeddings=128 --set vocab_size=31"},
};
INSTANTIATE_TEST_SUITE_P(Configurations, ModelFamilies, testing::ValuesIn(kCases),
                         [](const auto& test) { return fmt::format("{}_{}", test.param.first, test.index); });

// The same on an encoder that has learned something, under heads of random values.
class TrainedFamilies : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(TrainedFamilies, AgreeWithTransformers) {
  const char* folder = std::getenv("LINKBERT_TEST_MINILM");
  if (folder == nullptr) GTEST_SKIP() << "not run: needs LINKBERT_TEST_MINILM";
  if (!test::HasReferencePython()) GTEST_SKIP() << "not run: needs " << test::ReferencePythonPath();
  CheckFamily(GetParam().first, fmt::format("{} --model '{}'", GetParam().second, folder));
}

constexpr std::pair<const char*, const char*> kTrained[] = {
    {"masked_lm", "--seed 2 --lengths 60,7,23,31"},  {"sequence", "--seed 2 --lengths 60,7,23,31"},
    {"regression", "--seed 2 --lengths 60,7,23,31"}, {"multilabel", "--seed 2 --lengths 60,7,23,31"},
    {"tokens", "--seed 2 --lengths 60,7,23,31"},     {"choices", "--seed 4 --classes 5 --lengths 2,90,3,40,7"},
    {"qa", "--seed 2 --lengths 60,7,23,31"},
};
INSTANTIATE_TEST_SUITE_P(MiniLm, TrainedFamilies, testing::ValuesIn(kTrained),
                         [](const auto& test) { return fmt::format("{}_{}", test.param.first, test.index); });

}  // namespace
}  // namespace linkbert
