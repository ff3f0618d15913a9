// Rules of templates: the shipped ones make of their examples what they say; files of rules, names, arguments, links.
#include "data/wikitext/templates/template_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/wikitext/rule_examples.h"
#include "data/wikitext/templates/expression.h"
#include "data/wikitext/templates/template_name.h"
#include "data/wikitext/wikitext.h"
#include "tests/support/checkout.h"
#include "tests/support/prepare_support.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

WikiSite Site(const std::string& database) {
  return {"<siteinfo><dbname>" + database + "</dbname></siteinfo>", "test"};
}

WikiText Convert(std::string_view wikitext, const std::string& database = "enwiki", const RuleFile* user = nullptr) {
  const WikiSite site = Site(database);
  if (user == nullptr) return ConvertWikitext(wikitext, WikiContext{site, ShippedRulesOf(database), "Page title"});
  const TemplateRules rules(database, user);
  return ConvertWikitext(wikitext, WikiContext{site, rules, "Page title"});
}

// The text with its links as <target|anchor>.
std::string Shown(const WikiText& converted) {
  std::string shown;
  std::size_t at = 0;
  for (const DocumentLink& link : converted.links) {
    shown += converted.text.substr(at, link.begin - at);
    shown += fmt::format("<{}|{}>", link.target, converted.text.substr(link.begin, link.end - link.begin));
    at = link.end;
  }
  return shown + converted.text.substr(at);
}

std::string Times(std::string_view part, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text;
}

TEST(ShippedTemplates, EveryRuleHasExamplesAndMakesOfThemWhatTheySay) {
  const RuleFile& shipped = ShippedRules();
  EXPECT_GT(shipped.rules.size(), 300U);
  for (const TemplateRule& rule : shipped.rules) EXPECT_FALSE(rule.examples.empty()) << rule.line;
  EXPECT_NO_THROW(CheckExamples(shipped, false));
}

TEST(ShippedTemplates, NoTwoRulesOfAWikiHaveOneName) {
  std::map<std::string, std::size_t> lines;
  for (const TemplateRule& rule : ShippedRules().rules) {
    for (const std::string& wiki : rule.wikis) {
      for (const std::string& name : rule.names) {
        const auto [known, added] = lines.emplace(fmt::format("{} {}", wiki, name), rule.line);
        EXPECT_TRUE(added) << wiki << " | " << name << " stands in lines " << known->second << " and " << rule.line;
      }
    }
  }
}

// A name that a short beginning takes may be another template's, whose words would go uncounted.
TEST(ShippedTemplates, WhatIsLeftOutOnPurposeIsNamed) {
  for (const TemplateRule& rule : ShippedRules().rules) {
    for (const std::string& name : rule.names) {
      const bool word = name.find_first_of(" -/:123456789") != std::string::npos;
      const bool begins = !rule.pattern.dropped.empty() && name.ends_with('*');
      EXPECT_TRUE(!begins || word || name.size() > 5) << rule.line << ": " << name;
    }
  }
  const TemplateRules& rules = ShippedRulesOf("enwiki");
  for (const char* name : {"Catalan",
                           "Current events date",
                           "Mainz",
                           "Factorial",
                           "Long dash",
                           "Movement",
                           "Coin",
                           "Tone superscript",
                           "Moreover",
                           "Tocharian",
                           "Listening",
                           "Commonwealth",
                           "Citation étrangère",
                           "Primary colors",
                           "Inline audio",
                           "Product",
                           "Deadly",
                           "Plotter",
                           "Contextual",
                           "Category link",
                           "Sister cities",
                           "Medal of Honor",
                           "Videos",
                           "Updater",
                           "Tournaments",
                           "Redirected",
                           "Expanse",
                           "Orbit",
                           "BLPx",
                           "Cita destacada",
                           "S",
                           "T"}) {
    const FoundRule found = rules.Find(TemplateName(name));
    EXPECT_FALSE(found.rule != nullptr && !found.rule->pattern.dropped.empty()) << name;
  }
}

