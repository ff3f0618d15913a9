#include "core/configuration/suite_configuration.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "data/datasets/registry.h"

namespace linkbert {
namespace {

constexpr std::string_view kTasks = "tasks.";
constexpr std::string_view kSuite = "suite.";

std::ptrdiff_t PlaceOf(const std::string& dataset) {
  const std::span<const DatasetInfo> all = Datasets();
  return std::ranges::find(all, dataset, &DatasetInfo::name) - all.begin();
}

}  // namespace

void Visit(OptionVisitor& v, SuiteConfiguration& c) {
  v.BeginGroup("suite", "Several tasks and one number over them.");
  v.Field({.name = "name", .doc = "Name of the suite's folder; empty takes the file's name"}, c.name);
  v.Field({.name = "average",
           .doc = "What the tasks are made one number by: BLURB's score, GLUE's average, the plain mean, or none",
           .choices = {"blurb", "glue", "mean", "none"}},
          c.average);
  v.EndGroup();
}

bool IsSuite(const std::string& path) {
  const GivenValues given = ReadYaml(path);
  return std::ranges::any_of(
      given, [](const auto& entry) { return entry.first.starts_with(kSuite) || entry.first.starts_with(kTasks); });
}

SuiteConfiguration ReadSuite(const std::string& path) {
  SuiteConfiguration suite;
  GivenValues options = ReadYaml(path);
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  for (auto at = options.begin(); at != options.end();) {
    if (!at->first.starts_with(kTasks)) {
      ++at;
      continue;
    }
    const std::string file = (folder / at->second.text).lexically_normal().string();
    if (!std::filesystem::exists(file)) {
      throw Fail(ErrorCode::kConfiguration, "{}: {} names {}, which is not there.", at->second.where, at->first, file);
    }
    suite.tasks.push_back({at->first.substr(kTasks.size()), file});
    at = options.erase(at);
  }
  AssignOptions([&suite](OptionVisitor& visitor) { Visit(visitor, suite); }, options);
  if (suite.tasks.empty()) {
    throw Fail(ErrorCode::kConfiguration, "{}: names no task, wanted `tasks:` with lines of `dataset: file.yaml`.",
               path);
  }
  if (suite.name.empty()) suite.name = std::filesystem::path(path).stem().string();
  std::ranges::stable_sort(suite.tasks, {}, [](const SuiteEntry& entry) { return PlaceOf(entry.dataset); });
  return suite;
}

}  // namespace linkbert
