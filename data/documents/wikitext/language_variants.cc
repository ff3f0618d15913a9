#include "data/documents/wikitext/language_variants.h"

#include <cstdint>
#include <vector>

#include "data/documents/byte_scan.h"
#include "data/documents/wikitext/brace_matching.h"
#include "data/documents/wikitext/variant_rule.h"

namespace linkbert {
namespace {

constexpr std::size_t kDeepest = 10;  // as in MediaWiki; each level moves its text once

std::uint64_t LinksIn(std::string_view text) {
  std::uint64_t links = 0;
  for (std::size_t at = text.find("[["); at != std::string_view::npos; at = text.find("[[", at + 2)) ++links;
  return links;
}

class Taker {
 public:
  Taker(std::string_view text, const VariantChoice& choice, NamedCounts& elements, NamedCounts& links)
      : text_(text), choice_(choice), elements_(elements), links_(links), braces_(MatchBraces(text)) {}

  std::string Run() {
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
    return std::move(out_);
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
    if (opened_.size() < kDeepest) opened_.push_back({out_.size() - 1, templates_});
    Copy(1);
  }

  void Close() {
    const std::size_t begin = opened_.back().out;
    opened_.pop_back();
    const std::string_view inner = std::string_view(out_).substr(begin + 2);
    const ShownRule shown = ShownOfRule(inner, choice_);
    const std::uint64_t gone = LinksIn(inner) - LinksIn(shown.text);
    if (gone > 0) Count(links_, "in another variant", gone);
    if (shown.left_out != nullptr) Count(elements_, shown.left_out);
    const std::string text(shown.text);
    out_.resize(begin);
    out_ += text;
    at_ += 2;
    behind_rule_ = at_;
  }

  const std::string_view text_;
  const VariantChoice& choice_;
  NamedCounts& elements_;
  NamedCounts& links_;
  const std::vector<Brace> braces_;
  std::size_t brace_ = 0;  // the next of braces_
  std::size_t at_ = 0;
  std::size_t behind_rule_ = 0;  // the last one closed; its "-" opens nothing
  std::size_t templates_ = 0;    // around at_
  std::vector<Opened> opened_;
  std::string out_;
};

}  // namespace

std::string TakeVariants(std::string_view text, const VariantChoice& choice, NamedCounts& elements,
                         NamedCounts& links) {
  if (text.find("-{") == std::string_view::npos) return std::string(text);
  return Taker(text, choice, elements, links).Run();
}

}  // namespace linkbert
