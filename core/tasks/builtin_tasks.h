// BuiltinTasks: every type of task that the program brings, listed in one place.
//
// Not by static initialisers, which a linker drops from static libraries.
#pragma once
#include "core/finetuning/task_registry.h"

namespace linkbert {

TaskRegistry BuiltinTasks();

}  // namespace linkbert
