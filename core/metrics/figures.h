// Figures: a file's metrics in the order in which they are shown, and what has to be said of them.
//
// A metric that its definition does not give (a correlation with constant predictions) has no value and a remark; one
// for which the reference falls back to 0 (precision without predictions) has that 0 and a remark. Never NaN.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace linkbert {

struct Figure {
  std::string name;
  std::optional<double> value;
  std::string remark = {};  // one clause; empty: nothing to say
};

class Figures {
 public:
  void Add(std::string name, double value) { list_.push_back({std::move(name), value}); }
  void Add(Figure figure) { list_.push_back(std::move(figure)); }
  void Add(const Figures& others) { list_.insert(list_.end(), others.list_.begin(), others.list_.end()); }

  const std::vector<Figure>& list() const& { return list_; }
  std::vector<Figure> list() && { return std::move(list_); }  // so that a loop over a result's list outlives it
  const Figure* Find(std::string_view name) const;            // nullptr where there is none

 private:
  std::vector<Figure> list_;
};

// {"NAME": number or null, ..., "remarks": {"NAME": ...}}; "remarks" only where there are any.
nlohmann::ordered_json ToJson(const Figures& figures);

// Precision, recall and F1 from counts; x/0 is 0, and said.
struct MatchCounts {
  std::int64_t correct = 0, predicted = 0, gold = 0;
  MatchCounts& operator+=(const MatchCounts& other);
};

struct PrecisionRecallF1 {
  double precision = 0, recall = 0, f1 = 0;
  // Which of them is 0/0, because nothing was predicted or nothing is to be found; the other one is as defined.
  std::string precision_remark = {}, recall_remark = {};
  std::string F1Remark() const;  // both
};

PrecisionRecallF1 ScoreCounts(const MatchCounts& counts);

// As prefix + "precision", "recall", "f1".
Figures ToFigures(const PrecisionRecallF1& scores, const std::string& prefix = {});

}  // namespace linkbert
