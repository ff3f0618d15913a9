// Dumps to corpora: pages, redirects, fates of links, bad pages; the same bytes for any compression and ranks.
#include "data/sources/wikipedia_reader.h"

#include <bzlib.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "data/links/redirect_table.h"
#include "data/prepare/prepare.h"
#include "data/shards/corpus.h"
#include "data/wikitext/wiki_page.h"
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

struct DumpPage {
  const char* title;
  const char* text;
  const char* extra = "";  // behind <id>
  int space = 0;
};

std::string Dump(const std::vector<DumpPage>& pages, const std::string& end = "</mediawiki>\n") {
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

const std::vector<DumpPage> kPages = {
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

PrepareResult PrepareDumps(const std::vector<std::string>& inputs, const std::string& output,
                           WikipediaOptions options = {}, const WorkGroup& group = {}) {
  const WikipediaReader reader(inputs, options);
  const Vocabulary vocabulary = test::SpellingVocabulary({"alpha", "beta"});
  const WordPieceTokenizer tokenizer(vocabulary, {});
  return PrepareCorpus({reader, tokenizer, {.held_out_fraction = 0.2, .shard_tokens = 40}, output, group});
}

TEST(Wikipedia, EveryPageAndLinkHasAFate) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "dump.xml", Dump(kPages));
  const Manifest manifest = PrepareDumps({folder / "dump.xml"}, folder / "out").manifest;
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
  PrepareDumps({folder / "dump.xml"}, folder / "out");
  const Manifest manifest = ReadManifest(folder / "out");
  EXPECT_THAT(manifest.templates.common, ElementsAre(Pair("t", 2), Pair("other name", 1)));
  EXPECT_THAT(manifest.elements.common, ElementsAre(Pair("ref", 1)));
}

TEST(Wikipedia, ATemplateNameIsNeverCutWithinACharacter) {
  const TemporaryFolder folder;
  const std::string spaces(199, ' '), letters = "\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9";
  WriteFileAtomically(folder / "dump.xml",
                      Dump({{"A", "[[B]] c"}, {"B", ("[[A]] {{" + spaces + letters + "}}").c_str()}}));
  PrepareDumps({folder / "dump.xml"}, folder / "out");
  EXPECT_THAT(ReadManifest(folder / "out").templates.common, testing::IsEmpty());
}

TEST(Wikipedia, OptionsLimitAndKeep) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "dump.xml", Dump(kPages));
  EXPECT_EQ(PrepareDumps({folder / "dump.xml"}, folder / "two", {.limit = 2}).manifest.Totals().documents, 2U);
  EXPECT_EQ(PrepareDumps({folder / "dump.xml"}, folder / "all", {.disambiguation = true}).manifest.Totals().documents,
            5U);
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

// A dump of a wiki in a language, with ids of its own.
std::string DumpOf(const char* language, const std::vector<DumpPage>& pages) {
  std::string xml = Dump(pages);
  const auto replace = [&xml](const std::string& from, const std::string& to) {
    for (std::size_t at = xml.find(from); at != std::string::npos; at = xml.find(from, at + to.size())) {
      xml.replace(at, from.size(), to);
    }
  };
  replace("<mediawiki ", fmt::format("<mediawiki xml:lang=\"{}\" ", language));
  replace("testwiki", fmt::format("{}wiki", language));
  return xml;
}

const std::vector<DumpPage> kRome = {{"Roma", "A [[Milano]]. [[Immagine:x.jpg|thumb|b [[Milano]]]]"},
                                     {"Milano", "C [[roma]] [[Bild:x|d]] [[Categoria:Y]]"}};

std::vector<Document> ReadDumps(const std::vector<std::string>& paths, const WikipediaOptions& options = {}) {
  const WikipediaReader reader(paths, options);
  std::vector<Document> documents;
  NamedCounts dropped;
  for (std::size_t item = 0; item < reader.item_count(); ++item) {
    reader.ReadItem(
        item, [&](Document&& document) { documents.push_back(std::move(document)); }, dropped);
  }
  return documents;
}

