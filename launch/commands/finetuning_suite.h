// RunSuite: the tasks of a suite fine-tuned and scored one after another, and their table beside the paper's.
//
// Flow: suite's YAML -> a fine-tuning run for each task in runs/SUITE/TASK -> [RunSuite] ->
// runs/SUITE/results.{json,md,html}, written anew after every task. The same line goes on where it was: finished seeds
// are not run again. A task whose data is not there is left out, and the table says so. Collective over the launched
// ranks. Errors: as thrown by the rooms.
#pragma once
#include <string>
#include <vector>

namespace linkbert {

struct SuiteRequest {
  std::string config;
  std::string model;                  // empty: as the configurations say
  std::string data;                   // folder with a folder for each dataset; empty: as the configurations say
  std::vector<std::string> settings;  // of every task
  std::vector<std::string> only;      // tasks; empty: all. For a Slurm array: one task a job
  std::string compare;                // another suite's folder or results.json, compared seed by seed; empty: none
  bool dry_run = false;
};

void RunSuite(const SuiteRequest& request);

}  // namespace linkbert
