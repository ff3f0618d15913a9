#include "data/datasets/prepare_task.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "data/datasets/biomedical_questions.h"
#include "data/datasets/blurb_sentences.h"
#include "data/datasets/glue.h"
#include "data/datasets/hotpotqa.h"
#include "data/datasets/json_fields.h"
#include "data/datasets/mrqa.h"
#include "data/datasets/multiple_choice_sets.h"
#include "data/datasets/raw_lines.h"
#include "data/datasets/task_folder.h"

namespace linkbert {
namespace {

using FileConverter = std::function<void(const RawFile& file, PartLines& out)>;

// The parts of one task while they are made.
class Preparation {
 public:
  explicit Preparation(const PrepareTaskOptions& options) : folder_(options.output), strict_(options.strict) {}

  PartLines& Add(const RawFile& file) { return Add(file.part, file); }
  PartLines& Add(const std::string& part, const RawFile& file) {
    parts_.push_back(std::make_unique<PartLines>(folder_.Add(part), strict_));
    parts_.back()->account().part = part;
    parts_.back()->account().source = file.path;
    parts_.back()->account().official = file.official;
    return *parts_.back();
  }

  PreparedTask Finish(const DatasetInfo* dataset) {
    PreparedTask task;
    for (const auto& part : parts_) {
      if (part->account().written == 0) {
        throw Fail(ErrorCode::kInput, "{}: holds no example for {}. Is it the right file, and whole?",
                   part->account().source, part->account().part);
      }
      task.parts.push_back(part->account());
    }
    folder_.Commit();
    if (dataset != nullptr) task.warnings = CompareCounts(*dataset, task.parts);
    for (const std::string& path : folder_.LeftFromBefore()) {
      task.warnings.push_back(
          fmt::format("{}: was there before and is not of these files. Remove it if it is of another task.", path));
    }
    return task;
  }

