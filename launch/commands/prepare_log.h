// PrepareLog: the progress of prepare for people: a line that changes where standard error is a terminal, otherwise
// lines on standard output, at most one a tenth of a stage and one a minute. One thread at a time.
#pragma once
#include <chrono>
#include <string>

#include "base/terminal_line.h"
#include "data/prepare/prepare_progress.h"

namespace linkbert {

class PrepareLog {
 public:
  // ranks: that work alike; the rates are of all of them, as one rank's tell.
  explicit PrepareLog(int ranks) : ranks_(ranks) {}
  void Tell(const PrepareProgress& progress);

 private:
  using Clock = std::chrono::steady_clock;

  const double ranks_;
  TerminalLine line_;
  Clock::time_point last_ = Clock::now();
  std::uint64_t tenth_ = 0;
};

// "encode   3.10 of 22.00 GB  14.1 %  1234 documents/s  15.2 MB/s  21 min 40 s left".
std::string ProgressText(const PrepareProgress& progress, double ranks);

}  // namespace linkbert
