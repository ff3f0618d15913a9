// Corpus: round trip against plain maps, and the error of every kind of damage.
#include "data/shards/corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "base/error.h"
#include "base/philox.h"
#include "base/thread_pool.h"
#include "data/shards/hdf5_file.h"
#include "data/shards/manifest.h"
#include "data/shards/split.h"
#include "tests/support/corpus_builder.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::CorpusBuilder;
using test::TemporaryFolder;
using test::Words;
using testing::ElementsAre;
using testing::HasSubstr;

CorpusBuilder ThreeDocuments() {
  CorpusBuilder builder;
  builder.Document("a", {"one two@b three@c", "four@b"}).Document("b", {Words(5)}).Document("c", {"x", "y@a", "z"});
  return builder;
}

std::string ErrorOf(const std::function<void()>& action, ErrorCode wanted) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), wanted) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

void FlipByte(const std::string& path, std::uint64_t at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const char byte = static_cast<char>(file.get() ^ 1);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(byte);
  ASSERT_TRUE(file.good());
}

void Replace(const std::string& path, const std::string& from, const std::string& to) {
  std::string text = ReadFile(path);
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos);
  WriteFileAtomically(path, text.replace(at, from.size(), to));
}

TEST(Corpus, TellsWhatWasWritten) {
  const TemporaryFolder folder;
  const Corpus corpus = ThreeDocuments().Open(folder / "c");
  EXPECT_EQ(corpus.document_count(), 3U);
  EXPECT_EQ(corpus.segment_count(), 6U);
  EXPECT_EQ(corpus.token_count(), 12U);
  EXPECT_THAT(corpus.LinkTargets(0), ElementsAre(1, 2));
  EXPECT_THAT(corpus.LinkTokens(0), ElementsAre(1, 2));
  EXPECT_EQ(corpus.Title(2), "c");
  EXPECT_EQ(corpus.SegmentDocument(5), 2U);
  EXPECT_EQ(corpus.InDegree(1), 1U) << "two links from one document count once";
  EXPECT_EQ(corpus.vocabulary().Piece(5), "one");
  EXPECT_EQ(corpus.fingerprint().size(), 32U);
}

TEST(Corpus, KeepsUnpositionedLinksInTheGraph) {
  const TemporaryFolder folder;
  CorpusBuilder builder;
  builder.Document("a", {"x"}).Document("b", {"y@a"}).DocumentLinks("a", {"b"}).DocumentLinks("b", {"a"});
  const Corpus corpus = builder.Open(folder / "c");
  EXPECT_THAT(corpus.DocumentLinks(0), ElementsAre(1));
  EXPECT_THAT(corpus.DocumentLinks(1), ElementsAre(0));
  EXPECT_EQ(corpus.InDegree(0), 1U) << "both ways of linking count once";
}

TEST(Corpus, InDegreeCountsTrainingSourcesOnly) {
  const TemporaryFolder folder;
  CorpusBuilder builder;
  builder.HeldOut(0.5).Document("target", {"x"});
  std::uint32_t training = 0;
  for (int i = 0; i < 40; ++i) {
    const std::string id = fmt::format("source{}", i);
    builder.Document(id, {"x y@target"});
    if (!InHeldOutPart(id, 0.5)) ++training;
  }
  const Corpus corpus = builder.Open(folder / "c");
  ASSERT_GT(training, 5U);
  ASSERT_LT(training, 35U);
  EXPECT_EQ(corpus.InDegree(0), training);
  for (DocumentId i = 0; i < 41; ++i) EXPECT_EQ(corpus.IsHeldOut(i), InHeldOutPart(corpus.SourceId(i), 0.5));
}

// Documents of random shape; segments may be empty, documents may have none.
CorpusBuilder RandomCorpus(std::uint64_t seed, std::uint32_t documents) {
  CorpusBuilder builder;
  for (std::uint32_t d = 0; d < documents; ++d) {
    const RandomSequence random(seed, RandomStream::kVocabulary, d);
    std::uint32_t draw = 0;
    std::vector<std::string> segments(random.Below(draw++, 5));
    for (std::string& segment : segments) {
      for (std::uint64_t words = random.Below(draw++, 9); words > 0; --words) {
        segment += fmt::format("w{}", random.Below(draw++, 50));
        if (random.Below(draw++, 4) == 0) segment += fmt::format("@d{}", random.Below(draw++, documents));
        segment += " ";
      }
    }
    builder.Document(fmt::format("d{}", d), segments);
  }
  return builder;
}

