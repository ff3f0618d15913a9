#include "launch/environment/signals.h"

#include <csignal>
#include <initializer_list>

namespace linkbert {
namespace {

volatile std::sig_atomic_t stop_signalled = 0;  // the only thing a handler may touch

void OnStop(int signal) {
  if (signal == SIGINT && stop_signalled != 0) std::signal(SIGINT, SIG_DFL);
  stop_signalled = 1;
}

}  // namespace

void CatchStopSignals() {
  struct sigaction action = {};
  action.sa_handler = OnStop;
  action.sa_flags = SA_RESTART;
  std::signal(SIGXFSZ, SIG_IGN);  // a file over its limit is an error of the write then, told like a full disk
  for (const int signal : {SIGTERM, SIGUSR1, SIGINT}) sigaction(signal, &action, nullptr);
}

bool StopSignalled() { return stop_signalled != 0; }

}  // namespace linkbert
