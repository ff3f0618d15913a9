#include "data/datasets/multiple_choice_sets.h"

#include <array>
#include <vector>

#include "data/datasets/json_fields.h"

namespace linkbert {
namespace {

constexpr std::string_view kChoiceLetters = "ABCD";

// 0 for "A"; negative for what is none of the letters.
int LetterIndex(std::string_view letter) {
  return letter.size() == 1 && kChoiceLetters.find(letter) != kChoiceLetters.npos ? letter[0] - 'A' : -1;
}

void WriteChoice(const std::string& id, const std::string& question, const std::array<std::string, 4>& options,
                 int label, const std::string& where, PartLines& out) {
  if (PythonStrip(question).empty()) out.Note("empty question", where, id);
  out.Write({{"id", id},
             {"sent1", question},
             {"sent2", ""},
             {"ending0", options[0]},
             {"ending1", options[1]},
             {"ending2", options[2]},
             {"ending3", options[3]},
             {"label", label}});
}

}  // namespace

void ConvertMedqa(const std::string& part, RawLines& lines, PartLines& out) {
  out.account().row_name = "questions";
  std::uint64_t number = 0;
  for (std::string line; lines.Next(line);) {
    if (PythonStrip(line).empty()) continue;
    out.CountRow();
    const TaskJson object = ParseRawJson(line, lines.where());
    const JsonFields question(object, lines.where());
    const JsonFields options(question.Require("options", "an object of A, B, C and D"), lines.where() + ", options");
    if (options.Find("E") != nullptr) {
      throw options.Wrong("E", "is there", "four options: the file in 4_options, not the one with five");
    }
    const std::array<std::string, 4> texts = {options.Text("A"), options.Text("B"), options.Text("C"),
                                              options.Text("D")};
    const std::string& letter = question.Text("answer_idx");
    const int label = LetterIndex(letter);
    if (label < 0) throw question.Wrong("answer_idx", fmt::format("is \"{}\"", Shortened(letter)), "A, B, C or D");
    WriteChoice(fmt::format("{}-{:05}", part, number++), question.Text("question"), texts, label, lines.where(), out);
  }
}

void ConvertMmlu(const std::string& prefix, RecordReader& records, PartLines& out) {
  out.account().row_name = "questions";
  std::uint64_t number = 0;
  for (std::vector<std::string> fields; records.Next(fields);) {
    if (fields.size() == 1 && fields[0].empty()) continue;
    out.CountRow();
    if (fields.size() != 6) {
      throw Fail(ErrorCode::kInput, "{}: {} columns, wanted 6: question, A, B, C, D and the right letter.",
                 records.where(), fields.size());
    }
    const int label = LetterIndex(fields[5]);
    if (label < 0) {
      throw Fail(ErrorCode::kInput, "{}: field 6, the answer, is \"{}\", wanted A, B, C or D. MMLU has no header line.",
                 records.where(), Shortened(fields[5]));
    }
    WriteChoice(fmt::format("{}-{:05}", prefix, number++), fields[0], {fields[1], fields[2], fields[3], fields[4]},
                label, records.where(), out);
  }
}

}  // namespace linkbert
