// Times WordPieceTokenizer on the lines of a file: tokenizer_bench VOCAB cased|uncased TEXT ROUNDS, one thread.
// Prints one line of JSON: bytes, tokens, seconds of making the tokenizer, seconds of every round
// (compare_tokenizers.py).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "data/tokens/line_source.h"
#include "data/tokens/wordpiece.h"

namespace {

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return fmt::print(stderr, "usage: tokenizer_bench VOCAB cased|uncased TEXT ROUNDS\n"), 2;
  const linkbert::Vocabulary vocabulary = linkbert::Vocabulary::Load(argv[1]);
  auto start = std::chrono::steady_clock::now();
  const linkbert::WordPieceTokenizer tokenizer(
      vocabulary, {.normalizer = linkbert::BertNormalizer(std::string(argv[2]) == "uncased")});
  const double construction = SecondsSince(start);
  std::vector<std::string> lines;
  const linkbert::TextSource source = linkbert::LinesOf({argv[3]});
  std::size_t bytes = 0, tokens = 0;
  for (std::string line; source(line); bytes += line.size()) lines.push_back(line);
  std::vector<double> seconds;
  linkbert::Encoding encoding;
  for (int round = 0; round < std::atoi(argv[4]); ++round) {
    tokens = 0;
    start = std::chrono::steady_clock::now();
    for (const std::string& line : lines) {
      tokenizer.Encode(line, encoding);
      tokens += encoding.ids.size();
    }
    seconds.push_back(SecondsSince(start));
  }
  fmt::print("{{\"bytes\":{},\"tokens\":{},\"construction\":{},\"seconds\":[{}]}}\n", bytes, tokens, construction,
             fmt::join(seconds, ","));
}
