// RunProgram: a command line to one of some verbs, and what it throws to a message and an exit code.
//
// Flow: main -> [RunProgram] -> a verb of launch/commands. Main thread, once. Throws nothing.
#pragma once
#include <span>

#include "launch/commands/commands.h"

namespace linkbert {

// One of the functions of launch/commands/commands.h.
using AddVerb = void (*)(CLI::App& app);

// Parses, runs the verb, prints an Error as one block on stderr and returns the documented exit code (docs/errors.md).
int RunProgram(std::span<const AddVerb> verbs, int argc, char** argv);

}  // namespace linkbert
