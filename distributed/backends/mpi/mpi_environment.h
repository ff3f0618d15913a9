// MpiEnvironment: MPI's life in this process, from MPI_Init_thread to MPI_Finalize.
//
// Owned by the MpiCommunicator, at most one a process. Finalises on a clean end only: never while an exception unwinds
// and never after MarkFailed, because MPI_Finalize waits for peers that may be gone; the launcher then sees a rank that
// left without it and ends the others. An exception nobody catches aborts the job, and this process dies with its
// launcher, so that no orphan stays behind.
// Threads: MPI is called from the thread that made this (MPI_THREAD_FUNNELED). Errors: kEnvironment.
#pragma once

namespace linkbert {

class MpiEnvironment {
 public:
  MpiEnvironment();
  ~MpiEnvironment();
  MpiEnvironment(const MpiEnvironment&) = delete;
  MpiEnvironment& operator=(const MpiEnvironment&) = delete;

  void MarkFailed() { failed_ = true; }

 private:
  int exceptions_at_start_;
  bool failed_ = false;
};

}  // namespace linkbert
