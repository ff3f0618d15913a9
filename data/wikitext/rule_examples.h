// CheckExamples: whether each rule makes of its examples what it says.
//
// Flow: RuleFile -> [CheckExamples] -> an error, or nothing. A user's file is checked when it is read, the shipped one
// by a test. Pure. Throws kConfiguration naming file and line, what the example says and what it becomes.
#pragma once
#include "data/wikitext/templates/rule_file.h"

namespace linkbert {

// `user`: the file is the user's own, whose rules go before the shipped ones; else the shipped one.
void CheckExamples(const RuleFile& file, bool user);

}  // namespace linkbert
