// PrepareTask: which files are found where, all or none written, counts compared; and where each dataset comes from.
#include "data/datasets/prepare_task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "data/datasets/sources.h"
#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;
using test::ErrorOf;
using test::TemporaryFolder;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

struct Task {
  TemporaryFolder folder;

  void Write(const std::string& name, const std::string& content) const {
    fs::create_directories(fs::path(folder / name).parent_path());
    WriteFileAtomically(folder / name, content);
  }
  PrepareTaskOptions Options(const std::string& input) const {
    PrepareTaskOptions options;
    options.input.folder = input.empty() ? "" : folder / input;
    options.output = folder / "out";
    return options;
  }
  PreparedTask Prepare(const char* dataset, const std::string& input = "raw") const {
    return PrepareTask(RequireDataset(dataset), Options(input));
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> files;
    for (const auto& [name, content] : test::Snapshot(folder / "out")) files.push_back(name);
    return files;
  }
};

constexpr char kWords[] = "a\tB\nb\tO\n\n";

TEST(PrepareTask, FindsASetInItsFolderOrAbove) {
  for (const char* place :
       {"raw/", "raw/NCBI-disease/", "raw/data/NCBI-disease/", "raw/data_generation/data/NCBI-disease/"}) {
    const Task task;
    task.Write(std::string(place) + "train.tsv", kWords);
    task.Write(std::string(place) + "test.tsv", kWords);
    task.Prepare("ncbi");
    EXPECT_THAT(task.Files(), ElementsAre("test.json", "train.json")) << place;
  }
}

TEST(PrepareTask, NamedFilesGoFirst) {
  const Task task;
  task.Write("raw/train.tsv", kWords);
  task.Write("other.tsv", "c\tO\n");
  PrepareTaskOptions options = task.Options("raw");
  options.input.named = {{"train", task.folder / "other.tsv"}};
  PrepareTask(RequireDataset("ncbi"), options);
  EXPECT_THAT(ReadFile(task.folder / "out/train.json"), HasSubstr("\"c\""));
}

TEST(PrepareTask, WritesNothingWhereOnePartFails) {
  const Task task;
  task.Write("raw/NCBI-disease/train.tsv", kWords);
  task.Write("raw/NCBI-disease/test.tsv", "a\tB\tc\n");
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { task.Prepare("ncbi"); }), HasSubstr("test.tsv:1: 3 columns"));
  EXPECT_TRUE(task.Files().empty());
  task.Write("raw/NCBI-disease/test.tsv", "\n\n");
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { task.Prepare("ncbi"); }), HasSubstr("holds no example for test"));
  EXPECT_TRUE(task.Files().empty());
}

TEST(PrepareTask, NamesDifferencesFromPublishedCounts) {
  const Task task;
  task.Write("raw/NCBI-disease/train.tsv", kWords);
  EXPECT_THAT(task.Prepare("ncbi").warnings, ElementsAre(HasSubstr("1 examples, published for NCBI-disease are 5424"),
                                                         HasSubstr("1 mentions, published for NCBI-disease are 5134")));
}

TEST(PrepareTask, CountsOfHalvesAreComparedTogether) {
  std::vector<PartAccount> parts(2);
  parts[0].part = "dev", parts[0].written = 2000, parts[0].units = 319;
  parts[1].part = "test", parts[1].written = 2211, parts[1].units = 319;
  EXPECT_THAT(CompareCounts(RequireDataset("newsqa"), parts),
              ElementsAre(HasSubstr("together (): 4211 examples, published for NewsQA are 4212")));
  parts[0].written = 2001;
  EXPECT_TRUE(CompareCounts(RequireDataset("newsqa"), parts).empty());
}

TEST(PrepareTask, TellsWhatElseLiesInTheFolder) {
  const Task task;
  task.Write("out/dev.json", "{}\n");
  task.Write("raw/BC2GM/train.tsv", kWords);
  EXPECT_THAT(task.Prepare("bc2gm").warnings, Contains(HasSubstr("dev.json: was there before")));
}

TEST(PrepareTask, NamesTheRightFolder) {
  const Task task;
  task.Write("raw/GAD/train.tsv", "index\tsentence\tlabel\n0\ta\t1\n");
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { task.Prepare("ddi", "raw/GAD"); }),
              HasSubstr("is the folder of GAD, not of DDI. Say --dataset gad"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { task.Prepare("ncbi"); }),
              testing::AllOf(HasSubstr("train.tsv, dev.tsv, test.tsv"), HasSubstr("--where ncbi")));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { task.Prepare("ncbi", "nowhere"); }), HasSubstr("does not exist"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { task.Prepare("gad", "raw/GAD/train.tsv"); }), HasSubstr("--train"));
}