TEST(RuleFile, TheOneOfTheDocumentationIsGood) {
  const std::string text = ReadFile(test::CheckoutPath("docs/wikipedia.md"));
  const std::size_t begin = text.find("# wiki ... | template"), end = text.find("```", begin);
  ASSERT_NE(end, std::string::npos);
  const RuleFile file = ParseRuleFile(std::string_view(text).substr(begin, end - begin), "docs/wikipedia.md");
  EXPECT_EQ(file.rules.size(), 2U);
  EXPECT_NO_THROW(CheckExamples(file, true));
}

TEST(ShippedTemplates, AnExampleThatIsNotSoIsFound) {
  const RuleFile file = ParseRuleFile("* | foo => {1}\n  {{foo|a}} => b\n", "mine.txt");
  EXPECT_THAT(ErrorOf(ErrorCode::kConfiguration, [&] { CheckExamples(file, true); }),
              AllOf(HasSubstr("mine.txt:2"), HasSubstr("\"a\""), HasSubstr("\"b\"")));
}

struct BadFile {
  const char* text;
  const char* place;
  const char* problem;
};

TEST(RuleFile, MistakesNameFileAndLine) {
  constexpr BadFile kBad[] = {
      {"# x\n* | foo => {shout: 1}\n  {{foo}} => a\n", "mine.txt:2", "\"shout\" is no function"},
      {"* | foo => {1}\n\n* | bar => {1}\n {{bar|a}} => a\n", "mine.txt:1", "has no example"},
      {"* | foo => {1}\n", "mine.txt:1", "has no example"},
      {"* | foo => {1\n {{foo}} => a\n", "mine.txt:1", "a { is not closed"},
      {"* | foo => [a\n {{foo}} => a\n", "mine.txt:1", "a [ is not closed"},
      {"* | foo => a]\n {{foo}} => a\n", "mine.txt:1", "a ] closes nothing"},
      {"* | foo => a}\n {{foo}} => a\n", "mine.txt:1", "a } closes nothing"},
      {"* | foo => a\\x\n {{foo}} => a\n", "mine.txt:1", "\\ stands before"},
      {"* | foo => {join: 1}\n {{foo}} => a\n", "mine.txt:1", "join: 1 things given, wanted 2 to 3"},
      {"* | foo => {join: a, \"b\"}\n {{foo}} => a\n", "mine.txt:1", "join: wanted a number"},
      {"* | foo => {is: 1, \"b}\n {{foo}} => a\n", "mine.txt:1", "a \" is not closed"},
      {"* | foo => {}\n {{foo}} => a\n", "mine.txt:1", "neither a number nor a name"},
      {"\nfoo => {1}\n", "mine.txt:2", "wanted \"wiki | template"},
      {"foo\n", "mine.txt:1", "wanted \"... => ...\""},
      {" {{foo}} => a\n", "mine.txt:1", "before the first rule"},
      {"* | foo => \xff\n", "mine.txt:1", "is not UTF-8"},
  };
  for (const BadFile& bad : kBad) {
    EXPECT_THAT(ErrorOf(ErrorCode::kConfiguration, [&] { ParseRuleFile(bad.text, "mine.txt"); }),
                AllOf(HasSubstr(bad.place), HasSubstr(bad.problem)))
        << bad.text;
  }
  const RuleFile months = ParseRuleFile("\nmonths | en => January, May\n", "mine.txt");
  EXPECT_THAT(ErrorOf(ErrorCode::kConfiguration, [&] { TemplateRules("enwiki", &months); }),
              AllOf(HasSubstr("mine.txt:2"), HasSubstr("2 months")));
}

