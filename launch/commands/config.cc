// `linkbert config`: the resolved configuration, and the documentation of every key.
#include <fmt/core.h>

#include "launch/commands/commands.h"
#include "launch/configuration/configuration_page.h"
#include "launch/configuration/finetune_configuration.h"
#include "launch/configuration/load_configuration.h"
#include "launch/configuration/pretrain_configuration.h"

namespace linkbert {
namespace {

struct Arguments {
  std::string config;
  std::string verb = "pretrain";
  std::vector<std::string> settings;
  bool markdown = false;
};

template <typename Configuration>
std::string Resolved(const Arguments& arguments) {
  auto configuration = LoadConfiguration<Configuration>(arguments.config, arguments.settings);
  return OptionsToYaml(WalkOf(configuration));
}

void Run(const Arguments& arguments) {
  if (arguments.markdown) {
    fmt::print("{}", ConfigurationPage());
  } else if (arguments.verb == "finetune") {
    fmt::print("{}", Resolved<FinetuneConfiguration>(arguments));
  } else {
    fmt::print("{}", Resolved<PretrainConfiguration>(arguments));
  }
}

}  // namespace

void AddConfigCommand(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("config", "Print the resolved configuration, or the documentation of its keys");
  command->group("look");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("--config", arguments->config, "YAML file; without it the defaults are printed");
  command->add_option("--verb", arguments->verb, "Whose configuration it is")
      ->check(CLI::IsMember({"pretrain", "finetune"}))
      ->capture_default_str();
  command->add_option("--set", arguments->settings, "key.path=value, over the file; may be repeated");
  command->add_flag("--markdown", arguments->markdown, "The documentation of every key, as in docs/config.md");
  command->footer("Example: linkbert config --config configs/pretrain/foldoc-tiny.yaml --set training.steps=100");
  command->callback([arguments] { Run(*arguments); });
}

}  // namespace linkbert
