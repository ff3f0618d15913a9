#include "core/tasks/pretraining/evaluation_options.h"

namespace linkbert {

void Visit(OptionVisitor& v, EvaluationOptions& o) {
  v.Field({.name = "every",
           .doc = "Steps between evaluations while training, the first before step 1 and one at the end; 0: none",
           .unit = "steps",
           .minimum = 0},
          o.every);
  v.Field({.name = "samples",
           .doc = "Held-out samples in the training's mix, at most an epoch of them: MLM, DRP accuracy and confusion",
           .minimum = 1,
           .maximum = 1 << 24},
          o.samples);
  v.Field({.name = "anchors",
           .doc = "Held-out anchors with a link, each judged with a linked and a random partner: the AUC",
           .minimum = 0,
           .maximum = 1 << 24},
          o.anchors);
  v.Field({.name = "probe_samples",
           .doc = "Training samples from which the shortcut probes (A alone, B alone, TF-IDF, unigrams) learn",
           .minimum = 1,
           .maximum = 1 << 24},
          o.probe_samples);
}

}  // namespace linkbert
