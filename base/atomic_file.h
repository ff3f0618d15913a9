// Files that appear whole or not at all: temporary name beside the target, fsync, rename, fsync of the folder.
//
// A reader therefore never sees half a file; what a killed writer leaves is a *.tmp-<pid> beside the target, which
// RemoveStaleTemporaries clears. WriteFileAtomically keeps the rule of base/output_place.h: a symbolic link is followed
// and stays, a device or a pipe is written through. CommitFile follows nothing: it takes the place of a regular file or
// of a link and of nothing else, so where a user gives the name, FindRegularOutput comes first. Errors: kOutput with
// the path and the system's reason; the target is then untouched.
#pragma once
#include <string>
#include <string_view>

namespace linkbert {

// The temporary name this process uses for `path`; on the same file system, so that the rename is atomic.
std::string TemporaryName(const std::string& path);

void WriteFileAtomically(const std::string& path, std::string_view content);

// For files written by other means (HDF5, in place): makes `temporary` durable and renames it to `path`.
void CommitFile(const std::string& temporary, const std::string& path);

void SyncFile(const std::string& path);
void SyncFolder(const std::string& path);

// Creates the folder and its parents. Throws kOutput.
void CreateFolders(const std::string& path);

// Deletes leftovers of earlier, killed writers (*.tmp-<pid>, directly inside `folder`); call it only under the folder's
// lock.
void RemoveStaleTemporaries(const std::string& folder);

// The whole file as bytes. Throws kInput.
std::string ReadFile(const std::string& path);

}  // namespace linkbert
