#include "data/tokens/word_splitter.h"

#include "data/tokens/normalizing.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

// Collects emitted characters into the words of a WordBuffer.
class WordBuilder {
 public:
  explicit WordBuilder(WordBuffer& buffer) : buffer_(buffer) {
    buffer_.text.clear(), buffer_.begins.clear(), buffer_.ends.clear(), buffer_.words.clear();
  }

  void Append(char32_t target, CharacterSource source) {
    const std::uint32_t bytes = AppendUtf8(target, buffer_.text);
    buffer_.begins.insert(buffer_.begins.end(), bytes, source.begin);
    buffer_.ends.insert(buffer_.ends.end(), bytes, source.end);
    ++characters_;
  }
  void Space(char32_t, CharacterSource) { Finish(); }
  void Punctuation(char32_t target, CharacterSource source) { AppendAlone(target, source); }
  void Ideograph(char32_t target, CharacterSource source) { AppendAlone(target, source); }

  void Finish() {
    if (characters_ == 0) return;
    buffer_.words.push_back({begin_, buffer_.text.size(), characters_});
    begin_ = buffer_.text.size();
    characters_ = 0;
  }

  // Between two words, the first of which is there already.
  bool HasWordsOnly() const { return characters_ == 0 && !buffer_.words.empty(); }

 private:
  void AppendAlone(char32_t target, CharacterSource source) {
    Finish();
    Append(target, source);
    Finish();
  }

  WordBuffer& buffer_;
  std::size_t begin_ = 0;       // of the word that is being built, in buffer_.text
  std::size_t characters_ = 0;  // of it
};

}  // namespace

WordSplitter::WordSplitter(const NormalizerOptions& options)
    : characters_(&CharacterTable::Get(options)), options_(options) {
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
