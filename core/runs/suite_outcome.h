// SuiteOutcome: what a suite's task came to, from the files its run left.
//
// Flow: runs/SUITE/TASK/{results.json, predictions/} + the data's labels -> [ReadOutcome] -> SuiteTask. The error over
// examples is the bootstrap's of each seed's predictions, averaged. On one process. Errors: kInput for damaged files.
#pragma once
#include <string>

#include "core/configuration/finetune_configuration.h"
#include "core/scoring/suite_results.h"

namespace linkbert {

// As a table shows the task before anything has run.
SuiteTask EmptyOutcome(const std::string& dataset, const FinetuneConfiguration& configuration);

// configuration: of the task's run, resolved. No values where no seed has finished yet.
SuiteTask ReadOutcome(const std::string& dataset, const FinetuneConfiguration& configuration);

// GLUE's MNLI has a second dev file; its figure is the mean of both. Where a seed's scores of it go, and the file.
inline constexpr char kMismatched[] = "dev_mismatched";

}  // namespace linkbert
