// What prepare drops, and what it keeps together: short documents, exact and near duplicates.
#include "data/prepare/duplicates.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <set>

#include "base/philox.h"
#include "data/prepare/near_duplicates.h"
#include "data/prepare/token_lists.h"
#include "data/prepare/work_file.h"
#include "data/shards/corpus.h"
#include "data/shards/split.h"
#include "tests/support/prepare_recipe.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/word_documents.h"

namespace linkbert {
namespace {

const KeptDocuments kAllVersions;

using test::Recipe;
using test::TemporaryFolder;
using test::WordDocuments;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::uint64_t Entries(const Manifest& manifest) {
  return std::accumulate(manifest.entries.begin(), manifest.entries.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& entry) { return sum + entry.second; });
}

void ExpectLinksAddUp(const LinkAccounting& links) {
  EXPECT_EQ(links.found, links.resolved + links.by_redirect + links.ambiguous + links.dangling + links.self);
}

Recipe RecipeFor(const TemporaryFolder& folder, const WordDocuments& documents, const PrepareOptions& options) {
  Recipe recipe{.input = documents.Write(folder / "in"), .output = folder / "out", .options = options};
  recipe.words = test::NumberedWords();
  recipe.item_bytes = 500;
  return recipe;
}

std::vector<std::string> Ids(const Corpus& corpus) {
  std::vector<std::string> ids;
  for (DocumentId i = 0; i < corpus.document_count(); ++i) ids.emplace_back(corpus.SourceId(i));
  return ids;
}

TEST(ShortDocuments, AreDroppedCountedAndLeaveDanglingLinks) {
  const TemporaryFolder folder;
  WordDocuments documents;
  documents.Add("a", "w1 w2 w3", {"b", "c"}).Add("b", "w1 w2", {"a"}).Add("c", "w1 w2 w4", {"a"}).Add("d", " ");
  const Manifest manifest = Prepare(RecipeFor(folder, documents, {.min_tokens = 3})).manifest;
  const Corpus corpus = Corpus::Open(folder / "out");
  EXPECT_THAT(Ids(corpus), ElementsAre("a", "c"));
  EXPECT_EQ(manifest.entries,
            (NamedCounts{{"documents", 2}, {"documents_repaired", 0}, {"empty", 1}, {"too short", 1}}));
  EXPECT_EQ(manifest.links, (LinkAccounting{.found = 3, .resolved = 2, .dangling = 1}));
  EXPECT_THAT(manifest.settings, testing::Contains(Pair("min_tokens", "3")));
}

TEST(ExactDuplicates, AreTheSameTextButForWhiteSpace) {
  const TemporaryFolder folder;
  WordDocuments documents;
  documents.Add("a", "w1 w2 w3")
      .Add("b", "w1 w2 w4", {"d", "a"})
      .Add("c", "W1 w2 w3")
      .Add("d", " w1\\n\\nw2  w3", {"b"});
  documents.Add("e", "w1 w2 w3 w4").Add("f", "w1 w2 w3");
  const Manifest manifest = Prepare(RecipeFor(folder, documents, {.drop_duplicates = true})).manifest;
  const Corpus corpus = Corpus::Open(folder / "out");
  EXPECT_THAT(Ids(corpus), ElementsAre("a", "b", "c", "e"))
      << "capitals tell texts apart though the tokens are the same";
  EXPECT_THAT(manifest.entries, testing::Contains(Pair("exact duplicate", 2)));
  EXPECT_EQ(Entries(manifest), 6U);
  EXPECT_THAT(corpus.DocumentLinks(1), ElementsAre(0)) << "what led to the dropped one leads to the one kept";
  EXPECT_EQ(manifest.links, (LinkAccounting{.found = 2, .resolved = 2})) << "d's own link went with it";
}

TEST(ExactDuplicates, AreNotFoundByTheHashAlone) {
  const TemporaryFolder folder;
  CreateFolders(folder / "work");
  const PrepareFolder work(folder / "");
  WriteWorkFile(work.SignaturesFile(0), SignaturesPart{{7, 7, 7}});
  WriteTokenLists(work.TokensFile(0), {{1, 2}, {1, 3}, {1, 3}});
  const Vocabulary vocabulary = test::SpellingVocabulary();
  const DuplicateSearch search(work, 1, kAllVersions, vocabulary, 0);
  ASSERT_EQ(search.partitions(), 1U);
  search.SearchPartition(0);
  const std::vector<Duplicate> found = search.Clusters();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].document, 2U);
  EXPECT_EQ(found[0].first, 1U);
  EXPECT_TRUE(found[0].exact);
}

