#include "data/tokens/wordpiece.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "data/tokens/added_token_matcher.h"
#include "data/tokens/normalized_text.h"
#include "data/tokens/piece_trie.h"
#include "data/tokens/whole_words.h"
#include "data/tokens/word_splitter.h"

namespace linkbert {

namespace {

// Those that are sought in the text as it stands, or else in the normalised one; special ones first, as Hugging Face
// prefers them among equals.
std::vector<AddedToken> TokensOf(const Vocabulary& vocabulary, const TokenizerOptions& options, bool normalized) {
  std::vector<AddedToken> tokens;
  NormalizedText text;
  for (AddedToken token : vocabulary.added()) {
    if (token.normalized != normalized || (token.special && !options.split_special)) continue;
    if (normalized) {
      NormalizeText(token.content, 0, token.content.size(), options.normalizer, text);
      if (text.text.empty()) {
        throw Fail(ErrorCode::kInput,
                   "the added token \"{}\" is nothing once normalised ({}); make it \"normalized\": false.",
                   token.content, ToText(options.normalizer));
      }
      token.content = text.text;
    }
    tokens.push_back(std::move(token));
  }
  std::stable_partition(tokens.begin(), tokens.end(), [](const AddedToken& token) { return token.special; });
  return tokens;
}

}  // namespace

class WordPieceTokenizer::Impl {
 public:
  Impl(const Vocabulary& vocabulary, const TokenizerOptions& options)
      : vocabulary_(vocabulary),
        options_(options),
        splitter_(options.normalizer),
        words_(vocabulary),
        trie_(vocabulary),
        added_(TokensOf(vocabulary, options, false)),
        normalized_added_(TokensOf(vocabulary, options, true)),
        normalized_splitter_({false, false, false, false}) {}

  void Encode(std::string_view text, Encoding& out) const {
    out.Clear();
    if (text.size() > std::numeric_limits<std::uint32_t>::max()) {
      throw Fail(ErrorCode::kInput, "a text of {} bytes is too long to tokenize, at most {} are possible; split it.",
                 text.size(), std::numeric_limits<std::uint32_t>::max());
    }
    WordBuffer buffer;
    const auto append = [&](const Word& word) { AppendWord(word, out); };
    added_.Split(
        text,
        [&](std::size_t begin, std::size_t end) {
          if (!normalized_added_.IsEmpty()) return EncodeNormalized(text, begin, end, out);
          splitter_.Split(text, begin, end, buffer, append);
        },
        [&](std::int32_t id, std::size_t begin, std::size_t end) {
          Append(id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), out);
        });
  }

  const Vocabulary& vocabulary() const { return vocabulary_; }
  const TokenizerOptions& options() const { return options_; }

 private:
  // text[begin, end) where some added tokens are sought in what the normaliser makes of it.
  void EncodeNormalized(std::string_view text, std::size_t begin, std::size_t end, Encoding& out) const {
    NormalizedText normal;
    NormalizeText(text, begin, end, options_.normalizer, normal);
    WordBuffer buffer;
    const auto append = [&](const Word& word) {
      const std::uint32_t from = word.source_begin, to = word.source_end;
      AppendWord({word.text, word.characters, normal.begins[from], normal.ends[to - 1], &normal.begins[from],
                  &normal.ends[from]},
                 out);
    };
    normalized_added_.Split(
        normal.text,
        [&](std::size_t from, std::size_t to) { normalized_splitter_.Split(normal.text, from, to, buffer, append); },
        [&](std::int32_t id, std::size_t from, std::size_t to) {
          Append(id, normal.begins[from], normal.ends[to - 1], out);
        });
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
  const AddedTokenMatcher added_;
  const AddedTokenMatcher normalized_added_;
  const WordSplitter normalized_splitter_;  // changes nothing
};

WordPieceTokenizer::WordPieceTokenizer(const Vocabulary& vocabulary, const TokenizerOptions& options)
    : impl_(std::make_unique<Impl>(vocabulary, options)) {}
WordPieceTokenizer::~WordPieceTokenizer() = default;
WordPieceTokenizer::WordPieceTokenizer(WordPieceTokenizer&&) noexcept = default;

void WordPieceTokenizer::Encode(std::string_view text, Encoding& out) const { impl_->Encode(text, out); }
const Vocabulary& WordPieceTokenizer::vocabulary() const { return impl_->vocabulary(); }
const TokenizerOptions& WordPieceTokenizer::options() const { return impl_->options(); }

}  // namespace linkbert
