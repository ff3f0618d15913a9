#include "data/datasets/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

#include "data/datasets/json_fields.h"
#include "data/datasets/numbers.h"
#include "data/datasets/question_line.h"
#include "data/datasets/raw_lines.h"
#include "data/datasets/records.h"

namespace linkbert {
namespace {

// One row's values by column.
class Row {
 public:
  virtual ~Row() = default;
  virtual std::string Value(const std::string& column) const = 0;
  virtual const std::string& where() const = 0;
};

class RecordRow : public Row {
 public:
  RecordRow(const std::vector<std::string>& header, const std::vector<std::string>& fields, std::string where)
      : header_(header), fields_(fields), where_(std::move(where)) {}
  std::string Value(const std::string& column) const override {
    const std::size_t index = Index(column);
    if (index < fields_.size()) return fields_[index];
    throw Fail(ErrorCode::kInput, "{}: no column \"{}\": the row has {} columns, wanted {}.", where_, column,
               fields_.size(), header_.empty() ? index + 1 : header_.size());
  }
  const std::string& where() const override { return where_; }

 private:
  std::size_t Index(const std::string& column) const {
    if (header_.empty()) {
      std::size_t number = 0;
      const auto [end, error] = std::from_chars(column.data(), column.data() + column.size(), number);
      if (error == std::errc() && end == column.data() + column.size() && number > 0) return number - 1;
      throw Fail(ErrorCode::kUsage, "column \"{}\": without a header columns are numbers from 1.", column);
    }
    const auto at = std::ranges::find(header_, column);
    if (at != header_.end()) return static_cast<std::size_t>(at - header_.begin());
    throw Fail(ErrorCode::kInput, "{}: no column \"{}\", the header names {}. Say --no-header where there is none.",
               where_, column, Shortened(fmt::format("{}", fmt::join(header_, ", "))));
  }

  const std::vector<std::string>& header_;
  const std::vector<std::string>& fields_;
  std::string where_;
};

class ObjectRow : public Row {
 public:
  ObjectRow(const TaskJson& object, std::string where) : fields_(object, std::move(where)) {}
  std::string Value(const std::string& column) const override {
    const TaskJson& value = fields_.Require(column.c_str(), "a text or a number");
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number() || value.is_boolean()) return PythonJson(value);
    throw fields_.Wrong(column, SeenJson(value), "a text or a number");
  }
  const std::string& where() const override { return fields_.where(); }

