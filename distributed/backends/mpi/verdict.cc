#include "distributed/backends/mpi/verdict.h"

#include <fmt/core.h>

#include <cstddef>

namespace linkbert {

// A rank that is one collective ahead is no proof of another path: it may have had all that the stuck rank owed it, and
// gone on. Another operation under the same number is; a silent rank comes before a mere difference of numbers.
std::string Verdict(const PeerTable& peers, int rank, const std::vector<Place>& places) {
  constexpr int kNamed = 8;  // of a thousand missing ranks the first few are enough
  const int size = static_cast<int>(places.size());
  const Place& here = places[static_cast<std::size_t>(rank)];
  const auto elsewhere = [&](int peer) {
    const Place& place = places[static_cast<std::size_t>(peer)];
    return fmt::format("{} is in {} (collective {}), this rank in {} (collective {}): ranks took different paths",
                       peers.Name(peer), place.operation.data(), place.call, here.operation.data(), here.call);
  };
  int missing = 0;
  int ahead = rank;
  std::string names;
  for (int peer = 0; peer < size; ++peer) {
    const Place& place = places[static_cast<std::size_t>(peer)];
    if (place.call == 0) {
      if (++missing <= kNamed) names += (names.empty() ? "" : ", ") + peers.Name(peer);
    } else if (place.call != here.call) {
      ahead = peer;
    } else if (place.operation != here.operation) {
      return elsewhere(peer);
    }
  }
  if (missing > kNamed) names += fmt::format(" and {} more", missing - kNamed);
  if (missing > 0) return fmt::format("No answer from {}. Look at its log and its host first", names);
  if (ahead != rank) return elsewhere(ahead) + ", or the network is stuck";
  return "All ranks are in it: the network is stuck, or too slow for the deadline";
}

}  // namespace linkbert
