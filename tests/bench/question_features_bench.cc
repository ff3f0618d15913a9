// Times the making of question answering's features: question_features_bench VOCAB TRAIN.json MAX_LENGTH STRIDE ROUNDS,
// one thread, uncased, from the file to labelled chunks. Prints one line of JSON: chunks, seconds of every round
// (finetuning_vs_transformers.py).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cstdlib>
#include <vector>

#include "core/tasks/question_answering/question_data.h"

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  if (argc != 6)
    return fmt::print(stderr, "usage: question_features_bench VOCAB TRAIN.json MAX_LENGTH STRIDE ROUNDS\n"), 2;
  const linkbert::Vocabulary vocabulary = linkbert::Vocabulary::Load(argv[1]);
  const linkbert::WordPieceTokenizer tokenizer(vocabulary, {});
  linkbert::TaskConfig task{.task = "question_answering", .max_length = std::atoi(argv[3])};
  task.question.doc_stride = std::atoi(argv[4]);
  std::vector<double> seconds;
  std::size_t chunks = 0;
  for (int round = 0; round < std::atoi(argv[5]); ++round) {
    const Clock::time_point start = Clock::now();
    const linkbert::QuestionData data({.path = argv[2], .purpose = linkbert::TaskPurpose::kTraining}, task, tokenizer);
    seconds.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    chunks = data.Units();
  }
  fmt::print("{{\"chunks\":{},\"seconds\":[{}]}}\n", chunks, fmt::join(seconds, ","));
}