void ExpectEqual(const Corpus& corpus, const EncodedDocument& wanted, DocumentId document) {
  const SegmentRange range = corpus.DocumentSegments(document);
  ASSERT_EQ(range.end - range.begin, wanted.segment_lengths.size());
  std::vector<std::int32_t> tokens;
  std::size_t link = 0;
  for (SegmentId segment = range.begin; segment < range.end; ++segment) {
    ASSERT_EQ(corpus.SegmentDocument(segment), document);
    ASSERT_EQ(corpus.SegmentLength(segment), wanted.segment_lengths[segment - range.begin]);
    corpus.AppendTokens(segment, tokens);
    for (std::size_t i = 0; i < corpus.LinkTargets(segment).size(); ++i, ++link) {
      ASSERT_EQ(corpus.LinkTargets(segment)[i], wanted.links.at(link).target);
      ASSERT_EQ(corpus.LinkTokens(segment)[i], wanted.links.at(link).token);
      ASSERT_EQ(segment - range.begin, wanted.links.at(link).segment);
    }
  }
  EXPECT_EQ(tokens, wanted.tokens);
  EXPECT_EQ(link, wanted.links.size());
  EXPECT_EQ(corpus.SourceId(document), wanted.id);
}

TEST(Corpus, RoundTripsRandomDocumentsWhateverTheShardSize) {
  for (const std::size_t per_shard : {1U, 7U, 1000U}) {
    const TemporaryFolder folder;
    CorpusBuilder builder = RandomCorpus(per_shard, 25);
    const Corpus corpus = builder.DocumentsPerShard(per_shard).Open(folder / "c");
    std::map<std::uint32_t, std::set<std::uint32_t>> sources;
    for (DocumentId i = 0; i < 25; ++i) {
      const EncodedDocument wanted = builder.Encode(i);
      ExpectEqual(corpus, wanted, i);
      for (const EncodedLink& link : wanted.links) sources[link.target].insert(i);
    }
    for (DocumentId i = 0; i < 25; ++i) EXPECT_EQ(corpus.InDegree(i), sources[i].size());
    corpus.VerifyAll();
  }
}

// Under the thread sanitizer this finds a race between first touches of a block.
TEST(Corpus, ThreadsMayTouchABlockForTheFirstTimeTogether) {
  const TemporaryFolder folder;
  CorpusBuilder builder = RandomCorpus(5, 25);
  const Corpus corpus = builder.DocumentsPerShard(9).Open(folder / "c");
  std::vector<EncodedDocument> wanted;
  for (std::size_t i = 0; i < 25; ++i) wanted.push_back(builder.Encode(i));
  ParallelFor(4 * 25, 4, [&](std::size_t i) { ExpectEqual(corpus, wanted[i % 25], static_cast<DocumentId>(i % 25)); });
}

TEST(Corpus, BytesDependOnTheContentAlone) {
  const TemporaryFolder folder;
  ThreeDocuments().Write(folder / "one");
  ThreeDocuments().Write(folder / "two");
  for (const char* name : {"manifest.json", "vocab.txt", "graph.h5", "shard-00000.h5"}) {
    EXPECT_EQ(ReadFile(folder / fmt::format("one/{}", name)), ReadFile(folder / fmt::format("two/{}", name))) << name;
  }
}

TEST(Corpus, DatasetsLieAlignedForMapping) {
  const TemporaryFolder folder;
  ThreeDocuments().Write(folder / "c");
  const Hdf5Reader reader(folder / "c/shard-00000.h5");
  for (const char* name : {dataset::kTokens, dataset::kSegmentOffset, dataset::kLinkTarget, dataset::kTitle}) {
    EXPECT_EQ(reader.Place(name).offset % kDatasetAlignment, 0U) << name;
    EXPECT_GT(reader.Place(name).offset, 0U) << name;
  }
  EXPECT_LT(std::filesystem::file_size(folder / "c/shard-00000.h5"), 400000U);
}

TEST(Corpus, AFlippedByteNamesFileDatasetAndBlock) {
  const TemporaryFolder folder;
  ThreeDocuments().Write(folder / "c");
  const std::string path = folder / "c/shard-00000.h5";
  FlipByte(path, Hdf5Reader(path).Place(dataset::kTokens).offset + 3);
  const Corpus corpus = Corpus::Open(folder / "c");
  EXPECT_EQ(corpus.Title(1), "b") << "other datasets stay readable";
  std::vector<std::int32_t> tokens;
  const std::string message = ErrorOf([&] { corpus.AppendTokens(0, tokens); }, ErrorCode::kInput);
  EXPECT_THAT(message, AllOf(HasSubstr("shard-00000.h5"), HasSubstr("/tokens"), HasSubstr("block 0")));
}

