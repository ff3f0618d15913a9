#include "data/datasets/glue.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/datasets/numbers.h"

namespace linkbert {
namespace {

using Fields = std::vector<std::string>;

struct GlueForm {
  std::string_view name;
  std::string_view first, second, label;  // columns' names; second empty: one sentence
  std::vector<std::string_view> labels;   // empty: a score from 0 to 5
};

const std::vector<GlueForm>& Forms() {
  static const std::vector<std::string_view> kTwo{"0", "1"};
  static const std::vector<std::string_view> kEntailed{"entailment", "not_entailment"};
  static const std::vector<std::string_view> kThree{"entailment", "neutral", "contradiction"};
  static const std::vector<GlueForm> kForms{
      {"cola", "sentence", "", "label", kTwo},
      {"sst2", "sentence", "", "label", kTwo},
      {"mrpc", "#1 String", "#2 String", "Quality", kTwo},
      {"stsb", "sentence1", "sentence2", "score", {}},
      {"qqp", "question1", "question2", "is_duplicate", kTwo},
      {"mnli", "sentence1", "sentence2", "gold_label", kThree},
      {"qnli", "question", "sentence", "label", kEntailed},
      {"rte", "sentence1", "sentence2", "label", kEntailed},
      {"wnli", "sentence1", "sentence2", "label", kTwo},
      {"ax", "sentence1", "sentence2", "label", kThree},
  };
  return kForms;
}

// Where a set's columns are in one file.
struct Columns {
  std::size_t first = 0, needed = 0;
  std::optional<std::size_t> second, label;
};

std::optional<std::size_t> IndexOf(const Fields& header, std::string_view name) {
  const auto at = std::ranges::find(header, name);
  if (at == header.end()) return std::nullopt;
  return static_cast<std::size_t>(at - header.begin());
}

std::size_t Require(const Fields& header, std::string_view name, const DatasetInfo& dataset, const std::string& where) {
  if (const auto index = IndexOf(header, name)) return *index;
  throw Fail(ErrorCode::kInput, "{}: no column \"{}\" in the header \"{}\", which {} has. Is it the right file?", where,
             name, Shortened(fmt::format("{}", fmt::join(header, "\\t"))), dataset.title);
}

// CoLA's train and dev: source, label, the author's mark, sentence.
bool IsColaWithoutHeader(const DatasetInfo& dataset, const Fields& row) {
  return dataset.name == "cola" && row.size() == 4 && (row[1] == "0" || row[1] == "1");
}

Columns FindColumns(const DatasetInfo& dataset, const GlueForm& form, Fields header, const std::string& where) {
  if (dataset.name == "ax" && IndexOf(header, "Premise")) {  // diagnostic-full.tsv names them so
    std::ranges::replace(header, "Premise", "sentence1");
    std::ranges::replace(header, "Hypothesis", "sentence2");
    std::ranges::replace(header, "Label", "label");
  }
  Columns columns{.first = Require(header, form.first, dataset, where), .second = {}, .label = {}};
  if (!form.second.empty()) columns.second = Require(header, form.second, dataset, where);
  columns.label = IndexOf(header, form.label);
  columns.needed = std::max({columns.first, columns.second.value_or(0), columns.label.value_or(0)}) + 1;
  return columns;
}

TaskJson LabelOf(const GlueForm& form, const std::string& text, const std::string& where) {
  if (form.labels.empty()) {
    const std::optional<double> score = ParseNumber(text);
    if (score && *score >= 0 && *score <= 5) return *score;
    throw Fail(ErrorCode::kInput, "{}: column \"{}\" is \"{}\", wanted a number from 0 to 5.", where, form.label,
               Shortened(text));
  }
  if (std::ranges::find(form.labels, text) != form.labels.end()) return text;
  throw Fail(ErrorCode::kInput, "{}: column \"{}\" is \"{}\", wanted one of {}. Is it the right file?", where,
             form.label, Shortened(text), fmt::join(form.labels, ", "));
}

TaskJson LineOf(const GlueForm& form, const Columns& columns, const Fields& row, std::uint64_t number,
                const std::string& where, PartLines& out) {
  TaskJson line{{"id", std::to_string(number)}};
  const std::string& first = row[columns.first];
  line[columns.second ? "sentence1" : "sentence"] = first;
  if (columns.second) line["sentence2"] = row[*columns.second];
  if (columns.label) line["label"] = LabelOf(form, row[*columns.label], where);
  if (PythonStrip(first).empty() || (columns.second && PythonStrip(row[*columns.second]).empty())) {
    out.Note("empty sentence", where, fmt::format("id {}", number));
  }
  return line;
}

}  // namespace

std::vector<PartNames> GlueParts(const DatasetInfo& dataset) {
  if (dataset.name == "ax") {
    return {{"test", {"diagnostic-full.tsv"}}, {"test_unlabeled", {"diagnostic.tsv", "AX.tsv", "ax.tsv"}}};
  }
  if (dataset.name == "mnli") {
    return {{"train", {"train.tsv"}},
            {"dev", {"dev_matched.tsv"}},
            {"dev_mismatched", {"dev_mismatched.tsv"}},
            {"test_unlabeled", {"test_matched.tsv"}},
            {"test_mismatched_unlabeled", {"test_mismatched.tsv"}}};
  }
  return {{"train", {"train.tsv"}}, {"dev", {"dev.tsv"}}, {"test_unlabeled", {"test.tsv"}}};
}

bool HasGlueLabels(const DatasetInfo& dataset, const std::string& path) {
  if (dataset.name != "ax") return false;
  RecordReader records(path, {.delimiter = '\t', .quotes = false});
  Fields header;
  records.Next(header);
  return IndexOf(header, "Label").has_value() || IndexOf(header, "label").has_value();
}

void ConvertGlue(const DatasetInfo& dataset, RecordReader& records, PartLines& out) {
  const GlueForm& form = *std::ranges::find(Forms(), dataset.name, &GlueForm::name);
  Fields row;
  if (!records.Next(row)) return;
  bool pending = IsColaWithoutHeader(dataset, row);
  Columns columns = pending ? Columns{.first = 3, .needed = 4, .second = {}, .label = 1}
                            : FindColumns(dataset, form, row, records.where());
  const std::string& part = out.account().part;
  if (part.ends_with("unlabeled")) {
    columns.label.reset();
  } else if (!columns.label) {
    throw Fail(ErrorCode::kInput, "{}: no column \"{}\", which {} needs. Is it a test file? GLUE's have no labels.",
               records.where(), form.label, part);
  }
  std::uint64_t number = 0;
  while (pending || records.Next(row)) {
    pending = false;
    if (row.size() == 1 && row[0].empty()) continue;
    out.CountRow();
    if (row.size() < columns.needed) {
      out.SkipWrong("too few columns", records.where(), fmt::format("{} of {}", row.size(), columns.needed));
    } else {
      out.Write(LineOf(form, columns, row, number, records.where(), out));
    }
    ++number;
  }
}

}  // namespace linkbert
