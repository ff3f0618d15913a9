#include "core/tasks/finetuning_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "core/tasks/builtin_tasks.h"

namespace linkbert {

void Visit(OptionVisitor& v, TaskDataOptions& o) {
  v.Field(
      {.name = "folder", .doc = "Folder with train.json and dev.json, test.json or both, as prepare-task writes it"},
      o.folder);
}

void Visit(OptionVisitor& v, StartModelOptions& o) {
  v.Field(
      {.name = "from",
       .doc = "Model to begin with: a folder of Hugging Face or of a TensorFlow checkpoint, a step folder or a run's"},
      o.from);
  v.Field({.name = "name", .doc = "Its name in results; empty takes the folder's"}, o.name);
  v.Field(
      {.name = "add_tokens",
       .doc =
           "Tokens to add to that model's vocabulary, which are never cut: special ones with commas between, such as "
           "`[SUBJ], [OBJ]`, or a list of objects (docs/formats.md). Their embeddings begin near the mean of "
           "the others"},
      o.add_tokens);
  v.Field(
      {.name = "random_weights", .doc = "Take only the folder's sizes and vocabulary and begin from random weights"},
      o.random_weights);
}

void Visit(OptionVisitor& v, TaskOptions& o) {
  v.Field({.name = "type", .doc = "What is to be learned", .choices = BuiltinTasks().Names()}, o.type);
  v.Field({.name = "metric",
           .doc = "The metric that results name first and that selection goes by; empty takes the type's usual one "
                  "(docs/finetuning.md)"},
          o.metric);
  v.Field({.name = "max_length",
           .doc = "Tokens of one input, special ones included; longer texts are cut from the right, the longest first, "
                  "contexts of questions into chunks. 0 takes the type's usual length, at most the model's positions",
           .unit = "tokens",
           .minimum = 0,
           .maximum = 8192},
          o.max_length);
  v.Field(
      {.name = "labels",
       .doc = "The labels in the order of their numbers, with a comma between two; empty takes the training file's, "
              "sorted. Numbers in the data stand for them, and so do the rows of a model whose labels have no names"},
      o.labels);
  v.Field(
      {.name = "strict", .doc = "What is otherwise counted and told is an error: an answer that is not at its offset"},
      o.strict);
  v.Field({.name = "mode",
           .doc = "What is right, or what LinkBERT's scripts do, quirks included (docs/finetuning.md says where "
                  "they differ and by how much); results name it",
           .choices = {kDefaultMode, kLinkBertMode}},
          o.mode);
  v.BeginGroup("question", "Of question_answering alone, under the names of LinkBERT's run_qa.py.");
  Visit(v, o.question);
  v.EndGroup();
}

TaskConfig SettleTask(const TaskType& type, const TaskOptions& options, const std::string& train_path,
                      std::int64_t positions) {
  TaskConfig task{.task = type.Name(),
                  .metric = options.metric,
                  .max_length = options.max_length,
                  .problem_type = {},
                  .labels = {},
                  .question = options.question,
                  .strict = options.strict,
                  .mode = options.mode};
  if (task.max_length == 0) task.max_length = std::min(type.DefaultLength(), positions);
  if (task.max_length < 8 || task.max_length > positions) {
    throw Fail(ErrorCode::kConfiguration, "task.max_length is {}, wanted 8 to the model's {} positions.",
               task.max_length, positions);
  }
  if (!options.labels.empty()) {
    const std::vector<std::string> given = ParseLabels(options.labels, "task.labels (--labels)");
    task.labels = LabelSet(given).NumberedBy(given);
  }
  type.Settle(train_path, task);
  const std::vector<std::string> metrics = type.Metrics(task);
  if (task.metric.empty()) task.metric = metrics.front();
  if (std::ranges::find(metrics, task.metric) == metrics.end()) {
    throw Fail(ErrorCode::kConfiguration, "task.metric is \"{}\", but {}{} has {}.", task.metric, task.task,
               task.problem_type.empty() ? "" : " of the problem " + task.problem_type, fmt::join(metrics, ", "));
  }
  return task;
}

void Visit(OptionVisitor& v, FinetuningOptions& o) {
  v.Field({.name = "epochs", .doc = "How often every training example is seen; may be a fraction", .minimum = 0},
          o.epochs);
  v.Field({.name = "accumulation",
           .doc = "The scripts' gradient_accumulation_steps, which task.mode linkbert follows: global_batch is so many "
                  "of their batches, each with a mean of its own, and what an epoch leaves over goes into the next "
                  "one's first step",
           .minimum = 1,
           .maximum = 65536},
          o.accumulation);
  v.Field({.name = "max_train_samples",
           .doc = "Train on so many examples, the same ones for every seed; 0 takes all",
           .unit = "samples",
           .minimum = 0},
          o.max_train_samples);
  v.Field({.name = "train_fraction",
           .doc = "Train on this share of the examples, rounded up; of two limits the lower counts",
           .minimum = 0.000001,
           .maximum = 1},
          o.train_fraction);
  v.Field({.name = "seed", .doc = "Of new weights, order and dropout; further runs count up from it", .minimum = 0},
          o.seed);
  v.Field({.name = "seeds", .doc = "Runs, each with its own seed and folder; results are their mean", .minimum = 1},
          o.seeds);
  VisitLoop(v, o.loop);
}

}  // namespace linkbert
