// NormalizerOptions: how a BERT tokenizer changes text before it cuts it into words, under the effect they have.
//
// Flow: a model's folder, a corpus' manifest or a verb's options -> [NormalizerOptions] -> WordSplitter. Plain data;
// two tokenizers of equal vocabularies and equal options give equal ids. Every combination is possible and is what
// Hugging Face's BertNormalizer does: cleaning, setting apart, stripping, lower case, in this order.
#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace linkbert {

struct NormalizerOptions {
  bool lower_case = true;          // "do_lower_case"
  bool strip_accents = true;       // Hugging Face's null follows lower_case; here it is settled
  bool chinese_characters = true;  // "tokenize_chinese_chars": every ideograph is a word of its own
  bool clean_text = true;          // drop control characters; only a tokenizer.json can say no

  bool operator==(const NormalizerOptions&) const = default;
};

// What BERT's uncased or cased models use.
constexpr NormalizerOptions BertNormalizer(bool lower_case) {
  return {.lower_case = lower_case, .strip_accents = lower_case, .chinese_characters = true, .clean_text = true};
}

// The others' departures from BertNormalizer(lower_case), under the keys that Hugging Face uses: {"strip_accents",
// false}. Files name only these, so that what BERT's own models use reads and writes as before there were others.
std::vector<std::pair<const char*, bool>> UnusualOptions(const NormalizerOptions& options);

// "do_lower_case true, strip_accents false"
std::string ToText(const NormalizerOptions& options);

// All sixteen, for tables that are made once.
constexpr std::size_t NumberOf(const NormalizerOptions& options) {
  return std::size_t{options.lower_case} | std::size_t{options.strip_accents} << 1 |
         std::size_t{options.chinese_characters} << 2 | std::size_t{options.clean_text} << 3;
}
constexpr std::size_t kNormalizers = 16;

}  // namespace linkbert
