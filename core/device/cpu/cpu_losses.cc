// The losses on the CPU.
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "core/device/cpu/cpu_device.h"
#include "core/device/cpu/host_matrix.h"
#include "core/device/cpu/products.h"
#include "core/kernels/cross_entropy.h"
#include "core/kernels/parallel.h"

namespace linkbert {
namespace {

// Of a vocabulary, rows whose logits exist at a time: 1024 x 30522 are 125 MB, and fewer would read the decoder more
// often. Of fewer classes all.
constexpr std::int64_t kLogitRows = 1024;
// Of a vocabulary's logits: the rows lie 122 KB apart, and one product over all columns spends a third of its time on
// address translation (307 rows, 30522 columns: 117 ms against 84 ms). So a few columns at a time.
constexpr std::int64_t kColumns = 512;

void LogitProduct(const LinearLayer& layer, const ConstMatrix& x, const Matrix& logits) {
  const ConstMatrix weight = HostMatrix(layer.weight);
  const std::int64_t blocks = (weight.rows + kColumns - 1) / kColumns;
  at::parallel_for(0, blocks, 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t block = first; block < last; ++block) {
      const std::int64_t begin = block * kColumns, end = std::min(weight.rows, begin + kColumns);
      Gemm(x, weight.Rows(begin, end).Transposed(), Store::kOverwrite, logits.Columns(begin, end));
    }
  });
}

void Add(const CrossEntropy& part, const std::int32_t* labels, std::int64_t begin, const LossSums& sums) {
  *sums.loss += part.loss_sum;
  for (std::size_t i = 0; i < part.best.size(); ++i) *sums.correct += part.best[i] == labels[i] ? 1 : 0;
  if (sums.best != nullptr) std::ranges::copy(part.best, sums.best + begin);
}

// body(x of the rows, logits, labels) -> CrossEntropy, for some rows at a time.
template <typename Body>
void ForLogits(const CpuDevice& device, const LinearLayer& layer, const CrossEntropyPass& pass, const Body& body) {
  const std::int64_t rows = pass.x.rows, at_once = device.LogitRows(rows, layer.out());
  LB_CHECK(pass.labels.size == rows, "{} labels for {} rows", pass.labels.size, rows);
  for (std::int64_t begin = 0; begin < rows; begin += at_once) {
    const std::int64_t end = std::min(rows, begin + at_once);
    const ConstMatrix x = HostMatrix(pass.x.Rows(begin, end));
    const Matrix logits = HostMatrix(pass.logits.Rows(0, end - begin));
    LogitProduct(layer, x, logits);
    Add(body(begin, x, logits), pass.labels.data + begin, begin, pass.sums);
  }
}

struct ColumnLoss {
  double loss;
  std::int64_t best;
};

// Cross entropy of one column of one sequence's logits; they become scale * its gradient.
ColumnLoss ColumnForwardBackward(const Matrix& logits_L2, std::int64_t column, std::int64_t label, double scale) {
  const auto logit = [&](std::int64_t r) -> float& { return logits_L2.Row(r)[column]; };
  std::int64_t best = 0;
  for (std::int64_t r = 1; r < logits_L2.rows; ++r) best = logit(r) > logit(best) ? r : best;
  double sum = 0;
  const double largest = logit(best), wanted = logit(label);
  for (std::int64_t r = 0; r < logits_L2.rows; ++r) sum += std::exp(logit(r) - largest);
  const double log_sum = largest + std::log(sum);
  for (std::int64_t r = 0; r < logits_L2.rows; ++r) {
    logit(r) = static_cast<float>(scale * (std::exp(logit(r) - log_sum) - (r == label ? 1 : 0)));
  }
  return {log_sum - wanted, best};
}

}  // namespace

std::int64_t CpuDevice::LogitRows(std::int64_t rows, std::int64_t classes) const {
  return classes > kColumns ? std::min(rows, kLogitRows) : rows;
}

void CpuDevice::CrossEntropyForward(const LinearLayer& layer, const CrossEntropyPass& pass) {
  ForLogits(*this, layer, pass, [&](std::int64_t begin, const ConstMatrix&, const Matrix& logits) {
    return linkbert::CrossEntropyForward(logits.data, layer.bias, pass.labels.data + begin, logits.rows, layer.out());
  });
}

void CpuDevice::CrossEntropyForwardBackward(const LinearLayer& layer, const CrossEntropyPass& pass) {
  ForLogits(*this, layer, pass, [&](std::int64_t begin, const ConstMatrix& x, const Matrix& logits) {
    CrossEntropy part =
        linkbert::CrossEntropyForwardBackward(logits.data, layer.bias, pass.labels.data + begin, logits.rows,
                                              layer.out(), static_cast<float>(*pass.scale), layer.bias_gradient);
    AddInputGradient(layer, logits, {pass.grad_x.Rows(begin, begin + logits.rows), /*add=*/false});
    WeightGradient(layer, logits, x);
    return part;
  });
}

void CpuDevice::SoftmaxForwardBackward(const DeviceIds& labels, const LogitsPass& pass) {
  const Matrix logits = HostMatrix(pass.logits);
  const std::vector<float> no_bias(static_cast<std::size_t>(logits.columns));
  std::vector<float> unused(no_bias);  // the gradient of no bias
  Add(linkbert::CrossEntropyForwardBackward(HostFloats(pass.logits), no_bias.data(), labels.data, logits.rows,
                                            logits.columns, static_cast<float>(*pass.scale), unused.data()),
      labels.data, 0, pass.sums);
}

void CpuDevice::ValueLossForwardBackward(ValueLoss loss, const DeviceFloats& targets, const LogitsPass& pass) {
  LB_CHECK(targets.size == pass.logits.size(), "{} targets for {} logits", targets.size, pass.logits.size());
  *pass.sums.loss +=
      linkbert::ValueLossForwardBackward(loss, HostFloats(pass.logits), targets.data, pass.logits.size(), *pass.scale);
}

void CpuDevice::SpanForwardBackward(const PackedRows& rows, const DeviceIds& labels, const LogitsPass& pass) {
  const Matrix logits_N2 = HostMatrix(pass.logits);
  const std::int64_t sequences = rows.sequences();
  LB_CHECK(labels.size == 2 * sequences, "{} labels for {} sequences", labels.size, sequences);
  double sum = 0;
  for (std::int64_t b = 0; b < sequences; ++b) {
    const std::int32_t wanted[2] = {labels.data[b], labels.data[sequences + b]};
    const Matrix logits_L2 = logits_N2.Rows(rows.Begin(b), rows.Begin(b + 1));
    const ColumnLoss start = ColumnForwardBackward(logits_L2, 0, wanted[0], *pass.scale / 2);
    const ColumnLoss end = ColumnForwardBackward(logits_L2, 1, wanted[1], *pass.scale / 2);
    sum += (start.loss + end.loss) / 2;
    *pass.sums.correct += start.best == wanted[0] && end.best == wanted[1] ? 1 : 0;
    if (pass.sums.best == nullptr) continue;
    pass.sums.best[b] = static_cast<std::int32_t>(start.best);
    pass.sums.best[sequences + b] = static_cast<std::int32_t>(end.best);
  }
  *pass.sums.loss += sum;
}

}  // namespace linkbert