// Three items of 40 documents: one of eight texts each, two in three times with a word changed.
void WriteItems(const PrepareFolder& work, const Vocabulary& vocabulary, double near_duplicates) {
  const DuplicateKeys keys(vocabulary, near_duplicates);
  for (std::size_t item = 0; item < 3; ++item) {
    SignaturesPart signatures;
    std::vector<std::vector<std::int32_t>> lists;
    for (std::uint64_t i = 0; i < 40; ++i) {
      const RandomSequence random(2, RandomStream::kVocabulary, 100 * item + i);
      std::vector<std::int32_t>& tokens = lists.emplace_back();
      for (std::uint32_t t = 0; t < 40; ++t)
        tokens.push_back(static_cast<std::int32_t>(5 + 2 * ((1 + i % 8) * t % 47)));
      if (random.Below(0, 3) > 0) tokens[random.Below(1, 40)] = 5;
      keys.Append(fmt::format("{}", fmt::join(tokens, " ")), tokens, signatures.keys);
    }
    WriteWorkFile(work.SignaturesFile(item), signatures);
    WriteTokenLists(work.TokensFile(item), lists);
  }
}

TEST(DuplicateSearch, ClustersDoNotDependOnPartitions) {
  const Vocabulary vocabulary = test::SpellingVocabulary();
  std::vector<std::vector<std::uint32_t>> results;
  for (const std::uintmax_t bytes : {std::uintmax_t{1} << 30, std::uintmax_t{2000}, std::uintmax_t{300}}) {
    const TemporaryFolder folder;
    CreateFolders(folder / "work");
    const PrepareFolder work(folder / "");
    WriteItems(work, vocabulary, 0.6);
    const DuplicateSearch search(work, 3, kAllVersions, vocabulary, 0.6, bytes);
    EXPECT_EQ(search.partitions() > 5, bytes < 10000);
    for (std::size_t i = search.partitions(); i-- > 0;) search.SearchPartition(i);
    std::vector<std::uint32_t>& result = results.emplace_back();
    for (const Duplicate& found : search.Clusters()) {
      EXPECT_LT(found.first, found.document);
      result.insert(result.end(), {found.document, found.first, found.exact ? 1U : 0U});
    }
  }
  EXPECT_EQ(results[0].size(), 3 * 112U) << "eight texts, 120 documents";
  EXPECT_EQ(results[1], results[0]);
  EXPECT_EQ(results[2], results[0]);
}

// 30 texts of 60 words. Of each third, one more text differs in the last word, one in a word of every ten, and one is
// the same; chains: text 0 loses a word at a time.
WordDocuments SimilarDocuments() {
  WordDocuments documents;
  for (std::uint64_t i = 0; i < 30; ++i) {
    const std::vector<std::string> words = test::DrawWords(i, 60);
    documents.Add(fmt::format("d{}", i), words, {fmt::format("d{}", (i + 7) % 30), "gone"});
    if (i % 3 != 0) continue;
    std::vector<std::string> last = words, other = words;
    last.back() = "w39w";
    for (std::size_t at = 4; at < other.size(); at += 10) other[at] = "w39x";
    documents.Add(fmt::format("last{}", i), last, {fmt::format("same{}", i)}).Add(fmt::format("other{}", i), other);
    documents.Add(fmt::format("same{}", i), words);
  }
  std::vector<std::string> chain = test::DrawWords(0, 60);
  for (int i = 0; i < 20; ++i) {
    chain.pop_back();
    documents.Add(fmt::format("chain{}", i), chain);
  }
  return documents;
}

using TokenSet = std::set<std::vector<std::int32_t>>;

TokenSet ShinglesOf(const Corpus& corpus, DocumentId document) {
  std::vector<std::int32_t> tokens;
  const SegmentRange segments = corpus.DocumentSegments(document);
  for (SegmentId s = segments.begin; s < segments.end; ++s) corpus.AppendTokens(s, tokens);
  std::vector<std::vector<std::int32_t>> words;
  for (const std::int32_t token : tokens) {
    if (words.empty() || !corpus.vocabulary().IsContinuation(token)) words.emplace_back();
    words.back().push_back(token);
  }
  TokenSet shingles;
  for (std::size_t i = 0; i + 5 <= words.size(); ++i) {
    std::vector<std::int32_t> shingle;
    for (std::size_t k = i; k < i + 5; ++k) shingle.insert(shingle.end(), words[k].begin(), words[k].end());
    shingles.insert(shingle);
  }
  return shingles;
}

// The first document of each document's cluster, by comparing every two documents.
std::vector<DocumentId> PlainClusters(const Corpus& corpus, double threshold) {
  std::vector<TokenSet> shingles;
  std::vector<DocumentId> first;
  for (DocumentId i = 0; i < corpus.document_count(); ++i) {
    shingles.push_back(ShinglesOf(corpus, i));
    first.push_back(i);
    for (DocumentId j = 0; j < i; ++j) {
      std::size_t shared = 0;
      for (const auto& shingle : shingles[i]) shared += shingles[j].count(shingle);
      const auto either = static_cast<double>(shingles[i].size() + shingles[j].size() - shared);
      if (static_cast<double>(shared) / either < threshold) continue;
      const auto [low, high] = std::minmax(first[i], first[j]);
      std::replace(first.begin(), first.end(), DocumentId{high}, DocumentId{low});
    }
  }
  return first;
}

