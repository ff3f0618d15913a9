// TaskRegistry: the types of task that the program knows, by name.
//
// Built once by BuiltinTasks (core/tasks/builtin_tasks.h), which lists every type in one place; a program of its own
// may add more. Immutable once built. Errors: kConfiguration naming the types there are.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/finetuning/task_type.h"

namespace linkbert {

class TaskRegistry {
 public:
  // Requires: no type of that name is there.
  void Add(std::unique_ptr<const TaskType> type);

  const TaskType& Find(const std::string& name) const;
  std::vector<std::string> Names() const;  // in the order they were added

 private:
  std::vector<std::unique_ptr<const TaskType>> types_;
};

}  // namespace linkbert
