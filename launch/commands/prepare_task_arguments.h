// What the subcommands of `linkbert prepare-task` share: their arguments, their raw files, and what they tell at the
// end.
//
// Errors: kUsage for what is missing on the command line.
#pragma once
#include <string>
#include <string_view>

#include "data/datasets/prepare_task.h"
#include "launch/commands/verb.h"

namespace linkbert {

// Those of one subcommand; not all know every one.
struct PrepareTaskArguments {
  PrepareTaskOptions options;
  std::string dataset;
  std::string train, dev, test;
  std::string distractors = "0";
  TableFormat table;
  bool no_header = false;
  TaggedWordsFormat conll = {.conll = true};
};

// Options that name raw files and the output. own_files: people's own, which lie in no folder of a known form.
void AddTaskFiles(Verb command, PrepareTaskArguments& arguments, bool own_files);

// The raw files that were named. Throws where there are none, or no output.
RawInput TaskInput(const PrepareTaskArguments& arguments);

void RequireOption(const std::string& value, const char* option, const char* wanted);

// What was written. unit: what the examples hold, such as "mentions"; may be empty.
void PrintTask(const PreparedTask& task, const std::string& output, std::string_view unit);

// Subcommands for people's own files: table and conll.
void AddOwnTables(Verb prepare_task);
void AddOwnTaggedWords(Verb prepare_task);

}  // namespace linkbert
