// For tests of prepare: a JSON Lines file to a corpus, by one process, by ranks as threads, or by one that is killed.
#pragma once
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <barrier>
#include <string>
#include <thread>
#include <vector>

#include "data/prepare/prepare.h"
#include "data/sources/jsonl_reader.h"
#include "tests/support/prepare_support.h"

namespace linkbert::test {

// Small items and shards, and what else a test may change.
struct Recipe {
  std::string input;
  std::string output;
  PrepareOptions options = {.held_out_fraction = 0.2, .shard_tokens = 150};
  std::uint64_t item_bytes = 2000;
  std::vector<std::string> words = {"document", "begins"};  // of the vocabulary, besides letters
  PrepareProgressCallback progress = [](const PrepareProgress&) {};
  std::string diagnostics = {};
};

inline PrepareResult Prepare(const Recipe& recipe, const WorkGroup& group = {}) {
  const JsonlReader reader({recipe.input}, recipe.item_bytes);
  const Vocabulary vocabulary = SpellingVocabulary(recipe.words);
  const WordPieceTokenizer tokenizer(vocabulary, {});
  return PrepareCorpus({reader, tokenizer, recipe.options, recipe.output, group, recipe.progress, recipe.diagnostics});
}

// The ranks as threads of this process.
inline void PrepareOnRanks(const Recipe& recipe, int size) {
  std::barrier<> barrier(size);
  std::vector<std::jthread> ranks;
  for (int rank = 0; rank < size; ++rank) {
    ranks.emplace_back([=, &barrier, &recipe] {
      Prepare(recipe, {rank, size, [&barrier] { barrier.arrive_and_wait(); }});
    });
  }
}

// SIGKILL after `items` items, in a process of its own. False if it finished before.
inline bool PrepareAndDie(Recipe recipe, int items) {
  const pid_t child = ::fork();
  if (child == 0) {
    int done = 0;
    recipe.progress = [&](const PrepareProgress&) {
      if (++done == items) ::kill(::getpid(), SIGKILL);
    };
    Prepare(recipe);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status);
}

}  // namespace linkbert::test
