// SyntheticCorpus: a small corpus whose every token names its document, so that a test sees where text comes from.
//
// Documents have 1 to 8 segments of 1 to 12 tokens; two segments in three have links, to popular documents more often.
// The text of document 7 is "d7.0 d7.1 d7.2 d7.3 d7.4 d7.0 d7.1 ...", so that shifted text is seen too.
#pragma once
#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "base/philox.h"
#include "data/samples/sample_options.h"
#include "data/shards/corpus.h"
#include "tests/support/corpus_builder.h"
#include "tests/support/temporary_folder.h"

namespace linkbert::test {

class SyntheticCorpus {
 public:
  explicit SyntheticCorpus(int documents, double held_out = 0.0)
      : corpus_(Build(documents).HeldOut(held_out).DocumentsPerShard(64).Open(folder_ / "corpus")) {}

  const Corpus& operator*() const { return corpus_; }
  const Corpus* operator->() const { return &corpus_; }

 private:
  static CorpusBuilder Build(int documents) {
    CorpusBuilder builder;
    for (int d = 0; d < documents; ++d) builder.Document(Name(d), Segments(d, documents));
    return builder;
  }

  static std::string Name(int document) { return fmt::format("d{}", document); }

  static std::vector<std::string> Segments(int document, int documents) {
    const RandomSequence draws(1, RandomStream::kVocabulary, static_cast<std::uint64_t>(document));
    std::uint32_t draw = 0;
    int word = 0;
    const auto below = [&](int bound) {
      return static_cast<int>(draws.Below(draw++, static_cast<std::uint64_t>(bound)));
    };
    std::vector<std::string> segments(static_cast<std::size_t>(1 + below(8)));
    for (std::string& segment : segments) {
      const int tokens = 1 + below(12);
      for (int t = 0; t < tokens; ++t) {
        segment += fmt::format("{}.{}", Name(document), word++ % 5);
        // The smaller of two numbers: low ones are popular.
        const int target = std::min(below(documents), below(documents));
        const bool linked = below(8) == 0 && target != document;
        if (linked) segment += fmt::format("@{}", Name(target));
        segment += ' ';
      }
    }
    return segments;
  }

  TemporaryFolder folder_;
  Corpus corpus_;
};

inline SampleOptions OptionsOfLength(std::int64_t max_length) {
  SampleOptions options;
  options.max_length = max_length;
  return options;
}

// The document whose text this token is; -1 for a special piece.
inline std::int64_t DocumentOfToken(const Corpus& corpus, std::int32_t token) {
  if (corpus.vocabulary().IsSpecial(token)) return -1;
  return std::stoll(corpus.vocabulary().Piece(token).substr(1));
}

}  // namespace linkbert::test
