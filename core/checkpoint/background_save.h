// BackgroundSave: runs a checkpoint's WriteSlice beside training, from a snapshot in memory that is allocated once.
//
// Training stops only for the copy. Flow of a save: CheckpointWriter::Prepare on rank 0, told to all -> Start on every
// rank -> after each step IsDurable, whose bit rides in an all-reduce -> once all ranks say so, Finish on every rank
// and Commit on rank 0. The background thread calls no communication library. One save in flight. Threads: one caller
// thread. Errors: what WriteSlice threw comes out of IsDurable or Wait. The destructor waits.
#pragma once
#include <cstdint>
#include <functional>
#include <future>
#include <vector>

#include "core/checkpoint/checkpoint_writer.h"

namespace linkbert {

class BackgroundSave {
 public:
  // `writer` must outlive the save.
  explicit BackgroundSave(const CheckpointWriter& writer) : writer_(writer) {}

  // Copies `count` elements from where the slice's parts lie, such as a device's memory, to the host's.
  using Copy = std::function<void(const float* from, std::int64_t count, float* to)>;

  // Copies the slice and returns; its memory (12 bytes an element with two states) is kept for the next save. Requires:
  // none in flight.
  void Start(std::int64_t step, const std::vector<SlicePart>& slice, const Copy& copy);

  bool InFlight() const { return written_.valid(); }  // from Start to Finish
  bool IsDurable() const;                             // this rank's part is; true also where none is in flight
  void Wait() const;                                  // until it is
  void Finish();                                      // Requires: in flight and durable

 private:
  const CheckpointWriter& writer_;
  std::vector<float> snapshot_;
  std::vector<SlicePart> slice_;      // of snapshot_
  std::shared_future<void> written_;  // its last destructor waits
};

}  // namespace linkbert
