// Rules by which the rest of a page's text is converted to one variant of its language: -{H|zh-cn:鼠标; zh-tw:滑鼠}-.
//
// Flow: TakeVariants: rules, and marks in the text where they begin to hold -> the converter -> [ApplyPageRules] ->
// LayOutText. At each place the longest word that a rule has is replaced, what replaces it is not looked at again; no
// word goes over the begin or the end of a link. The targets of links stay. Pure; any thread.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/documents/document.h"

namespace linkbert {

// What one -{A|...}-, -{H|...}- or -{-|...}- adds or takes away.
struct PageRule {
  bool removes = false;
  std::vector<std::pair<std::string, std::string>> words;  // what stands there, what it becomes; a later one counts
};

// Marks in wikitext and in what is made of it; no XML file can hold them. kRuleMark stands on both sides of a number:
// so many rules hold from there on. Between the other two nothing is converted.
inline constexpr char kRuleMark = '\x0E', kKeepBegin = '\x0F', kKeepEnd = '\x10';

// The last mark of a rule in `text`; empty where there is none.
std::string_view LastRuleMark(std::string_view text);

// Takes the marks out and applies the rules. `links` move along. Linear: a word has at most kLongestWord bytes.
inline constexpr std::size_t kLongestWord = 255;
void ApplyPageRules(const std::vector<PageRule>& rules, std::string& text, std::vector<DocumentLink>& links);

}  // namespace linkbert
