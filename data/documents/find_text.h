// FindText: as string_view::find, by memmem, which is several times as fast in text full of the first character, "<".
#pragma once
#include <cstring>
#include <string_view>

namespace linkbert {

inline std::size_t FindText(std::string_view text, std::string_view wanted, std::size_t from = 0) {
  // In pieces that grow: sanitizers look at all that memmem is given, however near the find is.
  for (std::size_t piece = 4096; from < text.size(); from += piece, piece *= 2) {
    const std::string_view part = text.substr(from, piece + wanted.size() - 1);
    const void* found = ::memmem(part.data(), part.size(), wanted.data(), wanted.size());
    if (found != nullptr) return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
  }
  return std::string_view::npos;
}

}  // namespace linkbert
