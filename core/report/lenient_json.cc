#include "core/report/lenient_json.h"

#include <cmath>

namespace linkbert::report {

const Json* Find(const Json& root, std::string_view path) {
  const Json* at = &root;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string key(path.substr(0, slash));
    if (!at->is_object() || !at->contains(key)) return nullptr;
    at = &(*at)[key];
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  return at;
}

std::optional<double> NumberAt(const Json& root, std::string_view path) {
  const Json* value = Find(root, path);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double number = value->get<double>();
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<double> ValueAt(const Json& root, const std::string& path) {
  const auto number = NumberAt(root, path);
  return number ? number : NumberAt(root, path + "/value");
}

std::string TextAt(const Json& root, std::string_view path) {
  const Json* value = Find(root, path);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

}  // namespace linkbert::report
