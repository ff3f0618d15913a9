#include "data/wikitext/templates/expression.h"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace linkbert {
namespace {

constexpr int kDeepestExpression = 30;
constexpr std::size_t kLongest = 500;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct Operator {
  std::string_view sign;
  int precedence;
  double (*apply)(double, double);
};

double Rounded(double x, double digits) {
  const double scale = std::pow(10.0, std::trunc(digits));
  return std::round(x * scale) / scale;
}
double Remainder(double a, double b) {
  const double x = std::trunc(a), y = std::trunc(b);
  return y == 0 ? kNone : std::fmod(x, y);
}

// Longer signs before those they begin with.
constexpr std::array kOperators = std::to_array<Operator>({
    {"<=", 4, [](double a, double b) { return a <= b ? 1.0 : 0.0; }},
    {">=", 4, [](double a, double b) { return a >= b ? 1.0 : 0.0; }},
    {"<>", 4, [](double a, double b) { return a != b ? 1.0 : 0.0; }},
    {"!=", 4, [](double a, double b) { return a != b ? 1.0 : 0.0; }},
    {"<", 4, [](double a, double b) { return a < b ? 1.0 : 0.0; }},
    {">", 4, [](double a, double b) { return a > b ? 1.0 : 0.0; }},
    {"=", 4, [](double a, double b) { return a == b ? 1.0 : 0.0; }},
    {"and", 3, [](double a, double b) { return a != 0 && b != 0 ? 1.0 : 0.0; }},
    {"or", 2, [](double a, double b) { return a != 0 || b != 0 ? 1.0 : 0.0; }},
    {"round", 5, Rounded},
    {"+", 6, [](double a, double b) { return a + b; }},
    {"-", 6, [](double a, double b) { return a - b; }},
    {"\u2212", 6, [](double a, double b) { return a - b; }},
    {"*", 7, [](double a, double b) { return a * b; }},
    {"/", 7, [](double a, double b) { return b == 0 ? kNone : a / b; }},
    {"div", 7, [](double a, double b) { return b == 0 ? kNone : a / b; }},
    {"mod", 7, Remainder},
    {"^", 8, [](double a, double b) { return std::pow(a, b); }},
});

struct Prefix {
  std::string_view sign;
  double (*apply)(double);
};
constexpr std::array kPrefixOperators = std::to_array<Prefix>({
    {"-", [](double a) { return -a; }},
    {"\u2212", [](double a) { return -a; }},
    {"+", [](double a) { return a; }},
    {"not", [](double a) { return a == 0 ? 1.0 : 0.0; }},
    {"abs", [](double a) { return std::fabs(a); }},
    {"floor", [](double a) { return std::floor(a); }},
    {"ceil", [](double a) { return std::ceil(a); }},
    {"trunc", [](double a) { return std::trunc(a); }},
});

// Values that are none are NaN, which every operation hands on.
class Calculator {
 public:
  explicit Calculator(std::string_view text) : text_(text) {}

  double Run() {
    const double value = Binary(0, 0);
    Skip();
    return at_ == text_.size() ? value : kNone;
  }

 private:
  void Skip() { at_ = std::min(text_.find_first_not_of(" \n\t", at_), text_.size()); }
  bool Take(std::string_view sign) {
    Skip();
    if (!text_.substr(at_).starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }

  double Binary(int least, int depth) {
    double left = Unary(depth);
    while (!std::isnan(left)) {
      const std::size_t before = at_;
      const Operator* found = nullptr;
      for (const Operator& candidate : kOperators) {
        if (found == nullptr && Take(candidate.sign)) found = &candidate;
      }
      if (found == nullptr) return left;
      if (found->precedence < least) return at_ = before, left;
      const double right = Binary(found->precedence + 1, depth + 1);
      left = std::isnan(right) ? kNone : found->apply(left, right);
    }
    return left;
  }

  double Unary(int depth) {
    if (depth > kDeepestExpression) return kNone;
    for (const Prefix& prefix : kPrefixOperators) {
      if (Take(prefix.sign)) return prefix.apply(Unary(depth + 1));
    }
    if (Take("(")) {
      const double inner = Binary(0, depth + 1);
      return Take(")") ? inner : kNone;
    }
    double number = 0;
    const char* end = text_.data() + text_.size();
    const auto [rest, error] = std::from_chars(text_.data() + at_, end, number, std::chars_format::fixed);
    if (error != std::errc() || !std::isfinite(number)) return kNone;
    at_ = static_cast<std::size_t>(rest - text_.data());
    return number;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::string> EvaluateExpression(std::string_view text) {
  if (text.empty() || text.size() > kLongest) return std::nullopt;
  const double value = Calculator(text).Run();
  if (!std::isfinite(value)) return std::nullopt;
  std::string written = fmt::format("{:.14g}", value == 0 ? 0.0 : value);
  if (written.find('e') != std::string::npos) return std::nullopt;
  return written;
}

}  // namespace linkbert
