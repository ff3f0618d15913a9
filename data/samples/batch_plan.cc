#include "data/samples/batch_plan.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>
#include <queue>
#include <utility>

#include "base/error.h"

namespace linkbert {
namespace {

using Slots = std::vector<std::uint32_t>;

struct Item {
  std::uint32_t slot;
  std::uint32_t length;
  std::uint64_t work;  // in 1/1024 of a token
};

// Longest first; equal lengths by slot.
std::vector<Item> SortedItems(std::span<const std::uint32_t> lengths, const BatchPlanOptions& options) {
  std::vector<Item> items;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const double length = lengths[i];
    if (lengths[i] > options.micro_batch_tokens) {
      throw Fail(ErrorCode::kConfiguration,
                 "a sample has {} tokens but a micro-batch holds {}. Raise the tokens of a micro-batch to at least the "
                 "maximal length of a sample",
                 lengths[i], options.micro_batch_tokens);
    }
    const double work = length + options.attention_cost * length * length;
    items.push_back({static_cast<std::uint32_t>(i), lengths[i], static_cast<std::uint64_t>(std::llround(1024 * work))});
  }
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.length > b.length; });
  return items;
}

// Deals the items to `ranks` ranks, each to the least loaded one (the lowest rank on a tie).
std::vector<std::vector<Item>> DealToRanks(const std::vector<Item>& items, std::size_t ranks,
                                           std::vector<std::uint64_t>& work) {
  using Load = std::pair<std::uint64_t, std::size_t>;
  std::priority_queue<Load, std::vector<Load>, std::greater<>> least;
  for (std::size_t rank = 0; rank < ranks; ++rank) least.push({0, rank});
  std::vector<std::vector<Item>> dealt(ranks);
  work.assign(ranks, 0);
  for (const Item& item : items) {
    const std::size_t rank = least.top().second;
    least.pop();
    dealt[rank].push_back(item);
    work[rank] += item.work;
    least.push({work[rank], rank});
  }
  return dealt;
}

// Nothing where `count` micro-batches do not suffice for this way of filling them.
std::optional<std::vector<Slots>> TryMicroBatches(const std::vector<Item>& items, std::size_t count,
                                                  std::uint64_t capacity) {
  std::vector<Slots> slots(count);
  std::vector<std::uint64_t> tokens(count), work(count);
  for (const Item& item : items) {
    std::size_t best = count;
    for (std::size_t m = 0; m < count; ++m) {
      if (tokens[m] + item.length <= capacity && (best == count || work[m] < work[best])) best = m;
    }
    if (best == count) return std::nullopt;
    slots[best].push_back(item.slot);
    tokens[best] += item.length;
    work[best] += item.work;
  }
  for (Slots& micro_batch : slots) std::sort(micro_batch.begin(), micro_batch.end());
  return slots;
}

std::vector<Slots> MicroBatches(const std::vector<Item>& items, std::uint64_t capacity) {
  std::uint64_t tokens = 0;
  for (const Item& item : items) tokens += item.length;
  // Ends at the latest with one item each.
  for (std::size_t count = (tokens + capacity - 1) / capacity;; ++count) {
    if (auto found = TryMicroBatches(items, count, capacity)) return *std::move(found);
  }
}

}  // namespace

BatchPlan PlanBatch(std::span<const std::uint32_t> lengths, const BatchPlanOptions& options) {
  LB_CHECK(options.ranks > 0 && options.micro_batch_tokens > 0);
  const std::vector<Item> items = SortedItems(lengths, options);
  std::vector<std::uint64_t> work;
  const auto dealt = DealToRanks(items, static_cast<std::size_t>(options.ranks), work);
  BatchPlan plan{.ranks = {}, .fill = 1, .imbalance = 1};
  std::size_t micro_batches = 0;
  for (const auto& rank_items : dealt) {
    plan.ranks.push_back(MicroBatches(rank_items, static_cast<std::uint64_t>(options.micro_batch_tokens)));
    micro_batches += plan.ranks.back().size();
  }
  const double tokens = std::accumulate(lengths.begin(), lengths.end(), 0.0);
  const double total = std::accumulate(work.begin(), work.end(), 0.0);
  if (tokens > 0) {
    plan.fill = tokens / (static_cast<double>(micro_batches) * static_cast<double>(options.micro_batch_tokens));
    const double busiest = static_cast<double>(*std::max_element(work.begin(), work.end()));
    plan.imbalance = busiest * static_cast<double>(work.size()) / total;
  }
  return plan;
}

}  // namespace linkbert
