// Pattern: what a template becomes, as a rule says it: "{1|text}[ ({upper: 2})] | {date: 1, 2, 3}".
//
// Flow: a line of templates.txt -> ParsePattern -> [Pattern] -> Evaluate. docs/wikipedia.md has the language. Every
// part has a value or none; a pattern is its first alternative of which every part has one. Immutable; any thread.
// Errors: ParsePattern throws std::invalid_argument, saying what is wrong and where.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

class Evaluation;

// An argument: its number, or its name where that is 0.
struct ArgumentReference {
  std::size_t number;
  std::string name;
};

// What a function is given: a text, or the first argument that is there.
struct Operand {
  bool literal = false;
  std::string text = {};
  std::vector<ArgumentReference> references = {};
};

// Writes a value and returns true; or false where there is none.
using TemplateFunction = bool (*)(Evaluation& evaluation, const std::vector<Operand>& operands);

struct PatternPart;
using PatternSequence = std::vector<PatternPart>;
using Pattern = std::vector<PatternSequence>;  // alternatives

struct PatternPart {
  enum class Kind { kText, kArgument, kOptional, kFunction } kind;
  std::string text = {};  // of kText
  Operand argument = {};  // of kArgument
  Pattern inner = {};     // of kOptional
  TemplateFunction function = nullptr;
  bool condition = false;  // the function chooses an alternative: false says nothing of the value
  std::vector<Operand> operands = {};
};

// The arguments that a pattern knows; any other makes a template one that its rule does not cover.
struct KnownArguments {
  std::vector<std::size_t> numbers;  // ascending
  std::vector<std::string> names;    // ascending
  std::size_t numbers_from = 0;      // all numbers from this one on; 0: none
  bool all = false;
  bool Has(std::size_t number, std::string_view name) const;
};

struct ParsedPattern {
  Pattern pattern = {};
  KnownArguments known = {};
  std::string dropped = {};  // "{drop: citation}": left out on purpose, and as what
};

ParsedPattern ParsePattern(std::string_view text);

}  // namespace linkbert
