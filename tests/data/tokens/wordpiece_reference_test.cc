// Live comparison with the `tokenizers` package, ids and offsets, line by line
// (tests/reference/tokenizer_reference.py).
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>

#include "base/philox.h"
#include "data/tokens/wordpiece_trainer.h"
#include "tests/data/tokens/tokens_test_support.h"

namespace linkbert {
namespace {

const char kPython[] = LINKBERT_DEPS_DIR "/reference/bin/python";
const char kFoldoc[] = "/usr/share/dictd/foldoc.dict.dz";

std::vector<std::string> SplitLines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// A dictionary is gzip with an index in the header's extra field; zlib skips that.
std::string ReadGzip(const std::string& path) {
  std::string text(1 << 24, '\0');
  gzFile file = ::gzopen(path.c_str(), "rb");
  const int bytes = ::gzread(file, text.data(), static_cast<unsigned>(text.size()));
  ::gzclose(file);
  text.resize(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
  return text;
}

// The uncased vocabulary of BERT; for cased texts also every piece in capitals and with a capital first letter.
std::vector<std::string> BertPieces(const std::string& data, bool lower_case) {
  std::vector<std::string> pieces = SplitLines(ReadFile(data + "/vocab/bert-base-uncased-vocab.txt"));
  std::set<std::string> known(pieces.begin(), pieces.end());
  const std::size_t count = lower_case ? 0 : pieces.size();
  for (std::size_t i = 0; i < count; ++i) {
    std::string first = pieces[i], all = pieces[i];
    const std::size_t at = first.starts_with("##") ? 2 : 0;
    if (at < first.size() && first[at] >= 'a' && first[at] <= 'z') first[at] = static_cast<char>(first[at] - 32);
    for (char& c : all) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    if (known.insert(first).second) pieces.push_back(first);
    if (known.insert(all).second) pieces.push_back(all);
  }
  return pieces;
}

std::vector<std::int32_t> RunReference(const TemporaryFolder& folder, const Vocabulary& vocabulary, bool lower_case,
                                       const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  WriteFileAtomically(folder / "text", text);
  WriteFileAtomically(folder / "vocab.txt", vocabulary.ToText());
  const std::string command =
      fmt::format("'{}' '{}/tests/reference/tokenizer_reference.py' '{}' {} '{}' '{}'", kPython, LINKBERT_SOURCE_DIR,
                  folder / "vocab.txt", lower_case ? "uncased" : "cased", folder / "text", folder / "out");
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  const std::string bytes = ReadFile(folder / "out");
  std::vector<std::int32_t> words(bytes.size() / sizeof(std::int32_t));
  std::memcpy(words.data(), bytes.data(), words.size() * sizeof(std::int32_t));
  return words;
}

void ExpectSameAsReference(std::vector<std::string> pieces, bool lower_case, const std::vector<std::string>& lines) {
  const TemporaryFolder folder;
  const Vocabulary vocabulary(std::move(pieces));
  const std::vector<std::int32_t> wanted = RunReference(folder, vocabulary, lower_case, lines);
  const WordPieceTokenizer tokenizer(vocabulary, {.lower_case = lower_case});
  Encoding encoding;
  std::size_t at = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    tokenizer.Encode(lines[i], encoding);
    std::vector<std::int32_t> seen = {static_cast<std::int32_t>(encoding.ids.size())};
    seen.insert(seen.end(), encoding.ids.begin(), encoding.ids.end());
    const Offsets offsets = CodePointOffsets(lines[i], encoding);
    for (const auto& [begin, end] : offsets) seen.push_back(static_cast<std::int32_t>(begin));
    for (const auto& [begin, end] : offsets) seen.push_back(static_cast<std::int32_t>(end));
    ASSERT_LE(at + seen.size(), wanted.size()) << "line " << i + 1;
    ASSERT_TRUE(std::equal(seen.begin(), seen.end(), &wanted[at]))
        << "line " << i + 1 << ": " << nlohmann::json(lines[i]);
    at += seen.size();
  }
  EXPECT_EQ(at, wanted.size());
}

class WordPieceReference : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    // The reference runs in the Python that launch/setup.sh --reference makes; nothing else here can stand for it.
    if (!std::filesystem::exists(kPython))
      GTEST_SKIP() << "not run: needs " << kPython << " with the package tokenizers";
  }
  static bool LowerCase() { return GetParam(); }
  // Null where the case must be skipped.
  static const char* TestData() { return std::getenv("LINKBERT_TEST_DATA"); }
};

