// ThreadGroup: N ranks as N threads of one process, so that tests run every distributed path without a launcher.
//
// Plain and slow: every rank reads its peers' buffers between two barriers. Sums are taken in rank order. A rank that
// calls other collectives than its peers, dies, or stays away past the deadline makes all ranks throw.
// Threads: each communicator belongs to one thread; the group must outlive its communicators.
#pragma once
#include <functional>
#include <memory>

#include "distributed/communication/communicator.h"

namespace linkbert {

class ThreadGroup {
 public:
  explicit ThreadGroup(int size, double deadline_s = 60);
  ~ThreadGroup();
  ThreadGroup(const ThreadGroup&) = delete;
  ThreadGroup& operator=(const ThreadGroup&) = delete;

  std::unique_ptr<Communicator> MakeCommunicator(int rank);

  // Runs body on `size` threads, one rank each. A body that throws ends its peers' collectives with kCommunication;
  // the exception of the first to throw is rethrown once all have stopped.
  static void Run(int size, const std::function<void(Communicator&)>& body, double deadline_s = 60);

 private:
  class Member;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace linkbert
