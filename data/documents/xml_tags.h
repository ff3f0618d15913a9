// FindTag: which of the elements that a parser tells apart has a name. Pure; any thread.
#pragma once
#include <cstddef>
#include <string_view>
#include <utility>

namespace linkbert {

// The tag of that name in the table; Tag{} for any other name.
template <typename Tag, std::size_t kSize>
constexpr Tag FindTag(const std::pair<std::string_view, Tag> (&table)[kSize], std::string_view name) {
  for (const auto& [known, tag] : table) {
    if (known == name) return tag;
  }
  return {};
}

}  // namespace linkbert