TEST(TemplateRules, TheUsersRulesGoBeforeTheShippedOnes) {
  const RuleFile file = ParseRuleFile(
      "* | lang | my own => <{2|1}>\n {{lang|fr|a}} {{my_own|b}} => <a> <b>\n"
      "unit | parsec2 => pc2\n* | house => {join: 1, \"; \", \" & \"}[ ({note})]\n {{house|a|b|c|note=d}} => a; b & c "
      "(d)\n",
      "mine.txt");
  EXPECT_NO_THROW(CheckExamples(file, true));
  const WikiText converted =
      Convert("{{lang|fr|[[chat]]}} {{convert|5|parsec2}} {{nowrap|x}} {{House|[[a]]|b|[[c]]}}", "enwiki", &file);
  EXPECT_EQ(Shown(converted), "\x3C<Chat|chat>> 5 pc2 x <A|a>; b & <C|c>");
}

TEST(TemplateRules, TheCloserWikiGoesBefore) {
  const RuleFile file = ParseRuleFile(
      "* | foo => all\n {{foo}} => all\nfr | foo => French\n {{foo}} => French\n"
      "wikinews | foo => News\n {{foo}} => News\nfrwikinews | foo => French news\n {{foo}} => French news\n",
      "mine.txt");
  EXPECT_EQ(Convert("{{foo}}", "dewiki", &file).text, "all");
  EXPECT_EQ(Convert("{{foo}}", "frwiki", &file).text, "French");
  EXPECT_EQ(Convert("{{foo}}", "dewikinews", &file).text, "News");
  EXPECT_EQ(Convert("{{foo}}", "frwikinews", &file).text, "French news");
  EXPECT_EQ(Convert("{{circa|1970}}", "simplewiki").text, "c. 1970");
  EXPECT_EQ(Convert("{{circa|1970}} a", "").text, "c. 1970 a");
  EXPECT_EQ(Convert("{{circa|1970}} a", "frwiki").text, "a");
}

TEST(TemplateFunctions, WhatIsLongStaysWithinBounds) {
  EXPECT_EQ(Convert("a{{convert|" + Times("5-", 100000) + "|m}}").text, "a");
  EXPECT_EQ(Convert("a{{val|" + Times("5", 100000) + "x}}").text, "a");
  EXPECT_EQ(Convert("{{padleft:{{padleft:x|500|ab}}|500|c}}").text.size(), 500U);
  EXPECT_EQ(Convert("a{{padleft:x|501}}").text, "a");
  EXPECT_EQ(Convert("{{padright:|3|äö}}").text, "äöä");
  EXPECT_EQ(Convert("a{{padleft:x|3|\x80}}").text, "a");
}

TEST(TemplateName, NamesCompareAsMediaWikiDoes) {
  EXPECT_EQ(TemplateName(" Foo_bar \n"), "foo bar");
  EXPECT_EQ(TemplateName("Template:Convert"), "convert");
  EXPECT_EQ(TemplateName("vorlage: Lang"), "lang");
  EXPECT_EQ(TemplateName("ITA"), "ITA");
  EXPECT_EQ(TemplateName("iTA"), "ITA");
  EXPECT_EQ(TemplateName("IPAc-en"), "IPAc-en");
  EXPECT_EQ(TemplateName("\u00C9bauche"), "\u00E9bauche");
  EXPECT_EQ(TemplateName("c."), TemplateName("C."));
  EXPECT_EQ(TemplateName(""), "");
  EXPECT_EQ(Convert("{{Template:nowrap|a}} {{Vorlage:Nowrap|b}} {{nowrap |c}}").text, "a b c");
}

