// Verdict: who holds a collective up, from what the ranks told each other once its deadline had passed or a rank had
// died. Threads: any. A pure function.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "distributed/backends/mpi/peer_table.h"

namespace linkbert {

// Where a rank is; also the alarm that ranks send each other. Plain bytes.
struct Place {
  std::uint64_t call = 0;  // collectives begun so far; 0: not heard of
  std::uint64_t bytes = 0;
  std::int64_t step = -1;  // -1: before the first
  std::array<char, 24> operation{};
};

// places [ranks], that of rank among them. Names the silent ranks, or one that is elsewhere, or says that all are
// there.
std::string Verdict(const PeerTable& peers, int rank, const std::vector<Place>& places);

}  // namespace linkbert