TEST(Wikipedia, StandardInputGoesByItsOwnHead) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "it.xml", DumpOf("it", kRome));
  const std::vector<Document> file = ReadDumps({folder / "it.xml"});
  ASSERT_EQ(file.size(), 2U);
  EXPECT_EQ(file[0].text, "A Milano.");
  EXPECT_EQ(file[1].text, "C roma d");
  const auto from_stream = [&](const std::vector<std::string>& paths) {
    EXPECT_NE(std::freopen((folder / "it.xml").c_str(), "rb", stdin), nullptr);
    return ReadDumps(paths);
  };
  const std::vector<Document> stream = from_stream({"-"});
  ASSERT_EQ(stream.size(), file.size());
  for (std::size_t i = 0; i < file.size(); ++i) {
    EXPECT_EQ(stream[i].text, file[i].text);
    EXPECT_EQ(stream[i].id, file[i].id);
    EXPECT_EQ(stream[i].other_links, file[i].other_links);
    ASSERT_EQ(stream[i].links.size(), file[i].links.size());
    EXPECT_EQ(stream[i].links[0].target, file[i].links[0].target);
  }
  WriteFileAtomically(folder / "de.xml", DumpOf("de", {{"Rom", "[[Mailand]]"}}));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput,
                      [&] {
                        from_stream({folder / "de.xml", "-"});
                      }),
              HasSubstr("-: standard input is of itwiki, the files are of dewiki"));
}

TEST(Wikipedia, EveryFileGoesByItsOwnHead) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "it.xml", DumpOf("it", kRome));
  WriteFileAtomically(folder / "de.xml", DumpOf("de", {{"Roma", "[[Milano]] [[Bild:x|d]] [[Immagine:y]]"}}));
  const std::vector<Document> two = ReadDumps({folder / "it.xml", folder / "de.xml"});
  ASSERT_EQ(two.size(), 3U);
  EXPECT_EQ(two[0].id, "itwiki:1");
  EXPECT_THAT(two[0].names, ElementsAre("itwiki:Roma"));
  EXPECT_EQ(two[0].title, "Roma");
  EXPECT_EQ(two[0].links.at(0).target, "itwiki:Milano");
  EXPECT_EQ(two[2].id, "dewiki:1");
  EXPECT_EQ(two[2].text, "Milano Immagine:y");
  EXPECT_EQ(two[2].links.at(0).target, "dewiki:Milano");
  // A piece without a head is of the wiki of the others, wherever it stands.
  WriteFileAtomically(folder / "piece.xml",
                      "<page><title>C</title><ns>0</ns><id>3</id><revision><text>a "
                      "[[Immagine:x|b]]</text></revision></page></mediawiki>");
  for (const auto& order :
       {std::vector{folder / "it.xml", folder / "piece.xml"}, std::vector{folder / "piece.xml", folder / "it.xml"}}) {
    const std::vector<Document> pieces = ReadDumps(order);
    ASSERT_EQ(pieces.size(), 3U);
    EXPECT_THAT(pieces[0].id, testing::AnyOf("1", "3"));
    EXPECT_EQ(pieces[order[0].ends_with("piece.xml") ? 0 : 2].text, "a");
  }
}