 private:
  JsonFields fields_;
};

Error WrongValue(const Row& row, const std::string& column, const std::string& seen, const char* wanted) {
  return Fail(ErrorCode::kInput, "{}: column \"{}\" is \"{}\", wanted {}.", row.where(), column, Shortened(seen),
              wanted);
}

std::optional<std::uint64_t> WholeNumber(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

void ConvertClassification(const TableFormat& f, const std::string& id, const Row& row, PartLines& out) {
  const std::string text = row.Value(f.text);
  TaskJson line{{"id", id}, {f.text2.empty() ? "sentence" : "sentence1", text}};
  if (!f.text2.empty()) line["sentence2"] = row.Value(f.text2);
  const std::string label = row.Value(f.label);
  if (PythonStrip(text).empty()) return out.SkipWrong("empty text", row.where(), "column " + f.text);
  if (PythonStrip(label).empty()) return out.SkipWrong("empty label", row.where(), "column " + f.label);
  if (f.number_label) {
    const std::optional<double> number = ParseNumber(label);
    if (!number) throw WrongValue(row, f.label, label, "a number");
    line["label"] = *number;
  } else {
    line["label"] = label;
  }
  out.Write(line);
}

void ConvertQuestionRow(const TableFormat& f, const std::string& id, const Row& row, PartLines& out) {
  const std::string question = row.Value(f.question), context = row.Value(f.context), answer = row.Value(f.answer);
  if (PythonStrip(question).empty()) return out.SkipWrong("empty question", row.where(), "column " + f.question);
  std::vector<PlacedAnswer> answers;
  if (answer.empty()) {
    out.Write(QuestionLine(id, question, context, answers));  // a question without an answer, as in SQuAD 2.0
    return;
  }
  if (f.start.empty()) {
    const std::size_t at = context.find(answer);
    if (at == std::string::npos) return out.SkipWrong("answer not in the context", row.where(), Shortened(answer));
    answers.push_back({CodePoints(std::string_view(context).substr(0, at)), answer});
  } else {
    const std::string start = row.Value(f.start);
    const auto number = WholeNumber(start);
    if (!number) throw WrongValue(row, f.start, start, "a whole number, the answer's place in characters");
    answers.push_back({*number, answer});
  }
  CheckAnswers(ContextText(context), answers, row.where(), out);
  out.Write(QuestionLine(id, question, context, answers));
}

void ConvertChoice(const TableFormat& f, const std::string& id, const Row& row, PartLines& out) {
  const std::string question = row.Value(f.text), label = row.Value(f.label);
  if (PythonStrip(question).empty()) return out.SkipWrong("empty question", row.where(), "column " + f.text);
  TaskJson line{{"id", id}, {"sent1", question}, {"sent2", f.text2.empty() ? "" : row.Value(f.text2)}};
  for (std::size_t i = 0; i < f.endings.size(); ++i) line[fmt::format("ending{}", i)] = row.Value(f.endings[i]);
  const bool letter = label.size() == 1 && label[0] >= 'A' && label[0] <= 'Z';
  const auto number = letter ? std::optional<std::uint64_t>(label[0] - 'A') : WholeNumber(label);
  if (!number || *number >= f.endings.size()) {
    throw WrongValue(row, f.label, label, "the right ending: a number from 0 or a letter from A");
  }
  line["label"] = *number;
  out.Write(line);
}

void RequireColumns(const TableFormat& f) {
  const auto require = [&](const std::string& column, const char* option) {
    if (column.empty())
      throw Fail(ErrorCode::kUsage, "{} needs the column of {}: --{} COLUMN.", f.type, option, option);
  };
  if (f.type == "question_answering") {
    require(f.question, "question"), require(f.context, "context"), require(f.answer, "answer");
    return;
  }
  require(f.text, "text"), require(f.label, "label");
  if (f.type == "multiple_choice" && f.endings.size() < 2) {
    throw Fail(ErrorCode::kUsage, "multiple_choice needs two endings or more: --ending COLUMN --ending COLUMN.");
  }
}

void ConvertRow(const TableFormat& f, const Row& row, PartLines& out) {
  const std::string id = f.id.empty() ? std::to_string(out.account().rows) : row.Value(f.id);
  out.CountRow();
  if (f.type == "question_answering") return ConvertQuestionRow(f, id, row, out);
  if (f.type == "multiple_choice") return ConvertChoice(f, id, row, out);
  ConvertClassification(f, id, row, out);
}

using UseRow = std::function<void(const Row& row)>;

void ForEachObject(const std::string& path, const UseRow& use) {
  RawLines lines(path);
  for (std::string line; lines.Next(line);) {
    if (PythonStrip(line).empty()) continue;
    const TaskJson object = ParseRawJson(line, lines.where());
    use(ObjectRow(object, lines.where()));
  }
}

// A row with more columns than the others is one whose text has an unquoted delimiter: its columns are not what they
// are named. Empty ones at the end are no matter.
void RequireNoMoreColumns(const std::vector<std::string>& fields, std::size_t columns, const std::string& where) {
  const auto beyond = fields.begin() + static_cast<std::ptrdiff_t>(std::min(columns, fields.size()));
  if (std::all_of(beyond, fields.end(), [](const std::string& field) { return field.empty(); })) return;
  throw Fail(ErrorCode::kInput,
             "{}: {} columns, wanted {} as before it. Is a text with a delimiter not quoted, or is it another format "
             "(--format)?",
             where, fields.size(), columns);
}

void ForEachRecord(const TableFormat& format, RecordFormat form, const std::string& path, const UseRow& use) {
  RecordReader records(path, form);
  std::vector<std::string> header, fields;
  if (format.header) records.Next(header);
  std::size_t columns = header.size();
  while (records.Next(fields)) {
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (columns == 0) columns = fields.size();
    RequireNoMoreColumns(fields, columns, records.where());
    use(RecordRow(header, fields, records.where()));
  }
}

// "csv" of "a.csv.gz".
std::string FormOf(std::string path) {
  if (path.ends_with(".gz")) path.resize(path.size() - 3);
  const std::string extension = path.substr(std::min(path.rfind('.'), path.size()));
  if (extension == ".json" || extension == ".jsonl") return "jsonl";
  if (extension == ".tsv" || extension == ".csv") return extension.substr(1);
  throw Fail(ErrorCode::kUsage, "{}: its name does not tell its form. Say --format tsv, csv or jsonl.", path);
}

void ForEachRow(const TableFormat& format, const std::string& path, const UseRow& use) {
  const std::string form = format.format.empty() ? FormOf(path) : format.format;
  if (form == "jsonl") return ForEachObject(path, use);
  ForEachRecord(format, {.delimiter = form == "csv" ? ',' : '\t', .quotes = form == "csv"}, path, use);
}

}  // namespace

void SurveyLabels(const TableFormat& format, const std::string& path, LabelSurvey& survey) {
  RequireColumns(format);
  ForEachRow(format, path, [&](const Row& row) { survey.Add(row.Value(format.label), row.where()); });
}

void ConvertTable(const TableFormat& format, const std::string& path, PartLines& out) {
  RequireColumns(format);
  ForEachRow(format, path, [&](const Row& row) { ConvertRow(format, row, out); });
}

}  // namespace linkbert
