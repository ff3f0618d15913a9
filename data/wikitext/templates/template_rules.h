// TemplateRules: the rules of one wiki: the shipped ones that are for it, and the user's before them.
//
// Flow: RuleFile + the wiki's database name -> [TemplateRules] -> the rule of a template's name. Immutable once made;
// any thread. A rule for "enwikinews" goes before one for "wikinews", that before one for "en", that before one for
// "*".
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/wikitext/templates/language_facts.h"
#include "data/wikitext/templates/rule_file.h"

namespace linkbert {

// "frwikisource" -> "fr", "wikisource"; "enwiki" -> "en", "wikipedia"; without a name as the English Wikipedia.
struct WikiName {
  std::string database, language, project;
};
WikiName NameOfWiki(const std::string& database);

struct FoundRule {
  const TemplateRule* rule = nullptr;  // null where there is none
  std::string_view star = {};          // what the "*" in its name stands for; part of the name that was asked for
};

class TemplateRules {
 public:
  // The files must outlive the rules; `user` may be null. Throws kConfiguration naming file and line for months or
  // numbers that are none.
  explicit TemplateRules(const std::string& database, const RuleFile* user = nullptr);

  // Of a name as TemplateName makes it.
  FoundRule Find(std::string_view name) const;

  // Of the parser function that begins at text[0], behind "{{": "lc: X". `bytes` is where its first argument begins.
  const TemplateRule* FindFunction(std::string_view text, std::size_t& bytes, std::string& name) const;

  const LanguageFacts& language() const { return language_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Rules = std::unordered_map<std::string, const TemplateRule*, Hash, std::equal_to<>>;
  void Add(const RuleFile& file, const WikiName& wiki, int rank);
  void AddLanguage(const RuleFile& file);

  Rules by_name_, functions_;
  using Parts = std::vector<std::pair<std::string, const TemplateRule*>>;  // longest first
  std::array<Parts, 256> prefixes_;                                        // by their first byte
  Parts suffixes_;
  LanguageFacts language_;
};

// The shipped rules alone, made at a wiki's first call and kept: they never change. Any thread.
const TemplateRules& ShippedRulesOf(const std::string& database);

}  // namespace linkbert
