// BertQuestionAnswering: BERT that finds an answer's span, as transformers' BertForQuestionAnswering: a linear layer on
// the hidden states, without pooler and without dropout before it; loss and gradients of a batch.
//
// Flow: Batch + spans -> [BertQuestionAnswering] -> FlatParameters::gradients(), those of scale * (sum over sequences
// of the mean of the start's and the end's cross entropy). Its parameters are qa_outputs.weight and qa_outputs.bias.
// The softmax runs over all rows of a sequence. LinkBERT's script pads every sequence to the maximum and lets [PAD]
// take part; task.mode linkbert has such rows in the batch, which look at the sequence and are not looked at
// (Batch::attended). They do not change the scores of real tokens, only the normaliser and what it learns.
// Threads: one caller thread. Errors: kInput for ids or positions outside the model; LB_CHECK for spans.
#pragma once
#include <ATen/core/Tensor.h>

#include "core/model/encoder.h"
#include "core/tasks/question_answering/span_head.h"

namespace linkbert {

class BertQuestionAnswering {
 public:
  // parameters must outlive the model, and have qa_outputs.
  BertQuestionAnswering(const BertConfig& config, FlatParameters& parameters);

  // Batches of these bounds fit from now on.
  void Reserve(const BatchBounds& bounds, PassKind kind);

  // labels: places in their sequences; (0, 0), [CLS], where there is no answer. Dropout is keyed by the seed, the
  // sample indices and the places; no seed: no dropout.
  PendingLoss ForwardBackward(const Batch& batch, const Spans& labels, double scale, DropoutSeed dropout_seed);

  // [N, 2]: each token's score as start and as end, without dropout; the caller's. Reserves for itself.
  at::Tensor Logits(const Batch& batch);

  const BertConfig& config() const { return encoder_.config(); }

 private:
  BertEncoder encoder_;
  SpanHead head_;
  Buffer grad_hidden_;
  WorkingMemory memory_;
};

}  // namespace linkbert
