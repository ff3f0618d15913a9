// For every type of task: a step and an evaluation must not depend on ranks and micro-batches, and the task's model
// learns its examples.
#include "core/finetuning/finetuning_task.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "core/device/cpu/cpu_device.h"
#include "core/finetuning/task_evaluation.h"
#include "core/model/parameters.h"
#include "core/tasks/builtin_tasks.h"
#include "distributed/communication/self_communicator.h"
#include "distributed/communication/thread_communicator.h"
#include "tests/core/sharding/host_tensors.h"
#include "tests/core/tasks/task_support.h"
#include "tests/core/training/host_sums.h"

namespace linkbert {
namespace {

constexpr int kExamples = 23;

// "node edge node ...": `words` words in which number i decides.
std::string Words(int i, int words) {
  std::string text;
  for (int w = 0; w < words; ++w) {
    if (w > 0) text += ' ';
    text += (i + w) % 3 == 0 ? "node" : "edge";
  }
  return text;
}

// Line i of a file of each kind, by name.
std::string LineOf(const std::string& kind, int i) {
  const std::string text = Words(i, 1 + i * 7 % 11);
  if (kind == "classes") return fmt::format(R"({{"sentence": "{}", "label": "{}"}})", text, i % 3);
  if (kind == "numbers") return fmt::format(R"({{"sentence": "{}", "label": {}.5}})", text, i % 4);
  if (kind == "lists") return fmt::format(R"({{"sentence": "{}", "label": [{}, {}]}})", text, i % 2, i % 3 / 2);
  if (kind == "questions") {
    return fmt::format(
        R"({{"question": "link", "context": "{} graph {}", "answers": {{"answer_start": [{}], "text": ["graph"]}}}})",
        text, text, text.size() + 1);
  }
  if (kind == "choices") {
    return fmt::format(R"({{"sent1": "{}", "sent2": "", "ending{}": "link", "ending{}": "edge node", "label": {}}})",
                       text, i % 2, 1 - i % 2, i % 2);
  }
  std::string tokens, tags;
  for (int w = 0; w < i * 5 % 9; ++w) {  // none in the first: a sentence without a loss
    tokens += fmt::format(R"({}"{}")", w > 0 ? ", " : "", w % 2 == 0 ? "node" : "graphs");
    tags += fmt::format(R"({}"{}")", w > 0 ? ", " : "", w % 2 == 0 ? "O" : "B");
  }
  return fmt::format(R"({{"tokens": [{}], "ner_tags": [{}]}})", tokens, tags);
}

const std::map<std::string, std::string> kTypes = {
    {"classes", "sequence_classification"}, {"numbers", "sequence_classification"},
    {"lists", "sequence_classification"},   {"questions", "question_answering"},
    {"choices", "multiple_choice"},         {"words", "token_classification"}};

// A file of the kind, its data, and models of it that are all alike.
struct Kind {
  explicit Kind(const std::string& name) : type(tasks.Find(kTypes.at(name))) {
    std::vector<std::string> lines;
    for (int i = 0; i < kExamples; ++i) lines.push_back(LineOf(name, i));
    const test::ExamplesFile file(lines);
    task.task = type.Name();
    task.max_length = 16;
    task.question.doc_stride = 4;
    type.Settle(file.path, task);
    task.metric = type.Metrics(task).front();
    data = type.Read({.path = file.path, .purpose = TaskPurpose::kScoring}, task, small.tokenizer);
    config.vocab_size = small.vocabulary.size();
  }

  struct Model {
    explicit Model(const Kind& kind)
        : parameters(HostDevice(), BertParameterSpecs(kind.config, kind.type.Heads(kind.task)), 1 << 20,
                     GradientMemory::kOwned) {
      parameters.Write([&](std::span<float> flat) { InitializeParameters(parameters.layout(), kind.config, 1, flat); });
      model = kind.type.MakeModel(kind.config, kind.task, parameters);
    }
    FlatParameters parameters;
    std::unique_ptr<TaskModel> model;
  };

