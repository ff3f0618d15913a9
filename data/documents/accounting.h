// What became of everything a source holds: counts that add up, kept in the manifest and printed by prepare.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace linkbert {

// In the order they are printed.
using NamedCounts = std::vector<std::pair<std::string, std::uint64_t>>;
using NamedTexts = std::vector<std::pair<std::string, std::string>>;

// So many places that could not be read are told of each item and of the corpus; all are counted.
inline constexpr std::size_t kMostProblems = 10;

inline void Count(NamedCounts& counts, std::string_view name, std::uint64_t number = 1) {
  for (auto& [known, value] : counts) {
    if (known == name) {
      value += number;
      return;
    }
  }
  counts.emplace_back(name, number);
}

inline void AddAll(NamedCounts& counts, const NamedCounts& more) {
  for (const auto& [name, number] : more) Count(counts, name, number);
}

// What became of a wiki's templates, by name: how many were kept by a rule or had arguments that theirs does not cover;
// and words of arguments: kept, left out by a rule on purpose, lost without a rule or to arguments not covered.
inline constexpr std::array kTemplateFates = {"kept", "not_covered", "words_kept", "words_dropped", "words_lost"};
inline constexpr std::array kTemplateFateTitles = {
    "templates kept by a rule", "templates whose rule does not cover their arguments", "words kept from templates",
    "words that rules leave out with templates", "words lost with templates"};
template <typename Counts>
using TemplateFates = std::array<Counts, kTemplateFates.size()>;

// Every link the source has in the documents kept: found = resolved + by_redirect + ambiguous + dangling + self +
// other.
struct LinkAccounting {
  std::uint64_t found = 0;
  std::uint64_t resolved = 0;     // to the one document of that name
  std::uint64_t ambiguous = 0;    // several documents have the name; the first in source order was taken
  std::uint64_t dangling = 0;     // no document has the name; dropped
  std::uint64_t self = 0;         // to the document itself; dropped
  std::uint64_t by_redirect = 0;  // by a name that the source redirects to the one document
  NamedCounts other = {};         // not to documents of the corpus, by reason; dropped
  LinkAccounting& operator+=(const LinkAccounting& other);
  friend bool operator==(const LinkAccounting&, const LinkAccounting&) = default;
};

// Links to the lexically most similar documents: none of the source's, so LinkAccounting does not know them.
struct LexicalAccounting {
  std::uint64_t added = 0;
  std::uint64_t known = 0;  // the source has the link too, without a place; not repeated
  friend bool operator==(const LexicalAccounting&, const LexicalAccounting&) = default;
};

// The names that links may use, of all documents.
struct NameAccounting {
  std::uint64_t distinct = 0;
  std::uint64_t ambiguous = 0;  // of those, the names of more than one document
  friend bool operator==(const NameAccounting&, const NameAccounting&) = default;
};

}  // namespace linkbert
