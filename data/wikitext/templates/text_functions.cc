// Functions that choose, join and write texts.
#include <algorithm>
#include <charconv>
#include <optional>

#include "data/wikitext/sites/letters.h"
#include "data/wikitext/templates/function_list.h"

namespace linkbert::templates {
namespace {

// Those from `first` on that have a number and are not blank, by number; of one number the last.
std::vector<const TemplateArgument*> Numbered(const Evaluation& evaluation, std::size_t first) {
  std::vector<const TemplateArgument*> found;
  for (const TemplateArgument& argument : evaluation.call().arguments) {
    if (argument.number >= first) found.push_back(&argument);
  }
  std::ranges::stable_sort(found, {}, &TemplateArgument::number);
  std::vector<const TemplateArgument*> kept;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool overridden = i + 1 < found.size() && found[i + 1]->number == found[i]->number;
    if (!overridden && !evaluation.Value(found[i]).empty()) kept.push_back(found[i]);
  }
  return kept;
}

bool WriteInCase(Evaluation& evaluation, const Operand& operand, std::string (*change)(std::string_view)) {
  const std::string_view value = evaluation.Value(operand);
  return !value.empty() && evaluation.WriteDerived(change(value));
}

bool WriteWithFirst(Evaluation& evaluation, const Operand& operand, std::string (*change)(std::string_view)) {
  const std::string_view value = evaluation.Value(operand);
  if (value.empty()) return false;
  const TemplateArgument* argument = evaluation.Find(operand);
  if (argument == nullptr) return evaluation.WriteDerived(change(value));
  // A link keeps its place: the first letter changes in the result, unless it is a link's, which begins with a bracket.
  const auto begin = static_cast<std::size_t>(value.data() - evaluation.call().out.data());
  const auto at_begin = [&](const DocumentLink& link) { return link.begin == begin; };
  if (std::ranges::any_of(evaluation.call().links, at_begin)) return evaluation.WriteTrimmed(*argument);
  const std::size_t at = evaluation.text().size();
  if (!evaluation.WriteTrimmed(*argument)) return false;
  const std::string changed = change(value);
  if (changed.size() == value.size()) evaluation.text().replace(at, changed.size(), changed);
  return changed.size() == value.size();
}

// Numbers compare by value, as {{#ifeq:}} and {{#switch:}} have it: "01" is "1.0".
bool AreSame(std::string_view a, std::string_view b) {
  const auto number = [](std::string_view text) -> std::optional<double> {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool digits = text.find_first_of("0123456789") != std::string_view::npos;
    return error == std::errc() && end == text.data() + text.size() && digits ? std::optional(value) : std::nullopt;
  };
  if (a == b) return true;
  const std::optional<double> first = number(a);
  return first && first == number(b);
}

// The text and so many characters before or behind it that both have `width`, 500 at most, as MediaWiki does.
bool Pad(Evaluation& evaluation, const Operands& operands, bool left) {
  const std::string_view value = evaluation.Value(operands[0]), width = evaluation.Value(operands[1]);
  std::string_view with = operands.size() > 2 ? evaluation.Value(operands[2]) : std::string_view();
  if (with.empty()) with = "0";
  std::size_t wanted = 0;
  const auto [end, error] = std::from_chars(width.data(), width.data() + width.size(), wanted);
  const auto letter = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  if (error != std::errc() || end != width.data() + width.size() || wanted > 500) return false;
  if (std::ranges::none_of(with, letter)) return false;  // bytes that are no UTF-8
  std::string padding;
  const auto given = static_cast<std::size_t>(std::ranges::count_if(value, letter));
  for (std::size_t at = 0, count = given; count < wanted; ++count) {
    do padding.push_back(with[at % with.size()]);
    while (!letter(with[++at % with.size()]));
  }
  if (left) evaluation.Write(padding);
  if (const TemplateArgument* argument = evaluation.Find(operands[0])) evaluation.WriteTrimmed(*argument);
  return left || evaluation.Write(padding);
}

}  // namespace

bool PadLeft(Evaluation& evaluation, const Operands& operands) { return Pad(evaluation, operands, true); }
bool PadRight(Evaluation& evaluation, const Operands& operands) { return Pad(evaluation, operands, false); }

// {join: 1, ", "} or {join: 1, ", ", " and "}
bool Join(Evaluation& evaluation, const Operands& operands) {
  const auto arguments = Numbered(evaluation, operands[0].references[0].number);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool last = i + 1 == arguments.size();
    if (i > 0) evaluation.Write(evaluation.Value(operands[last ? operands.size() - 1 : 1]));
    if (!evaluation.WriteTrimmed(*arguments[i])) return false;
  }
  return !arguments.empty();
}

// {items: 1, ", "}: the lines of a list, each an item of "* a"; the converter wrote an empty line before each.
bool Items(Evaluation& evaluation, const Operands& operands) {
  const TemplateArgument* argument = evaluation.Find(operands[0]);
  if (argument == nullptr) return false;
  const std::string_view out = evaluation.call().out;
  bool written = false;
  for (std::size_t at = argument->begin; at < argument->end;) {
    const std::size_t end = std::min(out.find("\n\n", at), argument->end);
    std::size_t begin = out.find_first_not_of(kArgumentSpace, at);
    if (begin < end && (out[begin] == '*' || out[begin] == '#'))
      begin = out.find_first_not_of(kArgumentSpace, begin + 1);
    if (begin < end) {
      const std::size_t last = out.find_last_not_of(kArgumentSpace, end - 1);
      if (written) evaluation.Write(evaluation.Value(operands[1]));
      if (!evaluation.WriteRange(begin, last + 1)) return false;
      written = true;
    }
    at = std::max(end, at + 1);
  }
  return written;
}

