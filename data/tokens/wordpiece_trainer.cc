#include "data/tokens/wordpiece_trainer.h"

#include <algorithm>
#include <map>
#include <queue>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "data/tokens/character_table.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

using PieceId = std::uint32_t;

// Every code point of `text` to body(code_point, its bytes).
template <typename Body>
void ForEachCharacter(std::string_view text, const Body& body) {
  for (std::size_t i = 0; i < text.size();) {
    const DecodedCharacter character = DecodeUtf8(text, i);
    body(character.code_point, text.substr(i, character.bytes));
    i += character.bytes;
  }
}

// Punctuation, and ideographs where they are set apart, are words of their own; no piece goes on with one.
bool CanContinue(char32_t code_point, const NormalizerOptions& options) {
  NormalizerOptions as_is = BertNormalizer(false);  // the character is normalised already
  as_is.chinese_characters = options.chinese_characters;
  const CharacterKind kind = CharacterTable::Get(as_is)[code_point].kind;
  return kind != CharacterKind::kPunctuation && kind != CharacterKind::kIdeograph;
}

// The most frequent characters, at most `limit`, by code point.
std::vector<char32_t> Alphabet(const WordCounts& counts, std::size_t limit) {
  std::map<char32_t, std::uint64_t> frequency;
  for (const auto& [word, count] : counts.map()) {
    ForEachCharacter(word, [&, n = count](char32_t c, std::string_view) { frequency[c] += n; });
  }
  std::vector<std::pair<char32_t, std::uint64_t>> characters(frequency.begin(), frequency.end());
  std::ranges::stable_sort(characters, std::ranges::greater(), &std::pair<char32_t, std::uint64_t>::second);
  characters.resize(std::min(characters.size(), limit));
  std::vector<char32_t> alphabet;
  for (const auto& [c, count] : characters) alphabet.push_back(c);
  std::ranges::sort(alphabet);
  return alphabet;
}

// The state of the joining: words as pieces, and where each pair of neighbours occurs.
class Joiner {
 public:
  Joiner(const WordCounts& counts, const TrainerOptions& options) : options_(options) {
    for (const char* special : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) AddPiece(special);
    const std::vector<char32_t> alphabet = Alphabet(counts, static_cast<std::size_t>(options.alphabet));
    for (const bool continues : {false, true}) {
      for (const char32_t c : alphabet) {
        if (continues && !CanContinue(c, counts.normalizer())) continue;
        std::string piece = continues ? "##" : "";
        AppendUtf8(c, piece);
        AddPiece(std::move(piece));
      }
    }
    if (alphabet.empty())
      throw Fail(ErrorCode::kInput, "the texts hold no words; a vocabulary cannot be trained on them.");
    if (pieces_.size() > static_cast<std::size_t>(options.size)) {
      throw Fail(ErrorCode::kUsage,
                 "a vocabulary of {} pieces cannot hold the {} characters and special pieces; raise "
                 "--size or lower --alphabet (now {}).",
                 options.size, pieces_.size(), options.alphabet);
    }
    for (const auto& [word, count] : counts.map()) AddWord(word, count);
    for (const auto& [key, pair] : pairs_) Push(key);
  }

  std::vector<std::string> Run() && {
    while (pieces_.size() < static_cast<std::size_t>(options_.size) && !heap_.empty()) {
      const Candidate best = heap_.top();
      heap_.pop();
      const std::uint64_t count = pairs_.at(best.key).count;
      if (count != best.count) {  // it changed since it was pushed
        if (count < best.count) Push(best.key);
        continue;
      }
      Join(best.key);
    }
    return std::move(pieces_);
  }

 private:
  using PairKey = std::uint64_t;  // left piece in the upper half, right piece in the lower
  struct TrainingWord {
    std::vector<PieceId> pieces;
    std::uint64_t count;
  };
  struct PairState {
    std::uint64_t count = 0;
    std::vector<std::uint32_t> words;  // where it occurs or did; may repeat
  };
  struct Candidate {
    std::uint64_t count;
    PairKey key;
  };
  struct IsWorse {
    const std::vector<std::string>& pieces;
    bool operator()(const Candidate& a, const Candidate& b) const {
      if (a.count != b.count) return a.count < b.count;
      if (a.key == b.key) return false;
      const int left = pieces[a.key >> 32].compare(pieces[b.key >> 32]);
      return left != 0 ? left > 0 : pieces[a.key & 0xFFFFFFFF] > pieces[b.key & 0xFFFFFFFF];
    }
  };

