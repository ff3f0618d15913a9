// ParallelFor: runs body(i) for i in [0, count) on a few threads of its own; the caller's thread works too.
//
// Which thread takes which i is not defined, so a body must write only to places that i names. The first exception a
// body throws is rethrown here once all threads have stopped.
#pragma once
#include <cstddef>
#include <functional>

namespace linkbert {

// Cores this process may run on (its affinity mask), at least 1.
int AllowedCores();

void ParallelFor(std::size_t count, int threads, const std::function<void(std::size_t)>& body);

}  // namespace linkbert
