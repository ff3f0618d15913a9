// Names and records inside a checkpoint (docs/checkpoint_format.md), used by writer and reader alike.
//
// checkpoints/step-00001000/ is a Hugging Face folder plus optimizer files, state.json and, last, manifest.json; the
// folder is a checkpoint once manifest.json is there. Pure functions; safe from any thread.
// Errors: kInput naming the file, where a text is not what it should be.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/tokens/tokenizer_folder.h"
#include "distributed/sharding/flat_layout.h"

namespace linkbert {

inline constexpr int kCheckpointVersion = 1;

inline constexpr char kCheckpointsFolder[] = "checkpoints";  // inside a run's folder
inline constexpr char kLatestLink[] = "latest";              // inside kCheckpointsFolder; for people, never read
inline constexpr char kStateFile[] = "state.json";
inline constexpr char kManifestFile[] = "manifest.json";
// What ranks fill in before it becomes kModelFile, so that nobody loads half a model.
inline constexpr char kPartialModelFile[] = "model.safetensors.partial";

std::string StepFolderName(std::int64_t step);                             // "step-00001000"
std::optional<std::int64_t> ParseStepFolderName(const std::string& name);  // nothing where it is another name

std::string OptimizerFileName(int rank, int ranks);  // "optimizer-00000-of-00008.safetensors"
// What one rank wrote, until the manifest takes it over: "written-00000-of-00008.json".
std::string ReceiptFileName(int rank, int ranks);

// One tensor an owned range and state of the optimizer: "m.0-4096" is that of the flat elements [0, 4096) which its
// rule calls m (RuleFacts::states), such as the first moment of Adam's family.
std::string StateTensorName(char state, FlatRange range);
struct StateTensor {
  char state;
  FlatRange range;
};
std::optional<StateTensor> ParseStateTensorName(const std::string& name);

// Everything a run needs to go on, beside parameters and optimizer states: samples are a pure function of seed and
// number.
struct TrainingState {
  std::int64_t step = 0;     // optimizer steps done
  std::int64_t samples = 0;  // samples consumed, over all ranks
  std::int64_t tokens = 0;   // real tokens consumed, over all ranks
  std::uint64_t seed = 0;
  int ranks = 1;                                                      // that wrote it; reading takes any number
  std::string layout_hash;                                            // FlatLayout::hash()
  std::string config_hash;                                            // of what must not change within a run
  std::string corpus_fingerprint;                                     // Corpus::fingerprint(), or of the task's files
  nlohmann::ordered_json metrics = nlohmann::ordered_json::object();  // free form: losses, best score, early stopping
};

std::string StateText(const TrainingState& state);  // JSON
TrainingState ParseState(std::string_view text, const std::string& where);

// What a Hugging Face folder holds beside the weights.
struct ModelFiles {
  std::string config_json;           // config.json as transformers reads it
  std::vector<NamedFile> tokenizer;  // TokenizerFiles()
};

}  // namespace linkbert
