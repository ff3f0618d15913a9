// MpiWatch: waits for MPI requests with a deadline, and finds out who is missing when one passes.
//
// Flow: MpiCommunicator and its rings post nonblocking requests -> [MpiWatch::Wait]. While it waits it polls MPI, looks
// whether the peers' processes on this machine still live, and listens for a peer's alarm. On an alarm all ranks that
// still answer tell each other where they are; the lowest of them names the missing ranks, and the others are silent,
// so that a job says once why it ends. Threads: the one that calls MPI. Errors: kCommunication naming rank, host, step,
// operation and the missing ranks.
#pragma once
#include <mpi.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "distributed/backends/mpi/peer_table.h"
#include "distributed/backends/mpi/verdict.h"

namespace linkbert {

class MpiWatch {
 public:
  // Collective over all ranks of MPI_COMM_WORLD. deadline_s: longest wait of one collective.
  explicit MpiWatch(double deadline_s);

  int rank() const { return rank_; }
  int size() const { return size_; }
  bool failed() const { return failed_; }  // an error was thrown: peers may be gone
  void SetStep(std::int64_t step) { here_.step = step; }

  struct Call {
    Place place;
    std::chrono::steady_clock::time_point begun;
  };

  // Begins a collective: its name and size for messages; the deadline runs from now.
  Call Begin(const char* operation, std::size_t bytes);

  // Throws, naming rank, host and operation, unless status is MPI_SUCCESS.
  void Check(int status);

  // Returns once all requests are complete. May be called many times within one collective.
  void Wait(std::span<MPI_Request> requests);
  void Wait(MPI_Request& request) { Wait(std::span(&request, 1)); }

  // The same care for work of another kind (NCCL): returns once done() is true, polling it; call began it.
  void WaitUntil(const Call& call, const std::function<bool()>& done);

  bool IsOverdue(const Call& call) const;

  // Returns once an error of this rank may be told. Of ranks that fail at about the same time, as all do on a damaged
  // file, one returns soon and ends the job while the others wait.
  void AwaitTurnToReport() const;

  // Ends the wait for the current collective: throws, naming rank, host and operation.
  [[noreturn]] void Throw(const std::string& what);

 private:
  using Clock = std::chrono::steady_clock;

  void LearnPeers();
  void CheckPeers(Clock::time_point now);
  [[noreturn]] void RaiseAlarm(const std::string& reason);
  void SendToPeers(const void* bytes, int count, int tag) const;
  int HearReporter() const;  // a rank that is about to report its error, or size()
  void HearPeers(std::vector<Place>& heard) const;

  int rank_ = 0;
  int size_ = 1;
  double deadline_s_;
  bool failed_ = false;
  Place here_;
  std::uint64_t calls_ = 0;  // begun
  Clock::time_point begun_;
  Clock::time_point next_look_;
  PeerTable peers_;
};

}  // namespace linkbert
