// The step folders of a run: listing, finding the newest whole one, removing old ones.
//
// A step folder with a manifest.json is a finished save; it is whole if every byte is as the manifest says. The caller
// holds the run's lock for everything that removes. Errors: kInput naming the damaged file; a ReadError for a folder or
// a file that is there but cannot be read, which is neither empty nor damaged. What cannot be removed is no error: it
// is reported, and tried again at the next save.
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

// The manifest goes first, so that what a kill, or a file that cannot be removed, leaves is no checkpoint. Everything
// that can go does; returns what stays and why, "" for nothing.
std::string RemoveCheckpoint(const std::string& folder);
// Also what MakeRoomFor set aside. Returns failures as lines.
std::vector<std::string> RemoveInterruptedSaves(const std::string& checkpoints);

// For a save into this step folder, which is not whole: removes it, or where that fails renames it to a name that is no
// step folder's. Throws kOutput where neither can be done.
void MakeRoomFor(const std::string& folder);

// Of the finished ones up to `step`, all but the newest keep_last and those in keep_steps. Returns failures as lines.
std::vector<std::string> RemoveOldCheckpoints(const std::string& checkpoints, std::int64_t step, std::int64_t keep_last,
                                              const std::vector<std::int64_t>& keep_steps);

// checkpoints/latest -> the folder's name, replaced by a rename. For people; where links cannot be made, none is.
void PointLatestTo(const std::string& folder);

}  // namespace linkbert
