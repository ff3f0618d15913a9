// Suite: the tasks of a suite fine-tuned and scored one after another, and their table beside the paper's.
//
// Flow: suite's YAML -> [ReadSuiteRun] -> a fine-tuning run for each task in runs/SUITE/TASK -> [FineTuneSuite] ->
// runs/SUITE/results.{json,md,html}, written anew after every task. The same request goes on where it was: finished
// seeds are not run again. A task whose data is not there is left out, and the table says so. Collective. Errors: as
// thrown by the rooms.
#pragma once
#include <string>
#include <vector>

#include "core/configuration/finetune_configuration.h"
#include "core/configuration/suite_configuration.h"
#include "core/runs/run_context.h"
#include "core/training/trainer.h"

namespace linkbert {

struct SuiteRequest {
  std::string config;
  std::string model;                  // empty: as the configurations say
  std::string data;                   // folder with a folder for each dataset; empty: as the configurations say
  std::vector<std::string> settings;  // of every task
  std::vector<std::string> only;      // tasks; empty: all. For a Slurm array: one task a job
  std::string compare;                // another suite's folder or results.json, compared seed by seed; empty: none
};

struct SuitePart {
  std::string dataset;
  FinetuneConfiguration configuration;
  std::string not_run;  // why it cannot run; empty: it can
  bool asked = true;    // false: only its earlier results are shown
};

struct SuiteRun {
  SuiteConfiguration suite;
  std::vector<SuitePart> tasks;  // at least one
  std::string compare;           // of the request
};

SuiteRun ReadSuiteRun(const SuiteRequest& request);

TrainingEnd FineTuneSuite(const SuiteRun& run, const RunContext& context);

}  // namespace linkbert
