// One line of a task's JSON Lines file, byte for byte as Python's json.dumps writes it: ", " and ": " between parts,
// everything beyond ASCII as \uXXXX, keys in the order given. The form of LinkBERT's *_hf files.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace linkbert {

using TaskField = std::pair<std::string_view, std::string_view>;  // key, text (valid UTF-8)

// With a final newline.
std::string TaskLine(std::span<const TaskField> fields);

}  // namespace linkbert
