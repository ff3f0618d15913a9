// What a run came to, before -> after: from its first and last evaluation, else from its first and last interval.
#include <fmt/core.h>

#include "core/report/html.h"
#include "core/report/sections.h"

namespace linkbert::report {
namespace {

struct Tile {
  const char* label;
  std::string value;
  std::string note;
};

std::string DrawTile(const Tile& tile) {
  if (tile.value.empty()) return "";
  return fmt::format(R"(<div class="tile"><p class="label">{}</p><p class="value">{}</p><p class="note">{}</p></div>)",
                     Escape(tile.label), tile.value, Escape(tile.note));
}

// "<small>before</small> → after"; one number where there is but one.
std::string Change(std::optional<double> before, std::optional<double> after, NumberFormat format) {
  if (!after) return "";
  const std::string end = "<b>" + Escape(FormatNumber(*after, format)) + "</b>";
  return before ? fmt::format(R"(<span class="before">{}</span> → {})", Escape(FormatNumber(*before, format)), end)
                : end;
}

void Append(std::string& list, const std::string& item) {
  if (!item.empty()) list += (list.empty() ? "" : "; ") + item;
}

std::string PlusMinus(const Json& values, const std::string& path, NumberFormat format) {
  const auto error = NumberAt(values, path + "/standard_error");
  return error ? "± " + FormatNumber(*error, format) : "";
}

// The first and the last evaluation; `first` is empty where there is only one.
class Evaluated {
 public:
  explicit Evaluated(const Run& run) : run_(run) {}
  const Json& last() const { return run_.evaluations.back().values; }
  std::string Change(const std::string& path, NumberFormat format) const {
    const auto before = run_.evaluations.size() > 1 ? ValueAt(run_.evaluations.front().values, path) : std::nullopt;
    return report::Change(before, ValueAt(last(), path), format);
  }

 private:
  const Run& run_;
};

std::string EvaluationTiles(const Run& run) {
  const Evaluated evaluated(run);
  const Json& last = evaluated.last();
  std::string auc_note = PlusMinus(last, "auc", NumberFormat::kPlain), drp_note, over_note, mlm_note;
  for (const char* unit : {"anchors", "pairs"}) {
    if (const auto count = NumberAt(last, fmt::format("auc/{}", unit))) {
      Append(auc_note, fmt::format("{} held-out {}", FormatCount(*count), unit));
    }
  }
  if (const auto tfidf = ValueAt(last, "auc_tfidf")) Append(auc_note, "TF-IDF " + FormatNumber(*tfidf));
  drp_note = PlusMinus(last, "drp_accuracy", NumberFormat::kPercent);
  Append(drp_note, "chance 33.3 %");
  over_note = PlusMinus(last, "drp_over_probes", NumberFormat::kPercent);
  for (const auto& [key, name] : {std::pair("probe_a_only", "A alone"), std::pair("probe_b_only", "B alone")}) {
    if (const auto probe = ValueAt(last, key)) {
      Append(over_note, fmt::format("{} {}", name, FormatNumber(*probe, NumberFormat::kPercent)));
    }
  }
  if (const auto entropy = NumberAt(last, "unigram_entropy")) mlm_note = "unigram entropy " + FormatNumber(*entropy);
  return DrawTile({"Linked or random (AUC)", evaluated.Change("auc", NumberFormat::kPlain), auc_note}) +
         DrawTile(
             {"Relation of a pair, accuracy", evaluated.Change("drp_accuracy", NumberFormat::kPercent), drp_note}) +
         DrawTile({"Accuracy over the better probe", evaluated.Change("drp_over_probes", NumberFormat::kPercent),
                   over_note}) +
         DrawTile({"Masked words, loss in nats", evaluated.Change("mlm_loss", NumberFormat::kPlain), mlm_note}) +
         DrawTile({"Masked words, accuracy", evaluated.Change("mlm_accuracy", NumberFormat::kPercent), "held out"});
}

std::string TrainingTiles(const Run& run) {
  const Json &first = run.intervals.front(), &last = run.intervals.back();
  const auto change = [&](const char* key, NumberFormat format) {
    return Change(run.intervals.size() > 1 ? NumberAt(first, key) : std::nullopt, NumberAt(last, key), format);
  };
  constexpr char kNote[] = "training, first and last interval";
  if (run.fine_tuning) {
    return DrawTile({"Loss in nats", change("loss", NumberFormat::kPlain), kNote}) +
           DrawTile({"Accuracy", change("accuracy", NumberFormat::kPercent), kNote});
  }
  return DrawTile({"Masked words, loss in nats", change("mlm_loss", NumberFormat::kPlain), kNote}) +
         DrawTile({"Relation of a pair, loss in nats", change("drp_loss", NumberFormat::kPlain), kNote}) +
         DrawTile({"Relation of a pair, accuracy", change("drp_accuracy", NumberFormat::kPercent), kNote});
}

std::string AmountTile(const Run& run) {
  if (run.intervals.empty()) return "";
  std::string note;
  const Json& last = run.intervals.back();
  if (const auto tokens = NumberAt(last, "tokens")) Append(note, FormatCount(*tokens) + " tokens");
  double rates = 0;
  for (const Json& interval : run.intervals) rates += NumberAt(interval, "tokens_per_s").value_or(0);
  Append(note, FormatCount(rates / static_cast<double>(run.intervals.size())) + " tokens/s");
  if (!run.starts.empty()) {
    if (const auto ranks = NumberAt(run.starts.back().record, "ranks")) {
      Append(note, fmt::format("{:.0f} rank{}", *ranks, *ranks == 1 ? "" : "s"));
    }
  }
  return DrawTile({"Trained, steps", "<b>" + FormatCount(NumberAt(last, "step").value_or(0)) + "</b>", note});
}

}  // namespace

std::string KeyNumbers(const ReportData& data) {
  std::string html;
  for (std::size_t i = 0; i < data.runs.size(); ++i) {
    const Run& run = data.runs[i];
    std::string tiles;
    if (!run.evaluations.empty()) {
      tiles = EvaluationTiles(run);
    } else if (!run.intervals.empty()) {
      tiles = TrainingTiles(run);
    }
    tiles += AmountTile(run);
    if (tiles.empty()) continue;
    if (data.runs.size() > 1) html += "<h3>" + RunName(data, i) + "</h3>";
    html += "<div class=\"tiles\">" + tiles + "</div>\n";
  }
  return Section("Before and after", html);
}

}  // namespace linkbert::report
