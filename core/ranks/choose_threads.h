// ChooseThreads: compute threads of a rank. Pure but for the affinity mask. Errors: kEnvironment.
#pragma once
#include <cstdint>

namespace linkbert {

// As asked, or its share of the cores of its host where asked is 0. Throws kEnvironment for more threads than cores.
int ChooseThreads(std::int64_t asked, int ranks_on_host);

}  // namespace linkbert
