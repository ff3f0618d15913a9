// `linkbert export`: a checkpoint as a clean Hugging Face folder.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "core/model_folders/model_folder.h"
#include "launch/commands/commands.h"

namespace linkbert {
namespace {

struct ExportArguments {
  std::string model;
  std::string output;
};

void RunExport(const ExportArguments& arguments) {
  const ExportedModel exported = ExportModel(arguments.model, arguments.output);
  for (const std::string& warning : exported.source.warnings)
    fmt::print(stderr, "linkbert: passed over: {}\n", warning);
  if (!exported.stays.empty()) fmt::print(stderr, "linkbert: warning: of the one before: {}\n", exported.stays);
  fmt::print("{} -> {}\n{}\n", exported.source.path, arguments.output, fmt::join(exported.files, "  "));
}

}  // namespace

void AddExportCommand(Verb app) {
  Verb command = app.Add("export", "Write a checkpoint as a Hugging Face folder with a model card");
  command.Group("evaluate");
  const auto arguments = std::make_shared<ExportArguments>();
  command
      .Option("--model", arguments->model,
              "A run's folder (its newest checkpoint), a step folder, or a folder of Hugging Face or of a "
              "TensorFlow checkpoint")
      .Required();
  command.Option("--output", arguments->output, "Folder to write; an earlier export is replaced").Required();
  command.Footer("Example: linkbert export --model runs/foldoc-tiny --output models/foldoc-tiny");
  command.Call([arguments] { RunExport(*arguments); });
}

}  // namespace linkbert
