// Lines of text that people hand in, read so that a file of another kind ends in a message and not in all memory taken.
//
// Threads: any, each with its own stream. Errors: kInput naming the place, what was seen and what is wanted.
#pragma once
#include <cstddef>
#include <istream>
#include <string>
#include <string_view>

namespace linkbert {

inline constexpr std::size_t kMaxLineBytes = std::size_t{64} << 20;  // 20 times Wikipedia's largest page

enum class LineRead { kLine, kEnd, kTooLong };

// As std::getline, but gives up behind kMaxLineBytes.
LineRead ReadLine(std::istream& in, std::string& line);

// Throws for a line that was too long; `where` is "file:line".
[[noreturn]] void FailTooLong(const std::string& where);

// Throws unless the text is UTF-8 throughout.
void RequireUtf8(std::string_view text, const std::string& where);

}  // namespace linkbert
