// Corpora as another reader sees them (tests/reference/read_corpus.py, h5py), and the facts of a real dictionary.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "data/prepare/prepare.h"
#include "data/shards/corpus.h"
#include "data/shards/corpus_summary.h"
#include "data/sources/dictd_reader.h"
#include "tests/support/checkout.h"
#include "tests/support/corpus_builder.h"
#include "tests/support/prepare_support.h"
#include "tests/support/reference_python.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::TemporaryFolder;

const std::string kPython = test::ReferencePythonPath();
const char kFoldoc[] = "/usr/share/dictd/foldoc";  // Debian's dict-foldoc 20230119-1

bool HasFoldoc() { return std::filesystem::exists(std::string(kFoldoc) + ".index"); }

nlohmann::json ReadWithH5py(const std::string& folder) {
  const std::string command = fmt::format("'{}' '{}' '{}' > '{}.json'", kPython,
                                          test::CheckoutPath("tests/reference/read_corpus.py"), folder, folder);
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  return nlohmann::json::parse(ReadFile(folder + ".json"));
}

// Every count that the other reader finds is what inspect says.
void ExpectSameCounts(const std::string& folder) {
  const nlohmann::json ours = nlohmann::json::parse(SummaryToJson(SummarizeCorpus(folder)));
  nlohmann::json theirs = ReadWithH5py(folder);
  EXPECT_EQ(theirs["max_in_degree"], ours["in_degree"]["max"]);
  theirs.erase("max_in_degree");
  for (const auto& [name, count] : theirs.items()) EXPECT_EQ(count, ours[name]) << name;
}

Manifest PrepareFoldoc(const std::string& folder, bool drop_subject_tags) {
  const DictdReader reader(kFoldoc, {.drop_subject_tags = drop_subject_tags});
  const Vocabulary vocabulary = test::SpellingVocabulary();
  const WordPieceTokenizer tokenizer(vocabulary, {});
  const PrepareOptions options{.shard_tokens = 1 << 20};
  return PrepareCorpus({reader, tokenizer, options, folder}).manifest;
}

TEST(CorpusReference, H5pyReadsEveryDatasetAndItsChecksums) {
  if (!test::HasReferencePython()) GTEST_SKIP() << "not run: needs " << kPython << " with the package h5py";
  const TemporaryFolder folder;
  test::CorpusBuilder builder;
  for (int i = 0; i < 30; ++i) {
    builder.Document(fmt::format("d{}", i), {fmt::format("a b@d{} c", (i + 1) % 30), test::Words(i)});
    builder.DocumentLinks(fmt::format("d{}", i), {fmt::format("d{}", (i * 7 + 5) % 30 == i ? 0 : (i * 7 + 5) % 30)});
  }
  builder.HeldOut(0.3).DocumentsPerShard(7).Write(folder / "c");
  ExpectSameCounts(folder / "c");
}

// Counted by an independent parse of the same files: 12,021 entries under 15,254 headwords, 7 of them about the
// dictionary itself. Of 60,437 pairs of braces 59 are empty, code, sets, or stand in headwords.
TEST(CorpusReference, FoldocHasTheKnownEntriesAndReferences) {
  if (!HasFoldoc()) GTEST_SKIP() << "not run: needs " << kFoldoc << ".index (package dict-foldoc)";
  const DictdFile file(kFoldoc);
  std::size_t headwords = 0;
  for (const DictdEntry& entry : file.entries()) headwords += entry.headwords.size();
  EXPECT_EQ(headwords, 15254U);
  const TemporaryFolder folder;
  const Manifest manifest = PrepareFoldoc(folder / "c", false);
  EXPECT_EQ(manifest.entries,
            (NamedCounts{{"documents", 12014}, {"documents_repaired", 0}, {"empty", 0}, {"meta", 7}}));
  EXPECT_EQ(manifest.names, (NameAccounting{14995, 244}));
  EXPECT_EQ(manifest.links,
            (LinkAccounting{.found = 60378, .resolved = 42379, .ambiguous = 1305, .dangling = 16565, .self = 129}));
  EXPECT_GT(manifest.shards.size(), 2U);
  if (test::HasReferencePython()) ExpectSameCounts(folder / "c");
}

DocumentId FindTitle(const Corpus& corpus, std::string_view title) {
  for (DocumentId i = 0; i < corpus.document_count(); ++i) {
    if (corpus.Title(i) == title) return i;
  }
  ADD_FAILURE() << "no document " << title;
  return 0;
}

// "IBM 7094\n\n   <computer> A faster version of the {IBM 7090} with more {index\n   registers}.\n\n   (1997-02-23)"
TEST(CorpusReference, AFoldocEntryIsTokenisedCutAndLinkedAsItStands) {
  if (!HasFoldoc()) GTEST_SKIP() << "not run: needs " << kFoldoc << ".index (package dict-foldoc)";
  const TemporaryFolder folder;
  PrepareFoldoc(folder / "c", true);
  const Corpus corpus = Corpus::Open(folder / "c");
  const DocumentId document = FindTitle(corpus, "IBM 7094");
  EXPECT_EQ(corpus.Subject(document), "computer");
  const SegmentRange segments = corpus.DocumentSegments(document);
  EXPECT_EQ(segments.end - segments.begin, 3U);
  std::string text;
  for (SegmentId segment = segments.begin; segment < segments.end; ++segment) {
    std::vector<std::int32_t> tokens;
    corpus.AppendTokens(segment, tokens);
    for (const std::int32_t token : tokens)
      text += corpus.vocabulary().Piece(token).substr(corpus.vocabulary().IsContinuation(token) ? 2 : 0);
    text += "|";
  }
  EXPECT_EQ(text, "ibm7094|afasterversionoftheibm7090withmoreindexregisters.|(1997-02-23)|");
  ASSERT_EQ(corpus.LinkTargets(segments.begin + 1).size(), 1U) << "\"index registers\" has no entry";
  EXPECT_EQ(corpus.Title(corpus.LinkTargets(segments.begin + 1)[0]), "IBM 7090");
  EXPECT_EQ(corpus.LinkTokens(segments.begin + 1)[0], std::string("afasterversionofthe").size()) << "a letter, a token";
}

}  // namespace
}  // namespace linkbert
