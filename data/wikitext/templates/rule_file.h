// RuleFile: rules of templates as a file says them: the shipped templates.txt, or one of the user's.
//
// Flow: text -> ParseRuleFile -> [RuleFile] -> TemplateRules. docs/wikipedia.md has the syntax. Immutable; any thread.
// Errors: kConfiguration naming file and line.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "data/wikitext/templates/pattern.h"

namespace linkbert {

struct TemplateExample {
  std::string wikitext;
  std::string text;  // with its links as [[target|text]]; or kDropped or kNotCovered
  std::size_t line;
};
inline constexpr std::string_view kDropped = "{dropped}", kNotCovered = "{not covered}";

struct TemplateRule {
  std::vector<std::string> wikis;  // "*", a language, a project or a database
  std::vector<std::string>
      names;  // canonical; "lang-*" is all that begin so, "*-stub" all that end so, "lc:" a function
  ParsedPattern pattern;
  std::vector<TemplateExample> examples;
  std::size_t line;
};

// "months | fr => janvier, février, ...", a fact of the languages.
struct LanguageLine {
  std::string kind;                // months, date, number, unit, parts
  std::vector<std::string> names;  // languages, or a unit's codes
  std::string value;
  std::size_t line;
};

struct RuleFile {
  std::string path;  // for messages
  std::vector<TemplateRule> rules;
  std::vector<LanguageLine> language_lines;
};

RuleFile ParseRuleFile(std::string_view text, const std::string& path);

// Reads a file. Errors: kInput where it cannot be read.
RuleFile ReadRuleFile(const std::string& path);

// templates.txt as it was when the program was built.
const RuleFile& ShippedRules();

}  // namespace linkbert
