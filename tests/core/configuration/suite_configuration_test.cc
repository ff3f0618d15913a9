#include "core/configuration/suite_configuration.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/configuration/finetune_configuration.h"
#include "core/configuration/load_configuration.h"
#include "core/scoring/paper_figures.h"
#include "data/datasets/registry.h"
#include "tests/support/checkout.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> FilesBelow(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(test::CheckoutPath("configs/" + folder))) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  return files;
}

std::string Write(const std::string& name, const std::string& text) {
  static const test::TemporaryFolder folder;  // this process's own: cases run side by side
  const std::string path = folder / name;
  WriteFileAtomically(path, text);
  return path;
}

// "ncbi-large" -> the dataset ncbi and the size large; of a name alone the size that LinkBERT's figure is of.
struct NamedFile {
  const DatasetInfo* dataset;
  std::string size;
};

NamedFile Named(const std::string& path) {
  const std::string stem = fs::path(path).stem().string();
  if (const DatasetInfo* dataset = FindDataset(stem)) return {dataset, stem == "mmlu" ? "large" : "base"};
  const std::size_t dash = stem.rfind('-');
  return {FindDataset(stem.substr(0, dash)), stem.substr(dash + 1)};
}

// The paper's figure as the comment quotes it; nothing where there is none.
std::string Quoted(const NamedFile& file) {
  const bool general = file.dataset->family == "mrqa";
  const auto figure = FindPaperFigure((general ? "LinkBERT-" : "BioLinkBERT-") + file.size, file.dataset->name);
  if (!figure) return "";
  return file.dataset->family == "blurb" ? fmt::format("{:.2f}", *figure) : fmt::format("{:.1f}", *figure);
}

// Type, metric and dataset agree with the registry, and the comment quotes the paper's figure of the size.
TEST(FinetuneFiles, FitTheRegistryAndThePaper) {
  int checked = 0;
  for (const std::string& path : FilesBelow("finetune")) {
    const auto c = LoadConfiguration<FinetuneConfiguration>(path, {});
    const NamedFile file = Named(path);
    ASSERT_NE(file.dataset, nullptr) << path;
    EXPECT_EQ(c.task.type, file.dataset->type) << path;
    if (file.dataset->name == "foldoc-subject") continue;
    ++checked;
    EXPECT_EQ(c.task.metric, file.dataset->metric) << path;
    const std::string figure = Quoted(file);
    EXPECT_EQ(figure.empty(), file.dataset->family == "glue") << path;
    EXPECT_NE(ReadFile(path).find(figure), std::string::npos) << path << " " << figure;
  }
  EXPECT_EQ(checked, 6 * 3 + 9 * 3 + 13 * 2 + 2 + 1);
}

TEST(SuiteFiles, NameADatasetsOwnConfiguration) {
  for (const std::string& path : FilesBelow("suites")) {
    ASSERT_TRUE(IsSuite(path)) << path;
    const SuiteConfiguration suite = ReadSuite(path);
    EXPECT_EQ(suite.name, fs::path(path).stem().string());
    for (const SuiteEntry& entry : suite.tasks)
      EXPECT_TRUE(fs::path(entry.config).stem().string().starts_with(entry.dataset)) << path;
  }
  EXPECT_FALSE(IsSuite(test::CheckoutPath("configs/finetune/foldoc-subject.yaml")));
}

TEST(SuiteFiles, TasksComeInTheRegistrysOrder) {
  Write("a.yaml", "training:\n  epochs: 1\n");
  const SuiteConfiguration suite = ReadSuite(Write("s.yaml", "tasks:\n  own: a.yaml\n  rte: a.yaml\n  cola: a.yaml\n"));
  ASSERT_EQ(suite.tasks.size(), 3U);
  EXPECT_EQ(suite.tasks[0].dataset, "cola");
  EXPECT_EQ(suite.tasks[2].dataset, "own");
  EXPECT_EQ(suite.name, "s");
}

TEST(SuiteFiles, MistakesAreToldByLine) {
  const auto message = [](const std::string& text) {
    try {
      ReadSuite(Write("wrong.yaml", text));
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  EXPECT_NE(message("tasks:\n  cola: nowhere.yaml\n").find("wrong.yaml:2: tasks.cola names"), std::string::npos);
  EXPECT_NE(message("suite:\n  average: median\n").find("wrong.yaml:2"), std::string::npos);
  EXPECT_NE(message("suite:\n  average: mean\n").find("names no task"), std::string::npos);
  EXPECT_NE(message("suite:\n  averag: mean\n").find("suite.average"), std::string::npos);
}

}  // namespace
}  // namespace linkbert
