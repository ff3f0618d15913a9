// CreateNewFile: a file of our own under a temporary name, made so that nobody can have it written elsewhere.
#pragma once
#include <string>

#include "base/file_descriptor.h"

namespace linkbert {

// A regular file, open for writing; never follows a link that somebody laid in its place. What has the name already is
// the temporary of a killed process and goes. Throws kOutput.
FileDescriptor CreateNewFile(const std::string& path);

}  // namespace linkbert
