// Live comparison with the `tokenizers` package, ids and offsets, line by line
// (tests/reference/tokenizer_reference.py).
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>

#include "base/philox.h"
#include "data/tokens/added_token_json.h"
#include "data/tokens/wordpiece_trainer.h"
#include "tests/data/tokens/tokens_test_support.h"
#include "tests/support/checkout.h"
#include "tests/support/reference_python.h"

namespace linkbert {
namespace {

const std::string kPython = test::ReferencePythonPath();
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

// The reference's argument for a tokenizer: its options, and what it has beyond the five special pieces.
std::string OptionsArgument(const Vocabulary& vocabulary, const NormalizerOptions& options) {
  nlohmann::json added = nlohmann::json::array();
  for (const AddedToken& token : vocabulary.added()) {
    if (token.id > vocabulary.mask_id()) added.push_back(nlohmann::json(FlagsToJson(token)));
  }
  return nlohmann::json({{"lowercase", options.lower_case},
                         {"strip_accents", options.strip_accents},
                         {"handle_chinese_chars", options.chinese_characters},
                         {"clean_text", options.clean_text},
                         {"added", std::move(added)}})
      .dump();
}

std::vector<std::int32_t> RunReference(const TemporaryFolder& folder, const Vocabulary& vocabulary,
                                       const NormalizerOptions& options, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  WriteFileAtomically(folder / "text", text);
  WriteFileAtomically(folder / "vocab.txt", vocabulary.ToText());
  const std::string command = fmt::format(
      "'{}' '{}' '{}' '{}' '{}' '{}'", kPython, test::CheckoutPath("tests/reference/tokenizer_reference.py"),
      folder / "vocab.txt", OptionsArgument(vocabulary, options), folder / "text", folder / "out");
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  const std::string bytes = ReadFile(folder / "out");
  std::vector<std::int32_t> words(bytes.size() / sizeof(std::int32_t));
  std::memcpy(words.data(), bytes.data(), words.size() * sizeof(std::int32_t));
  return words;
}

void ExpectSameAsReference(const Vocabulary& vocabulary, const NormalizerOptions& options,
                           const std::vector<std::string>& lines) {
  const TemporaryFolder folder;
  const std::vector<std::int32_t> wanted = RunReference(folder, vocabulary, options, lines);
  const WordPieceTokenizer tokenizer(vocabulary, {.normalizer = options});
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
        << ToText(options) << ", line " << i + 1 << ": " << nlohmann::json(lines[i]) << " seen "
        << nlohmann::json(seen);
    at += seen.size();
  }
  EXPECT_EQ(at, wanted.size());
}

class WordPieceReference : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    // The reference runs in the Python that launch/setup.sh --reference makes; nothing else here can stand for it.
    if (!test::HasReferencePython()) GTEST_SKIP() << "not run: needs " << kPython << " with the package tokenizers";
  }
  static bool LowerCase() { return GetParam(); }
  static NormalizerOptions Normalizer() { return BertNormalizer(LowerCase()); }
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

// Pieces of many characters, so that few words become [UNK], which would hide the offsets inside.
std::vector<std::string> HardPieces(char32_t end) {
  auto pieces = ReadGolden("tokenizer_cases.json").at("pieces").get<std::vector<std::string>>();
  std::set<std::string> known(pieces.begin(), pieces.end());
  for (char32_t c = 0x80; c < end; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string piece;
    AppendUtf8(c, piece);
    for (const std::string& form : {piece, "##" + piece}) {
      if (known.insert(form).second) pieces.push_back(form);
    }
  }
  return pieces;
}

TEST_P(WordPieceReference, RandomHardTextsAreTheSame) {
  ExpectSameAsReference(Vocabulary(HardPieces(0x20000)), Normalizer(), RandomLines(40000));
}

TEST_P(WordPieceReference, WikitextIsTheSame) {
  // The texts and the vocabulary are not ours to ship.
  if (TestData() == nullptr) GTEST_SKIP() << "not run: needs LINKBERT_TEST_DATA";
  const std::string data = TestData();
  for (const char* name : {"valid.txt", "test.txt"}) {
    ExpectSameAsReference(Vocabulary(BertPieces(data, LowerCase())), Normalizer(),
                          SplitLines(ReadFile(data + "/text/wikitext-2/" + name)));
  }
}

