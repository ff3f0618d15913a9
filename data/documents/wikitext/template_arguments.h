// TemplateArguments: where the output of a template's arguments begins while it is read, and what of it stays.
//
// Flow: "|" and "=" of a template -> [TemplateArguments] -> the text of one argument, or two, in place of the template.
// Offsets are bytes of the converter's output. Threads: one owner.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "data/documents/document.h"
#include "data/documents/wikitext/template_texts.h"

namespace linkbert {

class TemplateArguments {
 public:
  // At a "|": the next argument's output begins at `out`.
  void Begin(std::size_t out);

  // At a "=": if what `out` has of the last argument is a name, takes it away and returns true. "2=text" is the second
  // one, "text=..." the first, any other has no number.
  bool TakeName(std::string& out);

  // Puts the arguments that `text` names in place of the output from `begin` on. Links from `first` on go, but for the
  // first argument's, which move with it. Returns how many went.
  std::size_t Keep(const TemplateText& text, std::size_t begin, std::size_t first, std::string& out,
                   std::vector<DocumentLink>& links) const;

 private:
  static constexpr std::size_t kMost = 8;  // arguments that can become text
  struct Argument {
    std::size_t out;
    int number;  // from 1; 0 for another name
  };
  struct Range {
    std::size_t begin, end;
  };
  Range Find(int number, std::size_t end) const;

  std::size_t count_ = 0;
  std::array<Argument, kMost> argument_ = {};
  int numbered_ = 0;
};

}  // namespace linkbert
