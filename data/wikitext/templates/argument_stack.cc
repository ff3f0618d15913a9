#include "data/wikitext/templates/argument_stack.h"

#include <charconv>

#include "data/documents/trimmed.h"

namespace linkbert {

std::size_t ArgumentNumber(std::string_view name) {
  std::size_t number = 0;
  if (name.empty() || name[0] == '0' || name.size() > 6) return 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? number : 0;
}

void TemplateArgument::Name(std::string_view raw) {
  named = true;
  name = Trimmed(raw, kArgumentSpace);
}

// Simple enough to be done many bytes at a time.
std::uint64_t CountWords(std::string_view text) {
  std::uint64_t words = 0;
  unsigned char before = ' ';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    words += static_cast<std::uint64_t>(byte > ' ' && before <= ' ');
    before = byte;
  }
  return words;
}

std::uint64_t WordsOf(std::span<const TemplateArgument> arguments, std::string_view out) {
  std::uint64_t words = 0;
  for (const TemplateArgument& argument : arguments) {
    words += CountWords(out.substr(argument.begin, argument.end - argument.begin));
  }
  return words;
}

TemplateArgument* ArgumentStack::Unnamed(std::size_t first) {
  if (arguments_.size() <= first || arguments_.back().named) return nullptr;
  return &arguments_.back();
}

std::span<const TemplateArgument> ArgumentStack::Finish(std::size_t first, std::size_t out) {
  std::size_t counted = 0;
  for (std::size_t i = first; i < arguments_.size(); ++i) {
    TemplateArgument& argument = arguments_[i];
    argument.end = i + 1 < arguments_.size() ? arguments_[i + 1].begin : out;
    argument.number = argument.named ? ArgumentNumber(argument.name) : ++counted;
  }
  return std::span<const TemplateArgument>(arguments_).subspan(first);
}

}  // namespace linkbert
