// PrepareFoldocSubject: labels, the split, and the two leaks it must not have: subjects that the pretraining or the
// fine-tuning text names, and dev or test entries that pretraining reads.
#include "data/datasets/foldoc_subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "data/prepare/prepare.h"
#include "data/shards/corpus.h"
#include "data/sources/dictd_reader.h"
#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using test::TemporaryFolder;
using testing::HasSubstr;

struct Line {
  std::string part, id, sentence, label;
};

std::vector<Line> ReadTask(const std::string& folder) {
  std::vector<Line> lines;
  for (const char* part : {"train", "dev", "test"}) {
    std::istringstream stream(ReadFile(fmt::format("{}/{}.json", folder, part)));
    for (std::string text; std::getline(stream, text);) {
      const auto json = nlohmann::json::parse(text);
      lines.push_back({part, json.at("id"), json.at("sentence"), json.at("label")});
    }
  }
  return lines;
}

void PrepareDictd(const std::string& input, const std::string& output, const Vocabulary& vocabulary, bool drop) {
  const DictdReader reader(input, {.drop_subject_tags = drop});
  const WordPieceTokenizer tokenizer(vocabulary, {});
  PrepareCorpus({reader, tokenizer, {.held_out_fraction = 0.3, .threads = 2}, output});
}

// A document's pieces as one text: "#" and blanks fall away, so that a tag shows however it was cut.
std::string Squeezed(const Corpus& corpus, DocumentId document) {
  std::vector<std::int32_t> tokens;
  const SegmentRange segments = corpus.DocumentSegments(document);
  for (SegmentId s = segments.begin; s < segments.end; ++s) corpus.AppendTokens(s, tokens);
  std::string text;
  for (const std::int32_t token : tokens) {
    const std::string& piece = corpus.vocabulary().Piece(token);
    text += corpus.vocabulary().IsContinuation(token) ? piece.substr(2) : piece;
  }
  return text;
}

// Tags of the task's subjects that a text still holds: "<networking>", "<networking,standard>". FOLDOC's code examples
// have a placeholder "{ <body> }" and HTML's "</head> <body>", which are no tags, and one entry a "<tool,
// cryptography}".
std::size_t CountTags(const std::string& text, const std::set<std::string>& subjects) {
  std::size_t count = 0;
  for (std::size_t open = text.find('<'); open != std::string::npos; open = text.find('<', open + 1)) {
    const std::size_t close = text.find_first_of("<>{}", open + 1);
    const bool code = open > 0 && (text[open - 1] == '{' || text[open - 1] == '>');
    if (code || close == std::string::npos || text[close] != '>') continue;
    const std::string inside = text.substr(open + 1, close - open - 1);
    count += subjects.contains(inside.substr(0, inside.find(',')));
  }
  return count;
}

std::string WithoutBlanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

std::set<std::string> SqueezedSubjects(const FoldocSubjectSummary& summary) {
  std::set<std::string> subjects;
  for (const auto& [subject, entries] : summary.subjects) subjects.insert(WithoutBlanks(subject));
  return subjects;
}

// 300 entries of 25 subjects, some of two senses or with a second subject.
std::string WriteDictionary(const std::string& base) {
  test::DictdEntries entries;
  for (int i = 0; i < 300; ++i) {
    const std::string word = fmt::format("word{}", i), subject = fmt::format("s{}", std::min(i % 40, 24));
    const std::string second = i % 3 == 0 ? ", extra" : "";
    const char* number = i % 2 == 0 ? "1. " : "";
    const std::string more = i % 2 == 0 ? "\n   2. <s1> other {word1}.\n" : "";
    entries.push_back(
        {{word}, fmt::format("{}\n\n   {}<{}{}> An \xC3\xA9ntry.\n{}", word, number, subject, second, more)});
  }
  return test::WriteDictd(base, entries);
}

struct Prepared {
  TemporaryFolder folder;
  std::string input = WriteDictionary(folder / "d");
  void Corpus(bool drop) { PrepareDictd(input, folder / "corpus", test::SpellingVocabulary(), drop); }
  FoldocSubjectSummary Task() { return PrepareFoldocSubject(input, folder / "corpus", folder / "task"); }
};

