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

// Where the device puts that, and the host's copy.
class LossBuffer {
 public:
  // rows: predictions.
  void Plan(Workspace& workspace, std::int64_t rows);
  // Zeroed.
  LossSums Begin(Device& device) const;
  // Waits. rows: as many predictions as were written.
  HeadLoss Read(Device& device, std::int64_t rows) const;

 private:
  Buffer sums_;  // two doubles: loss, correct
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
