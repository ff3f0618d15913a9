#include "data/wikitext/templates/rule_file.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/documents/trimmed.h"
#include "data/tokens/utf8.h"
#include "data/wikitext/templates/shipped_templates.h"
#include "data/wikitext/templates/template_name.h"

namespace linkbert {
namespace {

constexpr std::string_view kArrow = "=>";
constexpr auto kLanguageKinds = std::to_array<std::string_view>({"months", "date", "number", "unit", "parts"});

constexpr std::string_view kLineSpace = " \t\r";

std::vector<std::string> Split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.emplace_back(Trimmed(text.substr(begin, end - begin), kLineSpace));
    begin = end + 1;
  }
  return parts;
}

// "\n" is the end of a line.
std::string WithLines(std::string_view text) {
  std::string lines;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool end = text.substr(at).starts_with("\\n");
    lines.push_back(end ? '\n' : text[at]);
    at += end ? 1 : 0;
  }
  return lines;
}

// "lc:" is kept in lower case, as functions are named.
std::string RuleName(const std::string& name) {
  if (name.ends_with('*') || name.starts_with('*')) {
    const bool begins = name.ends_with('*');
    const std::string part = begins ? name.substr(0, name.size() - 1) : name.substr(1);
    const bool space = begins && part.ends_with(' ');
    const std::string whole = begins ? TemplateName(part) : part;
    return begins ? whole + (space ? " *" : "*") : "*" + whole;
  }
  return name.size() > 1 && name.ends_with(':') ? name : TemplateName(name);
}

class RuleParser {
 public:
  explicit RuleParser(const std::string& path) { file_.path = path; }

  RuleFile Run(std::string_view text) {
    while (!text.empty()) {
      ++line_;
      const std::size_t end = std::min(text.find('\n'), text.size());
      Line(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    RequireExamples();
    return std::move(file_);
  }

 private:
  template <typename... Args>
  [[noreturn]] void Refuse(fmt::format_string<Args...> format, Args&&... args) const {
    throw Fail(ErrorCode::kConfiguration, "{}:{}: {} docs/wikipedia.md has the syntax.", file_.path, line_,
               fmt::format(format, std::forward<Args>(args)...));
  }

  void Line(std::string_view line) {
    if (!IsValidUtf8(line)) Refuse("is not UTF-8.");
    const bool example = line.starts_with(' ') || line.starts_with('\t');
    const std::string_view text = Trimmed(line, kLineSpace);
    if (text.empty() || text.starts_with('#')) return;
    const std::size_t arrow = text.rfind(kArrow);
    const std::size_t first = text.find(kArrow);
    if (arrow == std::string_view::npos) Refuse("wanted \"... => ...\", saw \"{}\".", text);
    if (example)
      return Example(Trimmed(text.substr(0, arrow), kLineSpace), Trimmed(text.substr(arrow + 2), kLineSpace));
    std::vector<std::string> left = Split(text.substr(0, first), '|');
    const std::string_view right = Trimmed(text.substr(first + 2), kLineSpace);
    if (left.size() < 2 || std::ranges::find(left, "") != left.end()) {
      Refuse("wanted \"wiki | template | ... => text\", saw \"{}\".", text);
    }
    if (std::ranges::find(kLanguageKinds, left[0]) != kLanguageKinds.end()) {
      std::string kind = std::move(left[0]);
      left.erase(left.begin());
      if (kind != "unit" && kind != "parts") left = Split(left[0], ' ');
      file_.language_lines.push_back({std::move(kind), std::move(left), std::string(right), line_});
      return;
    }
    Rule(std::move(left), right);
  }

  void Rule(std::vector<std::string> left, std::string_view right) {
    RequireExamples();
    TemplateRule rule{Split(left[0], ' '), {}, {}, {}, line_};
    for (std::size_t i = 1; i < left.size(); ++i) rule.names.push_back(RuleName(left[i]));
    try {
      rule.pattern = ParsePattern(right);
    } catch (const std::invalid_argument& problem) {
      Refuse("{}.", problem.what());
    }
    file_.rules.push_back(std::move(rule));
  }

  void Example(std::string_view wikitext, std::string_view text) {
    if (file_.rules.empty()) Refuse("an example stands before the first rule; a rule's line begins without a space.");
    file_.rules.back().examples.push_back({WithLines(wikitext), std::string(text), line_});
  }

  void RequireExamples() {
    if (file_.rules.empty() || !file_.rules.back().examples.empty()) return;
    line_ = file_.rules.back().line;
    Refuse("the rule of \"{}\" has no example; write one below it, behind a space: \" {{{{{}|...}}}} => text\".",
           file_.rules.back().names[0], file_.rules.back().names[0]);
  }

  RuleFile file_;
  std::size_t line_ = 0;
};

}  // namespace

RuleFile ParseRuleFile(std::string_view text, const std::string& path) { return RuleParser(path).Run(text); }

RuleFile ReadRuleFile(const std::string& path) { return ParseRuleFile(ReadFile(path), path); }

const RuleFile& ShippedRules() {
  static const RuleFile kShipped = ParseRuleFile(ShippedTemplates(), "templates.txt");
  return kShipped;
}

}  // namespace linkbert
