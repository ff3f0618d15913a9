// People's own tables -> the lines of a task: TSV, CSV or JSON Lines with columns named on the command line.
//
// Flow: file -> [ConvertTable] -> PartLines. What is needed follows from the task type: sequence classification a text,
// a second one if wanted, a label; question answering question, context, answer and, unless the first occurrence is
// meant, its place in characters; multiple choice a question, endings and the right one (number from 0, or letter from
// A). A row must have the header's columns, or the first row's. Pure but for the stream. Errors: kInput naming file,
// line, column, seen and wanted; kUsage for a column that is needed.
#pragma once
#include <string>
#include <vector>

#include "data/datasets/label_survey.h"
#include "data/datasets/part_lines.h"

namespace linkbert {

struct TableFormat {
  std::string type = "sequence_classification";
  std::string format = {};            // "tsv", "csv" or "jsonl"; empty: by the file's name
  bool header = true;                 // tsv and csv; without one columns are numbers from 1
  std::string id = {};                // column; empty: rows are numbered from 0
  std::string text = {}, text2 = {};  // classification; text is the question of multiple choice
  std::string label = {};             // classification, multiple choice
  bool number_label = false;          // the label is a number to be predicted (regression)
  bool class_label = false;           // it is a class, whatever it looks like; neither: SurveyLabels decides
  std::string question = {}, context = {}, answer = {}, start = {};  // question answering
  std::vector<std::string> endings = {};                             // multiple choice
};

// Adds every label of a file of the type sequence classification.
void SurveyLabels(const TableFormat& format, const std::string& path, LabelSurvey& survey);

void ConvertTable(const TableFormat& format, const std::string& path, PartLines& out);

}  // namespace linkbert
