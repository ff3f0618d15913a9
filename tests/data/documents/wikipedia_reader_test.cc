// Dumps to corpora: pages, redirects, fates of links, bad pages; the same bytes for any compression and ranks.
#include "data/documents/wikipedia_reader.h"

#include <bzlib.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/documents/wikitext/wiki_page.h"
#include "data/links/redirect_table.h"
#include "data/shards/corpus.h"
#include "data/shards/prepare.h"
#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using test::TemporaryFolder;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

struct Page {
  const char* title;
  const char* text;
  const char* extra = "";  // behind <id>
  int space = 0;
};

std::string Dump(const std::vector<Page>& pages, const std::string& end = "</mediawiki>\n") {
  std::string xml =
      "<mediawiki xmlns=\"x\" version=\"0.11\"><siteinfo><dbname>testwiki</dbname><case>first-letter</case>"
      "<namespaces><namespace key=\"0\" /></namespaces></siteinfo>\n";
  for (std::size_t i = 0; i < pages.size(); ++i) {
    xml += fmt::format(
        "<page><title>{}</title><ns>{}</ns><id>{}</id>{}<revision><id>9</id><model>wikitext</model><text "
        "bytes=\"1\">{}</text></revision></page>\n",
        pages[i].title, pages[i].space, i + 1, pages[i].extra, pages[i].text);
  }
  return xml + end;
}

const std::vector<Page> kPages = {
    {"Alpha", "To [[beta]], [[Betas|them]], [[gamma_delta#x|there]], [[Nowhere]], [[alpha]] and [[User:X]]."},
    {"Beta", "Back to [[Alpha]] by [[B]]. {{t|[[Alpha]]}}{{Other_name}} &lt;ref&gt;x&lt;/ref&gt;"},
    {"Gamma delta", "See [[Loop 1]] and [[Alpha]]. {{T}}"},
    {"Betas", "#REDIRECT [[Beta]]", "<redirect title=\"Beta\" />"},
    {"B", "#REDIRECCIÓN [[betas]]"},
    {"Loop 1", "", "<redirect title=\"Loop 2\" />"},
    {"Loop 2", "", "<redirect title=\"Loop 1\" />"},
    {"Gone", "", "<redirect title=\"Nothing\" />"},
    {"Out", "", "<redirect title=\"User:X\" />"},
    {"Talk:Alpha", "talk", "", 1},
    {"Script", "x = 1"},
    {"Names", "May be [[Alpha]]. {{disambiguation}}"},
};

PrepareResult Prepare(const std::vector<std::string>& inputs, const std::string& output, WikipediaOptions options = {},
                      const WorkGroup& group = {}) {
  const WikipediaReader reader(inputs, options);
  const Vocabulary vocabulary = test::SpellingVocabulary({"alpha", "beta"});
  const WordPieceTokenizer tokenizer(vocabulary, {});
  return PrepareCorpus({reader, tokenizer, {.held_out_fraction = 0.2, .shard_tokens = 40}, output, group});
}

TEST(Wikipedia, EveryPageAndLinkHasAFate) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "dump.xml", Dump(kPages));
  const Manifest manifest = Prepare({folder / "dump.xml"}, folder / "out").manifest;
  for (const auto& [fate, count] :
       std::vector<std::pair<std::string, std::uint64_t>>{{"documents", 4},
                                                          {"redirects", 2},
                                                          {"redirects_in_a_loop", 2},
                                                          {"redirects_dangling", 1},
                                                          {"redirect out of the namespace", 1},
                                                          {"other namespace", 1},
                                                          {"disambiguation", 1}}) {
    EXPECT_THAT(manifest.entries, Contains(Pair(fate, count)));
  }
  std::uint64_t entries = 0;
  for (const auto& [fate, count] : manifest.entries) entries += count;
  EXPECT_EQ(entries, kPages.size());
  const LinkAccounting& links = manifest.links;
  EXPECT_EQ(links.resolved, 4U);     // beta, gamma delta; Alpha; Alpha
  EXPECT_EQ(links.by_redirect, 1U);  // Betas
  EXPECT_EQ(links.self, 2U);         // alpha of Alpha, B of Beta
  EXPECT_EQ(links.dangling, 2U);     // Nowhere, Loop 1
  EXPECT_THAT(links.other, testing::UnorderedElementsAre(Pair("other namespace", 1), Pair("in a template", 1)));
  EXPECT_EQ(links.found, 11U);
  EXPECT_EQ(manifest.Redirects(), 2U);
  const Corpus corpus = Corpus::Open(folder / "out");
  EXPECT_EQ(corpus.Title(0), "Alpha");
  EXPECT_EQ(corpus.Title(2), "Gamma delta");
}

