#include "distributed/backends/mpi/ring.h"

#include <array>
#include <span>
#include <vector>

#include "distributed/communication/reduction.h"

namespace linkbert {
namespace {

// Bytes of a piece when reducing: what arrived is still in the cache when it is added.
constexpr std::size_t kReducePiece = std::size_t{1} << 20;
// Bytes of a piece when only copying: large enough for full bandwidth, below what slows shared memory down.
constexpr std::size_t kGatherPiece = std::size_t{32} << 20;
// Pieces on their way at a time: one travels while another is added.
constexpr std::size_t kLanes = 2;

struct Piece {
  std::size_t begin;  // bytes
  std::size_t bytes;
};

// Both directions of a ring: the geometry that reducing and gathering share.
class Ring {
 public:
  Ring(MpiWatch& watch, const RingParts& parts, std::size_t piece_bytes)
      : watch_(watch),
        parts_(parts),
        element_bytes_(BytesOf(parts.type)),
        piece_(std::max<std::size_t>(1, std::min(piece_bytes / element_bytes_, parts.part))) {}

  std::size_t pieces() const { return (parts_.part + piece_ - 1) / piece_; }
  std::size_t piece_bytes() const { return piece_ * element_bytes_; }

  // Bytes of piece number `index` of the part of rank `owner`, which counts modulo the ring.
  Piece At(int owner, std::size_t index) const {
    const int rank = ((owner % watch_.size()) + watch_.size()) % watch_.size();
    const std::size_t begin = std::min(parts_.Begin(rank) + index * piece_, parts_.End(rank));
    return {begin * element_bytes_, std::min(piece_, parts_.End(rank) - begin) * element_bytes_};
  }

  // Posts one exchange: to the right neighbour, from the left one. Messages of a lane arrive in the order posted.
  void Post(std::size_t lane, std::span<const std::byte> out, std::span<std::byte> in,
            std::array<MPI_Request, 2>& requests) {
    const int right = (watch_.rank() + 1) % watch_.size();
    const int left = (watch_.rank() + watch_.size() - 1) % watch_.size();
    const int tag = static_cast<int>(lane);
    watch_.Check(MPI_Irecv(in.data(), static_cast<int>(in.size()), MPI_BYTE, left, tag, MPI_COMM_WORLD, &requests[0]));
    watch_.Check(
        MPI_Isend(out.data(), static_cast<int>(out.size()), MPI_BYTE, right, tag, MPI_COMM_WORLD, &requests[1]));
  }

 private:
  MpiWatch& watch_;
  RingParts parts_;
  std::size_t element_bytes_;
  std::size_t piece_;  // elements
};

// The way of one piece around the ring: size - 1 exchanges; each lane takes every kLanes-th piece.
struct Lane {
  std::size_t index = static_cast<std::size_t>(-1);  // of the piece; beyond the last: idle
  int step = 0;
  std::array<MPI_Request, 2> requests{MPI_REQUEST_NULL, MPI_REQUEST_NULL};
  std::array<std::vector<std::byte>, 2> partial;  // sums on their way: one arrives while the other leaves
};

// Keeps kLanes pieces moving. post(lane) starts an exchange, arrived(lane) deals with what it brought.
template <typename Post, typename Arrived>
void Turn(MpiWatch& watch, std::size_t pieces, std::array<Lane, kLanes>& lanes, const Post& post,
          const Arrived& arrived) {
  for (std::size_t lane = 0; lane < std::min(kLanes, pieces); ++lane) {
    lanes[lane].index = lane;
    post(lane);
  }
  std::size_t moving = pieces;
  for (std::size_t lane = 0; moving > 0; lane = (lane + 1) % kLanes) {
    Lane& l = lanes[lane];
    if (l.index >= pieces) continue;
    watch.Wait(l.requests);
    arrived(lane);
    if (++l.step == watch.size() - 1) {
      l.step = 0;
      l.index += kLanes;
      --moving;
    }
    if (l.index < pieces) post(lane);
  }
}

}  // namespace

void RingReduceScatter(MpiWatch& watch, const void* send, void* receive, const RingParts& parts,
                       ReduceOperation operation) {
  Ring ring(watch, parts, kReducePiece);
  const auto* const own = static_cast<const std::byte*>(send);
  auto* const result = static_cast<std::byte*>(receive);
  const std::size_t own_begin = ring.At(watch.rank(), 0).begin;
  std::array<Lane, kLanes> lanes;
  for (Lane& lane : lanes) lane.partial.fill(std::vector<std::byte>(ring.piece_bytes()));

  // In step s a rank passes on the part of the rank s + 1 places to its left, and ends with its own.
  const auto post = [&](std::size_t lane) {
    Lane& l = lanes[lane];
    const Piece out = ring.At(watch.rank() - 1 - l.step, l.index);
    const Piece in = ring.At(watch.rank() - 2 - l.step, l.index);
    const std::byte* const from = l.step == 0 ? own + out.begin : l.partial[(l.step + 1) % 2].data();
    ring.Post(lane, {from, out.bytes}, {l.partial[l.step % 2].data(), in.bytes}, l.requests);
  };
  const auto arrived = [&](std::size_t lane) {
    Lane& l = lanes[lane];
    const Piece in = ring.At(watch.rank() - 2 - l.step, l.index);
    std::byte* const partial = l.partial[l.step % 2].data();
    const bool last = l.step == watch.size() - 2;
    std::byte* const into = last ? result + (in.begin - own_begin) : partial;
    Combine(into, partial, own + in.begin, in.bytes / BytesOf(parts.type), parts.type, operation);
  };
  Turn(watch, ring.pieces(), lanes, post, arrived);
}

void RingAllGather(MpiWatch& watch, void* buffer, const RingParts& parts) {
  Ring ring(watch, parts, kGatherPiece);
  auto* const base = static_cast<std::byte*>(buffer);
  std::array<Lane, kLanes> lanes;
  // In step s a rank passes on the part of the rank s places to its left.
  const auto post = [&](std::size_t lane) {
    Lane& l = lanes[lane];
    const Piece out = ring.At(watch.rank() - l.step, l.index);
    const Piece in = ring.At(watch.rank() - l.step - 1, l.index);
    ring.Post(lane, {base + out.begin, out.bytes}, {base + in.begin, in.bytes}, l.requests);
  };
  Turn(watch, ring.pieces(), lanes, post, [](std::size_t) {});
}

}  // namespace linkbert
