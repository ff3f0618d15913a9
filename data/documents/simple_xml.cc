#include "data/documents/simple_xml.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "data/documents/byte_scan.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

constexpr std::size_t kMostAttributes = 16;

constexpr std::pair<std::string_view, char> kEntities[] = {
    {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};

constexpr bool IsNameByte(char c, bool first) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  return letter || (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':'));
}

// XML's characters but for controls.
bool IsCharacter(char32_t c) {
  return c >= 0x20 && !(c >= 0xD800 && c < 0xE000) && c != 0xFFFE && c != 0xFFFF && c <= 0x10FFFF;
}

class SimpleXml {
 public:
  SimpleXml(std::string_view text, XmlHandler& handler) : text_(text), handler_(handler) {}

  bool Run() {
    while (Tag()) {
      if (open_.empty()) return SkipAnyOf<' ', '\t', '\n'>(text_, at_) == text_.size();
      if (!Characters()) return false;
    }
    return false;
  }

 private:
  bool Tag() {
    if (!Take('<')) return false;
    if (Take('/')) return EndTag();
    const std::string_view name = Name();
    if (name.empty() || !Attributes()) return false;
    const bool empty = Take('/');
    if (!Take('>')) return false;
    handler_.Start(name, attributes_.data());
    if (empty) {
      handler_.End(name);
    } else {
      open_.push_back(name);
    }
    return true;
  }

  bool EndTag() {
    const std::string_view name = Name();
    if (open_.empty() || open_.back() != name || !Take('>')) return false;
    open_.pop_back();
    handler_.End(name);
    return true;
  }

  bool Attributes() {
    for (std::size_t count = 0; count < attributes_.size(); count += 2) {
      const std::size_t name_at = SkipAnyOf<' ', '\t', '\n'>(text_, at_);
      const bool space = name_at > at_;
      at_ = name_at;
      const std::string_view name = Name();
      attributes_[count] = nullptr;
      if (name.empty()) return true;
      if (!space || count + 1 == attributes_.size() || !Attribute(name, count)) return false;
      for (std::size_t i = 0; i < count; i += 2) {
        if (name == attributes_[i]) return false;
      }
    }
    return false;
  }

  bool Attribute(std::string_view name, std::size_t number) {
    std::string& value = attribute_texts_[number + 1];
    value.clear();
    if (!Take('=') || !Take('"')) return false;
    while (!Take('"')) {
      if (at_ == text_.size() || text_[at_] == '<') return false;
      if (text_[at_] == '&' ? !Reference(value) : !Character(value)) return false;
    }
    attributes_[number] = attribute_texts_[number].assign(name).c_str();
    attributes_[number + 1] = value.c_str();
    return true;
  }

  // Up to the next tag.
  bool Characters() {
    const auto is_special = [](ByteBlock block, ByteBlock) {
      // Less than ' ' is also what is no ASCII.
      return ((block < ' ') & (block != '\n')) | (block == '<') | (block == '&') | (block == '>');
    };
    for (std::size_t begin = at_;;) {
      at_ = FindByteIf(text_, at_, text_.size(), is_special);
      if (at_ == text_.size()) return false;
      const char c = text_[at_];
      if (c == '<' || c == '&') {
        if (at_ > begin) handler_.Text(text_.substr(begin, at_ - begin));
        if (c == '<') return true;
        reference_.clear();
        if (!Reference(reference_)) return false;
        handler_.Text(reference_);
        begin = at_;
      } else if (c == '\t') {
        ++at_;
      } else if (c == '>') {
        if (text_.substr(0, at_).ends_with("]]")) return false;  // XML wants "]]&gt;"
        ++at_;
      } else if (!SkipCharacters()) {
        return false;
      }
    }
  }

  // Over what is no ASCII.
  bool SkipCharacters() {
    do {
      const DecodedCharacter character = DecodeUtf8(text_, at_);
      if (!IsCharacter(character.code_point) || IsMalformed(character)) return false;
      at_ += character.bytes;
    } while (at_ < text_.size() && (text_[at_] & 0x80) != 0);
    return true;
  }

  static bool IsMalformed(const DecodedCharacter& c) { return c.code_point == 0xFFFD && c.bytes == 1; }

  bool Character(std::string& out) {
    const DecodedCharacter character = DecodeUtf8(text_, at_);
    if (!IsCharacter(character.code_point) || IsMalformed(character)) return false;
    out.append(text_.substr(at_, character.bytes));
    at_ += character.bytes;
    return true;
  }

  bool Reference(std::string& out) {
    const std::string_view rest = text_.substr(at_ + 1, 12);
    const std::string_view name = rest.substr(0, rest.find(';'));
    if (name.size() == rest.size()) return false;
    at_ += name.size() + 2;
    if (name.starts_with('#')) return ReferenceByNumber(name.substr(1), out);
    const auto* const found = std::ranges::find(kEntities, name, &std::pair<std::string_view, char>::first);
    if (found == std::end(kEntities)) return false;
    out.push_back(found->second);
    return true;
  }

  static bool ReferenceByNumber(std::string_view digits, std::string& out) {
    const int base = digits.starts_with('x') ? 16 : 10;
    if (base == 16) digits.remove_prefix(1);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    if (error != std::errc() || end != digits.data() + digits.size() || !IsCharacter(number)) return false;
    AppendUtf8(number, out);
    return true;
  }

  std::string_view Name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && IsNameByte(text_[at_], at_ == begin)) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool Take(char c) {
    const bool there = at_ < text_.size() && text_[at_] == c;
    at_ += there ? 1 : 0;
    return there;
  }

  std::string_view text_;
  XmlHandler& handler_;
  std::size_t at_ = 0;
  std::vector<std::string_view> open_;
  std::array<std::string, 2 * kMostAttributes> attribute_texts_;  // names and values in turn
  std::array<const char*, 2 * kMostAttributes + 1> attributes_{};
  std::string reference_;
};

}  // namespace

bool ParseSimpleXml(std::string_view record, XmlHandler& handler) { return SimpleXml(record, handler).Run(); }

}  // namespace linkbert
