// TerminalLine: a line on standard error that is written over in place, such as a progress bar, where that is a
// terminal.
//
// One owner, one thread. What else is to be printed comes after Clear.
#pragma once
#include <string>

namespace linkbert {

class TerminalLine {
 public:
  TerminalLine();
  ~TerminalLine() { Clear(); }
  TerminalLine(const TerminalLine&) = delete;
  TerminalLine& operator=(const TerminalLine&) = delete;

  bool IsTerminal() const { return terminal_; }
  // In place of what it showed before; nothing where there is no terminal.
  void Show(const std::string& text);
  void Clear();

 private:
  bool terminal_;
  bool shown_ = false;
};

}  // namespace linkbert
