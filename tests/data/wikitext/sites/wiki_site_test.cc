// Names of namespaces, by a dump's head and its language; titles; which namespaces are read.
#include "data/wikitext/sites/wiki_site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "data/wikitext/sites/interwiki_prefixes.h"
#include "data/wikitext/wikitext.h"
#include "tests/support/prepare_support.h"

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

WikiSite Of(const char* language) { return {fmt::format("<mediawiki xml:lang=\"{}\">", language), "test"}; }
WikiSite OfDatabase(const char* database) {
  return {fmt::format("<siteinfo><dbname>{}</dbname></siteinfo>", database), "test"};
}

struct Name {
  const char* language;
  const char* target;
  LinkKind kind;
};

class Namespaces : public testing::TestWithParam<Name> {};

TEST_P(Namespaces, AreKnownInTheirLanguage) {
  const auto& [language, target, kind] = GetParam();
  EXPECT_EQ(Of(language).Target(target).kind, kind) << language << " " << target;
}

constexpr LinkKind kFile = LinkKind::kFile, kCategory = LinkKind::kCategory, kOther = LinkKind::kNamespace,
                   kArticle = LinkKind::kArticle;
constexpr Name kNames[] = {
    {"zh", "檔案:A.jpg", kFile},
    {"zh", "文件:A.jpg", kFile},
    {"zh", "图像:A.jpg", kFile},
    {"zh", "分类:城市", kCategory},
    {"zh", "分類:城市", kCategory},
    {"zh", "使用者討論:X", kOther},
    {"nl", "Afbeelding:A.jpg", kFile},
    {"nl", "overleg_afbeelding:A.jpg", kOther},
    {"pl", "Grafika:A.jpg", kFile},
    {"pl", "Użytkowniczka:X", kOther},  // a gender's form
    {"ja", "画像:A.jpg", kFile},
    {"ko", "그림:A.jpg", kFile},
    {"ko", "분류:A", kCategory},
    {"ru", "изображение:A.jpg", kFile},
    {"ru", "Обсуждение участницы:X", kOther},
    {"de", "Bild:A.jpg", kFile},
    {"de", "BENUTZERIN: X", kOther},
    {"it", "Immagine:A.jpg", kFile},
    {"it", "Discussioni  categoria:A", kOther},
    {"bar", "Bild:A.jpg", kFile},  // falls back to German
    {"als", "Bild:A.jpg", kFile},  // an old code
    {"sr", "Слика:A.jpg", kFile},
    {"sr", "Slika:A.jpg", kFile},  // of a variant
    {"ar", "ملف:A.jpg", kFile},
    {"he", "קטגוריה:A", kCategory},
    {"tr", "KATEGORİ:A", kCategory},
    {"fr", "Image:A.jpg", kFile},  // English ones are everyone's
    {"fr", "Image talk:A.jpg", kOther},
    {"fr", "Média:A.ogg", kOther},
    {"fr", "Media:A.ogg", kOther},
    {"en", "Bild:A.jpg", kArticle},  // and no others
    {"en", "Categoria:A", kArticle},
    {"it", "Bild:A", kArticle},
    {"tokipona", "Bild:A", kArticle},
    {"tokipona", "Image:A.jpg", kFile},
    {"", "Bild:A.jpg", kFile},  // where the dump does not say
    {"", "分類:城市", kCategory},
    {"", "Benutzer:X", kArticle},
};
INSTANTIATE_TEST_SUITE_P(Languages, Namespaces, testing::ValuesIn(kNames));

TEST(WikiSite, TakesTheLanguageFromTheDatabase) {
  EXPECT_EQ(OfDatabase("nlwiki").Target("Afbeelding:A").kind, kFile);
  EXPECT_EQ(OfDatabase("zh_min_nanwiki").Target("Tóng-àn:A").kind, kFile);
  EXPECT_EQ(OfDatabase("plwiktionary").Target("Grafika:A").kind, kFile);
  EXPECT_EQ(OfDatabase("commonswiki").Target("Bild:A").kind, kArticle);
  EXPECT_EQ(OfDatabase("simplewiki").affixes().Trail("aä", 0), 1);
  EXPECT_EQ(OfDatabase("svwiktionary").affixes().Trail("aä", 0), 3);
  EXPECT_EQ(OfDatabase("frwiki").Target("Wikipedia:A").kind, kOther);
  EXPECT_EQ(OfDatabase("frwiktionary").Target("Wikipedia:A").kind, LinkKind::kOtherWiki);
}

// A namespace's name is looked for first; so none may hide another wiki's prefix, where names of all languages count.
TEST(WikiSite, NoNameOfAFileOrCategoryIsAnotherWikisPrefix) {
  std::size_t names = 0;
  for (const WikiLanguage& language : WikiLanguages()) {
    for (const NamespaceName& name : language.names) {
      if (name.space != 6 && name.space != 14) continue;
      const std::string target = std::string(name.name) + ":A";
      EXPECT_NE(Of(std::string(language.code).c_str()).Target(target).kind, kArticle) << target;
      EXPECT_NE(WikiSite("", "test").Target(target).kind, kArticle) << target;
      EXPECT_FALSE(IsProjectPrefix(name.name) || IsLanguagePrefix(name.name)) << name.name;
      ++names;
    }
  }
  EXPECT_GT(names, 500U);
}

