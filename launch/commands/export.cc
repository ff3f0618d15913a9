// `linkbert export`: a checkpoint as a clean Hugging Face folder.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "core/checkpoint/model_folder.h"
#include "launch/commands/commands.h"

namespace linkbert {
namespace {

struct Arguments {
  std::string model;
  std::string output;
};

void Run(const Arguments& arguments) {
  const ExportedModel exported = ExportModel(arguments.model, arguments.output);
  for (const std::string& warning : exported.source.warnings)
    fmt::print(stderr, "linkbert: passed over: {}\n", warning);
  if (!exported.stays.empty()) fmt::print(stderr, "linkbert: warning: of the one before: {}\n", exported.stays);
  fmt::print("{} -> {}\n{}\n", exported.source.path, arguments.output, fmt::join(exported.files, "  "));
}

}  // namespace

void AddExportCommand(CLI::App& app) {
  CLI::App* command = app.add_subcommand("export", "Write a checkpoint as a Hugging Face folder with a model card");
  command->group("evaluate");
  const auto arguments = std::make_shared<Arguments>();
  command
      ->add_option("--model", arguments->model,
                   "A run's folder (its newest checkpoint), a step folder, or a folder of Hugging Face or of a "
                   "TensorFlow checkpoint")
      ->required();
  command->add_option("--output", arguments->output, "Folder to write; an earlier export is replaced")->required();
  command->footer("Example: linkbert export --model runs/foldoc-tiny --output models/foldoc-tiny");
  command->callback([arguments] { Run(*arguments); });
}

}  // namespace linkbert
