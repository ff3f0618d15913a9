// For tests of the task types: files from lines, a small vocabulary, data of each type, and Python's restatement of
// LinkBERT's scripts (tests/reference/task_reference.py).
#pragma once
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/finetuning/task_registry.h"
#include "tests/support/checkout.h"
#include "tests/support/prepare_support.h"
#include "tests/support/reference_python.h"
#include "tests/support/temporary_folder.h"

namespace linkbert::test {

// A file of its own folder, one line each.
struct ExamplesFile {
  explicit ExamplesFile(const std::vector<std::string>& lines, const std::string& name = "train.json")
      : path(folder / name) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    WriteFileAtomically(path, text);
  }
  TemporaryFolder folder;
  std::string path;
};

// Spells any ASCII word.
struct SmallTokenizer {
  Vocabulary vocabulary = SpellingVocabulary({"graph", "node", "edge", "link", "page"});
  WordPieceTokenizer tokenizer{vocabulary, {}};
};

inline std::vector<std::string> Pieces(std::span<const std::int32_t> ids, const Vocabulary& vocabulary) {
  std::vector<std::string> pieces;
  for (const std::int32_t id : ids) pieces.push_back(vocabulary.Piece(id));
  return pieces;
}

// Runs task_reference.py with these arguments in the folder; the test fails where it does.
inline void RunTaskReference(const std::string& folder, const std::vector<std::string>& arguments) {
  const std::string script = test::CheckoutPath("tests/reference/task_reference.py");
  nlohmann::json argv = {script};
  for (const std::string& argument : arguments) argv.push_back(argument);
  const std::string output = RunReferencePython(
      folder, fmt::format("import runpy, sys\nsys.argv = {}\nruns = runpy.run_path(sys.argv[0], run_name='__main__')\n",
                          argv.dump()));
  EXPECT_EQ(output, "exit 0\n");
}

inline std::vector<nlohmann::json> ReadLines(const std::string& path) {
  std::vector<nlohmann::json> lines;
  std::istringstream stream(ReadFile(path));
  for (std::string line; std::getline(stream, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

}  // namespace linkbert::test
