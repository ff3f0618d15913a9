// The lines of some files as a TextSource, one file after the other, one line in memory at a time.
//
// Flow: text files -> [LinesOf] -> CountWords. Errors: throws kInput naming the file that cannot be opened or read, or
// the line that is no UTF-8 or too long; the files are opened when their turn comes.
#pragma once
#include <string>
#include <vector>

#include "data/tokens/word_counts.h"

namespace linkbert {

TextSource LinesOf(std::vector<std::string> paths);

}  // namespace linkbert
