#include "launch/commands/pretraining_arguments.h"

#include "core/runs/pretraining_setup.h"

namespace linkbert {

PretrainConfiguration Load(const PretrainingArguments& arguments) {
  PretrainConfiguration configuration = LoadPretrainConfiguration(arguments.config, arguments.settings);
  CheckPretraining(configuration);
  return configuration;
}

}  // namespace linkbert