TEST(TemplateArguments, CountAsMediaWikiCountsThem) {
  EXPECT_EQ(Shown(Convert("{{lang|2=[[b]]|fr}}")), "<B|b>");
  EXPECT_EQ(Shown(Convert("{{lang|fr|a|2=[[b]]}}")), "<B|b>");  // the last one of a number
  EXPECT_EQ(Shown(Convert("{{lang|1=fr|2=a=b}}")), "a=b");
  EXPECT_EQ(Shown(Convert("{{nowrap|{{=}}a}} {{nowrap|[[a|b=c]]}}")), "=a <A|b=c>");
  EXPECT_EQ(Shown(Convert("{{nowrap|1=\n a \n}}")), "a");
  EXPECT_EQ(Shown(Convert("{{hlist|1|2|3|4|5|6|7|8|9|10|11|12}}")),
            "1 \u00B7 2 \u00B7 3 \u00B7 4 \u00B7 5 \u00B7 6 \u00B7 7 \u00B7 8 \u00B7 9 \u00B7 10 \u00B7 11 \u00B7 12");
}

TEST(TemplateArguments, LinksKeepTheirPlaces) {
  EXPECT_EQ(Shown(Convert("x {{hlist|a [[b]] c|[[d|e f]]|{{nowrap|g [[h]]}}}} [[i]]")),
            "x a <B|b> c \u00B7 <D|e f> \u00B7 g <H|h> <I|i>");
  EXPECT_EQ(Shown(Convert("[[z]] {{nihongo|[[a]]|b|[[c]]}} {{foo|[[d]]}}[[e]]")), "<Z|z> <A|a> (b, <C|c>) <E|e>");
  EXPECT_EQ(Shown(Convert("{{flatlist|\n* [[a]]\n* x [[b]] y\n}} [[c]]")), "<A|a> \u00B7 x <B|b> y <C|c>");
  EXPECT_EQ(Shown(Convert("{{ucfirst:\u00E4 [[b]]}} {{ill|[[c]] d|de}} {{#if:1|[[e]]|[[f]]}}")),
            "\u00C4 <B|b> <C|c> d <E|e>");
  EXPECT_EQ(Shown(Convert("[[x|{{USS|Roe|5|2}}]] {{flag|Sweden}}")), "<USS Roe (5)|Roe> <Sweden|Sweden>");
  const WikiText converted = Convert("{{lang|[[fr]]|[[a]]}} {{ordinal|[[b]]|[[c]]}}");
  EXPECT_THAT(converted.other_links, ElementsAre(testing::Pair("in a template", 3)));
  EXPECT_EQ(Shown(converted), "<A|a>");
}

TEST(TemplateArguments, ATemplateForAnotherWikiCountsAsSuch) {
  const WikiText converted = Convert("{{w|Jane Roe|Jane}} said", "enwikinews");
  EXPECT_EQ(converted.text, "Jane said");
  EXPECT_THAT(converted.other_links, ElementsAre(testing::Pair("other wiki", 1)));
}

TEST(TemplateFates, AreCountedByName) {
  const WikiText converted = Convert(
      "{{nowrap|a b}} {{ordinal|a|b c}} {{Infobox x|name=a b|born={{nowrap|c}} d}} {{strange|a [[b]] c}} {{lc:A}}");
  const auto of = [&](const char* name) {
    const TemplateTally& tally = converted.templates.at(name);
    return std::vector<std::uint64_t>{tally.times,      tally.kept,          tally.not_covered,
                                      tally.words_kept, tally.words_dropped, tally.words_lost};
  };
  EXPECT_THAT(of("nowrap"), ElementsAre(2, 2, 0, 3, 0, 0));
  EXPECT_THAT(of("ordinal"), ElementsAre(1, 0, 1, 0, 0, 3));
  EXPECT_THAT(of("infobox x"), ElementsAre(1, 0, 0, 0, 4, 0));
  EXPECT_THAT(of("strange"), ElementsAre(1, 0, 0, 0, 0, 3));
  EXPECT_THAT(of("lc:"), ElementsAre(1, 1, 0, 1, 0, 0));
}

