// How a name is pronounced: {{IPAc-en|t|ə|ˈ|r|ɒ|n|t|oʊ}} and {{respell|tə|RON|toh}}.
#include <algorithm>
#include <array>
#include <utility>

#include "data/wikitext/templates/function_list.h"

namespace linkbert::templates {
namespace {

using Word = std::pair<std::string_view, std::string_view>;

// In front of the sounds.
constexpr auto kLabels = std::to_array<Word>({{"lang", "English: "},
                                              {"English", "English: "},
                                              {"pron", "pronounced "},
                                              {"local", "locally "},
                                              {"also", "also "},
                                              {"uk", "UK: "},
                                              {"UK", "UK: "},
                                              {"us", "US: "},
                                              {"US", "US: "},
                                              {"icon", ""}});
// Sounds by what is easy to type.
constexpr auto kSounds = std::to_array<Word>({{"'", "ˈ"},
                                              {",", "ˌ"},
                                              {"_", " "},
                                              {"ee", "iː"},
                                              {"i:", "iː"},
                                              {"u:", "uː"},
                                              {"tS", "tʃ"},
                                              {"dZ", "dʒ"},
                                              {"T", "θ"},
                                              {"D", "ð"},
                                              {"S", "ʃ"},
                                              {"Z", "ʒ"},
                                              {"N", "ŋ"},
                                              {"@", "ə"},
                                              {"A:", "ɑː"},
                                              {"O:", "ɔː"}});

template <std::size_t N>
const Word* FindWord(const std::array<Word, N>& words, std::string_view word) {
  const auto* const found = std::ranges::find(words, word, &Word::first);
  return found == words.end() ? nullptr : &*found;
}

// No capital letters, no digits: a word in another use than as a sound.
bool IsSound(std::string_view text) {
  const auto strange = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '=' || c == '\n'; };
  return text.size() <= 12 && std::ranges::none_of(text, strange);
}

}  // namespace

// {ipa:}
bool Ipa(Evaluation& evaluation, const Operands&) {
  std::string label, sounds;
  for (const TemplateArgument& argument : evaluation.call().arguments) {
    const std::string_view value = evaluation.Value(&argument);
    if (argument.number == 0 && !value.empty() && argument.name != "audio") return false;
    if (argument.number == 0 || value.empty()) continue;
    if (const Word* word = FindWord(kLabels, value); word != nullptr && sounds.empty()) {
      label += word->second;
    } else if (const Word* sound = FindWord(kSounds, value)) {
      sounds += sound->second;
    } else if (IsSound(value)) {
      sounds += value;
    } else {
      return false;
    }
  }
  return !sounds.empty() && evaluation.WriteDerived(label + "/" + sounds + "/");
}

// {respelling:}: syllables joined by hyphens, but where "_" stands for a space.
bool Respelling(Evaluation& evaluation, const Operands&) {
  std::string text;
  bool joined = true;
  for (const TemplateArgument& argument : evaluation.call().arguments) {
    const std::string_view value = evaluation.Value(&argument);
    if (value.empty()) continue;
    if (argument.number == 0) return false;
    const bool space = value == "_" || value == ",_" || value == "," || value == "'";
    if (!space && !joined) text += '-';
    text += value == "_" ? " " : value == ",_" ? ", " : value;
    joined = space;
  }
  return !text.empty() && evaluation.WriteDerived(text);
}

}  // namespace linkbert::templates
