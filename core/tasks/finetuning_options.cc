#include "core/tasks/finetuning_options.h"

namespace linkbert {

void Visit(OptionVisitor& v, TaskDataOptions& o) {
  v.Field(
      {.name = "folder", .doc = "Folder with train.json and dev.json, test.json or both, as prepare-task writes it"},
      o.folder);
}

void Visit(OptionVisitor& v, StartModelOptions& o) {
  v.Field({.name = "from", .doc = "Model to begin with: a Hugging Face folder, a step folder or a run's folder"},
          o.from);
  v.Field({.name = "name", .doc = "Its name in results; empty takes the folder's"}, o.name);
  v.Field(
      {.name = "random_weights", .doc = "Take only the folder's sizes and vocabulary and begin from random weights"},
      o.random_weights);
}

void Visit(OptionVisitor& v, TaskOptions& o) {
  v.Field({.name = "type", .doc = "What is to be learned", .choices = {"sequence_classification"}}, o.type);
  v.Field({.name = "metric", .doc = "The metric that results name first", .choices = {"accuracy", "macro_f1"}},
          o.metric);
  v.Field({.name = "max_length",
           .doc = "Tokens of one input, special ones included; longer texts are cut from the right, the longest first",
           .unit = "tokens",
           .minimum = 8,
           .maximum = 8192},
          o.max_length);
}

void Visit(OptionVisitor& v, FinetuningOptions& o) {
  v.Field({.name = "epochs", .doc = "How often every training example is seen; may be a fraction", .minimum = 0},
          o.epochs);
  v.Field({.name = "max_train_samples",
           .doc = "Train on so many examples, the same ones for every seed; 0 takes all",
           .unit = "samples",
           .minimum = 0},
          o.max_train_samples);
  v.Field({.name = "seed", .doc = "Of new weights, order and dropout; further runs count up from it", .minimum = 0},
          o.seed);
  v.Field({.name = "seeds", .doc = "Runs, each with its own seed and folder; results are their mean", .minimum = 1},
          o.seeds);
  VisitLoop(v, o.loop);
}

}  // namespace linkbert
