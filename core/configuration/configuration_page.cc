#include "core/configuration/configuration_page.h"

#include "core/configuration/finetune_configuration.h"
#include "core/configuration/pretrain_configuration.h"

namespace linkbert {

std::string ConfigurationPage() {
  PretrainConfiguration pretraining;
  FinetuneConfiguration finetuning;
  return "# Configuration\nWritten by `linkbert config --markdown`. Set a key in the YAML file or with `--set "
         "key=value`. `pretrain` and `finetune` each have a tree of their own.\n\n# Pretraining\n" +
         OptionsToMarkdown(WalkOf(pretraining)) + "\n# Fine-tuning\n" + OptionsToMarkdown(WalkOf(finetuning));
}

}  // namespace linkbert
