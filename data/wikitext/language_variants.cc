#include "data/wikitext/language_variants.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "data/documents/byte_scan.h"
#include "data/documents/html_entities.h"
#include "data/tokens/utf8.h"
#include "data/wikitext/brace_matching.h"
#include "data/wikitext/variant_rule.h"

namespace linkbert {
namespace {

constexpr std::size_t kDeepestRule = 10;  // as in MediaWiki; each level moves its text once

std::uint64_t OpenedLinks(std::string_view text) {
  std::uint64_t links = 0;
  for (std::size_t at = text.find("[["); at != std::string_view::npos; at = text.find("[[", at + 2)) ++links;
  return links;
}

// Of a rule's word: as text has it; empty for one that no text has, or that is too long.
std::string Plain(std::string_view word) {
  if (word.size() > kLongestWord || word.find_first_of("[]{}<>\n") != std::string_view::npos) return "";
  if (word.find("''") != std::string_view::npos) return "";
  const std::string plain = DecodeReferences(word);
  const bool marks = std::ranges::any_of(plain, [](char c) { return static_cast<unsigned char>(c) < ' '; });
  return marks ? "" : plain;
}

std::uint64_t LettersOf(std::u32string_view letters, std::string_view text) {
  std::uint64_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCharacter character = DecodeUtf8(text, at);
    if (letters.find(character.code_point) != std::u32string_view::npos) ++count;
    at += character.bytes;
  }
  return count;
}

// MediaWiki leaves the text of a page as it is that is in the chosen script already: by these letters in Serbian, by
// any of the other script in Balinese.
bool IsInChosenScript(std::string_view text, const VariantChoice& choice) {
  const std::string_view chosen = choice.chosen->code;
  if (chosen == "sr-ec" || chosen == "sr-el") {
    const std::uint64_t cyrillic = LettersOf(U"шђчћжШЂЧЋЖ", text), latin = LettersOf(U"šđčćžŠĐČĆŽ", text);
    return chosen == "sr-ec" ? cyrillic > latin : latin > cyrillic;
  }
  if (choice.language->main != "ban") return false;
  bool balinese = false;
  for (std::size_t at = text.find('\xE1'); at != std::string_view::npos; at = text.find('\xE1', at + 1)) {
    const char32_t code = DecodeUtf8(text, at).code_point;
    balinese = balinese || (code >= 0x1B00 && code <= 0x1B7F);
  }
  return (chosen == "ban-bali") == balinese;
}

class Taker {
 public:
  Taker(std::string_view text, const VariantChoice& choice, NamedCounts& elements, NamedCounts& links)
      : text_(text), choice_(choice), elements_(elements), links_(links), braces_(MatchBraces(text)) {}

  TakenVariants Run() {
    out_.reserve(text_.size());
    while (at_ < text_.size()) {
      const std::size_t next = FindAnyOf<'{', '}'>(text_, at_);
      Copy(next - at_);
      if (at_ == text_.size()) break;
      if (brace_ < braces_.size() && braces_[brace_].at == at_) {
        TakeBrace(braces_[brace_++]);
      } else if (text_[at_] == '{' && at_ > behind_rule_ && text_[at_ - 1] == '-') {
        Open();
      } else if (text_[at_] == '}' && text_.substr(at_ + 1).starts_with('-') && IsOpen()) {
        Close();
      } else {
        Copy(1);
      }
    }
    if (!rules_.empty() && IsInChosenScript(text_, choice_)) rules_.clear();
    return {rules_.empty() ? std::move(out_) : WithMarks(), std::move(rules_)};
  }

 private:
  struct Opened {
    std::size_t out;        // of its "-{"
    std::size_t templates;  // around it
  };

  void Copy(std::size_t bytes) {
    out_.append(text_.substr(at_, bytes));
    at_ += bytes;
  }

  // What is opened in a template is closed in it or not at all.
  void TakeBrace(const Brace& brace) {
    if (brace.open && templates_ == 0) outer_template_ = out_.size();
    Copy(brace.braces);
    if (brace.open) {
      ++templates_;
      return;
    }
    --templates_;
    while (!opened_.empty() && opened_.back().templates > templates_) opened_.pop_back();
  }

