#include "data/datasets/blurb_sentences.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/error.h"
#include "data/datasets/numbers.h"
#include "data/datasets/tab_fields.h"

namespace linkbert {
namespace {

constexpr std::size_t kHallmarks = 10;

// Whose labels these are, by their form; empty: nobody's that we know.
std::string_view OwnerOf(std::string_view label) {
  if (label.starts_with("CPR:")) return "chemprot";
  if (label.starts_with("DDI-")) return "ddi";
  return label == "0" || label == "1" ? "gad" : "";
}

void RefuseAnothersLabel(const DatasetInfo& dataset, std::string_view label, const std::string& where) {
  const std::string_view owner = OwnerOf(label);
  if (owner.empty() || owner == dataset.name) return;
  throw Fail(ErrorCode::kInput, "{}: label \"{}\" is one of {}, not of {}. Say --dataset {}, or give the right file.",
             where, label, RequireDataset(owner).title, dataset.title, owner);
}

// The ten digits behind the underscores of "0_0,1_1,...".
std::array<int, kHallmarks> HallmarkLabels(std::string_view text, const std::string& where) {
  std::array<int, kHallmarks> labels{};
  std::size_t count = 0, at = 0;
  bool right = true;
  while (right && at <= text.size()) {
    const std::string_view label = text.substr(at, std::min(text.find(',', at), text.size()) - at);
    const std::size_t underscore = label.find('_');
    const std::string_view value = underscore == label.npos ? "" : label.substr(underscore + 1);
    right = count < kHallmarks && (value == "0" || value == "1");
    if (right) labels[count++] = value == "1" ? 1 : 0;
    at += label.size() + 1;
  }
  if (right && count == kHallmarks) return labels;
  throw Fail(ErrorCode::kInput,
             "{}: field 1, the labels, is \"{}\", wanted ten of 0 or 1: \"0_0,1_1,...,9_0\". Is it HoC's file?", where,
             Shortened(text));
}

struct Abstract {
  std::string id, text;
  std::array<int, kHallmarks> labels{};
};

void WriteAbstract(const Abstract& abstract, PartLines& out) {
  out.Write({{"sentence", abstract.text}, {"label", abstract.labels}, {"id", abstract.id}});
}

}  // namespace

void ConvertRelations(const DatasetInfo& dataset, RawLines& lines, PartLines& out) {
  const bool header = dataset.name == "gad";
  for (std::string line; lines.Next(line);) {
    if (header && lines.number() == 1) continue;
    out.CountRow();
    const auto fields = StrippedFields<3>(line, lines.where(), "id, sentence and label", out);
    if (!fields) continue;
    const auto [id, sentence, label] = *fields;
    RefuseAnothersLabel(dataset, label, lines.where());
    if (PythonStrip(sentence).empty()) out.Note("empty sentence", lines.where(), "field 2");
    const bool none = label.find("false") != label.npos;
    out.Write({{"id", id}, {"sentence", sentence}, {"label", none ? "0" : label}});
  }
}

void ConvertBiosses(RawLines& lines, PartLines& out) {
  for (std::string line; lines.Next(line);) {
    if (lines.number() == 1) continue;
    out.CountRow();
    const auto fields = StrippedFields<4>(line, lines.where(), "id, two sentences and score", out);
    if (!fields) continue;
    const auto [id, first, second, score] = *fields;
    const std::optional<double> label = ParseNumber(score);
    if (!label) {
      throw Fail(ErrorCode::kInput, "{}: field 4, the score, is \"{}\", wanted a number. Is it BIOSSES' file?",
                 lines.where(), Shortened(score));
    }
    out.Write({{"sentence1", first}, {"sentence2", second}, {"label", *label}, {"id", id}});
  }
}

void ConvertHallmarks(RawLines& lines, PartLines& out) {
  out.account().row_name = "sentences";
  Abstract abstract;
  for (std::string line; lines.Next(line);) {
    if (lines.number() == 1) continue;
    out.CountRow();
    const auto fields = StrippedFields<3>(line, lines.where(), "labels, sentence and id", out);
    if (!fields) continue;
    const auto [label, sentence, sentence_id] = *fields;
    const std::string_view id = sentence_id.substr(0, sentence_id.find('_'));
    if (id != abstract.id && !abstract.text.empty()) {
      WriteAbstract(abstract, out);
      abstract = {};
    }
    abstract.id = id;
    abstract.text = PythonStrip(fmt::format("{} {}", abstract.text, sentence));
    const auto labels = HallmarkLabels(label, lines.where());
    for (std::size_t i = 0; i < kHallmarks; ++i) abstract.labels[i] |= labels[i];
  }
  if (!abstract.text.empty()) WriteAbstract(abstract, out);
}

}  // namespace linkbert
