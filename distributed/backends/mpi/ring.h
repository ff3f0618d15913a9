// Reduce-scatter and all-gather of large buffers around a ring of ranks, in pieces, by our own additions.
//
// Every rank sends only to its right neighbour and receives only from its left one, so with ranks placed host by host
// each network link carries the data once. Against MPI_Reduce_scatter_block of Open MPI 4.1.4, 440 MB on two ranks of
// one 2-core host: 2.4-3.2 GB/s instead of 0.6-1.1. For a given number of ranks the order of additions is fixed, so
// results repeat bit by bit.
// Collective. Threads: the one that calls MPI. Errors: as MpiWatch::Wait.
#pragma once
#include <algorithm>
#include <cstddef>

#include "distributed/backends/mpi/mpi_watch.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

// A buffer of `count` elements cut into equal parts, one a rank; the last may be shorter or empty.
struct RingParts {
  DType type;
  std::size_t count;
  std::size_t part;

  std::size_t Begin(int rank) const { return std::min(count, static_cast<std::size_t>(rank) * part); }
  std::size_t End(int rank) const { return std::min(count, (static_cast<std::size_t>(rank) + 1) * part); }
};

// receive: this rank's part of the reduction over ranks of send [parts.count]. It may be that very part of send.
// Any type but bf16. Requires: at least 2 ranks.
void RingReduceScatter(MpiWatch& watch, const void* send, void* receive, const RingParts& parts,
                       ReduceOperation operation);

// buffer: [parts.count]; this rank's part is given, the others are received. Requires: at least 2 ranks.
void RingAllGather(MpiWatch& watch, void* buffer, const RingParts& parts);

}  // namespace linkbert
