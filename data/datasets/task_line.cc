#include "data/datasets/task_line.h"

#include <nlohmann/json.hpp>

namespace linkbert {
namespace {

std::string Quoted(std::string_view text) { return nlohmann::json(text).dump(-1, ' ', /*ensure_ascii=*/true); }

}  // namespace

std::string TaskLine(std::span<const TaskField> fields) {
  std::string line = "{";
  for (const auto& [key, text] : fields) {
    if (line.size() > 1) line += ", ";
    line += Quoted(key) + ": " + Quoted(text);
  }
  return line + "}\n";
}

}  // namespace linkbert