TEST(NearDuplicateDocuments, StayTogetherOnTheSideOfTheirFirst) {
  const TemporaryFolder folder;
  const Recipe recipe = RecipeFor(folder, SimilarDocuments(), {.held_out_fraction = 0.5, .near_duplicates = 0.8});
  const Manifest manifest = Prepare(recipe).manifest;
  const Corpus corpus = Corpus::Open(folder / "out");
  EXPECT_EQ(corpus.document_count(), 80U) << "kept";
  const std::vector<DocumentId> first = PlainClusters(corpus, 0.8);
  std::uint64_t moved = 0, not_first = 0;
  for (DocumentId i = 0; i < corpus.document_count(); ++i) {
    EXPECT_EQ(corpus.IsHeldOut(i), InHeldOutPart(corpus.SourceId(first[i]), 0.5)) << corpus.SourceId(i);
    moved += corpus.IsHeldOut(i) != InHeldOutPart(corpus.SourceId(i), 0.5);
    not_first += first[i] != i;
  }
  EXPECT_EQ(not_first, 40U) << "10 of each kind but the one with six changes, and the chain";
  EXPECT_GT(moved, 5U);
  EXPECT_EQ(manifest.moved_documents, moved);
}

TEST(NearDuplicateDocuments, AreDroppedButForTheFirst) {
  const TemporaryFolder folder;
  Recipe recipe = RecipeFor(folder, SimilarDocuments(), {.near_duplicates = 0.8});
  Prepare(recipe);
  const Corpus all = Corpus::Open(folder / "out");
  std::vector<std::string> wanted;
  const std::vector<DocumentId> first = PlainClusters(all, 0.8);
  for (DocumentId i = 0; i < all.document_count(); ++i) {
    if (first[i] == i) wanted.emplace_back(all.SourceId(i));
  }
  recipe.options.drop_duplicates = true;
  recipe.output = folder / "dropped";
  const Manifest manifest = Prepare(recipe).manifest;
  const Corpus corpus = Corpus::Open(recipe.output);
  EXPECT_EQ(Ids(corpus), wanted);
  EXPECT_THAT(manifest.entries, testing::IsSupersetOf({Pair("exact duplicate", 10), Pair("near duplicate", 30)}));
  EXPECT_EQ(Entries(manifest), 80U);
  ExpectLinksAddUp(manifest.links);
  EXPECT_EQ(manifest.links.dangling, 30U);
  EXPECT_EQ(manifest.moved_documents, 0U);
}

TEST(NearDuplicateDocuments, WithoutTheOptionOnlyTheSameTextsStayTogether) {
  const TemporaryFolder folder;
  Prepare(RecipeFor(folder, SimilarDocuments(), {.held_out_fraction = 0.5}));
  const Corpus corpus = Corpus::Open(folder / "out");
  std::map<std::string, bool, std::less<>> held_out;
  for (DocumentId i = 0; i < corpus.document_count(); ++i)
    held_out[std::string(corpus.SourceId(i))] = corpus.IsHeldOut(i);
  for (int i = 0; i < 30; i += 3) {
    EXPECT_EQ(held_out[fmt::format("same{}", i)], held_out[fmt::format("d{}", i)]) << i;
    const std::string last = fmt::format("last{}", i);
    EXPECT_EQ(held_out[last], InHeldOutPart(last, 0.5)) << i;
  }
}

TEST(NearDuplicateDocuments, BytesDoNotDependOnRanksCutsOrKills) {
  const TemporaryFolder folder;
  for (const bool drop : {false, true}) {
    Recipe recipe = RecipeFor(folder, SimilarDocuments(),
                              {.held_out_fraction = 0.5,
                               .shard_tokens = 700,
                               .min_tokens = 45,
                               .drop_duplicates = drop,
                               .near_duplicates = 0.7,
                               .lexical_links = 2});
    recipe.output = folder / fmt::format("whole{}", drop);
    Prepare(recipe);
    const auto wanted = test::Snapshot(recipe.output);
    for (const int size : {2, 4}) {
      recipe.output = folder / fmt::format("ranks{}-{}", size, drop);
      PrepareOnRanks(recipe, size);
      EXPECT_TRUE(test::Snapshot(recipe.output) == wanted) << size;
    }
    recipe.output = folder / fmt::format("killed{}", drop);
    int kills = 0;
    while (PrepareAndDie(recipe, kills + 1)) ++kills;
    EXPECT_GT(kills, 20);
    EXPECT_TRUE(test::Snapshot(recipe.output) == wanted);
    recipe.output = folder / fmt::format("cut{}", drop);
    recipe.item_bytes = 1 << 20;
    Prepare(recipe);
    EXPECT_TRUE(test::Snapshot(recipe.output) == wanted);
  }
}

}  // namespace
}  // namespace linkbert
