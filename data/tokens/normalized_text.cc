#include "data/tokens/normalized_text.h"

#include "data/tokens/normalizing.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

class TextBuilder {
 public:
  TextBuilder(bool clean_text, NormalizedText& out) : clean_text_(clean_text), out_(out) {
    out_.text.clear(), out_.begins.clear(), out_.ends.clear();
  }

  void Append(char32_t target, CharacterSource source) {
    const std::uint32_t bytes = AppendUtf8(target, out_.text);
    out_.begins.insert(out_.begins.end(), bytes, source.begin);
    out_.ends.insert(out_.ends.end(), bytes, source.end);
  }
  void Space(char32_t target, CharacterSource source) { Append(clean_text_ ? U' ' : target, source); }
  void Punctuation(char32_t target, CharacterSource source) { Append(target, source); }
  void Ideograph(char32_t target, CharacterSource source) {
    Append(U' ', source);
    Append(target, source);
    Append(U' ', source);
  }

 private:
  bool clean_text_;
  NormalizedText& out_;
};

}  // namespace

void NormalizeText(std::string_view text, std::size_t begin, std::size_t end, const NormalizerOptions& options,
                   NormalizedText& out) {
  const CharacterTable& table = CharacterTable::Get(options);
  TextBuilder builder(options.clean_text, out);
  OrderingRun run(builder);
  text = text.substr(0, end);
  for (std::size_t at = begin; at < end;) {
    const DecodedCharacter character = DecodeUtf8(text, at);
    const auto source = static_cast<std::uint32_t>(at);
    AppendCharacter(character.code_point, {source, source + character.bytes}, table, builder, run);
    at += character.bytes;
  }
  run.Flush();
}

}  // namespace linkbert
