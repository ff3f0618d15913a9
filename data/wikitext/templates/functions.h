// The functions that rules of templates may call, such as {join: 1, ", "} and {convert:}.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "data/wikitext/templates/pattern.h"

namespace linkbert {

struct FunctionFacts {
  std::string_view name;
  TemplateFunction function;
  std::size_t least, most;  // operands
  bool condition = false;   // it chooses an alternative
  bool reads_from = false;  // the first operand is a number: it reads the arguments from there on
  bool reads_all = false;   // it looks at every argument, and has no value where it does not know one
};

// Null for an unknown name.
const FunctionFacts* FindFunction(std::string_view name);

std::string FunctionNames();  // "age, convert, ..."

}  // namespace linkbert
