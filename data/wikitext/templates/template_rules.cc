#include "data/wikitext/templates/template_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <utility>

#include "base/error.h"
#include "data/wikitext/sites/letters.h"

namespace linkbert {
namespace {

constexpr std::size_t kLongestFunction = 30;  // bytes of a parser function's name

std::vector<std::string> List(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(", ", begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 2;
  }
  return parts;
}

// How closely a rule is for the wiki: 0 for not at all.
int Closeness(const TemplateRule& rule, const WikiName& wiki) {
  int closeness = 0;
  for (const std::string& name : rule.wikis) {
    const int here = name == wiki.database ? 4 : name == wiki.project ? 3 : name == wiki.language ? 2 : name == "*";
    closeness = std::max(closeness, here);
  }
  return closeness;
}

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

WikiName NameOfWiki(const std::string& database) {
  if (database.empty()) return {"enwiki", "en", "wikipedia"};
  constexpr auto kProjects = std::to_array<std::string_view>(
      {"wikisource", "wikinews", "wikiquote", "wikibooks", "wikivoyage", "wikiversity", "wiktionary", "wiki"});
  for (const std::string_view project : kProjects) {
    if (!database.ends_with(project) || database.size() == project.size()) continue;
    std::string language = database.substr(0, database.size() - project.size());
    std::ranges::replace(language, '_', '-');
    if (language == "simple") language = "en";
    return {database, language, project == "wiki" ? "wikipedia" : std::string(project)};
  }
  return {database, "", ""};
}

TemplateRules::TemplateRules(const std::string& database, const RuleFile* user) {
  const WikiName wiki = NameOfWiki(database);
  language_.language = wiki.language;
  const std::vector<const RuleFile*> files = {&ShippedRules(), user};
  for (const RuleFile* file : files) {
    if (file == nullptr) continue;
    AddLanguage(*file);
    for (int closeness = 1; closeness <= 4; ++closeness) Add(*file, wiki, closeness);
  }
  const auto longer = [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); };
  for (Parts& prefixes : prefixes_) std::stable_sort(prefixes.begin(), prefixes.end(), longer);
  std::stable_sort(suffixes_.begin(), suffixes_.end(), longer);
}

const TemplateRules& ShippedRulesOf(const std::string& database) {
  static std::mutex mutex;
  static std::map<std::string, TemplateRules> made;
  const std::lock_guard lock(mutex);
  const auto found = made.find(database);
  return found != made.end() ? found->second : made.emplace(database, TemplateRules(database)).first->second;
}

// Later ones go before: those closer to the wiki, and the user's.
void TemplateRules::Add(const RuleFile& file, const WikiName& wiki, int rank) {
  for (const TemplateRule& rule : file.rules) {
    if (Closeness(rule, wiki) != rank) continue;
    for (const std::string& name : rule.names) {
      if (name.size() > 1 && name.ends_with('*')) {
        Parts& prefixes = prefixes_[static_cast<unsigned char>(name[0])];
        prefixes.insert(prefixes.begin(), {name.substr(0, name.size() - 1), &rule});
      } else if (name.size() > 1 && name.starts_with('*')) {
        suffixes_.insert(suffixes_.begin(), {name.substr(1), &rule});
      } else if (name.size() > 1 && name.ends_with(':')) {
        functions_[InLowerCase(name.substr(0, name.size() - 1))] = &rule;
      } else {
        by_name_[name] = &rule;
      }
    }
  }
}

void TemplateRules::AddLanguage(const RuleFile& file) {
  for (const LanguageLine& line : file.language_lines) {
    if (line.kind == "unit") {
      for (const std::string& code : line.names) language_.units[code] = line.value;
    } else if (line.kind == "parts") {
      for (const std::string& code : line.names) language_.parts[code] = " " + line.value + " ";
    } else if (std::ranges::find(line.names, language_.language) == line.names.end()) {
      continue;
    } else if (line.kind == "months") {
      const std::vector<std::string> months = List(line.value);
      if (months.size() != language_.months.size()) {
        throw Fail(ErrorCode::kConfiguration, "{}:{}: {} months, wanted 12 with \", \" between them.", file.path,
                   line.line, months.size());
      }
      std::ranges::copy(months, language_.months.begin());
    } else {
      (line.kind == "date" ? language_.date : language_.number) = line.value;
    }
  }
}

FoundRule TemplateRules::Find(std::string_view name) const {
  if (const auto found = by_name_.find(name); found != by_name_.end()) return {found->second, {}};
  if (name.empty()) return {};
  for (const auto& [prefix, rule] : prefixes_[static_cast<unsigned char>(name[0])]) {
    if (name.starts_with(prefix)) return {rule, name.substr(prefix.size())};
  }
  for (const auto& [suffix, rule] : suffixes_) {
    if (name.ends_with(suffix)) return {rule, name.substr(0, name.size() - suffix.size())};
  }
  return {};
}

const TemplateRule* TemplateRules::FindFunction(std::string_view text, std::size_t& bytes, std::string& name) const {
  std::size_t at = std::min(text.find_first_not_of(" \n\t"), text.size());
  const std::size_t begin = at;
  if (at < text.size() && text[at] == '#') ++at;
  while (at < text.size() && at - begin < kLongestFunction &&
         (IsLetter(text[at]) || static_cast<unsigned char>(text[at]) >= 0x80)) {
    ++at;
  }
  if (at == text.size() || text[at] != ':') return nullptr;
  name = InLowerCase(text.substr(begin, at - begin));
  const auto found = functions_.find(name);
  if (found == functions_.end()) return nullptr;
  bytes = at + 1;
  name.push_back(':');
  return found->second;
}

}  // namespace linkbert
