#include "data/wikitext/variant_rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "data/documents/trimmed.h"
#include "data/wikitext/sites/title_text.h"

namespace linkbert {
namespace {

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

// The flags before the "|" in the order that decides which of them shows what: a later one counts.
class Flags {
 public:
  Flags(std::string_view list, const VariantChoice& choice) {
    for (std::size_t at = 0; at <= list.size();) {
      const std::size_t end = std::min(list.find(';', at), list.size());
      Take(Trimmed(list.substr(at, end - at), kPhpSpace), choice);
      at = end + 1;
    }
    Settle();
  }
  bool Has(char flag) const { return letters_.find(flag) != std::string::npos; }
  const std::string& letters() const { return letters_; }
  bool of_chosen() const { return of_chosen_; }  // the text is that of the chosen variant alone
  void ShowAll() { letters_ = "R"; }

 private:
  void Take(std::string_view flag, const VariantChoice& choice) {
    // Serbian wikis write two flags in words; both show the text.
    const bool serbian =
        choice.language->main == "sr" && (flag == "S" || flag == "W" || flag == "писмо" || flag == "pismo" ||
                                          flag == "реч" || flag == "reč" || flag == "ријеч" || flag == "riječ");
    if (serbian) flag = "S";
    const bool letter =
        flag.size() == 1 && (serbian || std::string_view("ATRD-HN").find(flag) != std::string_view::npos);
    if (letter) Add(flag[0]);
    const auto& variants = choice.language->variants;
    variants_ = variants_ || std::ranges::find(variants, flag, &LanguageVariant::code) != variants.end();
    of_chosen_ = of_chosen_ || flag == choice.chosen->code;
  }

  void Add(char flag) {
    if (!Has(flag)) letters_.push_back(flag);
  }

  // What the flags stand for: S shows the chosen variant's text, + adds rules for the rest of the page.
  void Settle() {
    if (letters_.empty() && !variants_) {
      letters_ = "S";
    } else if (Has('R') || Has('N') || Has('-')) {
      variants_ = of_chosen_ = false;
      letters_ = Has('R') ? "R" : Has('N') ? "N" : "-";
    } else if (letters_ == "T" && !variants_) {
      letters_ = "TH";
    } else if (Has('H')) {
      variants_ = of_chosen_ = false;
      letters_ = std::string("+H") + (Has('T') ? "T" : "") + (Has('D') ? "D" : "");
    } else {
      if (Has('A')) Add('+'), Add('S');
      if (Has('D')) std::erase(letters_, 'S');
      if (variants_) ShowAll();
    }
  }

