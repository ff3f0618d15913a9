#include "data/documents/wikitext/variant_rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace linkbert {
namespace {

constexpr std::string_view kSpace = " \t\n\r\v";

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// The first "|" that is not in a link or a template.
std::size_t FlagsEnd(std::string_view inner) {
  int deep = 0;
  for (std::size_t at = 0; at < inner.size(); ++at) {
    const std::string_view rest = inner.substr(at);
    if (rest.starts_with("[[") || rest.starts_with("{{")) ++deep, ++at;
    if (rest.starts_with("]]") || rest.starts_with("}}")) --deep, ++at;
    if (rest[0] == '|' && deep <= 0) return at;
  }
  return std::string_view::npos;
}

class Flags {
 public:
  Flags(std::string_view list, const VariantChoice& choice) {
    for (std::size_t at = 0; at <= list.size();) {
      const std::size_t end = std::min(list.find(';', at), list.size());
      Take(Trimmed(list.substr(at, end - at)), choice);
      at = end + 1;
    }
  }
  bool Has(char flag) const { return letters_.find(flag) != std::string::npos; }
  bool variants() const { return variants_; }
  bool none() const { return letters_.empty() && !variants_; }
  bool alone(char flag) const { return letters_.size() == 1 && letters_[0] == flag && !variants_; }

 private:
  void Take(std::string_view flag, const VariantChoice& choice) {
    // Serbian wikis write two flags in words; both show the text.
    const bool serbian =
        choice.language->main == "sr" && (flag == "S" || flag == "W" || flag == "писмо" || flag == "pismo" ||
                                          flag == "реч" || flag == "reč" || flag == "ријеч" || flag == "riječ");
    if (serbian) flag = "S";
    const bool letter =
        flag.size() == 1 && (serbian || std::string_view("ATRD-HN").find(flag) != std::string_view::npos);
    if (letter && !Has(flag[0])) letters_ += flag;
    const auto& variants = choice.language->variants;
    variants_ = variants_ || std::ranges::find(variants, flag, &LanguageVariant::code) != variants.end();
  }
  std::string letters_;
  bool variants_ = false;  // "zh-hans;zh-hant": the text is for these
};

// A variant's code at the beginning of the text, with ":" behind it.
bool BeginsWithCode(std::string_view text, const LanguageVariants& variants) {
  constexpr std::string_view kCode = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";
  const std::size_t end = std::min(text.find_first_not_of(kCode), text.size());
  return variants.Find(text.substr(0, end)) != nullptr && Trimmed(text.substr(end)).starts_with(':');
}

// Whether a ";" with that behind it ends a variant's text: another one follows, or nothing.
bool EndsChoice(std::string_view behind, const LanguageVariants& variants) {
  const std::size_t begin = behind.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return true;
  behind.remove_prefix(begin);
  if (BeginsWithCode(behind, variants)) return true;
  const std::string_view choice = behind.substr(0, behind.find(';'));  // "from=>zh-cn:to"
  const std::size_t arrow = choice.find("=>");
  if (arrow == std::string_view::npos) return false;
  const std::size_t code = choice.find_first_not_of(kSpace, arrow + 2);
  return code != std::string_view::npos && BeginsWithCode(choice.substr(code), variants);
}

// Whether the ";" at `at` ends a character reference.
bool EndsReference(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && (static_cast<unsigned char>((text[begin - 1] | 32) - 'a') < 26 || text[begin - 1] == '#' ||
                       static_cast<unsigned char>(text[begin - 1] - '0') < 10)) {
    --begin;
  }
  return begin < at && begin > 0 && text[begin - 1] == '&';
}

std::vector<std::string_view> Choices(std::string_view rules, const LanguageVariants& variants) {
  std::vector<std::string_view> choices;
  std::size_t begin = 0;
  for (std::size_t at = rules.find(';'); at != std::string_view::npos; at = rules.find(';', at + 1)) {
    if (EndsReference(rules, at) || !EndsChoice(rules.substr(at + 1), variants)) continue;
    choices.push_back(rules.substr(begin, at - begin));
    begin = at + 1;
  }
  choices.push_back(rules.substr(begin));
  return choices;
}

struct VariantText {
  const LanguageVariant* variant;
  std::string_view text;
};

struct Rules {
  std::vector<VariantText> both_ways, one_way;  // a later text of a variant replaces an earlier one
  bool empty() const { return both_ways.empty() && one_way.empty(); }
};

void Set(std::vector<VariantText>& texts, const VariantText& text) {
  const auto found = std::ranges::find(texts, text.variant, &VariantText::variant);
  if (found == texts.end()) return texts.push_back(text);
  found->text = text.text;
}

// Empty where a part is for something that is no variant: then all is text.
Rules Parse(std::string_view text, const LanguageVariants& variants) {
  Rules rules;
  for (const std::string_view choice : Choices(text, variants)) {
    const std::size_t colon = choice.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view to = Trimmed(choice.substr(colon + 1));
    std::string_view code = Trimmed(choice.substr(0, colon));
    const std::size_t arrow = code.find("=>");
    const std::string_view from = Trimmed(code.substr(0, arrow == std::string_view::npos ? 0 : arrow));
    if (arrow != std::string_view::npos) code = Trimmed(code.substr(arrow + 2));
    const LanguageVariant* variant = variants.Find(code);
    if (variant == nullptr) return {};
    if (arrow == std::string_view::npos && !to.empty()) Set(rules.both_ways, {variant, to});
    const bool first = std::ranges::find(rules.one_way, variant, &VariantText::variant) == rules.one_way.end();
    if (!from.empty() && first) rules.one_way.push_back({variant, to});  // the first of a variant is shown
  }
  return rules;
}

std::string_view Chosen(const Rules& rules, const VariantChoice& choice) {
  const auto text_of = [](const std::vector<VariantText>& texts, std::string_view code) -> const VariantText* {
    for (const VariantText& each : texts) {
      if (each.variant->code == code) return &each;
    }
    return nullptr;
  };
  const VariantText* found = text_of(rules.both_ways, choice.chosen->code);
  for (const std::string_view code : CodesOf(choice.chosen->fallbacks)) {
    if (found == nullptr) found = text_of(rules.both_ways, code);
  }
  if (found == nullptr) found = text_of(rules.one_way, choice.chosen->code);
  if (found == nullptr) found = rules.both_ways.empty() ? rules.one_way.data() : rules.both_ways.data();
  return found->text;
}

}  // namespace

ShownRule ShownOfRule(std::string_view inner, const VariantChoice& choice) {
  const std::size_t bar = FlagsEnd(inner);
  const Flags flags(bar == std::string_view::npos ? std::string_view{} : inner.substr(0, bar), choice);
  const std::string_view text = bar == std::string_view::npos ? inner : inner.substr(bar + 1);
  if (flags.Has('R')) return {text};
  if (flags.Has('N')) return {{}, "-{N|}-"};
  if (flags.Has('-') || flags.alone('T')) return {};
  if (flags.Has('H')) return {{}, flags.Has('D') ? "-{D|}-" : nullptr};
  if (flags.variants()) return {text};
  const bool described = flags.Has('D');
  if (described) return {{}, flags.Has('A') ? nullptr : "-{D|}-"};
  if (!flags.none() && !flags.Has('A') && !flags.Has('S')) return {};
  const Rules rules = Parse(text, *choice.language);
  return {rules.empty() ? text : Chosen(rules, choice)};
}

}  // namespace linkbert
