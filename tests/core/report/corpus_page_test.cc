// The corpus' page: what it shows, that it needs nothing else, that nothing of a corpus gets into it unescaped.
#include "core/report/corpus_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/corpus_builder.h"
#include "tests/support/temporary_folder.h"

namespace linkbert::report {
namespace {

using test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string PageOf(test::CorpusBuilder builder, const std::string& folder, const std::string& name = "mine") {
  const Corpus corpus = builder.Open(folder);
  CorpusSummary summary = SummarizeCorpus(folder);
  summary.manifest.entries = {{"documents", 3}, {"<b>dropped</b>", 1}};
  summary.manifest.templates = {{{"cite <i>", 7}}, 2, 5};
  summary.manifest.settings.emplace_back("input", "<a.xml>");
  return CorpusPage(name, summary, corpus);
}

test::CorpusBuilder Evil() {
  test::CorpusBuilder builder;
  builder.Document("<script>alert(1)</script>", {"a & b \"quoted\" <script>@b end"})
      .Document("b", {"back@<script>alert(1)</script> '\"><img>"})
      .DocumentLinks("b", {"<script>alert(1)</script>"});
  return builder;
}

TEST(CorpusPage, EscapesEverythingACorpusSays) {
  const TemporaryFolder folder;
  std::string page = PageOf(Evil(), folder / "c", "<mine>");
  page.erase(page.rfind("<script>"));  // the page's own
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img")), Not(HasSubstr("<b>dropped")),
                          Not(HasSubstr("<i>")), Not(HasSubstr("<a.xml")), Not(HasSubstr("<mine>"))));
  EXPECT_THAT(page, AllOf(HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"), HasSubstr("cite &lt;i&gt;"),
                          HasSubstr("a &amp; b &quot;quoted&quot;")));
}

TEST(CorpusPage, LinksLeadToTheDocumentsShown) {
  const TemporaryFolder folder;
  const std::string page = PageOf(Evil(), folder / "c");
  EXPECT_THAT(page,
              AllOf(HasSubstr("id=\"d0\""), HasSubstr("id=\"d1\""), HasSubstr("<a href=\"#d1\">&lt;script&gt;</a> end"),
                    HasSubstr("<a href=\"#d0\">back</a>"), HasSubstr("Links to: <a href=\"#d0\">&lt;script&gt;")));
}

TEST(CorpusPage, TheTitleOfADocumentThatIsNotShownIsSaid) {
  const TemporaryFolder folder;
  test::CorpusBuilder builder;
  for (int i = 0; i < 100; ++i)
    builder.Document(fmt::format("d{}", i), {fmt::format("w x@d{} y@d{} z@d{} last@d{}", (i + 1) % 100, (i + 2) % 100,
                                                         (i + 3) % 100, (i + 4) % 100)});
  EXPECT_THAT(PageOf(builder, folder / "c"), HasSubstr("<span class=\"away\">last</span><small> → d4</small>"));
}

TEST(CorpusPage, LinksBehindTheShownTextAreListed) {
  const TemporaryFolder folder;
  test::CorpusBuilder builder;
  builder.Document("long", {test::Words(500) + " far@b far@b near@c"}).Document("b", {"x"}).Document("c", {"y"});
  EXPECT_THAT(PageOf(builder, folder / "c"), HasSubstr("Links to: <a href=\"#d1\">b</a>; <a href=\"#d2\">c</a></p>"));
}

TEST(CorpusPage, NeedsNothingFromElsewhereAndIsTheSameEveryTime) {
  const TemporaryFolder folder;
  const std::string page = PageOf(Evil(), folder / "c");
  EXPECT_EQ(page, PageOf(Evil(), folder / "c2"));
  EXPECT_THAT(page,
              AllOf(Not(HasSubstr("http")), Not(HasSubstr("src=")), Not(HasSubstr("@import")), Not(HasSubstr("url("))));
}

TEST(CorpusPage, ACorpusWithoutLinksOrTemplatesHasAPageToo) {
  const TemporaryFolder folder;
  test::CorpusBuilder builder;
  const Corpus corpus = builder.Document("alone", {"one"}).Open(folder / "c");
  const std::string page = CorpusPage("c", SummarizeCorpus(folder / "c"), corpus);
  EXPECT_THAT(page, AllOf(HasSubstr("id=\"d0\""), Not(HasSubstr("Templates")), Not(HasSubstr("nan"))));
}

}  // namespace
}  // namespace linkbert::report