  TaskRegistry tasks = BuiltinTasks();
  const TaskType& type;
  test::SmallTokenizer small;
  TaskConfig task;
  BertConfig config{.hidden_size = 24,
                    .num_hidden_layers = 2,
                    .num_attention_heads = 2,
                    .intermediate_size = 8,
                    .max_position_embeddings = 16,
                    .initializer_range = 0.3};
  std::unique_ptr<const TaskData> data;
};

class FinetuningTasks : public testing::TestWithParam<std::string> {};

struct StepResult {
  at::Tensor gradient;
  double loss = 0, terms = 0, examples = 0;
};

struct Dealing {
  std::int64_t ranks, micro_batch_tokens;
  std::int64_t global_batch = 10, accumulation = 1;
};

// What all ranks' work at `step` adds up to.
StepResult RunStep(const Kind& kind, std::int64_t step, const Dealing& how) {
  const std::int64_t ranks = how.ranks;
  std::vector<double> divisors;
  std::vector<std::unique_ptr<Kind::Model>> models;
  std::vector<FinetuningTask> parts;
  std::vector<StepWork> work;
  StepResult result;
  for (std::int64_t rank = 0; rank < ranks; ++rank) {
    models.push_back(std::make_unique<Kind::Model>(kind));
    const TaskBatching dealing{.global_batch = how.global_batch,
                               .rank = rank,
                               .plan = {.ranks = ranks, .micro_batch_tokens = how.micro_batch_tokens},
                               .accumulation = how.accumulation,
                               .seed = 3};
    work.push_back(parts.emplace_back(*kind.data, dealing, *models.back()->model).BeginStep(step));
    divisors.resize(work.back().divisors.size());
    for (std::size_t i = 0; i < divisors.size(); ++i) divisors[i] += work.back().divisors[i];
    result.examples += static_cast<double>(parts.back().SampleIndices().size());
  }
  for (std::size_t rank = 0; rank < parts.size(); ++rank) {
    test::HostSums sums(parts[rank]);
    for (std::int64_t micro = 0; micro < work[rank].micro_batches; ++micro) {
      parts[rank].ForwardBackward(micro, divisors, sums.Places());
    }
    const at::Tensor gradient = test::GradientsOf(models[rank]->parameters);
    result.gradient = rank == 0 ? gradient.clone() : result.gradient + gradient;
    result.loss += sums.values()[0];
    result.terms += sums.values()[2];
  }
  return result;
}

TEST_P(FinetuningTasks, RanksAndMicroBatchesDoNotChangeTheStep) {
  const Kind kind(GetParam());
  for (const std::int64_t step : {0, 2, 3}) {
    const StepResult one = RunStep(kind, step, {1, 1000});
    EXPECT_GT(one.loss, 0);
    for (const std::int64_t ranks : {1, 2, 4}) {
      const StepResult many = RunStep(kind, step, {ranks, 48});
      EXPECT_EQ(many.terms, one.terms);
      EXPECT_EQ(many.examples, one.examples);
      EXPECT_NEAR(many.loss, one.loss, 1e-5 * one.loss);
      EXPECT_LT((many.gradient - one.gradient).abs().max().item<double>(),
                1e-5 * one.gradient.abs().max().item<double>());
    }
  }
}

// The second epoch's first step of batches of 5, two at a time: what the first epoch left over and the first two of the
// second, each a mean of its own, over two.
TEST_P(FinetuningTasks, WithAccumulationBatchesAreMeansOfTheirOwn) {
  const Kind kind(GetParam());
  at::Tensor wanted;
  double loss = 0;
  const std::int64_t batches = (static_cast<std::int64_t>(kind.data->Units()) + 4) / 5, steps = batches / 2;
  for (std::int64_t step = 2 * steps; step < batches + 2; ++step) {
    const StepResult one = RunStep(kind, step, {1, 1000, 5});
    wanted = wanted.defined() ? wanted + one.gradient / 2 : one.gradient / 2;
    loss += one.loss / one.terms / 2;
  }
  for (const std::int64_t ranks : {1, 3}) {
    const StepResult together = RunStep(kind, steps, {ranks, 48, 10, 2});
    EXPECT_LT((together.gradient - wanted).abs().max().item<double>(), 1e-5 * wanted.abs().max().item<double>());
    EXPECT_NEAR(together.loss, loss, 1e-5 * loss);
    EXPECT_NEAR(together.terms, static_cast<double>(batches + 2 - 2 * steps) / 2, 1e-9);
  }
}

TEST_P(FinetuningTasks, StepsOnTheGradientLearnTheExamples) {
  const Kind kind(GetParam());
  Kind::Model m(kind);
  FinetuningTask task(*kind.data, {.global_batch = 1000, .plan = {.ranks = 1, .micro_batch_tokens = 4096}}, *m.model);
  std::vector<double> losses;
  for (std::int64_t step = 0; step < 40; ++step) {
    m.parameters.ZeroGradients();
    const StepWork work = task.BeginStep(step);
    test::HostSums sums(task);
    for (std::int64_t micro = 0; micro < work.micro_batches; ++micro)
      task.ForwardBackward(micro, work.divisors, sums.Places());
    losses.push_back(task.Metrics(sums.values()).at("loss").get<double>());
    const double norm = test::GradientsOf(m.parameters).norm().item<double>();
    test::ValuesOf(m.parameters).sub_(test::GradientsOf(m.parameters), 0.3 / std::max(norm, 1.0));
  }
  EXPECT_LT(losses.back(), 0.8 * losses.front()) << testing::PrintToString(losses);
}

TEST_P(FinetuningTasks, AnyNumberOfRanksComputesTheSameOutputs) {
  const Kind kind(GetParam());
  Kind::Model m(kind);
  SelfCommunicator self;
  const std::vector<float> one = ComputeOutputs(*m.model, *kind.data, {.ranks = 1, .micro_batch_tokens = 1000}, self);
  std::mutex mutex;
  std::vector<std::vector<float>> all;
  ThreadGroup::Run(3, [&](Communicator& communicator) {
    Kind::Model own(kind);
    auto outputs = ComputeOutputs(*own.model, *kind.data, {.ranks = 3, .micro_batch_tokens = 48}, communicator);
    const std::lock_guard lock(mutex);
    all.push_back(std::move(outputs));
  });
  ASSERT_EQ(all.size(), 3U);
  for (const std::vector<float>& outputs : all)
    EXPECT_THAT(outputs, testing::Pointwise(testing::FloatNear(1e-5F), one));
  const Figures figures = kind.data->Metrics(one);
  EXPECT_NE(figures.Find(kind.task.metric), nullptr);
  EXPECT_FALSE(kind.data->Predictions("eval", one).empty());
}

TEST_P(FinetuningTasks, OutputsThatAreNotFiniteAreAnError) {
  const Kind kind(GetParam());
  Kind::Model m(kind);
  test::ValuesOf(m.parameters).fill_(std::numeric_limits<float>::quiet_NaN());
  SelfCommunicator self;
  EXPECT_THAT(test::ErrorOf(ErrorCode::kNumeric, [&] { ComputeOutputs(*m.model, *kind.data, {}, self); }),
              testing::HasSubstr("are not finite"));
}

INSTANTIATE_TEST_SUITE_P(Kinds, FinetuningTasks,
                         testing::Values("classes", "numbers", "lists", "questions", "choices", "words"),
                         [](const auto& kind) { return kind.param; });

TEST(FinetuningTask, MetricsAreMeansOverLossTerms) {
  const Kind classes("classes"), numbers("numbers");
  Kind::Model a(classes), b(numbers);
  const std::vector<double> sums = {6.0, 3.0, 4.0};
  EXPECT_EQ(FinetuningTask(*classes.data, {}, *a.model).Metrics(sums).dump(), R"({"loss":1.5,"accuracy":0.75})");
  EXPECT_EQ(FinetuningTask(*numbers.data, {}, *b.model).Metrics(sums).dump(), R"({"loss":1.5})");
}

}  // namespace
}  // namespace linkbert