  std::string letters_;
  bool variants_ = false;  // "zh-hans;zh-hant": the text is for these
  bool of_chosen_ = false;
};

// A variant's code at the beginning of the text, with ":" behind it.
bool BeginsWithCode(std::string_view text, const LanguageVariants& variants) {
  constexpr std::string_view kCode = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";
  const std::size_t end = std::min(text.find_first_not_of(kCode), text.size());
  return variants.Find(text.substr(0, end)) != nullptr && Trimmed(text.substr(end), kPhpSpace).starts_with(':');
}

// Whether a ";" with that behind it ends a variant's text: another one follows, or nothing.
bool EndsChoice(std::string_view behind, const LanguageVariants& variants) {
  const std::size_t begin = behind.find_first_not_of(kPhpSpace);
  if (begin == std::string_view::npos) return true;
  behind.remove_prefix(begin);
  if (BeginsWithCode(behind, variants)) return true;
  const std::string_view choice = behind.substr(0, behind.find(';'));  // "from=>zh-cn:to"
  const std::size_t arrow = choice.find("=>");
  if (arrow == std::string_view::npos) return false;
  const std::size_t code = choice.find_first_not_of(kPhpSpace, arrow + 2);
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

struct OneWay {
  const LanguageVariant* variant;
  std::string_view from, to;
};

struct Rules {
  std::vector<VariantText> both_ways;  // a later text of a variant replaces an earlier one
  std::vector<OneWay> one_way;
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
    const std::string_view to = Trimmed(choice.substr(colon + 1), kPhpSpace);
    std::string_view code = Trimmed(choice.substr(0, colon), kPhpSpace);
    const std::size_t arrow = code.find("=>");
    const std::string_view from = Trimmed(code.substr(0, arrow == std::string_view::npos ? 0 : arrow), kPhpSpace);
    if (arrow != std::string_view::npos) code = Trimmed(code.substr(arrow + 2), kPhpSpace);
    const LanguageVariant* variant = variants.Find(code);
    if (variant == nullptr) return {};
    if (arrow == std::string_view::npos && !to.empty()) Set(rules.both_ways, {variant, to});
    if (!from.empty()) rules.one_way.push_back({variant, from, to});
  }
  return rules;
}

// The text of the variant, else of its fallbacks; null.
const VariantText* TextFor(const LanguageVariant& variant, const Rules& rules) {
  const auto text_of = [&](std::string_view code) -> const VariantText* {
    const auto found =
        std::ranges::find_if(rules.both_ways, [&](const auto& each) { return each.variant->code == code; });
    return found == rules.both_ways.end() ? nullptr : &*found;
  };
  const VariantText* found = text_of(variant.code);
  for (const std::string_view code : CodesOf(variant.fallbacks)) {
    if (found == nullptr) found = text_of(code);
  }
  return found;
}

std::string_view Chosen(const Rules& rules, const VariantChoice& choice) {
  if (const VariantText* found = TextFor(*choice.chosen, rules)) return found->text;
  const auto one_way = std::ranges::find(rules.one_way, choice.chosen, &OneWay::variant);  // its first
  if (one_way != rules.one_way.end()) return one_way->to;
  return rules.both_ways.empty() ? rules.one_way[0].to : rules.both_ways[0].text;
}

// "大陆：a；臺灣：b；"
std::string Described(const Rules& rules, const LanguageVariants& language) {
  std::string text;
  const auto add = [&](const LanguageVariant& variant, std::string_view to) {
    text.append(variant.name).append(language.name_mark).append(to).append(language.rule_mark);
  };
  for (const VariantText& each : rules.both_ways) add(*each.variant, each.text);
  for (const OneWay& each : rules.one_way) {
    text.append(each.from).append("⇒");
    add(*each.variant, each.to);
  }
  return text;
}

// What the rules replace in the chosen variant.
PageRule PageRuleOf(const Rules& rules, const VariantChoice& choice) {
  PageRule page;
  const VariantText* own = TextFor(*choice.chosen, rules);
  if (choice.chosen->rules == PageRules::kBothWays && own != nullptr) {
    std::vector<const VariantText*> taken;  // one may stand in for several variants
    for (const LanguageVariant& other : choice.language->variants) {
      const VariantText* text = &other == choice.chosen ? nullptr : TextFor(other, rules);
      if (text == nullptr || std::ranges::find(taken, text) != taken.end()) continue;
      taken.push_back(text);
      page.words.emplace_back(text->text, own->text);
    }
  }
  for (const OneWay& each : rules.one_way) {
    const bool counts = choice.chosen->rules != PageRules::kNone && each.variant == choice.chosen;
    if (counts) page.words.emplace_back(each.from, each.to);
  }
  return page;
}

std::string_view VariantName(std::string_view code, const LanguageVariants& language) {
  const auto found = std::ranges::find(language.variants, code, &LanguageVariant::code);
  return found == language.variants.end() ? std::string_view{} : found->name;
}

}  // namespace

VariantRule ReadVariantRule(std::string_view inner, const VariantChoice& choice) {
  const std::size_t bar = FlagsEnd(inner);
  Flags flags(bar == std::string_view::npos ? std::string_view{} : inner.substr(0, bar), choice);
  const std::string_view text = bar == std::string_view::npos ? inner : inner.substr(bar + 1);
  VariantRule rule;
  rule.is_text = flags.of_chosen();
  Rules rules;
  if (!flags.Has('R') && !flags.Has('N')) rules = Parse(text, *choice.language);
  const bool acts = flags.Has('+') || flags.Has('-');
  if (rules.empty() && acts && !text.empty()) {
    for (const LanguageVariant& each : choice.language->variants) rules.both_ways.push_back({&each, text});
  } else if (rules.empty() && !acts && !flags.Has('N') && !flags.Has('T')) {
    flags.ShowAll();
  }
  for (const char flag : flags.letters()) {
    if (flag == 'A') continue;
    const std::string_view shown = flag == 'R'   ? text
                                   : flag == 'N' ? VariantName(Trimmed(text, kPhpSpace), *choice.language)
                                   : flag == 'S' ? (rules.empty() ? text : Chosen(rules, choice))
                                                 : std::string_view{};
    rule.shown = flag == 'D' ? Described(rules, *choice.language) : std::string(shown);
  }
  if (flags.Has('N') && rule.shown.empty()) rule.left_out = "-{N|}-";
  if (acts) rule.page = PageRuleOf(rules, choice);
  rule.page.removes = flags.Has('-');
  return rule;
}

}  // namespace linkbert
