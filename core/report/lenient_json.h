// Reads what is there from JSON that may lack anything: absent, null and of another type all read as "not there".
// Pure functions; nothing throws.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace linkbert::report {

using Json = nlohmann::ordered_json;

// path: keys joined by '/', such as "auc/value". nullptr where something on the way is missing.
const Json* Find(const Json& root, std::string_view path);

std::optional<double> NumberAt(const Json& root, std::string_view path);  // finite numbers only
// A number, or the "value" of {"value": v, "standard_error": e, ...}.
std::optional<double> ValueAt(const Json& root, const std::string& path);
std::string TextAt(const Json& root, std::string_view path);  // "" where it is no text

}  // namespace linkbert::report