// Every byte of a shard that means anything is covered: by HDF5's own checksums, ours, or the counts.
TEST(Corpus, NoFlippedByteGoesUnnoticedOrCrashes) {
  const TemporaryFolder folder;
  CorpusBuilder builder = ThreeDocuments();
  builder.Write(folder / "c");
  const std::string path = folder / "c/shard-00000.h5";
  const std::string whole = ReadFile(path);
  for (std::uint64_t at = 0; at < whole.size(); at += whole[at] == 0 ? 509 : 13) {
    FlipByte(path, at);
    try {
      const Corpus corpus = Corpus::Open(folder / "c");
      corpus.VerifyAll();
      for (DocumentId i = 0; i < 3; ++i) ExpectEqual(corpus, builder.Encode(i), i);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput) << error.what();
    }
    FlipByte(path, at);
  }
}

TEST(Corpus, AnyByteOfTheManifestMayBeWrong) {
  const TemporaryFolder folder;
  ThreeDocuments().Write(folder / "c");
  const std::string path = folder / "c/manifest.json";
  for (std::uint64_t at = 0; at < std::filesystem::file_size(path); ++at) {
    FlipByte(path, at);
    try {
      Corpus::Open(folder / "c").VerifyAll();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput) << at << ": " << error.what();
    }
    FlipByte(path, at);
  }
}

TEST(Corpus, ATruncatedFileIsFoundOnOpening) {
  const TemporaryFolder folder;
  ThreeDocuments().Write(folder / "c");
  const std::string path = folder / "c/shard-00000.h5";
  const auto bytes = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, bytes - 1);
  const std::string message = ErrorOf([&] { Corpus::Open(folder / "c"); }, ErrorCode::kInput);
  EXPECT_THAT(message, AllOf(HasSubstr(path), HasSubstr(std::to_string(bytes - 1)), HasSubstr(std::to_string(bytes))));
}

TEST(Corpus, AMissingFileIsNamed) {
  for (const char* name : {"manifest.json", "vocab.txt", "graph.h5", "shard-00000.h5"}) {
    const TemporaryFolder folder;
    ThreeDocuments().Write(folder / "c");
    std::filesystem::remove(folder / fmt::format("c/{}", name));
    EXPECT_THAT(ErrorOf([&] { Corpus::Open(folder / "c"); }, ErrorCode::kInput), HasSubstr(name));
  }
}

TEST(Corpus, AnotherVersionIsRefusedWithBothNumbers) {
  const TemporaryFolder folder;
  ThreeDocuments().Write(folder / "c");
  Replace(folder / "c/manifest.json", "\"version\": 1", "\"version\": 9");
  EXPECT_THAT(ErrorOf([&] { Corpus::Open(folder / "c"); }, ErrorCode::kInput),
              AllOf(HasSubstr("manifest.json"), HasSubstr("version is 9"), HasSubstr("version 1")));
}

TEST(Corpus, AMalformedManifestNamesTheKey) {
  const TemporaryFolder folder;
  ThreeDocuments().Write(folder / "c");
  Replace(folder / "c/manifest.json", "\"held_out_fraction\"", "\"held_back\"");
  EXPECT_THAT(ErrorOf([&] { Corpus::Open(folder / "c"); }, ErrorCode::kInput), HasSubstr("held_out_fraction"));
}

TEST(Corpus, SwappedShardsAreNoticed) {
  const TemporaryFolder folder;
  CorpusBuilder builder;
  builder.Document("a", {"x y"}).Document("b", {"y x"}).DocumentsPerShard(1).Write(folder / "c");
  std::filesystem::rename(folder / "c/shard-00000.h5", folder / "c/t");
  std::filesystem::rename(folder / "c/shard-00001.h5", folder / "c/shard-00000.h5");
  std::filesystem::rename(folder / "c/t", folder / "c/shard-00001.h5");
  EXPECT_THAT(ErrorOf([&] { Corpus::Open(folder / "c"); }, ErrorCode::kInput),
              HasSubstr("first_document is 1, wanted 0"));
}

TEST(Corpus, AVocabularyOfAnotherCorpusIsNoticed) {
  const TemporaryFolder folder;
  ThreeDocuments().Write(folder / "c");
  Replace(folder / "c/vocab.txt", "three", "there");
  EXPECT_THAT(ErrorOf([&] { Corpus::Open(folder / "c"); }, ErrorCode::kInput), HasSubstr("vocab.txt"));
}

}  // namespace
}  // namespace linkbert