TEST(Wikipedia, TemplatesAndElementsOfTheDocumentsAreCounted) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "dump.xml", Dump(kPages));
  Prepare({folder / "dump.xml"}, folder / "out");
  const Manifest manifest = ReadManifest(folder / "out");
  EXPECT_THAT(manifest.templates.common, ElementsAre(Pair("t", 2), Pair("other name", 1)));
  EXPECT_THAT(manifest.elements.common, ElementsAre(Pair("ref", 1)));
}

TEST(Wikipedia, ATemplateNameIsNeverCutWithinACharacter) {
  const TemporaryFolder folder;
  const std::string spaces(199, ' '), letters = "\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9";
  WriteFileAtomically(folder / "dump.xml",
                      Dump({{"A", "[[B]] c"}, {"B", ("[[A]] {{" + spaces + letters + "}}").c_str()}}));
  Prepare({folder / "dump.xml"}, folder / "out");
  EXPECT_THAT(ReadManifest(folder / "out").templates.common, testing::IsEmpty());
}

TEST(Wikipedia, OptionsLimitAndKeep) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "dump.xml", Dump(kPages));
  EXPECT_EQ(Prepare({folder / "dump.xml"}, folder / "two", {.limit = 2}).manifest.Totals().documents, 2U);
  EXPECT_EQ(Prepare({folder / "dump.xml"}, folder / "all", {.disambiguation = true}).manifest.Totals().documents, 5U);
}

TEST(Wikipedia, FormulasBecomeWhatIsAsked) {
  const TemporaryFolder folder;
  const std::string path = folder / "dump.xml";
  WriteFileAtomically(path, Dump({{"A", "see [[B]] x &lt;math&gt;y&lt;/math&gt;, z"}}));
  for (const auto& [math, text] : {std::pair{MathText::kDrop, "see B x, z"},
                                   {MathText::kPlaceholder, "see B x formula, z"},
                                   {MathText::kSource, "see B x y, z"}}) {
    const WikipediaReader reader({path}, {.math = math});
    NamedCounts dropped;
    reader.ReadItem(
        0, [&](Document&& document) { EXPECT_EQ(document.text, text); }, dropped);
    // The corpora differ, so the manifest says how; the default adds nothing to it.
    NamedTexts settings = reader.Settings();
    std::erase_if(settings, [](const auto& setting) { return setting.first != "math"; });
    EXPECT_EQ(settings, math == MathText::kDrop ? NamedTexts{} : (NamedTexts{{"math", NameOf(math)}}));
  }
}

// Words that do not compress, so that a .bz2 has several blocks and so items.
std::string LargeDump() {
  std::string xml = Dump({}, "");
  std::uint32_t state = 1;
  for (int page = 0; page < 120; ++page) {
    xml += fmt::format("<page><title>Page {}</title><ns>0</ns><id>{}</id><revision><text>", page, page + 1);
    for (int word = 0; word < 300; ++word) {
      state = state * 1664525U + 1013904223U;
      xml += fmt::format("{:x} ", state >> 8);
      if (word % 50 == 0) xml += fmt::format("[[Page {}]] {{{{T{}}}}} ", (state >> 16) % 130, (state >> 12) % 130);
    }
    xml += "</text></revision></page>\n";
  }
  return xml + "</mediawiki>";
}