TEST(WikiSite, CaptionsAreDroppedAndMediaLinksShown) {
  const WikiText chinese = ConvertWikitext("a[[檔案:A.jpg|缩略图|一座[[Two]]桥]][[分类:城市]]b", Of("zh"));
  EXPECT_EQ(chinese.text, "ab");
  EXPECT_THAT(chinese.other_links,
              testing::UnorderedElementsAre(Pair("in a file's caption", 1), Pair("file", 1), Pair("category", 1)));
  const WikiText media = ConvertWikitext("[[Media:a.ogg|listen]]s to [[médium:x]]", Of("cs"));
  EXPECT_EQ(media.text, "listens to médium:x");
  EXPECT_EQ(media.other_links.at(0), std::make_pair(std::string("other namespace"), std::uint64_t{1}));
}

constexpr const char* kBooks =
    "<mediawiki xml:lang=\"en\"><siteinfo><dbname>enwikibooks</dbname><case>first-letter</case><namespaces>"
    "<namespace key=\"-1\">Special</namespace><namespace key=\"0\"/><namespace key=\"1\">Talk</namespace>"
    "<namespace key=\"4\">Wikibooks</namespace><namespace key=\"14\">Category</namespace>"
    "<namespace key=\"102\">Cookbook</namespace><namespace key=\"828\" case=\"case-sensitive\">Module</namespace>"
    "</namespaces></siteinfo>";

TEST(WikiSite, NamespacesThatAreRead) {
  const WikiSite site(kBooks, "a.xml", {.namespaces = {"0", "cookbook", "828", "Category"}});
  EXPECT_TRUE(site.Reads(0) && site.Reads(102) && site.Reads(828) && site.Reads(14));
  EXPECT_FALSE(site.Reads(1) || site.Reads(4));
  EXPECT_EQ(site.PageTitle("Cookbook:Bread_roll", 102), "Cookbook:Bread roll");
  EXPECT_EQ(site.PageTitle("Talk: x", 0), "Talk: x");
  EXPECT_EQ(site.Target("COOKBOOK: bread  roll#x").title, "Cookbook:Bread roll");
  EXPECT_EQ(site.Target("module:sub").title, "Module:sub");
  EXPECT_EQ(site.Target(":category:food").title, "Category:Food");
  EXPECT_EQ(site.Target("category:food").kind, kCategory);
  EXPECT_EQ(site.RedirectTarget("Category:food"), "Category:Food");
  EXPECT_EQ(site.RedirectTarget("Wikibooks:x"), "");
  EXPECT_EQ(site.Target("Cookbook:").kind, LinkKind::kInvalid);
  EXPECT_EQ(site.Target("Wikibooks:x").kind, kOther);
  const WikiSite only(kBooks, "a.xml", {.namespaces = {"102"}});
  EXPECT_EQ(only.Target("Bread").kind, kOther);
  EXPECT_EQ(only.Target("Cookbook:Bread").kind, kArticle);
}

TEST(WikiSite, ANamespaceThatIsNotThereIsRefusedWithThoseThatAre) {
  const auto refusal = [](const char* wanted, const char* head) {
    return test::ErrorOf(ErrorCode::kUsage, [&] { WikiSite(head, "a.xml", {.namespaces = {"0", wanted}}); });
  };
  for (const char* wrong : {"Cookbok", "103", "-1", "Special", "", "Portal", "1x"}) {
    EXPECT_THAT(refusal(wrong, kBooks), HasSubstr(fmt::format("--namespaces {}: a.xml: no namespace", wrong)));
  }
  EXPECT_THAT(refusal("Cookbok", kBooks),
              HasSubstr("It has: 0 (articles), 1 Talk, 4 Wikibooks, 14 Category, 102 Cookbook, 828 Module."));
  EXPECT_THAT(refusal("Cookbook", "<mediawiki>"), HasSubstr("no <siteinfo>"));
  EXPECT_EQ(WikiSite("", "a.xml", {.namespaces = {"category"}}).Target(":category:a").title, "Category:A");
}

TEST(WikiLanguages, ChainsAndCodes) {
  std::vector<std::string_view> codes;
  for (const WikiLanguage* language : NamingLanguages("sr")) codes.push_back(language->code);
  EXPECT_THAT(codes, testing::IsSupersetOf({"sr-ec", "sr-el"}));
  EXPECT_EQ(LanguageOfDatabase("be_x_oldwiki"), "be-tarask");
  EXPECT_EQ(LanguageOfDatabase("wiki"), "");
  EXPECT_EQ(LanguageOfDatabase("mydatabase"), "");
  EXPECT_EQ(LanguageOfCode("Zh-Yue"), "yue");
  EXPECT_THAT(CodesOf("a b"), ElementsAre("a", "b"));
  EXPECT_TRUE(std::ranges::is_sorted(WikiLanguages(), {}, &WikiLanguage::code));
}

}  // namespace
}  // namespace linkbert
