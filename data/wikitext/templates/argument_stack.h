// ArgumentStack: where the arguments of the templates that are open begin, in the output and in the source.
//
// Flow: "|" and "=" of a template -> [ArgumentStack] -> TemplateCall. One stack for all open templates: only the
// innermost one's grows, and it goes before the others do. Amortised constant time. Threads: one owner.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace linkbert {

inline constexpr std::string_view kArgumentSpace = " \n\t\r";

struct TemplateArgument {
  std::size_t begin;      // bytes of the converter's output: the value, white space around it included
  std::size_t end;        // exclusive
  std::size_t source;     // where it begins in the source
  bool named;             // a "=" came
  std::string_view name;  // of the source, without white space around it; empty where it is not named
  std::size_t number;     // from 1, as MediaWiki counts: "2=x" is the second one; 0 for another name

  void Name(std::string_view raw);
};

class ArgumentStack {
 public:
  std::size_t size() const { return arguments_.size(); }

  // At a "|": another argument begins.
  void Begin(std::size_t out, std::size_t source) { arguments_.push_back({out, out, source, false, {}, 0}); }

  // At a "=": the last argument, if it belongs to the template whose first one is `first` and has no name yet; else
  // null.
  TemplateArgument* Unnamed(std::size_t first);

  // The arguments from `first` on with their ends and numbers, of which the last ends at `out`. Valid until the stack
  // changes.
  std::span<const TemplateArgument> Finish(std::size_t first, std::size_t out);

  void Pop(std::size_t first) { arguments_.resize(first, TemplateArgument{}); }

 private:
  std::vector<TemplateArgument> arguments_;
};

// Runs of what is no white space; those of all arguments.
std::uint64_t CountWords(std::string_view text);
std::uint64_t WordsOf(std::span<const TemplateArgument> arguments, std::string_view out);

// 12 for "12"; 0 for what is no number as MediaWiki would count an argument, such as "02" or "x".
std::size_t ArgumentNumber(std::string_view name);

}  // namespace linkbert
