// SuiteConfiguration: a YAML file that names several fine-tuning configurations, to be run one after another.
//
//   suite:
//     name: blurb          # of the folder runs/blurb, which gets a folder a task and the table
//     average: blurb       # blurb | glue | mean | none
//   tasks:                 # dataset: its configuration, relative to this file
//     ncbi: ../finetune/blurb/ncbi.yaml
// Errors: kConfiguration with file, line and key.
#pragma once
#include <string>
#include <vector>

#include "core/configuration/option_walk.h"

namespace linkbert {

struct SuiteEntry {
  std::string dataset;
  std::string config;  // path
};

struct SuiteConfiguration {
  std::string name;
  std::string average = "none";
  std::vector<SuiteEntry> tasks;  // in the registry's order, unknown datasets behind
};

void Visit(OptionVisitor& visitor, SuiteConfiguration& configuration);

// Whether the file is a suite and not a run.
bool IsSuite(const std::string& path);

SuiteConfiguration ReadSuite(const std::string& path);

}  // namespace linkbert
