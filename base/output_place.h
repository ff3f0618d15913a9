// Where the bytes of an output file go. One rule for every file that is written under a name a user may give:
//
//   what the name is                  what happens
//   a regular file, or nothing yet    replaced as a whole, by a rename
//   a symbolic link                   followed: the file it leads to is replaced, or made; the link stays
//   a character device, a pipe        written through: it stays what it is
//   a folder, a block device,         refused
//   a socket, links in a circle
//
// So no output ever turns a device, a pipe or a link into a regular file. Errors: kOutput with the name and the reason.
#pragma once
#include <string>

#include "base/error.h"

namespace linkbert {

struct OutputPlace {
  std::string path;      // of the regular file that is or will be there, links followed; of what is written through
  bool through = false;  // a device or a pipe: open it as it is, no temporary, no rename
};

OutputPlace FindOutputPlace(const std::string& path);

// The same for files that cannot be written through, because they are several or filled in place: a device or a pipe is
// refused too.
std::string FindRegularOutput(const std::string& path);

// What it means that the system refused: `what`, such as "cannot be written", with the reason that errno has.
Error OutputError(const std::string& path, const char* what);

}  // namespace linkbert
