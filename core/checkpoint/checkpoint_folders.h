// The step folders of a run: listing, finding the newest whole one, removing old ones.
//
// A step folder with a manifest.json is a finished save; it is whole if every byte is as the manifest says. The caller
// holds the run's lock for everything that removes. Errors: kInput naming the damaged file, kOutput for what cannot be
// removed or renamed.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/checkpoint/checkpoint_manifest.h"

namespace linkbert {

struct StepFolder {
  std::int64_t step;
  std::string path;
  bool finished;  // manifest.json is there
};

// Newest first; empty where `checkpoints` does not exist.
std::vector<StepFolder> ListStepFolders(const std::string& checkpoints);

// Reads the manifest; checks that it is the folder's own.
CheckpointManifest ReadCheckpointManifest(const std::string& folder);

// Existence and size of every file, without reading them.
void CheckSizes(const std::string& folder, const CheckpointManifest& manifest);

// Reads every byte and compares. Throws kInput naming the first damaged file.
CheckpointManifest VerifyCheckpoint(const std::string& folder);
bool IsWholeCheckpoint(const std::string& folder);

struct FoundCheckpoint {
  std::optional<std::string> folder;  // the newest whole step folder
  struct Rejected {
    std::string folder;
    std::string reason;  // one line, naming the file
    bool finished;       // it was whole once; else a kill interrupted the save
  };
  std::vector<Rejected> rejected;  // newer ones that were passed over: to be shown to the user
};

// Verifies from the newest on. Reads whole files: call it on one rank and tell the others.
FoundCheckpoint FindNewestCheckpoint(const std::string& run_folder);

// The manifest goes first, so that what a kill leaves is no checkpoint.
void RemoveCheckpoint(const std::string& folder);
void RemoveInterruptedSaves(const std::string& checkpoints);

// Of the finished ones up to `step`, all but the newest keep_last and those in keep_steps. Returns failures as lines.
std::vector<std::string> RemoveOldCheckpoints(const std::string& checkpoints, std::int64_t step, std::int64_t keep_last,
                                              const std::vector<std::int64_t>& keep_steps);

// checkpoints/latest -> the folder's name, replaced by a rename. For people; where links cannot be made, none is.
void PointLatestTo(const std::string& folder);

}  // namespace linkbert