TEST(PrepareTask, GluesTestsHaveNoLabels) {
  const Task task;
  const std::string labelled = "index\tsentence1\tsentence2\tlabel\n0\tA\tB\tentailment\n";
  task.Write("raw/RTE/train.tsv", labelled);
  task.Write("raw/RTE/test.tsv", "index\tsentence1\tsentence2\n0\tA\tB\n");
  task.Prepare("rte");
  EXPECT_THAT(task.Files(), ElementsAre("test_unlabeled.json", "train.json"));
  PrepareTaskOptions options = task.Options("");
  options.input.named = {{"dev", task.folder / "raw/RTE/train.tsv"}, {"test", task.folder / "raw/RTE/test.tsv"}};
  options.output = task.folder / "named";
  PrepareTask(RequireDataset("rte"), options);
  EXPECT_TRUE(fs::exists(task.folder / "named/dev.json"));
  EXPECT_TRUE(fs::exists(task.folder / "named/test_unlabeled.json"));
}

TEST(PrepareTask, MmlusDevAndValBecomeTrainAndDev) {
  const Task task;
  task.Write("raw/data/dev/anatomy_dev.csv", "q,a,b,c,d,A\n");
  task.Write("raw/data/val/anatomy_val.csv", "q,a,b,c,d,B\n");
  task.Write("raw/data/test/anatomy_test.csv", "q,a,b,c,d,C\n");
  PrepareTaskOptions options = task.Options("raw");
  options.subject = "anatomy";
  EXPECT_TRUE(PrepareTask(RequireDataset("mmlu"), options).warnings.empty());  // counts are another subject's
  EXPECT_THAT(ReadFile(task.folder / "out/train.json"), HasSubstr("anatomy_dev-00000"));
  EXPECT_THAT(ReadFile(task.folder / "out/dev.json"), HasSubstr("anatomy_val-00000"));
  EXPECT_THAT(ReadFile(task.folder / "out/test.json"), HasSubstr("anatomy_test-00000"));
}

TEST(PrepareTask, MrqasDevIsHalvedUnlessThereIsATest) {
  const std::string context = R"({"context": "c", "qas": [{"qid": "1", "question": "q", "detected_answers": []}]})";
  const Task task;
  task.Write("raw/train/TriviaQA-web.jsonl", context + "\n");
  task.Write("raw/dev/TriviaQA.jsonl", context + "\n" + context + "\n");
  task.Prepare("triviaqa");
  EXPECT_THAT(task.Files(), ElementsAre("dev.json", "test.json", "train.json"));
  PrepareTaskOptions options = task.Options("");
  options.input.named = {{"dev", task.folder / "raw/dev/TriviaQA.jsonl"},
                         {"test", task.folder / "raw/train/TriviaQA-web.jsonl"}};
  EXPECT_EQ(PrepareTask(RequireDataset("triviaqa"), options).parts[0].written, 2U);
}

TEST(PrepareTask, PubmedqaFromItsFolds) {
  const std::string entry = R"({"1": {"QUESTION": "q", "CONTEXTS": ["c"], "final_decision": "no"}})";
  const Task task;
  task.Write("raw/pubmedqa/pqal_fold0/train_set.json", entry);
  task.Write("raw/pubmedqa/test_set.json", entry);
  task.Write("raw/pubmedqa/ori_pqal.json", entry);
  task.Prepare("pubmedqa");
  EXPECT_THAT(task.Files(), ElementsAre("test.json", "train.json"));
}

TEST(PrepareTable, TakesNamedFilesOnly) {
  const Task task;
  task.Write("mine.tsv", "text\tlabel\na\tx\n");
  PrepareTaskOptions options = task.Options("");
  options.input.named = {{"train", task.folder / "mine.tsv"}};
  PrepareTable({.text = "text", .label = "label"}, options);
  EXPECT_EQ(ReadFile(task.folder / "out/train.json"), "{\"id\": \"0\", \"sentence\": \"a\", \"label\": \"x\"}\n");
}

