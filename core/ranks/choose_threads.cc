#include "core/ranks/choose_threads.h"

#include <algorithm>

#include "base/error.h"
#include "base/thread_pool.h"

namespace linkbert {

int ChooseThreads(std::int64_t asked, int ranks_on_host) {
  const int cores = AllowedCores();
  if (asked > cores) {
    throw Fail(
        ErrorCode::kEnvironment,
        "training.threads is {}, but this process may run on {} core(s). Lower it, or let the launcher bind to more "
        "cores (mpirun --bind-to none).",
        asked, cores);
  }
  return asked > 0 ? static_cast<int>(asked) : std::max(1, cores / std::max(1, ranks_on_host));
}

}  // namespace linkbert