TEST(Wikipedia, NamespacesThatAreAskedForBecomeDocuments) {
  const TemporaryFolder folder;
  std::string xml = Dump({{"Flour", "For [[cookbook:bread roll|bread]], [[:Category:Food]] and [[Talk:Flour]]."},
                          {"Cookbook:Bread_roll", "Of [[flour]] or [[Cookbook:Rolls]]. [[Category:Food]]", "", 102},
                          {"Cookbook:Rolls", "", "<redirect title=\"Cookbook:Bread roll\" />", 102},
                          {"Category:Food", "As [[Flour]].", "", 14},
                          {"Talk:Flour", "[[Flour]]", "", 1}});
  const std::string spaces = "<namespace key=\"0\" />";
  xml.replace(xml.find(spaces), spaces.size(),
              spaces +
                  "<namespace key=\"1\">Talk</namespace><namespace key=\"14\">Category</namespace>"
                  "<namespace key=\"102\">Cookbook</namespace>");
  WriteFileAtomically(folder / "dump.xml", xml);
  const Manifest main = PrepareDumps({folder / "dump.xml"}, folder / "alone", {.namespaces = {"0", "14"}}).manifest;
  EXPECT_EQ(main.Totals().documents, 2U);
  const Manifest all =
      PrepareDumps({folder / "dump.xml"}, folder / "all", {.namespaces = {"0", "Cookbook", "category"}}).manifest;
  EXPECT_EQ(all.Totals().documents, 3U);
  EXPECT_EQ(all.links.resolved, 4U);
  EXPECT_EQ(all.links.self, 1U);  // by the redirect
  EXPECT_EQ(all.links.dangling, 0U);
  EXPECT_THAT(all.links.other, testing::UnorderedElementsAre(Pair("category", 1), Pair("other namespace", 1)));
  EXPECT_THAT(all.entries, Contains(Pair("other namespace", 1)));
  EXPECT_THAT(all.settings, Contains(Pair("namespaces", "0,Cookbook,category")));
  EXPECT_THAT(ErrorOf(ErrorCode::kUsage, [&] { ReadDumps({folder / "dump.xml"}, {.namespaces = {"Cookbok"}}); }),
              HasSubstr("It has: 0 (articles), 1 Talk, 14 Category, 102 Cookbook."));
}

TEST(Wikipedia, OneVariantOfTheLanguageIsRead) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "zh.xml", DumpOf("zh", {{"一", "-{zh-hans:计[[二]];zh-hant:電[[二]][[三]]}-"}}));
  EXPECT_EQ(ReadDumps({folder / "zh.xml"}).at(0).text, "计二");
  const Document traditional = ReadDumps({folder / "zh.xml"}, {.variant = "zh-tw"}).at(0);
  EXPECT_EQ(traditional.text, "電二三");
  EXPECT_THAT(traditional.other_links, ElementsAre(Pair("in another variant", 1)));
  EXPECT_THAT(ErrorOf(ErrorCode::kUsage, [&] { ReadDumps({folder / "zh.xml"}, {.variant = "sr-ec"}); }),
              HasSubstr("Wanted one of: zh, zh-hans"));
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
  const CommonNames templates = PrepareDumps({folder / "a/dump"}, folder / "plain").manifest.templates;
  EXPECT_EQ(templates, PrepareDumps({folder / "dump"}, folder / "packed").manifest.templates);
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
  const Manifest manifest = PrepareDumps({folder / "dump.xml"}, folder / "out").manifest;
  EXPECT_THAT(manifest.entries, Contains(Pair("documents_repaired", 1)));
  EXPECT_THAT(manifest.entries, Contains(Pair("malformed XML", 1)));
  EXPECT_THAT(manifest.problems, ElementsAre(HasSubstr("dump.xml, byte ")));
}

TEST(Wikipedia, BadInputsAreNamed) {
  const TemporaryFolder folder;
  const auto refusal = [&](const std::string& bytes, WikipediaOptions options = {}) {
    std::filesystem::remove_all(folder / "out");
    WriteFileAtomically(folder / "dump.xml", bytes);
    return ErrorOf(ErrorCode::kInput, [&] { PrepareDumps({folder / "dump.xml"}, folder / "out", options); });
  };
  EXPECT_THAT(refusal(Dump(kPages, "")), HasSubstr("ends without </mediawiki>"));
  EXPECT_EQ(
      PrepareDumps({folder / "dump.xml"}, folder / "cut", {.tolerate_truncation = true}).manifest.Totals().documents,
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
