#include "data/wikitext/rule_examples.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/error.h"
#include "data/wikitext/wikitext.h"

namespace linkbert {
namespace {

constexpr const char* kTitle = "Page title";

// A wiki that a rule is for: "*" is the English Wikipedia, "fr" the French one, "wikinews" the English Wikinews.
std::string DatabaseOf(const std::string& wiki) {
  if (wiki == "*" || wiki == "wikipedia") return "enwiki";
  if (wiki.starts_with("wik")) return "en" + wiki;
  if (wiki.find("wik") != std::string::npos) return wiki;
  std::string language = wiki;
  std::ranges::replace(language, '-', '_');
  return language + "wiki";
}

std::string WithLinks(const WikiText& converted) {
  std::string shown;
  std::size_t at = 0;
  for (const DocumentLink& link : converted.links) {
    shown.append(converted.text, at, link.begin - at);
    shown.append("[[").append(link.target).append("|");
    shown.append(converted.text, link.begin, link.end - link.begin).append("]]");
    at = link.end;
  }
  shown.append(converted.text, at);
  for (std::size_t line = shown.find("\n\n"); line != std::string::npos; line = shown.find("\n\n")) {
    shown.replace(line, 2, " \\n ");
  }
  return shown;
}

std::string Becomes(const std::string& wikitext, const WikiContext& context) {
  const WikiText converted = ConvertWikitext(wikitext, context);
  TemplateTally all;
  for (const auto& [name, tally] : converted.templates) {
    all.kept += tally.kept, all.not_covered += tally.not_covered;
  }
  if (all.not_covered > 0) return std::string(kNotCovered);
  if (all.kept == 0 && converted.text.empty()) return std::string(kDropped);
  return WithLinks(converted);
}

}  // namespace

void CheckExamples(const RuleFile& file, bool user) {
  std::map<std::string, std::pair<WikiSite, TemplateRules>> wikis;
  for (const TemplateRule& rule : file.rules) {
    for (const std::string& wiki : rule.wikis) {
      const std::string database = DatabaseOf(wiki);
      auto found = wikis.find(database);
      if (found == wikis.end()) {
        const std::string head = "<siteinfo><dbname>" + database + "</dbname></siteinfo>";
        found = wikis
                    .emplace(database,
                             std::pair(WikiSite(head, file.path), TemplateRules(database, user ? &file : nullptr)))
                    .first;
      }
      const WikiContext context{found->second.first, found->second.second, kTitle};
      for (const TemplateExample& example : rule.examples) {
        const std::string text = Becomes(example.wikitext, context);
        if (text == example.text) continue;
        throw Fail(
            ErrorCode::kConfiguration,
            "{}:{}: {} becomes \"{}\" in {}, the example says \"{}\". Correct the rule in line {} or the example.",
            file.path, example.line, example.wikitext, text, database, example.text, rule.line);
      }
    }
  }
}

}  // namespace linkbert