// Every character with a rule of its own, and neighbours: Mn, Mc with a class, decompositions, CJK, spaces, controls.
std::vector<std::string> RandomLines(std::size_t count) {
  const std::u32string characters =
      U"aabbz AZ "
      U"\t.,#[]\u00e9\u0301\u0323\u0345\u0315\u0334\u302e\u1baa\u1b44\u0344\u0f73\u0f71\u0f72\u0cc0\u0ccb\u0ddd"
      U"\u1b3b\u1b43\U0001d15e\U0001d161\U0001d165\U0001d16d\U0001d16e\uac00\uac01\ud7a3\u1100\u1161\u11a8\u4e2d\uf900"
      U"\U0002f800\u3002\u00ad\u200b\u200d\ufffd\u0085\u2028\u3000\u0130\u1e9e\u03a3\u00df\ufb01\u037e\u2260\u1fef"
      U"\u08d4"
      U"\U0001e944\u0958\u0f76\U0001112e\u0c48\u06c0\u0622\u064b\u0670\U0001f600\ue000\U0010ffff";
  std::vector<std::string> lines(count);
  for (std::size_t i = 0; i < count; ++i) {
    const RandomSequence random(7, RandomStream::kVocabulary, i);
    const std::uint64_t length = 1 + random.Below(0, 24);
    for (std::uint32_t k = 1; k <= length; ++k) {
      const bool anything = random.Below(2 * k, 8) == 0;
      char32_t c = anything ? static_cast<char32_t>(random.Below(2 * k + 1, 0x2FFFF))
                            : characters[random.Below(2 * k + 1, characters.size())];
      if (c == '\n' || (c >= 0xD800 && c < 0xE000)) c = U'x';
      AppendUtf8(c, lines[i]);
      if (random.Below(2 * k, 160) == 1) lines[i] += "[SEP]";
    }
  }
  return lines;
}

TEST_P(WordPieceReference, RandomHardTextsAreTheSame) {
  auto pieces = ReadGolden("tokenizer_cases.json").at("pieces").get<std::vector<std::string>>();
  std::set<std::string> known(pieces.begin(), pieces.end());
  for (char32_t c = 0x80; c < 0x20000; ++c) {  // so that few words become [UNK], which would hide the offsets inside
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string piece;
    AppendUtf8(c, piece);
    for (const std::string& form : {piece, "##" + piece}) {
      if (known.insert(form).second) pieces.push_back(form);
    }
  }
  ExpectSameAsReference(pieces, LowerCase(), RandomLines(40000));
}

TEST_P(WordPieceReference, WikitextIsTheSame) {
  // The texts and the vocabulary are not ours to ship.
  if (TestData() == nullptr) GTEST_SKIP() << "not run: needs LINKBERT_TEST_DATA";
  const std::string data = TestData();
  for (const char* name : {"valid.txt", "test.txt"}) {
    ExpectSameAsReference(BertPieces(data, LowerCase()), LowerCase(),
                          SplitLines(ReadFile(data + "/text/wikitext-2/" + name)));
  }
}

TEST_P(WordPieceReference, FoldocIsTheSame) {
  // The dictionary is Debian's dict-foldoc; the vocabulary is trained on it, which joins the two halves of this room.
  if (!std::filesystem::exists(kFoldoc)) GTEST_SKIP() << "not run: needs " << kFoldoc << " (package dict-foldoc)";
  const std::vector<std::string> lines = SplitLines(ReadGzip(kFoldoc));
  EXPECT_GT(lines.size(), 100000U);
  WordCounts counts(LowerCase());
  for (const std::string& line : lines) counts.AddText(line);
  const std::vector<std::string> pieces = TrainVocabulary(counts, {.size = 8000});
  EXPECT_EQ(pieces.size(), 8000U);
  ExpectSameAsReference(pieces, LowerCase(), lines);
}

INSTANTIATE_TEST_SUITE_P(Case, WordPieceReference, testing::Bool(),
                         [](const auto& test) { return test.param ? "Uncased" : "Cased"; });

}  // namespace
}  // namespace linkbert
