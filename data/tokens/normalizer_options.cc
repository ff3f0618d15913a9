#include "data/tokens/normalizer_options.h"

#include <fmt/core.h>

namespace linkbert {

std::vector<std::pair<const char*, bool>> UnusualOptions(const NormalizerOptions& options) {
  const NormalizerOptions usual = BertNormalizer(options.lower_case);
  std::vector<std::pair<const char*, bool>> unusual;
  if (options.strip_accents != usual.strip_accents) unusual.emplace_back("strip_accents", options.strip_accents);
  if (!options.chinese_characters) unusual.emplace_back("tokenize_chinese_chars", false);
  if (!options.clean_text) unusual.emplace_back("clean_text", false);
  return unusual;
}

std::string ToText(const NormalizerOptions& options) {
  std::string text = fmt::format("do_lower_case {}", options.lower_case);
  for (const auto& [key, value] : UnusualOptions(options)) text += fmt::format(", {} {}", key, value);
  return text;
}

}  // namespace linkbert
