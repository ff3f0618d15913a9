// Runs a few lines of Python against the reference libraries (safetensors, transformers) that launch/setup.sh put
// beside LibTorch; the product itself needs no Python.
#pragma once
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/checkout.h"

namespace linkbert::test {

inline bool HasReferencePython() { return std::filesystem::exists(ReferencePythonPath()); }

// Writes `script` to folder/check.py and runs it there. Returns what it printed, stderr included, and its exit status
// on a last line of its own, so that a comparison shows a traceback.
inline std::string RunReferencePython(const std::string& folder, const std::string& script) {
  std::ofstream(folder + "/check.py") << script;
  const std::string command = "cd '" + folder + "' && HF_HUB_OFFLINE=1 TRANSFORMERS_VERBOSITY=error '" +
                              ReferencePythonPath() + "' check.py 2>&1; echo exit $?";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "popen failed";
  std::string output;
  std::array<char, 4096> buffer;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
    output.append(buffer.data(), count);
  ::pclose(pipe);
  return output;
}

}  // namespace linkbert::test
