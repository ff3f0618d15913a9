#include "core/finetuning/task_registry.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace linkbert {

void TaskRegistry::Add(std::unique_ptr<const TaskType> type) {
  for (const auto& other : types_) LB_CHECK(other->Name() != type->Name(), "task type {} twice", type->Name());
  types_.push_back(std::move(type));
}

const TaskType& TaskRegistry::Find(const std::string& name) const {
  const auto at = std::ranges::find_if(types_, [&](const auto& type) { return type->Name() == name; });
  if (at != types_.end()) return **at;
  throw Fail(ErrorCode::kConfiguration, "\"{}\" is no type of task, wanted one of {}.", name, fmt::join(Names(), ", "));
}

std::vector<std::string> TaskRegistry::Names() const {
  std::vector<std::string> names;
  for (const auto& type : types_) names.push_back(type->Name());
  return names;
}

}  // namespace linkbert
