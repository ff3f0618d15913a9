// Signals that ask a run to save and stop: SIGTERM and SIGUSR1 (Slurm's warning before the time limit), SIGINT.
//
// The handler only sets a flag; the trainer reads it at the end of a step on all ranks together. A second SIGINT ends
// the process at once.
#pragma once

namespace linkbert {

void CatchStopSignals();
bool StopSignalled();

}  // namespace linkbert
