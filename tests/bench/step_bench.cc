// Times forward and backward of one micro-batch: step_bench LAYERS HIDDEN HEADS SEQUENCES LENGTH DROPOUT THREADS STEPS
//
// Prints one line a step, its seconds by the clock and of processor time (the latter for busy machines, with one
// thread); tests/bench/compare_steps.py sets it beside transformers. 15 % of the tokens are masked, the vocabulary has
// 30522 entries. Dropout is a probability; the attention's is the same.
#include <ATen/Parallel.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <vector>

#include "core/model/pretraining_model.h"

namespace {

using namespace linkbert;

Batch MakeBatch(std::int64_t sequences, std::int64_t length, std::int64_t vocab_size) {
  Batch batch;
  batch.cu_seqlens.push_back(0);
  for (std::int64_t b = 0; b < sequences; ++b) {
    for (std::int64_t i = 0; i < length; ++i) {
      const std::int64_t row = batch.tokens();
      if (row * 15 % 100 < 15) {
        batch.masked_rows.push_back(row);
        batch.masked_labels.push_back(row * 7919 % vocab_size);
      }
      batch.token_ids.push_back(1 + row * 104729 % (vocab_size - 1));
      batch.token_type_ids.push_back(i >= length / 2 ? 1 : 0);
      batch.position_ids.push_back(i);
    }
    batch.cu_seqlens.push_back(static_cast<std::int32_t>(batch.tokens()));
    batch.sample_index.push_back(static_cast<std::uint64_t>(b));
    batch.relation.push_back(b % 3);
  }
  return batch;
}

void Run(const std::vector<double>& numbers) {
  const auto integer = [&](std::size_t i) { return static_cast<std::int64_t>(numbers[i]); };
  const BertConfig config{.hidden_size = integer(1),
                          .num_hidden_layers = integer(0),
                          .num_attention_heads = integer(2),
                          .intermediate_size = 4 * integer(1),
                          .hidden_dropout_prob = numbers[5],
                          .attention_probs_dropout_prob = numbers[5]};
  at::set_num_threads(static_cast<int>(numbers[6]));
  FlatParameters parameters(BertParameterSpecs(config, {}), 1 << 23, GradientMemory::kOwned);
  InitializeParameters(parameters, config, 1);
  BertPretrainingModel model(config, parameters);
  const Batch batch = MakeBatch(integer(3), integer(4), config.vocab_size);
  for (std::int64_t step = 0; step < integer(7); ++step) {
    const auto begin = std::chrono::steady_clock::now();
    const std::clock_t cpu_begin = std::clock();
    parameters.ZeroGradients();
    model.ForwardBackward(batch, {.mlm = 1.0 / static_cast<double>(batch.masked()), .drp = 0.0},
                          static_cast<std::uint64_t>(step));
    std::cout << std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() << ' '
              << static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC << std::endl;
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<double> numbers;
  for (int i = 1; i < argc; ++i) numbers.push_back(std::atof(argv[i]));
  if (numbers.size() != 8) {
    std::cerr << "step_bench LAYERS HIDDEN HEADS SEQUENCES LENGTH DROPOUT THREADS STEPS\n";
    return 2;
  }
  Run(numbers);
  return 0;
}
