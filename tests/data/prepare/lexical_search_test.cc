// Lexical links of a corpus against all pairs of its documents, compared the plain way.
#include "data/prepare/lexical_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "data/prepare/document_words.h"
#include "data/prepare/token_lists.h"
#include "data/shards/corpus.h"
#include "data/sources/dictd_reader.h"
#include "data/tokens/wordpiece_trainer.h"
#include "tests/support/prepare_recipe.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/word_documents.h"

namespace linkbert {
namespace {

using test::Recipe;
using test::TemporaryFolder;
using test::WordDocuments;
using testing::ElementsAre;
using testing::IsEmpty;

using Vector = std::map<std::int32_t, double>;

// Every document's TF-IDF vector, as the textbook has it; [UNK] is no term.
std::vector<Vector> Vectors(const Corpus& corpus) {
  std::vector<Vector> vectors(corpus.document_count());
  std::map<std::int32_t, double> having;
  for (DocumentId i = 0; i < vectors.size(); ++i) {
    std::vector<std::int32_t> tokens;
    const SegmentRange segments = corpus.DocumentSegments(i);
    for (SegmentId s = segments.begin; s < segments.end; ++s) corpus.AppendTokens(s, tokens);
    for (const std::int32_t token : tokens) {
      if (token != corpus.vocabulary().unknown_id()) vectors[i][token] += 1;
    }
    for (const auto& [token, count] : vectors[i]) having[token] += 1;
  }
  const auto documents = static_cast<double>(vectors.size());
  for (Vector& vector : vectors) {
    double square = 0;
    for (auto& [token, value] : vector) {
      value *= std::log((1 + documents) / (1 + having[token]));
      square += value * value;
    }
    for (auto& [token, value] : vector) value /= square > 0 ? std::sqrt(square) : 1;
  }
  return vectors;
}

// Cosines with every document, that of the document itself as -1.
std::vector<double> Cosines(const std::vector<Vector>& vectors, DocumentId document, std::size_t vocabulary) {
  std::vector<double> dense(vocabulary), cosines;
  for (const auto& [token, value] : vectors[document]) dense[static_cast<std::size_t>(token)] = value;
  for (const Vector& vector : vectors) {
    double sum = 0;
    for (const auto& [token, value] : vector) sum += value * dense[static_cast<std::size_t>(token)];
    cosines.push_back(sum);
  }
  cosines[document] = -1;
  return cosines;
}

// The lexical links stand behind the `own` links of each document.
void ExpectNearest(const Corpus& corpus, std::size_t links, std::size_t step) {
  const std::vector<Vector> vectors = Vectors(corpus);
  const auto vocabulary = static_cast<std::size_t>(corpus.vocabulary().size());
  for (DocumentId i = 0; i < corpus.document_count(); i += static_cast<DocumentId>(step)) {
    const std::vector<double> cosines = Cosines(vectors, i, vocabulary);
    std::vector<double> best;
    for (const double cosine : cosines) {
      if (cosine > 1e-12) best.push_back(cosine);
    }
    std::ranges::sort(best, std::greater<>());
    best.resize(std::min(best.size(), links));
    const auto found = corpus.DocumentLinks(i);
    ASSERT_EQ(found.size(), best.size()) << i;
    EXPECT_EQ(std::set<std::uint32_t>(found.begin(), found.end()).size(), found.size()) << i;
    // Equal cosines may come in either order where rounding tells them apart; the cosines may not differ.
    for (std::size_t rank = 0; rank < best.size(); ++rank) EXPECT_NEAR(cosines[found[rank]], best[rank], 1e-12) << i;
  }
}

Recipe LexicalRecipe(const TemporaryFolder& folder, const WordDocuments& documents, std::int64_t links) {
  Recipe recipe{.input = documents.Write(folder / "in"), .output = folder / "out"};
  recipe.options = {.held_out_fraction = 0.2, .shard_tokens = 1000, .lexical_links = links};
  recipe.words = test::NumberedWords();
  return recipe;
}

TEST(LexicalSearch, FindsTheMostSimilarOfAllDocuments) {
  const TemporaryFolder folder;
  WordDocuments documents;
  for (std::uint64_t i = 0; i < 300; ++i) documents.Add(fmt::format("d{}", i), test::DrawWords(i, 1 + i * 7 % 40));
  const Manifest manifest = Prepare(LexicalRecipe(folder, documents, 5)).manifest;
  const Corpus corpus = Corpus::Open(folder / "out");
  ExpectNearest(corpus, 5, 1);
  EXPECT_EQ(manifest.lexical_links, (LexicalAccounting{.added = corpus.document_count() * 5, .known = 0}));
  EXPECT_EQ(manifest.document_links, 1500U);
  EXPECT_EQ(manifest.links, LinkAccounting{}) << "none of them is the source's";
  std::uint64_t in_degrees = 0;
  for (DocumentId i = 0; i < corpus.document_count(); ++i) in_degrees += corpus.InDegree(i);
  EXPECT_EQ(in_degrees, 5 * (300 - manifest.held_out_documents)) << "the training graph has them";
}

TEST(LexicalSearch, TiesGoToTheFirstDocumentAndTheSourcesLinksComeFirst) {
  const TemporaryFolder folder;
  WordDocuments documents;
  documents.Add("a", "w1 w2").Add("b", "w3 w4", {"d"}).Add("c", "w1 w2").Add("d", "w3 w4").Add("e", "w1 w2", {"b"});
  documents.Add("f", "w5").Add("g", "w1 w2", {"a"});
  const Manifest manifest = Prepare(LexicalRecipe(folder, documents, 2)).manifest;
  const Corpus corpus = Corpus::Open(folder / "out");
  EXPECT_THAT(corpus.DocumentLinks(0), ElementsAre(2, 4));
  EXPECT_THAT(corpus.DocumentLinks(1), ElementsAre(3)) << "the source's; found again, not repeated";
  EXPECT_THAT(corpus.DocumentLinks(4), ElementsAre(1, 0, 2)) << "the source's, then those found";
  EXPECT_THAT(corpus.DocumentLinks(5), IsEmpty()) << "no word in common with anything";
  EXPECT_THAT(corpus.DocumentLinks(6), ElementsAre(0, 2));
  EXPECT_EQ(manifest.lexical_links, (LexicalAccounting{.added = 8, .known = 2}));
  EXPECT_EQ(manifest.links, (LinkAccounting{.found = 3, .resolved = 3}));
}

// The links of 120 documents in three items, the corpus cut into blocks of so many tokens.
std::vector<std::vector<std::uint32_t>> LinksInBlocks(std::uint64_t block_tokens, const Vocabulary& vocabulary) {
  const TemporaryFolder folder;
  CreateFolders(folder / "work");
  const PrepareFolder work(folder / "");
  ShardPlan blocks(block_tokens);
  for (std::size_t item = 0; item < 3; ++item) {
    NamesPart names;
    std::vector<std::vector<std::int32_t>> lists;
    std::vector<std::size_t> kept;
    for (std::uint64_t i = 0; i < 40; ++i) {
      std::vector<std::int32_t>& tokens = lists.emplace_back();
      for (const std::string& word : test::DrawWords(100 * item + i, 3 + i % 20))
        tokens.push_back(vocabulary.Find(word));
      names.documents.emplace_back().tokens = tokens.size();
      if (i % 9 != 4) kept.push_back(i);
    }
    WriteTokenLists(work.TokensFile(item), lists);
    blocks.AddItem(names, kept);
  }
  LexicalSearch search(work, blocks, vocabulary, 4);
  for (std::size_t block = 0; block < blocks.shards().size(); ++block) search.CountBlock(block);
  search.LoadWeights();
  for (std::size_t block = blocks.shards().size(); block-- > 0;) search.RelateBlock(block);
  LexicalLinkReader reader(work, blocks.shards().size());
  LexicalAccounting accounting;
  std::vector<std::vector<std::uint32_t>> links;
  for (std::uint64_t i = 0; i < blocks.documents(); ++i) {
    EncodedDocument document;
    reader.AddTo(document, accounting);
    links.push_back(document.document_links);
  }
  return links;
}

TEST(LexicalSearch, LinksDoNotDependOnBlocks) {
  const Vocabulary vocabulary = test::SpellingVocabulary(test::NumberedWords());
  const auto whole = LinksInBlocks(1 << 20, vocabulary);
  ASSERT_EQ(whole.size(), 108U) << "12 were dropped";
  for (const std::uint64_t tokens : {1U, 100U, 777U}) EXPECT_EQ(LinksInBlocks(tokens, vocabulary), whole) << tokens;
}

// A source that must have links, such as a wiki: without lexical ones a corpus without any is refused.
class LinkedJsonl : public JsonlReader {
 public:
  using JsonlReader::JsonlReader;
  bool RequiresLinks() const override { return true; }
};

TEST(LexicalSearch, ASourceWithoutLinksIsNoMistakeThen) {
  const TemporaryFolder folder;
  WordDocuments documents;
  documents.Add("a", "w1 w2").Add("b", "w1 w3").Add("c", "w4");
  const LinkedJsonl reader({documents.Write(folder / "in")});
  const Vocabulary vocabulary = test::SpellingVocabulary(test::NumberedWords());
  const WordPieceTokenizer tokenizer(vocabulary, {});
  EXPECT_THROW(PrepareCorpus({reader, tokenizer, {}, folder / "none"}), Error);
  PrepareCorpus({reader, tokenizer, {.lexical_links = 3}, folder / "some"});
  EXPECT_THAT(Corpus::Open(folder / "some").DocumentLinks(0), ElementsAre(1));
}

// Every eighth entry, with pieces learned from them. The whole dictionary is compared with scikit-learn
// (tests/integration/lexical_links_test.py).
TEST(LexicalSearch, FoldocsAreThoseOfAllPairs) {
  const std::string foldoc = "/usr/share/dictd/foldoc";  // Debian's dict-foldoc
  if (!std::filesystem::exists(foldoc + ".index")) GTEST_SKIP() << "not run: needs " << foldoc << " (dict-foldoc)";
  const TemporaryFolder folder;
  const DictdReader dictionary(foldoc, {});
  std::string lines;
  std::size_t entry = 0;
  NamedCounts dropped;
  for (std::size_t item = 0; item < dictionary.item_count(); ++item) {
    dictionary.ReadItem(
        item,
        [&](Document&& document) {
          if (entry++ % 8 != 0) return;
          for (char& c : document.text) c = c == '"' || c == '\\' || static_cast<unsigned char>(c) < ' ' ? ' ' : c;
          lines += fmt::format(R"({{"id":"{}","text":"{}"}})"
                               "\n",
                               entry, document.text);
        },
        dropped);
  }
  WriteFileAtomically(folder / "in", lines);
  const JsonlReader reader({folder / "in"}, 1 << 16);
  const Vocabulary vocabulary(TrainVocabulary(CountWords(reader, BertNormalizer(true), 1), {.size = 2000}));
  const WordPieceTokenizer tokenizer(vocabulary, {});
  PrepareCorpus({reader, tokenizer, {.lexical_links = 5}, folder / "out"});
  const Corpus corpus = Corpus::Open(folder / "out");
  EXPECT_GT(corpus.document_count(), 1400U);
  ExpectNearest(corpus, 5, 23);
}

}  // namespace
}  // namespace linkbert