TEST_P(WordPieceReference, FoldocIsTheSame) {
  // The dictionary is Debian's dict-foldoc; the vocabulary is trained on it, which joins the two halves of this room.
  if (!std::filesystem::exists(kFoldoc)) GTEST_SKIP() << "not run: needs " << kFoldoc << " (package dict-foldoc)";
  const std::vector<std::string> lines = SplitLines(ReadGzip(kFoldoc));
  EXPECT_GT(lines.size(), 100000U);
  WordCounts counts(Normalizer());
  for (const std::string& line : lines) counts.AddText(line);
  const std::vector<std::string> pieces = TrainVocabulary(counts, {.size = 8000});
  EXPECT_EQ(pieces.size(), 8000U);
  ExpectSameAsReference(Vocabulary(pieces), Normalizer(), lines);
}

// Options that BERT's own models do not use, and added tokens, with texts that are hard for both.
class UnusualReference : public testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override {
    if (!test::HasReferencePython()) GTEST_SKIP() << "not run: needs " << kPython << " with the package tokenizers";
  }
  static NormalizerOptions Normalizer() { return OptionsOf(GetParam()); }
};

TEST_P(UnusualReference, RandomHardTextsAreTheSame) {
  ExpectSameAsReference(Vocabulary(HardPieces(0x3100)), Normalizer(), RandomLines(3000));
}

// Every combination of flags; contents that overlap, begin others, hold spaces, capitals, accents and ideographs.
std::vector<AddedToken> HardAddedTokens() {
  std::vector<AddedToken> tokens;
  const char* contents[] = {"[SUBJ]",       "[SU",      "<e1>",   "</e1>",        "@GENE$", "Caf\u00e9",
                            "cafe au lait", "b\u4e2da", "\u4e2d", "New  York",    "A.B",    "za",
                            "zaz",          "a",        "Z.",     "\u00e9\u0301", "#",      "x_y"};
  std::size_t number = 0;
  for (const char* content : contents) {
    const std::size_t flags = number++ * 7 + 3;
    tokens.push_back({.content = content,
                      .id = -1,
                      .special = (flags & 1) != 0,
                      .single_word = (flags & 2) != 0,
                      .lstrip = (flags & 4) != 0,
                      .rstrip = (flags & 8) != 0,
                      .normalized = (flags & 16) != 0});
  }
  return tokens;
}

std::vector<std::string> LinesWithMarkers(std::size_t count, const std::vector<AddedToken>& tokens) {
  std::vector<std::string> lines = RandomLines(count);
  const char* others[] = {" ", "  ", "\t",     "CAFE\u0301", "caf\u00e9", "new  york", "_",      "a", "b",
                          "[", "z",  "\u3000", "\u0301",     "\u4e2d",    "1",         "[MASK]", ".", "cafe  au"};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const RandomSequence random(11, RandomStream::kVocabulary, i);
    std::string line;
    for (std::uint32_t k = 0; k < 2 + random.Below(0, 8); ++k) {
      const bool token = random.Below(2 * k + 1, 2) == 0;
      line += token ? tokens[random.Below(2 * k + 2, tokens.size())].content
                    : others[random.Below(2 * k + 2, std::size(others))];
    }
    const std::size_t at = CodePointsBefore(lines[i]).size() / 2;
    std::size_t byte = 0;
    for (std::size_t c = 0; c < at && byte < lines[i].size(); ++c) byte += DecodeUtf8(lines[i], byte).bytes;
    lines[i].insert(byte, line);
  }
  return lines;
}

TEST_P(UnusualReference, AddedTokensOfEveryKindAreFoundWhereTheReferenceFindsThem) {
  std::vector<AddedToken> tokens = HardAddedTokens();
  for (std::size_t shift = 0; shift < 2; ++shift) {  // other flags for each content
    for (AddedToken& token : tokens) {
      const bool first = token.special;
      token.special = token.single_word, token.single_word = token.lstrip, token.lstrip = token.rstrip;
      token.rstrip = token.normalized, token.normalized = first;
    }
    const Vocabulary vocabulary(HardPieces(0x3100), tokens, "test");
    ExpectSameAsReference(vocabulary, Normalizer(), LinesWithMarkers(1500, tokens));
  }
}

INSTANTIATE_TEST_SUITE_P(Options, UnusualReference, testing::Values(1, 6, 13, 14, 15),
                         [](const auto& test) { return fmt::format("Number{}", test.param); });

INSTANTIATE_TEST_SUITE_P(Case, WordPieceReference, testing::Bool(),
                         [](const auto& test) { return test.param ? "Uncased" : "Cased"; });

}  // namespace
}  // namespace linkbert