TEST(TemplateWorstCases, AreLinearAndDoNotGrow) {
  constexpr std::size_t kMany = 100'000;
  for (const std::string_view part :
       {"{{lc:", "{{#if:x|", "{{hlist|a|", "{{frac|1|", "{{#switch:a|a=", "{{convert|", "{{flatlist|\n* "}) {
    const std::string open = Times(part, kMany);
    EXPECT_LE(Convert(open).text.size(), 2 * open.size()) << part;
    const std::string closed = Times(part, 10'000) + "x" + Times("}}", 10'000);
    EXPECT_LE(Convert(closed).text.size(), 2 * closed.size()) << part;
  }
  for (const std::string_view name :
       {"hlist", "convert", "chem", "respell", "IPAc-en", "Bio", "nowrap", "#switch:a", "plainlist"}) {
    const std::string text = fmt::format("{{{{{}{}}}}}", name, Times("|a=[[b]]|c", kMany));
    EXPECT_LE(Convert(text, name == "Bio" ? "itwiki" : "enwiki").text.size(), 3 * text.size()) << name;
  }
  EXPECT_LE(Convert("{{nowrap|" + Times("=", kMany) + "}}").text.size(), kMany);
  EXPECT_EQ(Convert("{{#expr:" + Times("(", kMany) + "1" + Times(")", kMany) + "}}").text, "");
  EXPECT_EQ(Convert("{{#expr:" + Times("-", 200) + "1}}").text, "");
}

// A rule that writes an argument twice would double it with each template around it.
TEST(TemplateWorstCases, WhatIsWrittenTwiceDoesNotDouble) {
  const RuleFile file = ParseRuleFile("* | twice => {1} {1}\n {{twice|a}} => a a\n", "mine.txt");
  const std::string text = Times("{{twice|", 90) + "word" + Times("}}", 90);
  EXPECT_LE(Convert(text, "enwiki", &file).text.size(), 10'000U);
}

TEST(Expression, GivesWhatMediaWikiGives) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"1+2*3", "7"}, {"(1+2)*3", "9"},          {"-2^2", "4"},   {"7 mod 4", "3"},         {"10/4", "2.5"},
      {"2 > 1", "1"}, {"1.256 round 2", "1.26"}, {"abs -3", "3"}, {"not 0 and 1 < 2", "1"}, {"1 - - 1", "2"}};
  for (const auto& [text, value] : cases) EXPECT_EQ(EvaluateExpression(text).value_or("none"), value) << text;
  for (const char* text : {"", "1+", "1/0", "a", "1 2", "(1", "1e", "9 mod 0", "10^30"}) {
    EXPECT_EQ(EvaluateExpression(text), std::nullopt) << text;
  }
}

TEST(LanguageFacts, DatesAndNumbersFollowTheLanguage) {
  const TemplateRules english("enwiki"), french("frwiki"), german("dewiki"), japanese("jawiki"), none("xxwiki");
  const auto date = [](const TemplateRules& rules, const char* day) {
    const auto parts = DateOf(rules.language(), "1970", "5", day);
    return parts ? DateText(rules.language(), *parts) : "none";
  };
  EXPECT_EQ(date(english, "2"), "May 2, 1970");
  EXPECT_EQ(date(english, ""), "May 1970");
  EXPECT_EQ(date(english, "32"), "none");
  EXPECT_EQ(date(french, "1"), "1er mai 1970");
  EXPECT_EQ(date(french, "11"), "11 mai 1970");
  EXPECT_EQ(date(german, "2"), "2. Mai 1970");
  EXPECT_EQ(date(japanese, "2"), "1970\u5E745\u67082\u65E5");
  EXPECT_EQ(date(japanese, ""), "1970\u5E745\u6708");
  EXPECT_EQ(date(none, "2"), "");
  EXPECT_EQ(WithMarks(english.language(), "-1234567.5").value_or(""), "\u22121,234,567.5");
  EXPECT_EQ(WithMarks(english.language(), "12,34").value_or("none"), "none");
  EXPECT_EQ(WithMarks(german.language(), "5,5").value_or("none"), "none");
  EXPECT_EQ(WithMarks(none.language(), "5").value_or("none"), "none");
}

}  // namespace
}  // namespace linkbert
