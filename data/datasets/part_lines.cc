#include "data/datasets/part_lines.h"

#include <algorithm>

#include "base/error.h"

namespace linkbert {

namespace {
constexpr std::size_t kPlaces = 5;
constexpr std::size_t kLongest = 60;
}  // namespace

void PartLines::WriteText(const std::string& line) {
  out_ << line;
  ++account_.written;
}

void PartLines::Tell(const std::string& reason, const std::string& where, const std::string& detail) {
  const std::string message = fmt::format("{}: {}: {}", where, reason, detail);
  if (strict_) {
    throw Fail(ErrorCode::kInput, "{}. Correct the file, or leave --strict out to have such examples counted.",
               message);
  }
  if (account_.places.size() < kPlaces) account_.places.push_back(message);
}

void PartLines::SkipWrong(const std::string& reason, const std::string& where, const std::string& detail) {
  Tell(reason, where, detail);
  Count(account_.skipped, reason);
}

void PartLines::Note(const std::string& reason, const std::string& where, const std::string& detail) {
  Tell(reason, where, detail);
  Count(account_.noted, reason);
}

std::string Shortened(std::string_view text) {
  std::size_t end = std::min(text.size(), kLongest);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  std::string shown;
  for (const char c : text.substr(0, end)) {
    if (c == '\n') {
      shown += "\\n";
    } else {
      shown += c;
    }
  }
  return end < text.size() ? shown + "..." : shown;
}

}  // namespace linkbert
