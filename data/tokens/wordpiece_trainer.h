// Trains a WordPiece vocabulary from word counts.
//
// Flow: WordCounts -> [TrainVocabulary] -> vocab.txt. Every word begins as its characters; again and again the pair of
// neighbouring pieces that occurs most often, weighted by the counts of the words, becomes a piece of its own. This is
// the score of Hugging Face's WordPieceTrainer (pair frequency, as BPE), not Google's unpublished likelihood ratio.
// Ties go to the pair whose left, then right piece is the smaller string, so the result is a function of the counts.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/options.h"
#include "data/tokens/word_counts.h"

namespace linkbert {

struct TrainerOptions {
  std::int64_t size = 30522;
  std::int64_t alphabet = 1000;
  std::int64_t minimum_count = 2;
};

void Visit(OptionVisitor& v, TrainerOptions& o);

// The pieces in the order of their ids: [PAD] [UNK] [CLS] [SEP] [MASK]; the characters that begin a word or are one, by
// code point; the same with "##", for those that can go on with a word; then the pairs as they were joined. At most
// options.size pieces; fewer where no pair is left that occurs options.minimum_count times. The alphabet is the most
// frequent characters (ties: the smaller code point); a word with any other character would be [UNK] as a whole and
// takes no part. Throws kInput for no words, kUsage where `size` cannot hold the alphabet.
std::vector<std::string> TrainVocabulary(const WordCounts& counts, const TrainerOptions& options);

}  // namespace linkbert
