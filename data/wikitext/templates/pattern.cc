#include "data/wikitext/templates/pattern.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "data/documents/trimmed.h"
#include "data/wikitext/templates/argument_stack.h"
#include "data/wikitext/templates/functions.h"

namespace linkbert {
namespace {

constexpr std::size_t kDeepestBrackets = 20;  // brackets in brackets

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  ParsedPattern Run() {
    result_.pattern = Alternatives(0);
    if (at_ < text_.size()) Fail("a ] closes nothing");
    KnownArguments& known = result_.known;
    std::ranges::sort(known.numbers);
    std::ranges::sort(known.names);
    return std::move(result_);
  }

 private:
  [[noreturn]] void Fail(const std::string& problem) const {
    throw std::invalid_argument(fmt::format("{}, at \"{}\"", problem, text_.substr(std::min(at_, text_.size()))));
  }

  Pattern Alternatives(std::size_t depth) {
    if (depth > kDeepestBrackets) Fail("too many [ in each other");
    Pattern pattern(1);
    while (at_ < text_.size() && text_[at_] != ']') {
      const char c = text_[at_];
      if (c == '|') {
        ++at_;
        EndAlternative(pattern.back(), depth);
        pattern.emplace_back();
        while (depth == 0 && at_ < text_.size() && text_[at_] == ' ') ++at_;
      } else if (c == '[') {
        ++at_;
        PatternPart part{PatternPart::Kind::kOptional};
        part.inner = Alternatives(depth + 1);
        if (at_ == text_.size()) Fail("a [ is not closed");
        ++at_;
        pattern.back().push_back(std::move(part));
      } else if (c == '{') {
        Braces(pattern.back());
      } else {
        Text(pattern.back());
      }
    }
    return pattern;
  }

  // "a | b" is "a" or "b": the spaces around the outermost "|" are for the reader.
  static void EndAlternative(PatternSequence& sequence, std::size_t depth) {
    if (depth > 0 || sequence.empty() || sequence.back().kind != PatternPart::Kind::kText) return;
    std::string& text = sequence.back().text;
    while (text.ends_with(' ')) text.pop_back();
    if (text.empty()) sequence.pop_back();
  }

  void Text(PatternSequence& sequence) {
    PatternPart part{PatternPart::Kind::kText};
    while (at_ < text_.size() && std::string_view("[]{|").find(text_[at_]) == std::string_view::npos) {
      if (text_[at_] == '}') Fail("a } closes nothing");
      part.text += text_[at_] == '\\' ? Escaped() : text_[at_++];
    }
    sequence.push_back(std::move(part));
  }

  // \s is a space at an end, \n the end of a line, \| a "|".
  char Escaped() {
    if (++at_ == text_.size()) Fail("a \\ ends the line");
    const char c = text_[at_++];
    if (c == 's') return ' ';
    if (c == 'n') return '\n';
    if (std::string_view("[]{}|\\\"").find(c) == std::string_view::npos)
      Fail("\\ stands before s, n, [ ] { } | \\ or \"");
    return c;
  }

  void Braces(PatternSequence& sequence) {
    ++at_;
    const std::size_t end = text_.find_first_of("}:\"", at_);
    if (end == std::string_view::npos) Fail("a { is not closed");
    if (text_[end] == '}') {
      PatternPart part{PatternPart::Kind::kArgument};
      part.argument = Reference(text_.substr(at_, end - at_));
      at_ = end + 1;
      return sequence.push_back(std::move(part));
    }
    const std::string_view name = Trimmed(text_.substr(at_, end - at_), " ");
    at_ = end + 1;
    Call(name, Operands(), sequence);
  }

  std::vector<Operand> Operands() {
    std::vector<Operand> operands;
    for (bool more = SkipSpaces() != '}'; more;) {
      operands.push_back(SkipSpaces() == '"' ? Quoted() : Bare());
      const char c = SkipSpaces();
      if (c != ',' && c != '}') Fail("wanted , or } behind what a function is given");
      more = c == ',';
      if (more) ++at_;
    }
    ++at_;
    return operands;
  }
  char SkipSpaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  Operand Quoted() {
    Operand operand{.literal = true};
    for (++at_; at_ < text_.size() && text_[at_] != '"';) {
      operand.text += text_[at_] == '\\' ? Escaped() : text_[at_++];
    }
    if (at_ == text_.size()) Fail("a \" is not closed");
    ++at_;
    return operand;
  }
  Operand Bare() {
    const std::size_t end = text_.find_first_of(",}", at_);
    if (end == std::string_view::npos) Fail("a { is not closed");
    const std::string_view bare = text_.substr(at_, end - at_);
    at_ = end;
    return Reference(bare);
  }

  Operand Reference(std::string_view text) {
    Operand operand;
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('|', begin), text.size());
      const std::string_view name = Trimmed(text.substr(begin, end - begin), " ");
      if (name.empty()) Fail("an argument has neither a number nor a name");
      operand.references.push_back({ArgumentNumber(name), std::string(name)});
      Know(operand.references.back());
      begin = end + 1;
    }
    return operand;
  }
  void Know(const ArgumentReference& reference) {
    if (reference.name == "*") return;  // what the star of the rule's name stands for
    if (reference.number > 0) {
      result_.known.numbers.push_back(reference.number);
    } else {
      result_.known.names.push_back(reference.name);
    }
  }

  void Call(std::string_view name, std::vector<Operand> operands, PatternSequence& sequence) {
    if (name == "ignore") {  // they are known now
      const auto star = [](const Operand& operand) { return !operand.literal && operand.references[0].name == "*"; };
      result_.known.all |= std::ranges::any_of(operands, star);
      return;
    }
    if (name == "drop") {
      if (operands.size() != 1) Fail("drop: wanted one word");
      result_.dropped = operands[0].literal ? operands[0].text : operands[0].references[0].name;
      result_.known.all = true;
      return;
    }
    const FunctionFacts* facts = FindFunction(name);
    if (facts == nullptr) Fail(fmt::format("\"{}\" is no function; there are {}", name, FunctionNames()));
    if (operands.size() < facts->least || operands.size() > facts->most) {
      Fail(fmt::format("{}: {} things given, wanted {} to {}", name, operands.size(), facts->least, facts->most));
    }
    if (facts->reads_all) result_.known.all = true;
    if (facts->reads_from) {
      if (operands[0].literal || operands[0].references[0].number == 0) Fail(fmt::format("{}: wanted a number", name));
      result_.known.numbers_from = operands[0].references[0].number;
    }
    PatternPart part{PatternPart::Kind::kFunction};
    part.function = facts->function;
    part.condition = facts->condition;
    part.operands = std::move(operands);
    sequence.push_back(std::move(part));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  ParsedPattern result_;
};

}  // namespace

bool KnownArguments::Has(std::size_t number, std::string_view name) const {
  if (all) return true;
  if (number == 0) return std::ranges::binary_search(names, name, std::less<>());
  return (numbers_from > 0 && number >= numbers_from) || std::ranges::binary_search(numbers, number);
}

ParsedPattern ParsePattern(std::string_view text) { return Parser(text).Run(); }

}  // namespace linkbert
