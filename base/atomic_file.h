// Files that appear whole or not at all: temporary name beside the target, fsync, rename, fsync of the folder.
//
// A reader therefore never sees half a file; what a killed writer leaves is a *.tmp-<pid> beside the target, which
// RemoveStaleTemporaries clears. Links, devices and pipes in the target's place: base/output_place.h.
// Errors: kOutput with the path and the system's reason; the target is then untouched.
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/file_descriptor.h"

namespace linkbert {

// The temporary name this process uses for `path`; on the same file system, so that the rename is atomic. Follow links
// first where `path` may be one (FindOutputPlace).
std::string TemporaryName(const std::string& path);

// Creates a regular file of our own, open for writing, and never follows a link that somebody laid in its place: what
// has the name already is the temporary of a killed process and goes.
FileDescriptor CreateNewFile(const std::string& path);

// A device or a pipe is written through, a link followed.
void WriteFileAtomically(const std::string& path, std::string_view content);

// For files written by other means (HDF5, in place): makes `temporary` durable and renames it to `path`, which is a
// regular file, a link that is replaced, or nothing yet; anything else is refused.
void CommitFile(const std::string& temporary, const std::string& path);

void SyncFile(const std::string& path);
void SyncFolder(const std::string& path);

// Creates the folder and its parents. Throws kOutput.
void CreateFolders(const std::string& path);

// Deletes leftovers of earlier, killed writers (*.tmp-<pid>, directly inside `folder`); call it only under the folder's
// lock.
void RemoveStaleTemporaries(const std::string& folder);

// The whole file as bytes. Throws kInput: a ReadError where it is there but cannot be read; also where it holds more
// than most_bytes, or is a device or a pipe of more than 1 GiB: such may have no end.
std::string ReadFile(const std::string& path, std::uint64_t most_bytes = std::numeric_limits<std::uint64_t>::max() / 2);

}  // namespace linkbert
