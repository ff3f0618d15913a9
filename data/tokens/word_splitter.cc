#include "data/tokens/word_splitter.h"

#include <algorithm>

#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

struct Source {
  std::uint32_t begin;
  std::uint32_t end;
};

// Collects emitted characters into the words of a WordBuffer.
class WordBuilder {
 public:
  explicit WordBuilder(WordBuffer& buffer) : buffer_(buffer) {
    buffer_.text.clear(), buffer_.begins.clear(), buffer_.ends.clear(), buffer_.words.clear();
  }

  void Append(char32_t target, Source source) {
    const std::uint32_t bytes = AppendUtf8(target, buffer_.text);
    buffer_.begins.insert(buffer_.begins.end(), bytes, source.begin);
    buffer_.ends.insert(buffer_.ends.end(), bytes, source.end);
    ++characters_;
  }

  void AppendAlone(char32_t target, Source source) {
    Finish();
    Append(target, source);
    Finish();
  }

  void Finish() {
    if (characters_ == 0) return;
    buffer_.words.push_back({begin_, buffer_.text.size(), characters_});
    begin_ = buffer_.text.size();
    characters_ = 0;
  }

  // Between two words, the first of which is there already.
  bool HasWordsOnly() const { return characters_ == 0 && !buffer_.words.empty(); }

 private:
  WordBuffer& buffer_;
  std::size_t begin_ = 0;       // of the word that is being built, in buffer_.text
  std::size_t characters_ = 0;  // of it
};

// Canonical ordering of characters of a non-zero class. Hugging Face carries, for every character, whether it takes the
// next place of the source (the first of a decomposition) or shares the one before (the others). Ordering moves these
// marks with the characters, so the places are dealt out afterwards; offsets depend on it.
class OrderingRun {
 public:
  explicit OrderingRun(WordBuilder& words) : words_(words) {}

  // A character of class 0, alone or the first of a decomposition.
  void Start(Source source) {
    Flush();
    last_ = source;
  }
  void Add(char32_t target, std::uint8_t combining_class, bool is_dropped) {
    run_.push_back({target, combining_class, is_dropped, false});
  }
  void AddFirst(char32_t target, std::uint8_t combining_class, bool is_dropped, Source source) {
    run_.push_back({target, combining_class, is_dropped, true});
    sources_.push_back(source);
  }

  void Flush() {
    if (run_.empty()) return;
    std::ranges::stable_sort(run_, {}, &Entry::combining_class);
    std::size_t next = 0;
    for (const Entry& entry : run_) {
      if (entry.takes_source) last_ = sources_[next++];
      if (!entry.is_dropped) words_.Append(entry.target, last_);
    }
    run_.clear(), sources_.clear();
  }

  bool IsEmpty() const { return run_.empty(); }

 private:
  struct Entry {
    char32_t target;
    std::uint8_t combining_class;
    bool is_dropped;
    bool takes_source;
  };
  WordBuilder& words_;
  Source last_{};
  std::vector<Entry> run_;
  std::vector<Source> sources_;
};

void AppendSequence(char32_t code_point, Source source, const CharacterTable& table, WordBuilder& words,
                    OrderingRun& run) {
  std::array<char32_t, 3> parts{};
  const std::size_t count = CharacterTable::Expand(code_point, parts);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t combining_class = table[parts[i]].combining_class;
    if (combining_class != 0) {
      run.Add(parts[i], combining_class, false);
      continue;
    }
    if (i == 0) run.Start(source);
    words.Append(parts[i], source);
  }
}

void AppendCharacter(char32_t code_point, Source source, const CharacterTable& table, WordBuilder& words,
                     OrderingRun& run) {
  const CharacterClass character = table[code_point];
  const bool is_dropped = character.kind == CharacterKind::kMark;
  if (character.kind == CharacterKind::kRemoved) return;
  if (character.combining_class != 0) {
    return run.AddFirst(character.target, character.combining_class, is_dropped, source);
  }
  if (character.kind == CharacterKind::kSequence) return AppendSequence(code_point, source, table, words, run);
  run.Start(source);
  switch (character.kind) {
    case CharacterKind::kWord:
      return words.Append(character.target, source);
    case CharacterKind::kSpace:
      return words.Finish();
    case CharacterKind::kPunctuation:
    case CharacterKind::kIdeograph:
      return words.AppendAlone(character.target, source);
    case CharacterKind::kMark:
    case CharacterKind::kRemoved:
    case CharacterKind::kSequence:
      return;
  }
}

}  // namespace

WordSplitter::WordSplitter(bool lower_case) : characters_(&CharacterTable::Get(lower_case)), lower_case_(lower_case) {
  kinds_.fill(CharacterKind::kSequence);
  targets_.fill('\0');
  for (unsigned char byte = 0; byte < 0x80; ++byte) {
    const CharacterClass character = (*characters_)[byte];
    kinds_[byte] = character.kind;
    targets_[byte] = static_cast<char>(character.target);
  }
}

std::size_t WordSplitter::SplitStretch(std::string_view text, std::size_t at, WordBuffer& buffer) const {
  WordBuilder words(buffer);
  OrderingRun run(words);
  while (at < text.size()) {
    const CharacterKind kind = KindAt(text, at);
    if (kind == CharacterKind::kSpace || kind == CharacterKind::kPunctuation) break;
    const DecodedCharacter character = DecodeUtf8(text, at);
    const auto begin = static_cast<std::uint32_t>(at);
    AppendCharacter(character.code_point, {begin, begin + character.bytes}, *characters_, words, run);
    at += character.bytes;
    if (run.IsEmpty() && words.HasWordsOnly()) return at;
  }
  run.Flush();
  words.Finish();
  return at;
}

}  // namespace linkbert