  static PairKey Key(PieceId left, PieceId right) { return (PairKey{left} << 32) | right; }

  PieceId AddPiece(std::string piece) {
    const auto [at, added] = ids_.emplace(std::move(piece), static_cast<PieceId>(pieces_.size()));
    if (added) pieces_.push_back(at->first);
    return at->second;
  }

  void AddWord(const std::string& text, std::uint64_t count) {
    TrainingWord word{{}, count};
    bool is_spelled = true;
    ForEachCharacter(text, [&](char32_t, std::string_view character) {
      const auto at = ids_.find((word.pieces.empty() ? "" : "##") + std::string(character));
      is_spelled = is_spelled && at != ids_.end();
      if (is_spelled) word.pieces.push_back(at->second);
    });
    if (!is_spelled || word.pieces.size() < 2) return;
    const auto index = static_cast<std::uint32_t>(words_.size());
    for (std::size_t i = 0; i + 1 < word.pieces.size(); ++i) {
      PairState& pair = pairs_[Key(word.pieces[i], word.pieces[i + 1])];
      pair.count += count;
      pair.words.push_back(index);
    }
    words_.push_back(std::move(word));
  }

  void Push(PairKey key) {
    const std::uint64_t count = pairs_.at(key).count;
    if (count >= static_cast<std::uint64_t>(std::max<std::int64_t>(options_.minimum_count, 1)))
      heap_.push({count, key});
  }

  void Join(PairKey key) {
    const auto left = static_cast<PieceId>(key >> 32), right = static_cast<PieceId>(key & 0xFFFFFFFF);
    const PieceId joined = AddPiece(pieces_[left] + pieces_[right].substr(2));
    const std::vector<std::uint32_t> words = std::move(pairs_.at(key).words);
    std::vector<PairKey> grown;
    for (const std::uint32_t index : words) Rewrite(index, left, right, joined, grown);
    std::ranges::sort(grown);
    grown.erase(std::unique(grown.begin(), grown.end()), grown.end());
    for (const PairKey pair : grown) Push(pair);
  }

  // Joins the pair in one word, from left to right. All its pairs are counted off before and on again after, which
  // keeps repeated pairs ("aaa") right without cases.
  void Rewrite(std::uint32_t index, PieceId left, PieceId right, PieceId joined, std::vector<PairKey>& grown) {
    std::vector<PieceId>& pieces = words_[index].pieces;
    const std::uint64_t count = words_[index].count;
    for (std::size_t i = 0; i + 1 < pieces.size(); ++i) pairs_.at(Key(pieces[i], pieces[i + 1])).count -= count;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const bool joins = i + 1 < pieces.size() && pieces[i] == left && pieces[i + 1] == right;
      pieces[kept++] = joins ? joined : pieces[i];
      i += joins;
    }
    pieces.resize(kept);
    for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
      const PairKey key = Key(pieces[i], pieces[i + 1]);
      PairState& pair = pairs_[key];
      pair.count += count;
      if (pieces[i] != joined && pieces[i + 1] != joined) continue;
      pair.words.push_back(index);
      grown.push_back(key);
    }
  }

  const TrainerOptions options_;
  std::vector<std::string> pieces_;
  std::unordered_map<std::string, PieceId> ids_;
  std::vector<TrainingWord> words_;
  std::unordered_map<PairKey, PairState> pairs_;
  std::priority_queue<Candidate, std::vector<Candidate>, IsWorse> heap_{IsWorse{pieces_}};
};

}  // namespace

void Visit(OptionVisitor& v, TrainerOptions& o) {
  v.Field({.name = "size",
           .doc = "Pieces of the vocabulary, the five special ones included",
           .unit = "pieces",
           .minimum = 6,
           .maximum = 1 << 24},
          o.size);
  v.Field({.name = "alphabet",
           .doc = "Most frequent characters that are kept; words with others become [UNK]",
           .unit = "characters",
           .minimum = 1,
           .maximum = 0x110000},
          o.alphabet);
  v.Field({.name = "minimum_count", .doc = "Occurrences below which a pair of pieces is not joined", .minimum = 1},
          o.minimum_count);
}

std::vector<std::string> TrainVocabulary(const WordCounts& counts, const TrainerOptions& options) {
  return Joiner(counts, options).Run();
}

}  // namespace linkbert
