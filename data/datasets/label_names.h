// FindLabelNames: what the whole numbers of a file's labels are called, where the file or its folder says so.
//
// Hugging Face's datasets keep classes as numbers and their names apart: in the first line of the file as "names" or
// "label_names", or beside it in dataset_info.json, dataset_infos.json or features.json, below the field's name:
// {"features": {"ner_tags": {"feature": {"names": [...]}}}}, or {"class_label": {"names": {"0": ...}}}.
// Pure but for the files. Errors: kInput naming the file that is no JSON or names a field's labels in two ways.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

// In the order of their numbers; empty where nobody says. first_line: of the file; fields: names the labels may have.
std::vector<std::string> FindLabelNames(const std::string& path, std::string_view first_line,
                                        std::span<const char* const> fields);

// The first of these files that lies beside the file; empty where none does.
std::string LabelNameFile(const std::string& path);

}  // namespace linkbert
