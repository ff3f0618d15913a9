// The corpus folder of format version 1, as it was first written, still opens and is still written byte for byte.
//
// Made by: LINKBERT_WRITE_GOLDEN=1 build/release/bin/data_test --gtest_filter='CorpusGolden.*'
// Only a new format version may change it, and then beside the old one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <zlib.h>

#include <cstdlib>

#include "data/shards/corpus.h"
#include "tests/support/checkout.h"
#include "tests/support/corpus_builder.h"
#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::TemporaryFolder;
using testing::ElementsAre;

const std::string kGolden = test::CheckoutPath("tests/golden/corpus-v1");
const char* const kFiles[] = {"manifest.json", "vocab.txt", "graph.h5", "shard-00000.h5", "shard-00001.h5"};

test::CorpusBuilder GoldenCorpus() {
  test::CorpusBuilder builder;
  builder.Document("a", {"one two@b three@c", "four@b"})
      .Document("b", {test::Words(5)})
      .Document("\u00E9", {"x y@a z"});
  builder.Document("c", {}).DocumentLinks("b", {"c", "a"}).HeldOut(0.4).DocumentsPerShard(2);
  return builder;
}

std::string ReadGzip(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  std::string text(1 << 20, '\0');
  const int bytes = gzread(file, text.data(), 1 << 20);
  gzclose(file);
  text.resize(static_cast<std::size_t>(std::max(bytes, 0)));
  return text;
}

void Unpack(const std::string& folder) {
  CreateFolders(folder);
  for (const char* name : kFiles) WriteFileAtomically(folder + "/" + name, ReadGzip(kGolden + "/" + name + ".gz"));
}

// tests/golden gets what this program writes now.
void Pack(const std::string& folder) {
  CreateFolders(kGolden);
  for (const char* name : kFiles) {
    const std::string content = ReadFile(folder + "/" + name);
    gzFile file = gzopen((kGolden + "/" + name + ".gz").c_str(), "wb9");
    gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
    gzclose(file);
  }
}

TEST(CorpusGolden, Version1Opens) {
  const TemporaryFolder folder;
  Unpack(folder / "c");
  const Corpus corpus = Corpus::Open(folder / "c");
  corpus.VerifyAll();
  EXPECT_EQ(corpus.document_count(), 4U);
  EXPECT_THAT(corpus.LinkTargets(0), ElementsAre(1, 3));
  EXPECT_THAT(corpus.LinkTokens(0), ElementsAre(1, 2));
  EXPECT_THAT(corpus.DocumentLinks(1), ElementsAre(3, 0));
  EXPECT_EQ(corpus.Title(2), "\u00E9");
  EXPECT_EQ(corpus.SegmentDocument(3), 2U);
  std::vector<std::int32_t> tokens;
  corpus.AppendTokens(3, tokens);
  EXPECT_THAT(tokens, ElementsAre(14, 15, 16));
}

TEST(CorpusGolden, Version1IsWrittenByteForByte) {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  const TemporaryFolder folder;
  GoldenCorpus().Write(folder / "c");
  if (std::getenv("LINKBERT_WRITE_GOLDEN") != nullptr) Pack(folder / "c");
  for (const char* name : kFiles) {
    // Another HDF5 may place its own metadata elsewhere; the rest is ours.
    if (std::string(name) != "vocab.txt" && (major != 1 || minor != 10)) continue;
    EXPECT_TRUE(ReadFile(folder / "c" + "/" + name) == ReadGzip(kGolden + "/" + name + ".gz")) << name;
  }
}

}  // namespace
}  // namespace linkbert
