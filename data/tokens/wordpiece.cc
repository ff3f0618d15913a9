#include "data/tokens/wordpiece.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/error.h"
#include "data/tokens/piece_trie.h"
#include "data/tokens/whole_words.h"
#include "data/tokens/word_splitter.h"

namespace linkbert {

class WordPieceTokenizer::Impl {
 public:
  Impl(const Vocabulary& vocabulary, const TokenizerOptions& options)
      : vocabulary_(vocabulary),
        options_(options),
        splitter_(options.lower_case),
        words_(vocabulary),
        trie_(vocabulary) {}

  void Encode(std::string_view text, Encoding& out) const {
    out.Clear();
    if (text.size() > std::numeric_limits<std::uint32_t>::max()) {
      throw Fail(ErrorCode::kInput, "a text of {} bytes is too long to tokenize, at most {} are possible; split it.",
                 text.size(), std::numeric_limits<std::uint32_t>::max());
    }
    WordBuffer buffer;
    const auto append = [&](const Word& word) { AppendWord(word, out); };
    for (std::size_t at = 0; at < text.size();) {
      const Special special = FindSpecial(text, at);
      splitter_.Split(text, at, special.begin, buffer, append);
      at = special.end;
      if (special.begin == special.end) break;
      Append(special.id, static_cast<std::uint32_t>(special.begin), static_cast<std::uint32_t>(special.end), out);
    }
  }

  const Vocabulary& vocabulary() const { return vocabulary_; }
  const TokenizerOptions& options() const { return options_; }

 private:
  struct Special {
    std::size_t begin;
    std::size_t end;  // equal to begin where there is none
    std::int32_t id;
  };

  // The first literal special piece at or behind `at`. All five begin with '[' and none begins another.
  Special FindSpecial(std::string_view text, std::size_t at) const {
    const std::array ids = {vocabulary_.pad_id(), vocabulary_.unknown_id(), vocabulary_.cls_id(), vocabulary_.sep_id(),
                            vocabulary_.mask_id()};
    if (options_.split_special) {
      for (at = text.find('[', at); at != std::string_view::npos; at = text.find('[', at + 1)) {
        for (const std::int32_t id : ids) {
          const std::string& piece = vocabulary_.Piece(id);
          if (text.compare(at, piece.size(), piece) == 0) return {at, at + piece.size(), id};
        }
      }
    }
    return {text.size(), text.size(), -1};
  }

  static void Append(std::int32_t id, std::uint32_t begin, std::uint32_t end, Encoding& out) {
    out.ids.push_back(id);
    out.begin.push_back(begin);
    out.end.push_back(end);
  }

  void AppendWord(const Word& word, Encoding& out) const {
    if (const std::int32_t whole = words_.Find(word.text); whole >= 0) {
      return Append(whole, word.source_begin, word.source_end, out);
    }
    const std::size_t first = out.ids.size();
    if (word.IsTooLong() || !trie_.Match(word.text, out.ids)) {
      out.ids.resize(first);
      return Append(vocabulary_.unknown_id(), word.source_begin, word.source_end, out);
    }
    std::size_t offset = 0;
    for (std::size_t i = first; i < out.ids.size(); ++i) {
      const std::size_t bytes = trie_.PieceBytes(out.ids[i]);
      out.begin.push_back(word.BeginOf(offset));
      offset += bytes;
      out.end.push_back(word.EndOf(offset - 1));
    }
  }

  const Vocabulary& vocabulary_;
  const TokenizerOptions options_;
  const WordSplitter splitter_;
  const WholeWords words_;
  const PieceTrie trie_;
};

WordPieceTokenizer::WordPieceTokenizer(const Vocabulary& vocabulary, const TokenizerOptions& options)
    : impl_(std::make_unique<Impl>(vocabulary, options)) {}
WordPieceTokenizer::~WordPieceTokenizer() = default;
WordPieceTokenizer::WordPieceTokenizer(WordPieceTokenizer&&) noexcept = default;

void WordPieceTokenizer::Encode(std::string_view text, Encoding& out) const { impl_->Encode(text, out); }
const Vocabulary& WordPieceTokenizer::vocabulary() const { return impl_->vocabulary(); }
const TokenizerOptions& WordPieceTokenizer::options() const { return impl_->options(); }

}  // namespace linkbert
