#include "data/wikitext/page_rules.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "data/documents/byte_scan.h"
#include "data/wikitext/text_layout.h"

namespace linkbert {
namespace {

// A tree of the words' bytes.
class WordTable {
 public:
  void Take(const PageRule& rule) {
    for (const auto& [from, to] : rule.words) {
      std::optional<std::string>& place = becomes_[NodeOf(from)];
      if (rule.removes) {
        place.reset();
      } else {
        place = to;
      }
    }
  }

  // The longest word that text begins with: how many bytes it has, what it becomes; 0: there is none.
  std::pair<std::size_t, std::string_view> Match(std::string_view text) const {
    std::pair<std::size_t, std::string_view> longest{0, {}};
    std::uint32_t node = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto next = children_.find(Key(node, text[i]));
      if (next == children_.end()) break;
      node = next->second;
      if (becomes_[node]) longest = {i + 1, *becomes_[node]};
    }
    return longest;
  }

 private:
  static std::uint64_t Key(std::uint32_t node, char byte) {
    return std::uint64_t{node} << 8 | static_cast<unsigned char>(byte);
  }

  std::uint32_t NodeOf(std::string_view word) {
    std::uint32_t node = 0;
    for (const char c : word) {
      const auto [place, is_new] = children_.try_emplace(Key(node, c), static_cast<std::uint32_t>(becomes_.size()));
      if (is_new) becomes_.emplace_back();
      node = place->second;
    }
    return node;
  }

  std::unordered_map<std::uint64_t, std::uint32_t> children_;  // of a node by a byte; 0 is the root
  std::vector<std::optional<std::string>> becomes_{1};         // of each node
};

class Applier {
 public:
  Applier(const std::vector<PageRule>& rules, std::string_view text, std::vector<DocumentLink>& links)
      : rules_(rules), text_(text) {
    for (DocumentLink& link : links) bounds_.insert(bounds_.end(), {&link.begin, &link.end});
  }

  std::string Run() {
    out_.reserve(text_.size());
    while (at_ < text_.size()) {
      for (; bound_ < bounds_.size() && *bounds_[bound_] <= at_; ++bound_) *bounds_[bound_] = out_.size();
      if (!Mark()) Word();
    }
    for (; bound_ < bounds_.size(); ++bound_) *bounds_[bound_] = out_.size();
    return std::move(out_);
  }

 private:
  bool Mark() {
    switch (text_[at_]) {
      case kRuleMark:
        return Rules();
      case kKeepBegin: {
        const std::size_t end = FindAnyOf<kKeepBegin, kKeepEnd>(text_, ++at_);
        if (end < text_.size() && text_[end] == kKeepEnd) kept_ = end;
        return true;
      }
      case kKeepEnd:
        ++at_;
        return true;
      case kHeadingMark:
        Copy(std::min<std::size_t>(2, text_.size() - at_));
        return true;
      default:
        return false;
    }
  }

  bool Rules() {
    const std::size_t end = std::min(text_.find(kRuleMark, at_ + 1), text_.size());
    std::size_t count = 0;
    const char* const last = text_.data() + end;
    const auto [behind, error] = std::from_chars(text_.data() + at_ + 1, last, count);
    if (error != std::errc() || behind != last || end == text_.size()) return ++at_, true;
    for (; taken_ < std::min(count, rules_.size()); ++taken_) table_.Take(rules_[taken_]);
    at_ = end + 1;
    return true;
  }

  void Word() {
    if (at_ < kept_ || taken_ == 0) return Copy(1);
    std::size_t end = std::min(text_.size(), at_ + kLongestWord);
    if (bound_ < bounds_.size()) end = std::min<std::size_t>(end, *bounds_[bound_]);
    const auto [bytes, becomes] = table_.Match(text_.substr(at_, end - at_));
    if (bytes == 0) return Copy(1);
    out_ += becomes;
    at_ += bytes;
  }

  void Copy(std::size_t bytes) {
    out_.append(text_.substr(at_, bytes));
    at_ += bytes;
  }

  const std::vector<PageRule>& rules_;
  const std::string_view text_;
  std::vector<std::uint64_t*> bounds_;  // begins and ends of the links, ascending
  std::size_t bound_ = 0;               // the next of them
  std::size_t at_ = 0;
  std::size_t kept_ = 0;   // up to where nothing is converted
  std::size_t taken_ = 0;  // of rules_
  WordTable table_;
  std::string out_;
};

}  // namespace

std::string_view LastRuleMark(std::string_view text) {
  const std::size_t end = text.rfind(kRuleMark);
  if (end == std::string_view::npos || end == 0) return {};
  const std::size_t begin = text.rfind(kRuleMark, end - 1);
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin, end + 1 - begin);
}

void ApplyPageRules(const std::vector<PageRule>& rules, std::string& text, std::vector<DocumentLink>& links) {
  text = Applier(rules, text, links).Run();
}

}  // namespace linkbert
