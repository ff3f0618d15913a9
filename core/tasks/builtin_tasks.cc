// Every built-in type of task. Listed here and not by static initialisers, which a linker drops from static libraries.
#include "core/tasks/task_registry.h"

namespace linkbert {

TaskRegistry BuiltinTasks() {
  TaskRegistry registry;
  RegisterSequenceClassification(registry);
  RegisterQuestionAnswering(registry);
  RegisterTokenClassification(registry);
  RegisterMultipleChoice(registry);
  return registry;
}

}  // namespace linkbert
