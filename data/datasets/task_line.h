// One line of a task's JSON Lines file, byte for byte as Python's json.dumps writes it: ", " and ": " between parts,
// everything beyond ASCII as \uXXXX, keys in the order given, floats in their shortest form (4.0, 1e-05). The form of
// LinkBERT's *_hf files.
#pragma once
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace linkbert {

// Keeps the order of keys, as Python's dict does.
using TaskJson = nlohmann::ordered_json;

using TaskField = std::pair<std::string_view, std::string_view>;  // key, text (valid UTF-8)

// With a final newline.
std::string TaskLine(std::span<const TaskField> fields);
std::string JsonLine(const TaskJson& object);

// json.dumps(value). Requires: texts that are UTF-8.
std::string PythonJson(const TaskJson& value);

// repr(number): the shortest text that reads back as the same number. Requires: finite.
std::string PythonFloat(double number);

// text.strip(): without white space, as Python's str understands it, at both ends.
std::string_view PythonStrip(std::string_view text);

}  // namespace linkbert
