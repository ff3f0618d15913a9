#include "base/terminal_line.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>

namespace linkbert {

constexpr char kEraseToTheEnd[] = "\033[K";

TerminalLine::TerminalLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

void TerminalLine::Show(const std::string& text) {
  if (!terminal_) return;
  fmt::print(stderr, "\r{}{}", text, kEraseToTheEnd);
  std::fflush(stderr);
  shown_ = true;
}

void TerminalLine::Clear() {
  if (!shown_) return;
  fmt::print(stderr, "\r{}", kEraseToTheEnd);
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace linkbert