// {last: 1}
bool Last(Evaluation& evaluation, const Operands& operands) {
  const auto arguments = Numbered(evaluation, operands[0].references[0].number);
  return !arguments.empty() && evaluation.WriteTrimmed(*arguments.back());
}

// {is: df, "y", "yes"}
bool Is(Evaluation& evaluation, const Operands& operands) {
  const std::string_view value = evaluation.Value(operands[0]);
  return std::any_of(operands.begin() + 1, operands.end(),
                     [&](const Operand& operand) { return evaluation.Value(operand) == value; });
}

bool Has(Evaluation& evaluation, const Operands& operands) {
  return std::ranges::all_of(operands, [&](const Operand& operand) { return !evaluation.Value(operand).empty(); });
}

bool No(Evaluation& evaluation, const Operands& operands) {
  return std::ranges::all_of(operands, [&](const Operand& operand) { return evaluation.Value(operand).empty(); });
}

// {case: 1, "n", "North", "s", "South"}
bool Case(Evaluation& evaluation, const Operands& operands) {
  const std::string_view value = evaluation.Value(operands[0]);
  for (std::size_t i = 1; i + 1 < operands.size(); i += 2) {
    if (evaluation.Value(operands[i]) == value) return evaluation.WriteOperand(operands[i + 1]);
  }
  return false;
}

// {lowercase: 1}: whether it has a small letter, as no code of a country has.
bool HasLowerCase(Evaluation& evaluation, const Operands& operands) {
  const std::string_view value = evaluation.Value(operands[0]);
  return !value.empty() && InUpperCase(value) != value;
}

// {code: 1}: whether it looks as a language's code, "de" or "zh-yue".
bool Code(Evaluation& evaluation, const Operands& operands) {
  const std::string_view value = evaluation.Value(operands[0]);
  const std::size_t letters = std::min(value.find('-'), value.size());
  const auto small = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
  return letters >= 2 && letters <= 3 && value.size() <= 12 && std::ranges::all_of(value, small);
}

bool Same(Evaluation& evaluation, const Operands& operands) {
  return AreSame(evaluation.Value(operands[0]), evaluation.Value(operands[1]));
}

// {{#switch: value | a = x | b | c = y | #default = z}}
bool Switch(Evaluation& evaluation, const Operands&) {
  const std::span<const TemplateArgument> arguments = evaluation.call().arguments;
  if (arguments.size() < 2) return false;
  const std::string_view out = evaluation.call().out, value = evaluation.Value(arguments.data());
  const auto result_of = [&](const TemplateArgument& argument, std::size_t equals) {
    const TemplateArgument result{argument.begin + equals + 1, argument.end, 0, false, {}, 0};
    return evaluation.Value(&result).empty() || evaluation.WriteTrimmed(result);
  };
  bool matched = false;
  const TemplateArgument* otherwise = nullptr;
  for (const TemplateArgument& argument : arguments.subspan(1)) {
    const std::string_view text = out.substr(argument.begin, argument.end - argument.begin);
    const std::size_t equals = text.find('=');
    const TemplateArgument key{argument.begin, argument.begin + std::min(equals, text.size()), 0, false, {}, 0};
    matched |= AreSame(evaluation.Value(&key), value);
    if (equals == std::string_view::npos) continue;
    if (matched) return result_of(argument, equals);
    if (evaluation.Value(&key) == "#default") otherwise = &argument;
  }
  if (otherwise != nullptr) return result_of(*otherwise, out.substr(otherwise->begin).find('='));
  const TemplateArgument& last = arguments.back();  // without a "=" it is the default
  const bool named = out.substr(last.begin, last.end - last.begin).find('=') != std::string_view::npos;
  return named || evaluation.Value(&last).empty() || evaluation.WriteTrimmed(last);
}

// {link: "USS ", 1}: shows what it links to; {link: 1, "::", 2}: links to the first and shows the second.
bool Link(Evaluation& evaluation, const Operands& operands) {
  const auto split = std::ranges::find(operands, std::string_view("::"), &Operand::text);
  std::string target;
  for (auto operand = operands.begin(); operand != split; ++operand) {
    const std::string_view value = evaluation.Value(*operand);
    if (value.empty()) return false;
    target += value;
  }
  const std::size_t begin = evaluation.text().size();
  for (auto shown = split == operands.end() ? operands.begin() : split + 1; shown != operands.end(); ++shown) {
    if (!evaluation.WriteOperand(*shown)) return false;
  }
  return evaluation.LinkFrom(begin, target);
}

// {otherwiki: 1}: text that the wiki shows as a link to another one.
bool OtherWiki(Evaluation& evaluation, const Operands& operands) {
  if (!evaluation.WriteOperand(operands[0])) return false;
  evaluation.CountOtherWiki();
  return true;
}

bool Title(Evaluation& evaluation, const Operands&) {
  const std::string_view title = evaluation.call().title;
  return !title.empty() && evaluation.Write(title);
}

bool Lower(Evaluation& evaluation, const Operands& operands) {
  return WriteInCase(evaluation, operands[0], InLowerCase);
}
bool Upper(Evaluation& evaluation, const Operands& operands) {
  return WriteInCase(evaluation, operands[0], InUpperCase);
}
bool LowerFirst(Evaluation& evaluation, const Operands& operands) {
  return WriteWithFirst(evaluation, operands[0], WithLowerFirst);
}
bool UpperFirst(Evaluation& evaluation, const Operands& operands) {
  return WriteWithFirst(evaluation, operands[0], WithUpperFirst);
}

}  // namespace linkbert::templates
