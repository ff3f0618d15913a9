// Values that no checksum finds: a corpus that another program wrote, or whose files come from two corpora. Opening
// finds what is cheap to find, VerifyAll everything, and nothing that is returned is out of range.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
#include "data/shards/corpus.h"
#include "data/shards/document_text.h"
#include "tests/support/altered_corpus.h"
#include "tests/support/corpus_builder.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::Values;
using testing::HasSubstr;

constexpr char kShard[] = "shard-00000.h5";

// 3 documents, 5 segments, 11 tokens, 4 links with a place and 1 without.
void Write(const std::string& folder) {
  test::CorpusBuilder()
      .Document("a", {"one two@b three@c", "four@b"})
      .Document("b", {"w0 w1 w2"})
      .Document("c", {"x", "y@a z w0"})
      .DocumentLinks("b", {"c"})
      .Write(folder);
}

struct Altered {
  const char* file;
  std::string dataset;
  std::function<void(Values&)> change;
};

std::function<void(Values&)> Set(std::size_t at, std::uint64_t value) {
  return [=](Values& values) { values.at(at) = value; };
}
std::function<void(Values&)> Fill(std::uint64_t value) {
  return [=](Values& values) { std::ranges::fill(values, value); };
}

std::vector<Altered> Alterations() {
  using namespace dataset;
  return {{kShard, kTokens, Set(0, 60000)},
          {kShard, kTokens, Set(10, 16)},  // the vocabulary has 16 pieces
          {kShard, kDocumentOffset, Fill(0)},
          {kShard, kDocumentOffset, Set(2, 1)},  // goes back
          {kShard, kDocumentOffset, Set(1, 1000)},
          {kShard, kSegmentOffset, Fill(0)},
          {kShard, kSegmentOffset, Set(1, ~0ULL)},
          {kShard, kSegmentOffset, Set(3, 2)},
          {kShard, kLinkOffset, Fill(0)},
          {kShard, kLinkOffset, Set(1, 100)},
          {kShard, kLinkTarget, Set(3, 3)},
          {kShard, kLinkTarget, Set(0, 0xFFFFFFFF)},
          {kShard, kLinkToken, Set(1, 3)},  // its segment has tokens 0 to 2
          {kShard, kLinkToken, Set(3, 0xFFFFFFFF)},
          {kShard, kTitle, Set(1, 0xFF)},
          {kShard, kId, Set(0, 0xC3)},
          {kShard, std::string(kTitle) + kTextOffsetSuffix, Fill(0)},
          {kShard, std::string(kId) + kTextOffsetSuffix, Set(1, 9)},
          {kGraphName, kGraphOffset, Fill(0)},
          {kGraphName, kGraphOffset, Set(1, 7)},
          {kGraphName, kGraphTarget, Set(0, 3)},
          {kGraphName, kInDegree, Set(0, 3)},
          {kGraphName, kHeldOut, Set(0, 2)}};
}

// Everything that reads, as training and inspection do.
void ReadAll(const Corpus& corpus) {
  std::vector<std::int32_t> tokens;
  for (DocumentId document = 0; document < corpus.document_count(); ++document) {
    corpus.Title(document), corpus.SourceId(document), corpus.Subject(document);
    for (const DocumentId target : corpus.DocumentLinks(document)) corpus.Title(target);
    const SegmentRange segments = corpus.DocumentSegments(document);
    for (SegmentId segment = segments.begin; segment < segments.end; ++segment) {
      corpus.AppendTokens(segment, tokens);
      for (const DocumentId target : corpus.LinkTargets(segment)) corpus.Title(target);
      corpus.LinkTokens(segment), corpus.SegmentLength(segment), corpus.SegmentDocument(segment);
    }
    ReadDocumentText(corpus, document, 1000);
  }
  for (const std::int32_t token : tokens) corpus.vocabulary().Piece(token);
}

TEST(CorpusValues, VerifyFindsEveryValueOutOfRangeAndNamesFileAndDataset) {
  for (const Altered& altered : Alterations()) {
    const test::TemporaryFolder folder;
    Write(folder / "c");
    test::AlterDataset(folder / "c", altered.file, altered.dataset, altered.change);
    try {
      Corpus::Open(folder / "c").VerifyAll();
      ADD_FAILURE() << altered.file << " " << altered.dataset << " passes";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput) << error.what();
      EXPECT_THAT(error.what(), testing::AllOf(HasSubstr(altered.file), HasSubstr(altered.dataset)));
    }
  }
}

TEST(CorpusValues, ReadersNeverCrash) {
  for (const Altered& altered : Alterations()) {
    const test::TemporaryFolder folder;
    Write(folder / "c");
    test::AlterDataset(folder / "c", altered.file, altered.dataset, altered.change);
    try {
      ReadAll(Corpus::Open(folder / "c"));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput) << altered.dataset << ": " << error.what();
    }
  }
}

TEST(CorpusValues, OpeningFindsOffsetsThatDoNotReachTheEnd) {
  for (const char* name : {dataset::kDocumentOffset, dataset::kSegmentOffset, dataset::kLinkOffset}) {
    const test::TemporaryFolder folder;
    Write(folder / "c");
    test::AlterDataset(folder / "c", kShard, name, Fill(0));
    EXPECT_THROW(Corpus::Open(folder / "c"), Error) << name;
  }
}

TEST(CorpusValues, AGraphOfAnotherSplitIsRefusedOnOpening) {
  const test::TemporaryFolder folder;
  const auto write = [&](const char* name, double held_out) {
    test::CorpusBuilder builder;
    builder.HeldOut(held_out);
    for (const char* id : {"a", "b", "c", "d", "e", "f"}) builder.Document(id, {"one two three"});
    builder.Write(folder / name);
  };
  write("one", 0.5);
  write("other", 0);
  const auto bytes = std::filesystem::file_size(folder / "one/graph.h5");
  ASSERT_EQ(bytes, std::filesystem::file_size(folder / "other/graph.h5"));
  std::filesystem::copy_file(folder / "other/graph.h5", folder / "one/graph.h5",
                             std::filesystem::copy_options::overwrite_existing);
  try {
    Corpus::Open(folder / "one");
    FAIL() << "held-out documents would be trained on";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    EXPECT_THAT(error.what(), HasSubstr("graph.h5: is not the file the manifest lists"));
  }
}

TEST(CorpusValues, AShardOfAnotherCorpusIsFoundByVerify) {
  const test::TemporaryFolder folder;
  test::CorpusBuilder().Document("a", {"one two"}).Write(folder / "one");
  test::CorpusBuilder().Document("b", {"two one"}).Write(folder / "other");
  std::filesystem::copy_file(folder / "other/shard-00000.h5", folder / "one/shard-00000.h5",
                             std::filesystem::copy_options::overwrite_existing);
  const Corpus corpus = Corpus::Open(folder / "one");
  try {
    corpus.VerifyAll();
    FAIL() << "passes";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("shard-00000.h5: is not the file the manifest lists"));
  }
}

}  // namespace
}  // namespace linkbert
