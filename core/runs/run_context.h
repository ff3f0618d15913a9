// RunContext: what a run is given by whoever starts it, be it the command line or a test.
#pragma once
#include <functional>
#include <string>

#include "core/ranks/rank_facts.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

struct RunContext {
  Communicator& communicator;
  bool dry_run = false;  // everything is opened, read and checked, and nothing trained
  // Asked at the end of each step; true on any rank: the run saves and stops. Such as a signal's flag.
  std::function<bool()> stop_signalled = [] { return false; };
  // Lines for the person who waits; those of a run go into its log.txt as well. On rank 0.
  std::function<void(const std::string&)> tell = [](const std::string&) {};
  RankFacts command_line = {};  // what else all ranks must have in common
};

}  // namespace linkbert
