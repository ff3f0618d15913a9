// A model's layers as a device's operations take them, and the memory that their passes work in.
//
// Flow: FlatParameters -> [MakeLinear, MakeNorm] -> layers of core/device/operations.h, views that the parameters must
// outlive. What a model plans for a step's bounds lies in its WorkingMemory.
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/device/device.h"
#include "core/model/bert_config.h"
#include "core/sharding/flat_parameters.h"
#include "data/samples/batch_bounds.h"

namespace linkbert {

// Whether a backward pass follows, and so whether activations are kept.
enum class PassKind : std::uint8_t { kEvaluation, kTraining };

LinearLayer MakeLinear(const FlatParameters& parameters, const std::string& name, std::int64_t out, std::int64_t in);
NormLayer MakeNorm(const FlatParameters& parameters, const std::string& name, std::int64_t size, double epsilon);
EmbeddingTable MakeTable(const FlatParameters& parameters, const std::string& name, std::int64_t entries,
                         std::int64_t width);

struct NormBuffers {
  Buffer sum, mean, rstd, output;
  void Plan(Workspace& workspace, std::int64_t rows, std::int64_t columns);
  SavedNorm Saved(std::int64_t rows, std::int64_t columns) const {
    return {sum.Get(rows, columns), mean.Floats(rows), rstd.Floats(rows)};
  }
};

// What a loss leaves: its sum, and the predicted class of each row.
struct HeadLoss {
  double sum = 0.0;                // over rows
  double correct = 0.0;            // rows
  std::vector<std::int32_t> best;  // predicted class of each row
};

// The same while it is on the device: until the next pass of the same head.
class PendingLoss {
 public:
  PendingLoss() = default;  // no head, no loss: adds nothing
  PendingLoss(Device& device, const double* sums, const std::int32_t* best, std::int64_t rows)
      : device_(&device), sums_(sums), best_(best), rows_(rows) {}

  // Adds sum and correct to sums[0] and sums[1], on the device; `scaled`: times the scale of the gradients.
  void AddTo(double* sums, bool scaled = false) const;
  // Waits.
  HeadLoss Read() const;

 private:
  Device* device_ = nullptr;
  const double* sums_ = nullptr;  // as LossBuffer has them
  const std::int32_t* best_ = nullptr;
  std::int64_t rows_ = 0;
};

// Where a head's passes put that on the device.
class LossBuffer {
 public:
  // rows: predictions.
  void Plan(Workspace& workspace, std::int64_t rows);
  // Zeroed, with the scale of the gradients beside it.
  LossSums Begin(Device& device, double scale) const;
  const double* scale() const { return sums() + kScale; }
  // Of the pass that Begin was for. rows: as many predictions as it writes.
  PendingLoss Pending(Device& device, std::int64_t rows) const;

 private:
  friend class PendingLoss;
  enum Place : std::size_t { kLoss, kCorrect, kScale, kPlaces };
  double* sums() const { return reinterpret_cast<double*>(sums_.Get(1, kPlaces).data); }

  Buffer sums_;  // [kPlaces]
  Buffer best_;
};

// What a model's working memory is planned for: batches of any kind, and those that a backward pass follows.
struct PlannedBounds {
  BatchBounds any;  // covers `training`
  BatchBounds training;
};

// A model's buffers, planned together. Grows to the largest bounds it was asked for, and stays.
class WorkingMemory {
 public:
  explicit WorkingMemory(Device& device) : workspace_(device) {}

  // Has `plan` add all of the model's buffers, unless the bounds are covered already.
  void Reserve(const BatchBounds& bounds, PassKind kind,
               const std::function<void(Workspace&, const PlannedBounds&)>& plan);

 private:
  Workspace workspace_;
  PlannedBounds bounds_;
  bool planned_ = false;
};

// The host's own copy of a matrix, in fp32. Waits.
at::Tensor CopyOf(Device& device, const ConstView& view);

}  // namespace linkbert