 private:
  TaskFolder folder_;
  bool strict_;
  std::vector<std::unique_ptr<PartLines>> parts_;
};

std::vector<PartNames> TsvParts() { return {{"train", {"train.tsv"}}, {"dev", {"dev.tsv"}}, {"test", {"test.tsv"}}}; }

std::vector<std::string> Below(const std::vector<std::string>& prefixes, std::string_view name) {
  std::vector<std::string> folders;
  for (const std::string& prefix : prefixes) folders.push_back(prefix + std::string(name));
  folders.emplace_back();
  return folders;
}

// Where BLURB's generator puts a set: its "data" folder is what LinkBERT's script reads.
std::vector<std::string> BlurbFolders(const DatasetInfo& dataset) {
  return Below({"", "data/", "data_generation/data/"}, dataset.raw_name);
}

void ConvertBlurb(const DatasetInfo& dataset, const RawFile& file, PartLines& out) {
  if (dataset.name == "bioasq") {
    RecordReader records(file.path, {.delimiter = '\t', .quotes = true});
    return ConvertBioasq(records, out);
  }
  RawLines lines(file.path);
  if (dataset.type == "token_classification") {
    return ConvertTaggedWords(&dataset, {.begin_only = dataset.name == "ebmnlp"}, lines, out);
  }
  if (dataset.name == "biosses") return ConvertBiosses(lines, out);
  if (dataset.name == "hoc") return ConvertHallmarks(lines, out);
  ConvertRelations(dataset, lines, out);
}

void PreparePubmedQa(const DatasetInfo& dataset, const PrepareTaskOptions& options, Preparation& parts) {
  const std::vector<PartNames> own{{"all", {"ori_pqal.json", "data/ori_pqal.json"}}};
  const std::vector<PartNames> split{
      {"train", {"pqal_fold0/train_set.json"}}, {"dev", {"pqal_fold0/dev_set.json"}}, {"test", {"test_set.json"}}};
  std::vector<PartNames> all = split;
  all.push_back(own[0]);
  RawInput input = options.input;
  if (input.folder.ends_with(".json")) {  // ori_pqal.json itself
    input.named.push_back({"all", input.folder});
    input.folder.clear();
  }
  std::vector<RawFile> files = FindRawFiles(dataset, input, BlurbFolders(dataset), all);
  const bool only_all = files.size() == 1 && files[0].part == "all";
  if (!only_all) std::erase_if(files, [](const RawFile& file) { return file.part == "all"; });
  for (const RawFile& file : files) {
    const TaskJson entries = ParseRawJson(ReadRawText(file.path), file.path);
    if (!only_all) {
      ConvertPubmedQa(entries, file.path, parts.Add(file));
      continue;
    }
    const std::map<std::string, TaskJson> splits = SplitPubmedQa(entries, file.path);
    for (const char* part : {"train", "dev", "test"}) {
      ConvertPubmedQa(splits.at(part), file.path, parts.Add(part, file));
    }
  }
}

void PrepareMrqa(const DatasetInfo& dataset, const PrepareTaskOptions& options, Preparation& parts) {
  std::vector<std::string> stems{std::string(dataset.raw_name)};
  if (dataset.name == "triviaqa") stems.emplace_back("TriviaQA-web");
  if (dataset.name == "naturalqa") stems.emplace_back("NaturalQuestionsShort");
  PartNames train{"train", {}}, dev{"dev", {}};
  for (const std::string& stem : stems) {
    train.names.push_back("train/" + stem + ".jsonl");
    dev.names.push_back("dev/" + stem + ".jsonl");
  }
  const std::vector<RawFile> files = FindRawFiles(dataset, options.input, {"", "mrqa", "raw_data/mrqa"}, {train, dev});
  const bool has_test = std::ranges::find(files, "test", &RawFile::part) != files.end();
  for (const RawFile& file : files) {
    RawLines lines(file.path);
    if (file.part != "dev" || has_test) {
      ConvertMrqa(dataset, lines, parts.Add(file));
      continue;
    }
    PartLines& dev_lines = parts.Add("dev", file);
    ConvertMrqaHalves(dataset, options.splits, lines, dev_lines, parts.Add("test", file));
  }
}

void PrepareMmlu(const DatasetInfo& dataset, const PrepareTaskOptions& options, Preparation& parts) {
  const std::string subject = options.subject.empty() ? std::string(dataset.raw_name) : options.subject;
  // LinkBERT's script gives dev.json to --train_file and val.json to --validation_file.
  const std::vector<std::pair<std::string, std::string>> names{{"train", "dev"}, {"dev", "val"}, {"test", "test"}};
  std::vector<PartNames> wanted;
  for (const auto& [part, raw] : names) {
    wanted.push_back({part, {fmt::format("{}/{}_{}.csv", raw, subject, raw), fmt::format("{}_{}.csv", subject, raw)}});
  }
  for (const RawFile& file : FindRawFiles(dataset, options.input, {"data", "mmlu/data", ""}, wanted)) {
    const auto same = std::ranges::find(names, file.part, &std::pair<std::string, std::string>::first);
    RecordReader records(file.path, {.delimiter = ',', .quotes = true});
    ConvertMmlu(fmt::format("{}_{}", subject, same->second), records, parts.Add(file));
  }
}

std::vector<RawFile> FindFiles(const DatasetInfo& dataset, const PrepareTaskOptions& options) {
  RawInput input = options.input;
  if (dataset.family == "blurb") return FindRawFiles(dataset, input, BlurbFolders(dataset), TsvParts());
  if (dataset.family == "glue") {
    for (RawFile& named : input.named) {
      if (named.part != "test") continue;
      RequireReadableTwice(named.path, "Whether it has labels is seen first: write it to a file.");
      if (!HasGlueLabels(dataset, named.path)) named.part = "test_unlabeled";
    }
    return FindRawFiles(dataset, input, Below({"", "glue_data/"}, dataset.raw_name), GlueParts(dataset));
  }
  if (dataset.family == "medqa") {
    std::vector<PartNames> parts;
    for (const char* part : {"train", "dev", "test"}) {
      parts.push_back({part, {fmt::format("{}_{}.jsonl", dataset.raw_name, part)}});
    }
    return FindRawFiles(dataset, input, Below({"", "questions/US/", "data_clean/questions/US/"}, "4_options"), parts);
  }
  if (dataset.family == "squad") {
    return FindRawFiles(dataset, input, {""},
                        {{"train", {fmt::format("train-{}.json", dataset.raw_name)}},
                         {"dev", {fmt::format("dev-{}.json", dataset.raw_name)}}});
  }
  return FindRawFiles(dataset, input, {""},
                      {{"train", {"hotpot_train_v1.1.json"}},
                       {"dev", {"hotpot_dev_distractor_v1.json", "hotpot_dev_fullwiki_v1.json"}}});
}

void ConvertFile(const DatasetInfo& dataset, const PrepareTaskOptions& options, const RawFile& file, PartLines& out) {
  if (dataset.family == "blurb") return ConvertBlurb(dataset, file, out);
  if (dataset.family == "glue") {
    RecordReader records(file.path, {.delimiter = '\t', .quotes = false});
    return ConvertGlue(dataset, records, out);
  }
  if (dataset.family == "medqa") {
    RawLines lines(file.path);
    return ConvertMedqa(file.part, lines, out);
  }
  if (dataset.family == "squad") {
    return ConvertSquad(ParseRawJson(ReadRawText(file.path), file.path), file.path, options.distraction, out);
  }
  ConvertHotpotqa(file.path, options.supporting_only, out);
}

PreparedTask PrepareNamed(const PrepareTaskOptions& options, const FileConverter& convert) {
  Preparation parts(options);
  for (const RawFile& file : options.input.named) convert(file, parts.Add(file));
  return parts.Finish(nullptr);
}

}  // namespace

PreparedTask PrepareTask(const DatasetInfo& dataset, const PrepareTaskOptions& options) {
  Preparation parts(options);
  if (dataset.name == "pubmedqa") {
    PreparePubmedQa(dataset, options, parts);
  } else if (dataset.family == "mrqa") {
    PrepareMrqa(dataset, options, parts);
  } else if (dataset.family == "mmlu") {
    PrepareMmlu(dataset, options, parts);
  } else {
    for (const RawFile& file : FindFiles(dataset, options)) {
      ConvertFile(dataset, options, file, parts.Add(file));
    }
  }
  const bool another_subject = !options.subject.empty() && options.subject != dataset.raw_name;
  return parts.Finish(another_subject ? nullptr : &dataset);  // counts are published for the table's subject
}

PreparedTask PrepareTable(const TableFormat& format, const PrepareTaskOptions& options) {
  if (format.number_label && format.class_label)
    throw Fail(ErrorCode::kUsage, "--number-label and --class-label exclude each other.");
  TableFormat settled = format;
  std::string note;
  if (format.type == "sequence_classification" && !format.number_label && !format.class_label) {
    LabelSurvey survey;
    for (const RawFile& file : options.input.named) {
      RequireReadableTwice(file.path,
                           "All labels are looked at before the first is written: say --class-label or "
                           "--number-label, which need no look, or write it to a file.");
      SurveyLabels(format, file.path, survey);
    }
    settled.number_label = survey.AreScores();
    note = survey.Text();
  }
  PreparedTask task =
      PrepareNamed(options, [&](const RawFile& file, PartLines& out) { ConvertTable(settled, file.path, out); });
  if (!note.empty()) task.notes.push_back(std::move(note));
  return task;
}

PreparedTask PrepareConll(const TaggedWordsFormat& format, const PrepareTaskOptions& options) {
  return PrepareNamed(options, [&](const RawFile& file, PartLines& out) {
    RawLines lines(file.path);
    ConvertTaggedWords(nullptr, format, lines, out);
  });
}

}  // namespace linkbert