TEST(Wikipedia, TheCorpusIsTheSameForAnyCompressionAndRanks) {
  const TemporaryFolder folder;
  const std::string xml = LargeDump();
  std::string packed(xml.size() + 10'000, '\0');
  auto size = static_cast<unsigned>(packed.size());
  ASSERT_EQ(::BZ2_bzBuffToBuffCompress(packed.data(), &size, const_cast<char*>(xml.data()),
                                       static_cast<unsigned>(xml.size()), 1, 0, 0),
            BZ_OK);
  packed.resize(size);
  std::filesystem::create_directories(folder / "a");
  WriteFileAtomically(folder / "a/dump", xml);
  WriteFileAtomically(folder / "dump", packed);
  const CommonNames templates = Prepare({folder / "a/dump"}, folder / "plain").manifest.templates;
  EXPECT_EQ(templates, Prepare({folder / "dump"}, folder / "packed").manifest.templates);
  EXPECT_EQ(templates.common.size(), 100U);
  EXPECT_EQ(templates.other_names, 30U);
  auto plain = test::Snapshot(folder / "plain"), bzip2 = test::Snapshot(folder / "packed");
  plain.erase("manifest.json"), bzip2.erase("manifest.json");  // it names the input's digest
  EXPECT_TRUE(plain == bzip2);
  EXPECT_GT(plain.size(), 5U);
}

TEST(Wikipedia, MalformedPagesAreCountedAndBrokenBytesRepaired) {
  const TemporaryFolder folder;
  std::string xml = Dump({{"A", "[[B]] caf\xE9 \x01 x"}, {"B", "[[A]]"}, {"C", "<bad"}});
  WriteFileAtomically(folder / "dump.xml", xml);
  const Manifest manifest = Prepare({folder / "dump.xml"}, folder / "out").manifest;
  EXPECT_THAT(manifest.entries, Contains(Pair("documents_repaired", 1)));
  EXPECT_THAT(manifest.entries, Contains(Pair("malformed XML", 1)));
  EXPECT_THAT(manifest.problems, ElementsAre(HasSubstr("dump.xml, byte ")));
}

TEST(Wikipedia, BadInputsAreNamed) {
  const TemporaryFolder folder;
  const auto refusal = [&](const std::string& bytes, WikipediaOptions options = {}) {
    std::filesystem::remove_all(folder / "out");
    WriteFileAtomically(folder / "dump.xml", bytes);
    return ErrorOf(ErrorCode::kInput, [&] { Prepare({folder / "dump.xml"}, folder / "out", options); });
  };
  EXPECT_THAT(refusal(Dump(kPages, "")), HasSubstr("ends without </mediawiki>"));
  EXPECT_EQ(Prepare({folder / "dump.xml"}, folder / "cut", {.tolerate_truncation = true}).manifest.Totals().documents,
            4U);
  EXPECT_THAT(refusal(Dump({})), HasSubstr("yields no document"));
  EXPECT_THAT(refusal(Dump({{"A", "alone [[B]]"}})), HasSubstr("no link between its documents (1 found, 1 dangling)"));
  EXPECT_THAT(refusal("\xFF\xFE<\0m\0"), HasSubstr("is UTF-16"));
}

TEST(WikiPage, FieldsOfTheLastRevision) {
  const auto page = ParseWikiPage(
      "<page><title>A &amp; B</title><ns>4</ns><id>7</id><revision><id>1</id><text>old</text></revision><revision>"
      "<contributor><id>5</id></contributor><model>css</model><text xml:space=\"preserve\">a "
      "&lt;b&gt;</text></revision>"
      "</page>");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->title, "A & B");
  EXPECT_EQ(page->id, "7");
  EXPECT_EQ(page->space, 4);
  EXPECT_EQ(page->model, "css");
  EXPECT_EQ(page->text, "a <b>");
  EXPECT_FALSE(page->redirect);
  EXPECT_EQ(ParseWikiPage("<page><revision><text /></revision></page>")->text, "");
  EXPECT_FALSE(ParseWikiPage("<page><title></page>"));
  EXPECT_FALSE(ParseWikiPage("<!DOCTYPE p [<!ENTITY a \"aa\">]><page>&b;</page>"));
}

}  // namespace
}  // namespace linkbert
