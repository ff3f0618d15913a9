#include "data/documents/wikitext/template_arguments.h"

#include <algorithm>
#include <utility>

namespace linkbert {
namespace {

constexpr std::size_t kLongestName = 40;

bool IsBetweenNumbers(std::string_view text) {
  constexpr auto kWords = std::to_array<std::string_view>({"-", "and", "by", "or", "to", "x", "\u2013", "\u00D7"});
  return std::ranges::find(kWords, text) != kWords.end();
}

}  // namespace

void TemplateArguments::Begin(std::size_t out) {
  if (count_ < kMost) argument_[count_] = {out, ++numbered_};
  ++count_;
}

bool TemplateArguments::TakeName(std::string& out) {
  if (count_ == 0 || count_ > kMost) return false;
  Argument& last = argument_[count_ - 1];
  if (last.number != numbered_ || last.number == 0) return false;  // it has a name
  if (out.size() - last.out > 2 * kLongestName) return false;      // a "=" in a text costs no more than this
  const std::string name = TemplateName(std::string_view(out).substr(last.out));
  if (name.size() >= kLongestName || name.find_first_of("\n.,;:()") != std::string::npos) return false;
  --numbered_;
  const bool digit = name.size() == 1 && name[0] >= '1' && name[0] <= '9';
  last.number = digit ? name[0] - '0' : name == "text" ? 1 : 0;
  out.resize(last.out);
  return true;
}

TemplateArguments::Range TemplateArguments::Find(int number, std::size_t end) const {
  const std::size_t count = std::min(count_, kMost);
  for (std::size_t i = 0; number > 0 && i < count; ++i) {
    if (argument_[i].number == number) return {argument_[i].out, i + 1 < count ? argument_[i + 1].out : end};
  }
  return {end, end};
}

std::size_t TemplateArguments::Keep(const TemplateText& text, std::size_t begin, std::size_t first, std::string& out,
                                    std::vector<DocumentLink>& links) const {
  std::string kept(text.before);
  const Range one = Find(text.argument, out.size());
  const std::size_t moved_to = begin + kept.size();
  kept.append(out, one.begin, one.end - one.begin);
  const auto append = [&](int number) {
    const Range range = Find(number, out.size());
    if (range.begin < range.end) kept.append(" ").append(out, range.begin, range.end - range.begin);
    return std::string_view(out).substr(range.begin, range.end - range.begin);
  };
  // {{convert|10|to|20|km}}
  const bool two_numbers = text.second > 0 && IsBetweenNumbers(append(text.second));
  if (two_numbers) append(text.second + 1), append(text.second + 2);
  std::size_t stay = first;
  for (std::size_t i = first; i < links.size(); ++i) {
    if (links[i].begin < one.begin || links[i].end > one.end) continue;
    links[i].begin = links[i].begin - one.begin + moved_to;
    links[i].end = links[i].end - one.begin + moved_to;
    if (i != stay) links[stay] = std::move(links[i]);
    ++stay;
  }
  const std::size_t gone = links.size() - stay;
  links.erase(links.begin() + static_cast<std::ptrdiff_t>(stay), links.end());
  out.replace(begin, std::string::npos, kept);
  return gone;
}

}  // namespace linkbert
