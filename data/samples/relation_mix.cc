#include "data/samples/relation_mix.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr std::size_t kContiguousColumn = 0;
constexpr std::size_t kRandomColumn = 1;
constexpr std::size_t kLinkedColumn = 2;

bool IsFeasible(std::size_t feasibility, std::size_t relation) {
  if (relation == kContiguousColumn) return (feasibility & 1U) != 0;
  if (relation == kLinkedColumn) return (feasibility & 2U) != 0;
  return true;
}

void Normalize(RelationShares& shares) {
  const double sum = shares[0] + shares[1] + shares[2];
  for (double& share : shares) share /= sum;
}

// The wanted shares where feasible; a class that can have none of them draws random partners.
RelationShares StartRow(std::size_t feasibility, const RelationShares& wanted) {
  RelationShares row{};
  for (std::size_t r = 0; r < kRelations; ++r) row[r] = IsFeasible(feasibility, r) ? wanted[r] : 0.0;
  if (row[0] + row[1] + row[2] <= 0) row[kRandomColumn] = 1;
  Normalize(row);
  return row;
}

RelationShares Totals(const RelationMix& mix) {
  RelationShares totals{};
  for (std::size_t c = 0; c < kFeasibilityClasses; ++c) {
    for (std::size_t r = 0; r < kRelations; ++r) totals[r] += static_cast<double>(mix.anchors[c]) * mix.by_class[c][r];
  }
  Normalize(totals);
  return totals;
}

// One sweep: columns towards the wanted totals, then rows to 1. Returns the largest change of a probability.
double Sweep(RelationMix& mix) {
  const RelationShares totals = Totals(mix);
  double change = 0;
  for (RelationShares& row : mix.by_class) {
    RelationShares next = row;
    for (std::size_t r = 0; r < kRelations; ++r) {
      // A relation nobody asked for keeps the weight it has where nothing else is feasible.
      if (totals[r] > 0 && mix.wanted[r] > 0) next[r] *= mix.wanted[r] / totals[r];
    }
    Normalize(next);
    for (std::size_t r = 0; r < kRelations; ++r) change = std::max(change, std::abs(next[r] - row[r]));
    row = next;
  }
  return change;
}

// Coarser than a double's last bits, so that another compiler's rounding does not move a sample to another relation.
double Rounded(double probability) { return std::round(probability * 0x1.0p40) * 0x1.0p-40; }

}  // namespace

RelationMix SolveRelationMix(const RelationMixOptions& weights,
                             const std::array<std::uint64_t, kFeasibilityClasses>& anchors) {
  RelationMix mix{.wanted = {weights.contiguous, weights.random, weights.linked},
                  .reachable = {},
                  .anchors = anchors,
                  .by_class = {}};
  Normalize(mix.wanted);
  for (std::size_t c = 0; c < kFeasibilityClasses; ++c) mix.by_class[c] = StartRow(c, mix.wanted);
  // Geometric convergence but on the border of what is reachable, where the error falls as 1 / sweeps.
  constexpr int kMaximumSweeps = 20000;
  for (int sweep = 0; sweep < kMaximumSweeps && Sweep(mix) > 1e-13; ++sweep) {
  }
  for (RelationShares& row : mix.by_class) {
    for (double& probability : row) probability = Rounded(probability);
  }
  mix.reachable = Totals(mix);
  return mix;
}

double RelationMix::Shortfall() const {
  double largest = 0;
  for (std::size_t r = 0; r < kRelations; ++r) largest = std::max(largest, std::abs(wanted[r] - reachable[r]));
  return largest;
}

double RelationMix::ClassAccuracy() const {
  double right = 0, total = 0;
  for (std::size_t c = 0; c < kFeasibilityClasses; ++c) {
    const auto count = static_cast<double>(anchors[c]);
    right += count * *std::max_element(by_class[c].begin(), by_class[c].end());
    total += count;
  }
  return right / total;
}

Relation RelationMix::Draw(std::size_t feasibility, double uniform) const {
  const RelationShares& row = by_class[feasibility];
  if (uniform < row[kContiguousColumn]) return Relation::kContiguous;
  // Linked before random: what rounding leaves of the 1 must fall to the relation that is always feasible.
  if (uniform < row[kContiguousColumn] + row[kLinkedColumn]) return Relation::kLinked;
  return Relation::kRandom;
}

std::string RelationMix::ToText() const {
  constexpr std::array kClassNames = {"neither", "successor", "link", "both"};
  std::string text = fmt::format("{:<12}{:>12}{:>12}{:>12}{:>12}\n", "", "anchors", "contiguous", "random", "linked");
  const auto row = [&](const char* name, const std::string& count, const RelationShares& shares) {
    text += fmt::format("{:<12}{:>12}{:>12.3f}{:>12.3f}{:>12.3f}\n", name, count, shares[0], shares[1], shares[2]);
  };
  row("wanted", "", wanted);
  row("reachable", fmt::format("{}", anchors[0] + anchors[1] + anchors[2] + anchors[3]), reachable);
  for (std::size_t c = 0; c < kFeasibilityClasses; ++c) {
    if (anchors[c] > 0) row(kClassNames[c], fmt::format("{}", anchors[c]), by_class[c]);
  }
  text += fmt::format("guessing from the anchor's class alone is right for {:.3f} of the samples\n", ClassAccuracy());
  return text;
}

}  // namespace linkbert