  bool IsOpen() const { return !opened_.empty() && opened_.back().templates == templates_; }

  void Open() {
    if (opened_.size() < kDeepestRule) opened_.push_back({out_.size() - 1, templates_});
    Copy(1);
  }

  void Close() {
    const std::size_t begin = opened_.back().out;
    opened_.pop_back();
    const std::string_view inner = std::string_view(out_).substr(begin + 2);
    VariantRule rule = ReadVariantRule(inner, choice_);
    const std::uint64_t links = OpenedLinks(inner), kept = OpenedLinks(rule.shown);
    if (links > kept) Count(links_, "in another variant", links - kept);
    if (rule.left_out != nullptr) Count(elements_, rule.left_out);
    out_.resize(begin);
    const std::size_t place = MarkPlace();
    AddRule(rule.page, place);
    const bool keeps = !rules_.empty() && !rule.is_text && place == begin && !rule.shown.empty();
    if (keeps) marks_.emplace_back(begin, std::string(1, kKeepBegin));
    out_ += rule.shown;
    if (keeps) marks_.emplace_back(out_.size(), std::string(1, kKeepEnd));
    at_ += 2;
    behind_rule_ = at_;
  }

  // Where a mark that belongs here does not get into a template's argument, a link's target or another rule.
  std::size_t MarkPlace() const {
    std::size_t place = out_.size();
    if (templates_ > 0) place = std::min(place, outer_template_);
    if (!opened_.empty()) place = std::min(place, opened_.front().out);
    const std::size_t begin = place > kLongestRawTarget ? place - kLongestRawTarget : 0;
    const std::string_view before = std::string_view(out_).substr(begin, place - begin);
    const std::size_t link = before.rfind("[[");
    const bool target = link != std::string_view::npos && before.find_first_of("]|\n", link) == std::string_view::npos;
    return target ? begin + link : place;
  }

  void AddRule(const PageRule& rule, std::size_t place) {
    PageRule plain{.removes = rule.removes, .words = {}};
    for (const auto& [from, to] : rule.words) {
      std::string word = Plain(from), becomes = Plain(to);
      if (word.empty() || (becomes.empty() && !to.empty())) {
        Count(elements_, "-{A|}- with markup");
      } else {
        plain.words.emplace_back(std::move(word), std::move(becomes));
      }
    }
    if (plain.words.empty()) return;
    rules_.push_back(std::move(plain));
    marks_.emplace_back(place, kRuleMark + std::to_string(rules_.size()) + kRuleMark);
  }

  std::string WithMarks() const {
    std::string text;
    text.reserve(out_.size() + 8 * marks_.size());
    std::size_t at = 0;
    for (const auto& [place, mark] : marks_) {
      text.append(out_, at, place - std::min(at, place)).append(mark);
      at = std::max(at, place);
    }
    return text.append(out_, at);
  }

  const std::string_view text_;
  const VariantChoice& choice_;
  NamedCounts& elements_;
  NamedCounts& links_;
  const std::vector<Brace> braces_;
  std::size_t brace_ = 0;  // the next of braces_
  std::size_t at_ = 0;
  std::size_t behind_rule_ = 0;     // the last one closed; its "-" opens nothing
  std::size_t templates_ = 0;       // around at_
  std::size_t outer_template_ = 0;  // in out_, the outermost one around at_
  std::vector<Opened> opened_;
  std::string out_;
  std::vector<PageRule> rules_;
  std::vector<std::pair<std::size_t, std::string>> marks_;  // by place in out_
};

}  // namespace

TakenVariants TakeVariants(std::string_view text, const VariantChoice& choice, NamedCounts& elements,
                           NamedCounts& links) {
  if (text.find("-{") == std::string_view::npos) return {std::string(text), {}};
  return Taker(text, choice, elements, links).Run();
}

}  // namespace linkbert
