// What WikitextConverter has open.
#pragma once
#include <cstddef>
#include <string_view>

namespace linkbert {

struct TemplateRule;

enum class FrameKind { kTemplate, kParameter, kTable, kTableElement, kLink, kExternal };

// Something that was opened: where it and what it made begin.
struct Frame {
  FrameKind kind;
  std::size_t source;  // behind what opens it
  std::size_t out;
  std::size_t links;
  std::size_t barrier;  // frames up to the last template or table, this one included; 0: none
  std::size_t first_pipe = std::string_view::npos;  // in the source; of a link it ends the target
  std::size_t arguments = 0;                        // of a template: its first one on the stack of arguments
  std::size_t prefix = 0;                           // of a link: bytes of the output before it that are its own
  const TemplateRule* function = nullptr;           // of a parser function, whose name ends at a colon
};

// A <table> that is open.
struct TableElement {
  std::size_t depth;  // frames around it
  std::size_t close;  // where its </table> is
};

}  // namespace linkbert
