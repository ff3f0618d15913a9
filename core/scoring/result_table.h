// results.json of a fine-tuning run: one seed's metrics, and several seeds' with mean and standard error, in one form:
//   {"task","type","metric","mode","split","rows":[{"start","seeds":[1,2],
//     "metrics":{"accuracy":{"mean","standard_error","values":[...]},...}, "dev":{...}, "test":{...}}]}
// metrics are those of `split`: test where there is a test file, otherwise dev; of one seed standard_error is null.
// Pure functions. Errors: kInput where a text is no such table.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace linkbert {

struct ResultTableHead {
  std::string task;    // the data's name
  std::string type;    // "sequence_classification"
  std::string metric;  // the one to look at first
  std::string mode;    // of TaskConfig
  std::string start;   // the model it began from
};

// A seed's scores by split ("dev", "test"), each {"accuracy": number, or null where undefined, ...}.
nlohmann::ordered_json SeedTable(const ResultTableHead& head, std::int64_t seed, const nlohmann::ordered_json& scores);

// Tables of one seed each, of the same head, as one row. Requires: at least one.
nlohmann::ordered_json MergeSeedTables(const std::vector<nlohmann::ordered_json>& tables);

// Reads a file that holds a table.
nlohmann::ordered_json ReadResultTable(const std::string& path);

// "accuracy 0.812 +- 0.004  macro_f1 0.75 +- 0.01"
std::string ResultText(const nlohmann::ordered_json& metrics);

}  // namespace linkbert
