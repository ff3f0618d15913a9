// What names a pretraining run on the command line: --config and --set.
#pragma once
#include <string>
#include <vector>

#include "core/configuration/pretrain_configuration.h"

namespace linkbert {

struct PretrainingArguments {
  std::string config;
  std::vector<std::string> settings;
};

// Read and checked: what every rank needs before they talk. A mistake here is found by all of them and reported once.
PretrainConfiguration Load(const PretrainingArguments& arguments);

}  // namespace linkbert
