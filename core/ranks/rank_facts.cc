#include "core/ranks/rank_facts.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/hash.h"
#include "data/tokens/tokenizer_folder.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kOwnKeys = {"data.corpus", "data.folder", "model.from", "training.threads",
                                                      "training.loader_threads"};
constexpr int kSamples = 16;
constexpr std::uint64_t kSampleBytes = 64 * 1024;

std::string HashLine(const std::string& key, const std::string& hash) { return fmt::format("{}: {}\n", key, hash); }

std::string SampledHash(const std::string& path) {
  const std::uint64_t bytes = fs::file_size(path);
  std::ifstream file(path, std::ios::binary);
  std::string sample = fmt::format("{} ", bytes);
  std::vector<char> piece(kSampleBytes);
  for (std::uint64_t i = 0; i < kSamples; ++i) {
    const std::uint64_t last = bytes > kSampleBytes ? bytes - kSampleBytes : 0;
    file.clear();
    file.seekg(static_cast<std::streamoff>(last / (kSamples - 1) * i));
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    sample.append(piece.data(), static_cast<std::size_t>(file.gcount()));
    if (bytes <= kSampleBytes) break;
  }
  return Hash128Hex(sample.data(), sample.size());
}

// Files at or below the paths, in an order that does not depend on the file system.
std::vector<std::string> FilesAt(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (fs::is_directory(path)) {
      std::set<std::string> inside;
      for (const auto& entry : fs::recursive_directory_iterator(path)) {
        if (entry.is_regular_file()) inside.insert(entry.path().string());
      }
      files.insert(files.end(), inside.begin(), inside.end());
    } else if (fs::is_regular_file(path)) {
      files.push_back(path);
    }
  }
  return files;
}

std::string FileName(const std::string& path) { return fs::path(path).filename().string(); }

}  // namespace

RankFact ConfigurationFact(const OptionWalk& walk) {
  std::string text;
  const nlohmann::json options = OptionsToJson(walk);  // its items() must not outlive it
  for (const auto& [key, value] : options.items()) {
    if (std::ranges::find(kOwnKeys, key) == kOwnKeys.end()) text += fmt::format("{}: {}\n", key, value.dump());
  }
  return {"configuration", text};
}

RankFact CommandLineFact(const std::vector<std::string>& own) {
  std::istringstream line(ReadFile("/proc/self/cmdline"));
  std::vector<std::string> arguments;
  for (std::string argument; std::getline(line, argument, '\0');) arguments.push_back(argument);
  if (!arguments.empty()) arguments.erase(arguments.begin());  // the program, wherever it lies
  return CommandLineFact(arguments, own);
}

RankFact CommandLineFact(const std::vector<std::string>& arguments, const std::vector<std::string>& own) {
  std::string text = "arguments:";
  bool passed_over = false;
  for (const std::string& argument : arguments) {
    if (argument.starts_with("--")) {
      const std::string name = argument.substr(0, argument.find('='));
      passed_over = std::ranges::find(own, name) != own.end();
      if (!passed_over) text += " " + argument;
    } else if (!passed_over) {
      text += " " + argument;
    }
  }
  return {"command line", text + "\n"};
}

RankFact CorpusFact(const std::vector<Corpus>& corpora) {
  std::string text;
  for (std::size_t i = 0; i < corpora.size(); ++i) {
    text += HashLine(fmt::format("fingerprint of corpus {}", i + 1), corpora[i].fingerprint());
  }
  return {"corpus", text};
}

RankFact FilesFact(const std::string& name, const std::vector<std::string>& paths) {
  std::string text;
  for (const std::string& path : paths) {
    const std::string hash = fs::is_regular_file(path) ? DigestFile(path).xxh3_128 : "missing";
    text += HashLine(fmt::format("hash of {}", FileName(path)), hash);
  }
  return {name, text};
}

RankFact SampledFilesFact(const std::string& name, const std::vector<std::string>& paths) {
  std::string text;
  for (const std::string& path : FilesAt(paths)) {
    text += HashLine(fmt::format("hash of {}", FileName(path)), SampledHash(path));
  }
  return {name, text};
}

RankFact ModelFact(const std::string& folder) {
  std::vector<std::string> paths;
  for (const char* name :
       {kConfigFile, kGoogleConfigFile, kVocabularyFile, kTokenizerFile, kTokenizerConfigFile, kAddedTokensFile}) {
    paths.push_back(folder + "/" + name);
  }
  std::set<std::string> weights;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool optimizer = name.starts_with("optimizer-");
    const bool tensorflow = name.ends_with(".index") || name.find(".data-") != std::string::npos;
    if (!optimizer &&
        (name.ends_with(".safetensors") || name.ends_with(".bin") || name.ends_with(".index.json") || tensorflow)) {
      weights.insert(entry.path().string());
    }
  }
  paths.insert(paths.end(), weights.begin(), weights.end());
  return FilesFact("starting weights", paths);
}

}  // namespace linkbert
