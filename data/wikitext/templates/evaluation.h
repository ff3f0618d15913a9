// Evaluate: what a rule makes of a template: text, and the links in it.
//
// Flow: TemplateCall (a template that was closed) + Pattern -> [Evaluate] -> TemplateResult, which takes the place of
// the template's output. Linear in the arguments; what a rule writes is no longer than they are, but for its own texts:
// else templates in each other could double a text without end. Pure; any thread.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/documents/document.h"
#include "data/wikitext/sites/wiki_site.h"
#include "data/wikitext/templates/argument_stack.h"
#include "data/wikitext/templates/language_facts.h"
#include "data/wikitext/templates/pattern.h"

namespace linkbert {

// All of it belongs to the converter and stays as it is while a rule is evaluated.
struct TemplateCall {
  std::span<const TemplateArgument> arguments;
  std::string_view out;                 // the converter's output, in which arguments have their places
  std::span<const DocumentLink> links;  // those in the arguments, ascending
  std::string_view title;               // the page's
  std::string_view star;                // what the "*" of the rule's name stands for
  const WikiSite& site;
};

struct TemplateResult {
  std::string text;
  std::vector<DocumentLink> links;  // ascending, bytes of `text`
  std::vector<std::size_t> used;    // of the call's links, each once
  std::uint64_t other_wikis = 0;    // links to other wikis that the template makes

  void Clear();
  // Takes the place of the output from `begin` on and of the links from `first` on; its own links are gone then.
  void Replace(std::size_t begin, std::size_t first, std::string& out, std::vector<DocumentLink>& out_links);
};

// False where the rule does not cover the call: an argument it does not know, or one that is missing or no value of its
// kind. Requires: an empty result.
bool ExpandTemplate(const ParsedPattern& rule, const TemplateCall& call, const LanguageFacts& language,
                    TemplateResult& result);

class Evaluation {
 public:
  Evaluation(const TemplateCall& call, const LanguageFacts& language, TemplateResult& result)
      : call_(call), language_(language), result_(result) {}

  // Whether the pattern has a value, which is then in the result.
  bool Run(const Pattern& pattern) { return Alternatives(pattern) == Outcome::kWritten; }

  // --- for functions
  const LanguageFacts& language() const { return language_; }
  const TemplateCall& call() const { return call_; }
  std::string& text() { return result_.text; }

  // The argument, the last one of that name or number; null where there is none or it is blank.
  const TemplateArgument* Find(const ArgumentReference& reference) const;
  const TemplateArgument* Find(const Operand& operand) const;
  const TemplateArgument* Find(std::size_t number) const { return Find(ArgumentReference{number, {}}); }
  const TemplateArgument* Find(const char* name) const { return Find(ArgumentReference{0, name}); }

  // Without white space at its ends; empty where there is none.
  std::string_view Value(const Operand& operand) const;
  std::string_view Value(const TemplateArgument* argument) const;

  // Append to the result and return true. Ranges are bytes of the call's output; their links come along.
  bool Write(std::string_view text);
  bool WriteDerived(std::string_view text);  // of a value
  bool WriteRange(std::size_t begin, std::size_t end);
  bool WriteTrimmed(const TemplateArgument& argument);
  bool WriteOperand(const Operand& operand);
  // What is written from `begin` on becomes a link, where the target is an article.
  bool LinkFrom(std::size_t begin, std::string_view target);
  void CountOtherWiki() { ++result_.other_wikis; }

 private:
  // A part that is missing makes an optional group empty; one that is there but no value of its kind, such as a date of
  // February 30, must not.
  enum class Outcome { kWritten, kMissing, kRefused };
  Outcome Alternatives(const Pattern& pattern);
  Outcome Sequence(const PatternSequence& sequence);
  Outcome Part(const PatternPart& part);
  bool MayCopy(std::size_t bytes);

  const TemplateCall& call_;
  const LanguageFacts& language_;
  TemplateResult& result_;
  std::size_t copied_ = 0;   // bytes of arguments
  std::vector<bool> taken_;  // of the call's links; empty: none
};

}  // namespace linkbert
