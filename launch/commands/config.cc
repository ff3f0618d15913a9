// `linkbert config`: the resolved configuration, and the documentation of every key.
#include <fmt/core.h>

#include "launch/commands/commands.h"
#include "launch/configuration/pretrain_configuration.h"

namespace linkbert {
namespace {

struct Arguments {
  std::string config;
  std::vector<std::string> settings;
  bool markdown = false;
};

void Run(const Arguments& arguments) {
  if (arguments.markdown) {
    PretrainConfiguration defaults;
    fmt::print(
        "# Configuration\nWritten by `linkbert config --markdown`. Every key of a pretraining configuration; set it in "
        "the YAML file "
        "or with `--set key=value`.\n{}",
        OptionsToMarkdown(WalkOf(defaults)));
    return;
  }
  PretrainConfiguration configuration = LoadPretrainConfiguration(arguments.config, arguments.settings);
  fmt::print("{}", OptionsToYaml(WalkOf(configuration)));
}

}  // namespace

void AddConfigCommand(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("config", "Print the resolved configuration, or the documentation of its keys");
  command->group("look");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("--config", arguments->config, "YAML file; without it the defaults are printed");
  command->add_option("--set", arguments->settings, "key.path=value, over the file; may be repeated");
  command->add_flag("--markdown", arguments->markdown, "The documentation of every key, as in docs/config.md");
  command->footer("Example: linkbert config --config configs/pretrain/foldoc-tiny.yaml --set training.steps=100");
  command->callback([arguments] { Run(*arguments); });
}

}  // namespace linkbert
