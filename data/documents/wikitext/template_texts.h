// Templates whose arguments are text of the page, and what they make of them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace linkbert {

struct TemplateText {
  std::string_view before;  // stands before the argument
  int argument;             // its number, from 1; 0: none
  int second;               // another one behind it, after a space; 0: none
};

// "Convert" -> "convert": white space and "_" are one space, the first letter is lower case. At most 60 bytes.
std::string TemplateName(std::string_view raw);

// Nothing for a template that is left out.
std::optional<TemplateText> FindTemplateText(std::string_view name);

// Whether the template says that the page only tells names apart.
bool IsDisambiguation(std::string_view name);

}  // namespace linkbert