TEST(Sources, EveryDatasetHasOne) {
  for (const DatasetInfo& dataset : Datasets()) {
    const std::string text = DescribeSource(dataset);
    EXPECT_THAT(text, testing::AllOf(HasSubstr("download"), HasSubstr("terms"), HasSubstr("counts"),
                                     HasSubstr(fmt::format("linkbert prepare-task {}", dataset.family))));
    EXPECT_THAT(ListDatasets(), HasSubstr(std::string(dataset.name)));
  }
  EXPECT_THAT(DescribeSource(RequireDataset("squad")), HasSubstr("dev and test together 10507"));
  EXPECT_THAT(DescribeSource(RequireDataset("bioasq")), HasSubstr("Registration"));
}

TEST(PrepareTask, LabelsOfATableAreTakenAlikeInAllParts) {
  const Task task;
  task.Write("train.csv", "t,y\na,0\nb,1.5\n");
  task.Write("dev.csv", "t,y\na,1\nb,2\n");
  PrepareTaskOptions options = task.Options("");
  options.input.named = {{"train", task.folder / "train.csv"}, {"dev", task.folder / "dev.csv"}};
  TableFormat format{.text = "t", .label = "y"};
  EXPECT_THAT(PrepareTable(format, options).notes,
              ElementsAre(HasSubstr("taken for scores (regression); --class-label")));
  EXPECT_THAT(ReadFile(task.folder / "out/dev.json"), HasSubstr("\"label\": 1.0}"));
  format.class_label = true;
  EXPECT_TRUE(PrepareTable(format, options).notes.empty());
  EXPECT_THAT(ReadFile(task.folder / "out/train.json"), HasSubstr("\"label\": \"1.5\"}"));
  task.Write("dev.csv", "t,y\na,nan\n");
  format.class_label = false;
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { PrepareTable(format, options); }), HasSubstr("dev.csv:2"));
}

// A pipe is not opened: nobody may write to it.
TEST(PrepareTask, WhatIsReadTwiceMayBeNoPipe) {
  const Task task;
  const std::string pipe = task.folder / "pipe.tsv";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  PrepareTaskOptions options = task.Options("");
  options.input.named = {{"test", pipe}};
  const TableFormat format{.text = "t", .label = "y"};
  EXPECT_THAT(ErrorOf(ErrorCode::kUsage, [&] { PrepareTable(format, options); }),
              testing::AllOf(HasSubstr("pipe.tsv: is a pipe"), HasSubstr("--class-label")));
  EXPECT_THAT(ErrorOf(ErrorCode::kUsage, [&] { PrepareTask(RequireDataset("rte"), options); }),
              HasSubstr("pipe.tsv: is a pipe"));
}

TEST(PrepareTask, TheDiagnosticsByTheirFileHaveLabelsWhereItNamesThem) {
  const Task task;
  task.Write("mine.tsv", "Lexical Semantics\tPremise\tHypothesis\tLabel\nx\ta\tb\tneutral\n");
  PrepareTaskOptions options = task.Options("");
  options.input.named = {{"test", task.folder / "mine.tsv"}};
  PrepareTask(RequireDataset("ax"), options);
  EXPECT_THAT(ReadFile(task.folder / "out/test.json"), HasSubstr("\"label\": \"neutral\""));
  task.Write("mine.tsv", "index\tsentence1\tsentence2\n0\ta\tb\n");
  EXPECT_TRUE(PrepareTask(RequireDataset("ax"), options).parts[0].part == "test_unlabeled");
}

TEST(PrepareTask, PublishedCountsAreOfTheBenchmarksOwnFilesAlone) {
  const std::string squad = R"({"data": [{"paragraphs": [{"context": "a b", "qas": [{"id": "1", "question": "q", )"
                            R"("answers": [{"answer_start": 0, "text": "a"}]}]}]}]})";
  for (const auto& [name, warnings] : {std::pair("mine.json", 0U), std::pair("dev-v1.1.json", 2U)}) {
    const Task task;
    task.Write(name, squad);
    PrepareTaskOptions options = task.Options("");
    options.input.named = {{"dev", task.folder / name}};
    EXPECT_EQ(PrepareTask(RequireDataset("squad1.1"), options).warnings.size(), warnings) << name;
  }
  for (const auto& [folder, warnings] : {std::pair("mine", 0U), std::pair("NCBI-disease", 2U)}) {
    const Task task;
    task.Write(std::string(folder) + "/train.tsv", kWords);
    PrepareTaskOptions options = task.Options("");
    options.input.named = {{"train", task.folder / folder + "/train.tsv"}};
    EXPECT_EQ(PrepareTask(RequireDataset("ncbi"), options).warnings.size(), warnings) << folder;
  }
}

}  // namespace
}  // namespace linkbert
