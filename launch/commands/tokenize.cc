// linkbert tokenize: lines of text on the standard input -> JSON Lines of ids and pieces on the standard output.
#include <iostream>
#include <memory>
#include <string>

#include "base/error.h"
#include "data/tokens/encoding_json.h"
#include "data/tokens/text_line.h"
#include "data/tokens/wordpiece.h"
#include "launch/commands/commands.h"
#include "launch/commands/tokenizer_arguments.h"

namespace linkbert {
namespace {

struct TokenizeArguments {
  TokenizerArguments tokenizer;
  EncodingFormat format;
};

void Tokenize(const TokenizeArguments& arguments, std::istream& in, std::ostream& out) {
  const LoadedTokenizer loaded = LoadTokenizer(arguments.tokenizer);
  const Vocabulary& vocabulary = loaded.vocabulary;
  const WordPieceTokenizer tokenizer(vocabulary, {.normalizer = loaded.normalizer});
  Encoding encoding;
  std::string line;
  for (std::uint64_t number = 1;; ++number) {
    const LineRead read = ReadLine(in, line);
    if (read == LineRead::kEnd || !out) break;
    const std::string where = fmt::format("standard input:{}", number);
    if (read == LineRead::kTooLong) FailTooLong(where);
    RequireUtf8(line, where);
    tokenizer.Encode(line, encoding);
    out << EncodingToJson(vocabulary, line, encoding, arguments.format) << '\n';
  }
  if (in.bad()) throw Fail(ErrorCode::kInput, "the standard input cannot be read to its end.");
  if (!out.flush())
    throw Fail(ErrorCode::kOutput, "the standard output cannot be written; is its reader gone or the disk full?");
}

}  // namespace

void AddTokenizeCommand(Verb app) {
  const auto arguments = std::make_shared<TokenizeArguments>();
  Verb command = app.Add("tokenize", "Text lines to JSON Lines of ids, pieces and offsets");
  command.Group("data");
  AddVocabularyOption(command, arguments->tokenizer);
  AddNormalizerOptions(command, arguments->tokenizer);
  command.Flag("--offsets", arguments->format.offsets, "Add each piece's [begin,end) in the line, in code points");
  command.Flag("--special", arguments->format.special, "Put [CLS] in front and [SEP] behind, offsets [0,0]");
  command.Footer("Example: linkbert tokenize --vocab vocab.txt --offsets < lines.txt > pieces.jsonl");
  command.Call([arguments] {
    std::ios::sync_with_stdio(false);
    Tokenize(*arguments, std::cin, std::cout);
  });
}

}  // namespace linkbert
