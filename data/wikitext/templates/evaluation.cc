#include "data/wikitext/templates/evaluation.h"

#include <algorithm>
#include <utility>

#include "data/documents/trimmed.h"

namespace linkbert {
namespace {

constexpr std::size_t kLongestTarget = 255;  // bytes, as MediaWiki's titles have
constexpr std::size_t kTwice = 64;           // bytes that a rule may write a second time

bool IsStar(const Operand& operand) { return operand.references.size() == 1 && operand.references[0].name == "*"; }

}  // namespace

void TemplateResult::Clear() {
  text.clear();
  links.clear();
  used.clear();
  other_wikis = 0;
}

void TemplateResult::Replace(std::size_t begin, std::size_t first, std::string& out,
                             std::vector<DocumentLink>& out_links) {
  out_links.erase(out_links.begin() + static_cast<std::ptrdiff_t>(first), out_links.end());
  for (DocumentLink& link : links) {
    out_links.push_back({link.begin + begin, link.end + begin, std::move(link.target)});
  }
  out.replace(begin, std::string::npos, text);
}

bool ExpandTemplate(const ParsedPattern& rule, const TemplateCall& call, const LanguageFacts& language,
                    TemplateResult& result) {
  Evaluation evaluation(call, language, result);
  const auto known = [&](const TemplateArgument& argument) {
    return rule.known.Has(argument.number, argument.name) || evaluation.Value(&argument).empty();
  };
  return std::ranges::all_of(call.arguments, known) && evaluation.Run(rule.pattern);
}

Evaluation::Outcome Evaluation::Alternatives(const Pattern& pattern) {
  const std::size_t text = result_.text.size(), links = result_.links.size(), used = result_.used.size();
  const std::size_t copied = copied_;
  const std::uint64_t others = result_.other_wikis;
  Outcome outcome = Outcome::kMissing;
  for (const PatternSequence& sequence : pattern) {
    const Outcome one = Sequence(sequence);
    if (one == Outcome::kWritten) return one;
    if (one == Outcome::kRefused) outcome = one;
    result_.text.resize(text);
    result_.links.erase(result_.links.begin() + static_cast<std::ptrdiff_t>(links), result_.links.end());
    for (; result_.used.size() > used; result_.used.pop_back()) taken_[result_.used.back()] = false;
    result_.other_wikis = others;
    copied_ = copied;
  }
  return outcome;
}

Evaluation::Outcome Evaluation::Sequence(const PatternSequence& sequence) {
  for (const PatternPart& part : sequence) {
    if (const Outcome outcome = Part(part); outcome != Outcome::kWritten) return outcome;
  }
  return Outcome::kWritten;
}

Evaluation::Outcome Evaluation::Part(const PatternPart& part) {
  bool written = true, given = true;
  switch (part.kind) {
    case PatternPart::Kind::kText:
      result_.text += part.text;
      break;
    case PatternPart::Kind::kOptional:
      written = Alternatives(part.inner) != Outcome::kRefused;
      break;
    case PatternPart::Kind::kFunction:
      written = part.function(*this, part.operands);
      given = !part.condition && std::ranges::any_of(part.operands, [this](const Operand& operand) {
        return !operand.literal && Find(operand) != nullptr;
      });
      break;
    case PatternPart::Kind::kArgument: {
      if (IsStar(part.argument)) return result_.text += call_.star, Outcome::kWritten;
      const TemplateArgument* argument = Find(part.argument);
      given = argument != nullptr;
      // As MediaWiki has it: white space around a value is part of it unless it has a name.
      written = given && (argument->named ? WriteTrimmed(*argument) : WriteRange(argument->begin, argument->end));
      break;
    }
  }
  return written ? Outcome::kWritten : given ? Outcome::kRefused : Outcome::kMissing;
}

const TemplateArgument* Evaluation::Find(const ArgumentReference& reference) const {
  const std::span<const TemplateArgument> arguments = call_.arguments;
  for (std::size_t i = arguments.size(); i > 0; --i) {
    const TemplateArgument& argument = arguments[i - 1];
    const bool same = reference.number > 0 ? argument.number == reference.number
                                           : argument.named && argument.number == 0 && argument.name == reference.name;
    if (same) return Value(&argument).empty() ? nullptr : &argument;
  }
  return nullptr;
}

const TemplateArgument* Evaluation::Find(const Operand& operand) const {
  for (const ArgumentReference& reference : operand.references) {
    if (const TemplateArgument* found = Find(reference)) return found;
  }
  return nullptr;
}

std::string_view Evaluation::Value(const TemplateArgument* argument) const {
  if (argument == nullptr) return {};
  return Trimmed(call_.out.substr(argument->begin, argument->end - argument->begin), kArgumentSpace);
}

std::string_view Evaluation::Value(const Operand& operand) const {
  if (IsStar(operand)) return call_.star;
  return operand.literal ? std::string_view(operand.text) : Value(Find(operand));
}

bool Evaluation::Write(std::string_view text) {
  result_.text += text;
  return true;
}

bool Evaluation::WriteDerived(std::string_view text) { return MayCopy(text.size()) && Write(text); }

bool Evaluation::MayCopy(std::size_t bytes) {
  const std::span<const TemplateArgument> arguments = call_.arguments;
  const std::size_t all = arguments.empty() ? 0 : arguments.back().end - arguments.front().begin;
  copied_ += bytes;
  return copied_ <= all + kTwice;
}

bool Evaluation::WriteRange(std::size_t begin, std::size_t end) {
  if (!MayCopy(end - begin)) return false;
  const std::size_t to = result_.text.size();
  result_.text += call_.out.substr(begin, end - begin);
  auto link = std::ranges::lower_bound(call_.links, begin, {}, &DocumentLink::begin);
  for (; link != call_.links.end() && link->begin < end; ++link) {
    const auto index = static_cast<std::size_t>(link - call_.links.begin());
    taken_.resize(call_.links.size());
    if (link->end > end || taken_[index]) continue;  // an argument may be written twice, its links are not
    taken_[index] = true;
    result_.used.push_back(index);
    result_.links.push_back({link->begin - begin + to, link->end - begin + to, link->target});
  }
  return true;
}

bool Evaluation::WriteTrimmed(const TemplateArgument& argument) {
  const std::string_view value = Value(&argument);
  const auto begin = static_cast<std::size_t>(value.data() - call_.out.data());
  return WriteRange(begin, begin + value.size());
}

bool Evaluation::WriteOperand(const Operand& operand) {
  if (operand.literal || IsStar(operand)) return Write(Value(operand));
  const TemplateArgument* argument = Find(operand);
  return argument != nullptr && WriteTrimmed(*argument);
}

bool Evaluation::LinkFrom(std::size_t begin, std::string_view target) {
  std::string title(target.substr(0, kLongestTarget));
  std::erase_if(title, [](char c) { return c > 0 && c < '\t'; });  // marks of bold and italics
  const LinkTarget linked = call_.site.Target(title);
  const bool inside = !result_.links.empty() && result_.links.back().end > begin;
  if (linked.kind == LinkKind::kArticle && !inside && begin < result_.text.size()) {
    result_.links.push_back({begin, result_.text.size(), linked.title});
  }
  return true;
}

}  // namespace linkbert
