#include <algorithm>

#include "base/error.h"
#include "data/datasets/prepare_task.h"

namespace linkbert {
namespace {

std::int64_t PublishedIn(const SplitCounts& counts, std::string_view part) {
  if (part == "train") return counts.train;
  if (part == "dev") return counts.dev;
  return part == "test" || part == "test_unlabeled" ? counts.test : kUnknownCount;
}

class Comparison {
 public:
  Comparison(const DatasetInfo& dataset, const std::vector<PartAccount>& parts) : dataset_(dataset), parts_(parts) {}

  void Compare(const SplitCounts& published, std::string_view what, std::uint64_t PartAccount::*count) {
    std::int64_t halves = 0, sum = 0;
    for (const PartAccount& part : parts_) {
      if (!part.official) continue;
      const auto seen = static_cast<std::int64_t>(part.*count);
      Check(part.part + ".json", part.source, seen, PublishedIn(published, part.part), what);
      if (part.part != "dev" && part.part != "test") continue;
      ++halves;
      sum += seen;
    }
    const bool known_apart = published.dev != kUnknownCount && published.test != kUnknownCount;
    if (halves == 2 && !known_apart) {
      Check("dev.json and test.json together", parts_.back().source, sum, published.dev_and_test, what);
    }
  }

  std::vector<std::string> Differences() { return std::move(differences_); }

 private:
  void Check(const std::string& file, const std::string& source, std::int64_t seen, std::int64_t published,
             std::string_view what) {
    if (published == kUnknownCount || seen == published) return;
    differences_.push_back(
        fmt::format("{} ({}): {} {}, published for {} are {}.", file, source, seen, what, dataset_.title, published));
  }

  const DatasetInfo& dataset_;
  const std::vector<PartAccount>& parts_;
  std::vector<std::string> differences_;
};

}  // namespace

std::vector<std::string> CompareCounts(const DatasetInfo& dataset, const std::vector<PartAccount>& parts) {
  Comparison comparison(dataset, parts);
  comparison.Compare(dataset.examples, "examples", &PartAccount::written);
  if (!dataset.unit.empty()) comparison.Compare(dataset.units, dataset.unit, &PartAccount::units);
  return comparison.Differences();
}

}  // namespace linkbert