TEST(FoldocSubject, TakesTheFirstSubjectOfTheCommonest) {
  Prepared prepared;
  prepared.Corpus(true);
  const FoldocSubjectSummary summary = prepared.Task();
  ASSERT_EQ(summary.subjects.size(), 20U);
  EXPECT_EQ(summary.subjects.front(), (std::pair<std::string, std::uint64_t>("s24", 112)));
  const std::vector<Line> lines = ReadTask(prepared.folder / "task");
  EXPECT_EQ(lines.size(), summary.train + summary.dev + summary.test);
  std::map<std::string, std::uint64_t> counts;
  for (const Line& line : lines) {
    EXPECT_EQ(line.label, fmt::format("s{}", std::min(std::stoi(line.id.substr(4)) % 40, 24)));
    ++counts[line.label];
  }
  for (const auto& [subject, entries] : summary.subjects) EXPECT_EQ(counts[subject], entries) << subject;
}

TEST(FoldocSubject, WritesLinesAsPythonDoes) {
  Prepared prepared;
  prepared.Corpus(true);
  prepared.Task();
  std::string all;
  for (const char* part : {"train", "dev", "test"})
    all += ReadFile(fmt::format("{}/{}.json", prepared.folder / "task", part));
  EXPECT_THAT(all, HasSubstr("{\"id\": \"word1\", \"sentence\": \"word1 An \\u00e9ntry.\", \"label\": \"s1\"}\n"));
}

TEST(FoldocSubject, RefusesACorpusThatNamesTheSubjects) {
  Prepared prepared;
  prepared.Corpus(false);
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { prepared.Task(); }), HasSubstr("--drop-subject-tags"));
}

TEST(FoldocSubject, RefusesACorpusOfAnotherDictionary) {
  Prepared prepared;
  test::WriteDictd(prepared.folder / "other", {{{"x"}, "x\n\n   <s1> text\n"}});
  PrepareDictd(prepared.folder / "other", prepared.folder / "corpus", test::SpellingVocabulary(), true);
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { prepared.Task(); }), HasSubstr("word0"));
}

// No tag of the subjects in any text, and every dev and test entry is a document that pretraining never reads.
void CheckNoLeak(const std::string& corpus_folder, const std::string& task, const FoldocSubjectSummary& summary) {
  const Corpus corpus = Corpus::Open(corpus_folder);
  const std::set<std::string> subjects = SqueezedSubjects(summary);
  std::map<std::string, bool, std::less<>> held_out;
  std::size_t tags = 0, readable = 0;
  for (DocumentId d = 0; d < corpus.document_count(); ++d) {
    tags += CountTags(Squeezed(corpus, d), subjects);
    held_out[std::string(corpus.SourceId(d))] = corpus.IsHeldOut(d);
  }
  for (const Line& line : ReadTask(task)) {
    tags += CountTags(WithoutBlanks(line.sentence), subjects);
    readable += held_out.at(line.id) == (line.part == "train");
  }
  EXPECT_EQ(tags, 0U);
  EXPECT_EQ(readable, 0U);
  EXPECT_GT(summary.dev, summary.train / 20);
  EXPECT_GT(summary.test, summary.train / 20);
}

TEST(FoldocSubject, NothingLeaks) {
  Prepared prepared;
  prepared.Corpus(true);
  const FoldocSubjectSummary summary = prepared.Task();
  CheckNoLeak(prepared.folder / "corpus", prepared.folder / "task", summary);
}

TEST(FoldocSubject, TheLeakTestSeesTags) {
  Prepared prepared;
  prepared.Corpus(false);
  const Corpus corpus = Corpus::Open(prepared.folder / "corpus");
  EXPECT_EQ(CountTags(Squeezed(corpus, 0), {"s0"}), 1U);
}

// The dictionary itself: Debian's dict-foldoc. Not run without it or a vocabulary.
TEST(FoldocSubject, NothingLeaksInFoldoc) {
  const std::string input = "/usr/share/dictd/foldoc";
  const char* model = std::getenv("LINKBERT_TEST_MINILM");
  if (model == nullptr || !std::filesystem::exists(input + ".index")) {
    GTEST_SKIP() << "not run: needs LINKBERT_TEST_MINILM and the package dict-foldoc";
  }
  const TemporaryFolder folder;
  PrepareDictd(input, folder / "corpus", Vocabulary::Load(std::string(model) + "/vocab.txt"), true);
  const FoldocSubjectSummary summary = PrepareFoldocSubject(input, folder / "corpus", folder / "task");
  CheckNoLeak(folder / "corpus", folder / "task", summary);
  EXPECT_EQ(summary.subjects.front().first, "language");
  EXPECT_NEAR(static_cast<double>(summary.train + summary.dev + summary.test), 6200, 100);  // 20230119-1: 6,2xx
}

}  // namespace
}  // namespace linkbert
