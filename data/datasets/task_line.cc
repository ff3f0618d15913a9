#include "data/datasets/task_line.h"

#include <array>
#include <charconv>
#include <cstdlib>

#include "base/error.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

std::string Quoted(std::string_view text) { return nlohmann::json(text).dump(-1, ' ', /*ensure_ascii=*/true); }

// What str.isspace() holds for: Zs and the bidirectional types WS, B and S.
bool IsPythonSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

void Append(const TaskJson& value, std::string& out) {
  const char* separator = "";
  switch (value.type()) {
    case TaskJson::value_t::object:
      out += '{';
      for (const auto& [key, member] : value.items()) {
        out.append(separator).append(Quoted(key)).append(": ");
        Append(member, out);
        separator = ", ";
      }
      out += '}';
      return;
    case TaskJson::value_t::array:
      out += '[';
      for (const TaskJson& member : value) {
        out += separator;
        Append(member, out);
        separator = ", ";
      }
      out += ']';
      return;
    case TaskJson::value_t::number_float:
      out += PythonFloat(value.get<double>());
      return;
    default:
      out += value.dump(-1, ' ', /*ensure_ascii=*/true);
  }
}

}  // namespace

std::string TaskLine(std::span<const TaskField> fields) {
  std::string line = "{";
  for (const auto& [key, text] : fields) {
    if (line.size() > 1) line += ", ";
    line += Quoted(key) + ": " + Quoted(text);
  }
  return line + "}\n";
}

std::string JsonLine(const TaskJson& object) { return PythonJson(object) + "\n"; }

std::string PythonJson(const TaskJson& value) {
  std::string text;
  Append(value, text);
  return text;
}

std::string PythonFloat(double number) {
  std::array<char, 40> buffer;
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific);
  LB_CHECK(error == std::errc());
  std::string text(buffer.data(),
                   static_cast<std::size_t>(end - buffer.data()));  // [-]d[.ddd]e[+-]dd, the fewest digits
  const std::size_t e = text.find('e');
  LB_CHECK(e != std::string::npos, "{}", number);
  const int exponent = std::atoi(text.c_str() + e + 1);
  if (exponent < -4 || exponent >= 16) return text;  // Python writes these the same way: 1e-05, 1.5e+16
  const bool negative = text[0] == '-';
  std::string digits(1, text[negative ? 1 : 0]);
  if (e > (negative ? 2U : 1U)) digits.append(text, negative ? 3 : 2, e - (negative ? 3 : 2));
  const auto whole = static_cast<std::size_t>(exponent < 0 ? 1 : exponent + 1);
  if (exponent < 0) digits.insert(0, static_cast<std::size_t>(-exponent), '0');
  if (digits.size() <= whole) digits.append(whole + 1 - digits.size(), '0');
  return (negative ? "-" : "") + digits.insert(whole, 1, '.');
}

std::string_view PythonStrip(std::string_view text) {
  while (!text.empty()) {
    const DecodedCharacter first = DecodeUtf8(text, 0);
    if (!IsPythonSpace(first.code_point)) break;
    text.remove_prefix(first.bytes);
  }
  while (!text.empty()) {
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    if (!IsPythonSpace(DecodeUtf8(text, at).code_point)) break;
    text = text.substr(0, at);
  }
  return text;
}

}  // namespace linkbert
