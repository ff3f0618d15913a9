// The spelling of titles in link targets: white space, %XX, references. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

namespace linkbert {

// What MediaWiki's trim() takes away, but for NUL, which no XML file can hold.
inline constexpr std::string_view kPhpSpace = " \t\n\r\v";

// White space of any kind and "_" become one space; none at either end. Marks of writing direction go. Requires: valid
// UTF-8.
std::string Spaced(std::string_view text);

// Of a target: references and %XX decoded, then as Spaced.
std::string DecodedTarget(std::string_view target);

// Whether a part of the title between slashes is "." or "..", which no title's is.
bool IsRelativePath(std::string_view title);

// Whether the target is spelt as DecodedTarget has it and has no mark of its own: a title but for its first letter,
// which most targets are.
bool IsPlainTitle(std::string_view target);

}  // namespace linkbert
