// `linkbert config`: the resolved configuration, and the documentation of every key.
#include <fmt/core.h>

#include "core/configuration/configuration_page.h"
#include "core/configuration/finetune_configuration.h"
#include "core/configuration/load_configuration.h"
#include "core/configuration/pretrain_configuration.h"
#include "launch/commands/commands.h"

namespace linkbert {
namespace {

struct ConfigArguments {
  std::string config;
  std::string verb = "pretrain";
  std::vector<std::string> settings;
  bool markdown = false;
};

template <typename Configuration>
std::string Resolved(const ConfigArguments& arguments) {
  auto configuration = LoadConfiguration<Configuration>(arguments.config, arguments.settings);
  return OptionsToYaml(WalkOf(configuration));
}

void RunConfig(const ConfigArguments& arguments) {
  if (arguments.markdown) {
    fmt::print("{}", ConfigurationPage());
  } else if (arguments.verb == "finetune") {
    fmt::print("{}", Resolved<FinetuneConfiguration>(arguments));
  } else {
    fmt::print("{}", Resolved<PretrainConfiguration>(arguments));
  }
}

}  // namespace

void AddConfigCommand(Verb app) {
  Verb command = app.Add("config", "Print the resolved configuration, or the documentation of its keys");
  command.Group("look");
  const auto arguments = std::make_shared<ConfigArguments>();
  command.Option("--config", arguments->config, "YAML file; without it the defaults are printed");
  command.Option("--verb", arguments->verb, "Whose configuration it is").OneOf({"pretrain", "finetune"}).ShowDefault();
  command.Option("--set", arguments->settings, "key.path=value, over the file; may be repeated");
  command.Flag("--markdown", arguments->markdown, "The documentation of every key, as in docs/config.md");
  command.Footer("Example: linkbert config --config configs/pretrain/foldoc-tiny.yaml --set training.steps=100");
  command.Call([arguments] { RunConfig(*arguments); });
}

}  // namespace linkbert
