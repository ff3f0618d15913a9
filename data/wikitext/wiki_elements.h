// The elements of wikitext, HTML's and those of MediaWiki's extensions: what becomes of each, and the tags they are
// written with.
//
// Flow: CleanSource takes out whole elements, TagMarkAt (for the converter) the tags whose content stays. A tag of any
// other name goes too, its content stays. Pure; any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace linkbert {

enum class ElementFate : std::uint8_t {
  kUnknown,        // the tags go, what is between them stays
  kContent,        // the same
  kCode,           // the same; unknown tags inside are text
  kBlock,          // the same, and a paragraph ends
  kLine,           // a line ends
  kApart,          // a space stands before what is inside
  kLeftOut,        // goes with its content, which is no wikitext
  kLeftOutOfWiki,  // goes with its content, which is wikitext: its links are counted
  kFormula,        // as the reader of formulas is asked: MathText
  kProtected       // its content stays as it is written
};

// `name` is in lower case.
ElementFate FindElement(std::string_view name);

struct MarkupTag {
  std::string_view name;  // as it is written; empty in "</>", which closes a <tvar|...>
  std::size_t bytes;      // of the text, < and > included
  bool closes;            // </name>
  bool empty;             // <name/>
  ElementFate fate;       // of the element of that name
};

// The tag at text[at], which is '<'; nothing where that is text: "a < b", "<3", "x<y and z>w", "<name@host>". What has
// a known name is a tag whatever stands up to its ">"; else there may be attributes with values alone.
std::optional<MarkupTag> TagAt(std::string_view text, std::size_t at);

struct TagMark {
  std::size_t bytes = 0;  // 0: there is no tag
  ElementFate fate = ElementFate::kUnknown;
  bool closes = false;
  bool is_table = false;
};

// The tag at text[at]; what it becomes is appended to `out`.
TagMark TagMarkAt(std::string_view text, std::size_t at, std::string& out);

}  // namespace linkbert
