// linkbert: the one program that is called. To load LibTorch takes 0.2 s, so the verbs of data, which need no tensor,
// run here without it; for any other command line the process becomes linkbert-full, which lies beside it.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "launch/commands/run_program.h"

namespace {

constexpr auto kDataVerbs = std::to_array<std::pair<std::string_view, linkbert::AddVerb>>({
    {"prepare", linkbert::AddPrepareCommand},
    {"prepare-task", linkbert::AddPrepareTaskCommand},
    {"tokenize", linkbert::AddTokenizeCommand},
    {"vocab", linkbert::AddVocabCommand},
});

// Returns where that fails alone.
int BecomeFullProgram(char** argv) {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string full = self.parent_path() / "linkbert-full";
  ::execv(full.c_str(), argv);
  fmt::print(stderr, "linkbert: error: {}: cannot be started: {}. It belongs beside {}.\n", full, std::strerror(errno),
             self.string());
  return linkbert::ExitStatus(linkbert::ErrorCode::kEnvironment);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view name = argc > 1 ? argv[1] : "";
  const auto* verb = std::ranges::find(kDataVerbs, name, [](const auto& known) { return known.first; });
  if (verb == kDataVerbs.end()) return BecomeFullProgram(argv);
  return linkbert::RunProgram({&verb->second, 1}, argc, argv);
}
