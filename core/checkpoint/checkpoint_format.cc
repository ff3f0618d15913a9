#include "core/checkpoint/checkpoint_format.h"

#include <charconv>

#include "base/error.h"
#include "base/parse_json.h"

namespace linkbert {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::string_view kStepPrefix = "step-";
constexpr std::size_t kStepDigits = 8;  // at least: names sort by step up to 100 million steps

// The whole text as a number without sign, nothing where it is anything else.
std::optional<std::int64_t> ParseNumber(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return number;
}

}  // namespace

std::string StepFolderName(std::int64_t step) { return fmt::format("{}{:08}", kStepPrefix, step); }

std::optional<std::int64_t> ParseStepFolderName(const std::string& name) {
  if (!name.starts_with(kStepPrefix) || name.size() < kStepPrefix.size() + kStepDigits) return std::nullopt;
  const std::optional<std::int64_t> step = ParseNumber(std::string_view(name).substr(kStepPrefix.size()));
  return step && StepFolderName(*step) == name ? step : std::nullopt;
}

std::string OptimizerFileName(int rank, int ranks) {
  return fmt::format("optimizer-{:05}-of-{:05}.safetensors", rank, ranks);
}

std::string ReceiptFileName(int rank, int ranks) { return fmt::format("written-{:05}-of-{:05}.json", rank, ranks); }

std::string StateTensorName(char state, FlatRange range) {
  return fmt::format("{}.{}-{}", state, range.begin, range.end);
}

std::optional<StateTensor> ParseStateTensorName(const std::string& name) {
  const std::size_t dash = name.find('-');
  if (dash == std::string::npos || dash < 3 || dash + 1 == name.size()) return std::nullopt;
  const std::optional<std::int64_t> begin = ParseNumber(std::string_view(name).substr(2, dash - 2));
  const std::optional<std::int64_t> end = ParseNumber(std::string_view(name).substr(dash + 1));
  if (!begin || !end || *end < *begin) return std::nullopt;
  const StateTensor tensor{name[0], {*begin, *end}};
  const bool letter = tensor.state >= 'a' && tensor.state <= 'z';
  return letter && StateTensorName(tensor.state, tensor.range) == name ? std::optional(tensor) : std::nullopt;
}

std::string StateText(const TrainingState& state) {
  const OrderedJson json = {{"format", "linkbert-state"},
                            {"version", kCheckpointVersion},
                            {"step", state.step},
                            {"samples", state.samples},
                            {"tokens", state.tokens},
                            {"seed", state.seed},
                            {"ranks", state.ranks},
                            {"layout_hash", state.layout_hash},
                            {"config_hash", state.config_hash},
                            {"corpus_fingerprint", state.corpus_fingerprint},
                            {"metrics", state.metrics}};
  return json.dump(2) + "\n";
}

TrainingState ParseState(std::string_view text, const std::string& where) {
  try {
    const OrderedJson json = ParseJson<OrderedJson>(text, where);
    if (json.at("format") != "linkbert-state" || json.at("version") != kCheckpointVersion) {
      throw Fail(ErrorCode::kInput, "{}: format {} version {}, wanted \"linkbert-state\" version {}.", where,
                 json.at("format").dump(), json.at("version").dump(), kCheckpointVersion);
    }
    TrainingState state;
    json.at("step").get_to(state.step);
    json.at("samples").get_to(state.samples);
    json.at("tokens").get_to(state.tokens);
    json.at("seed").get_to(state.seed);
    json.at("ranks").get_to(state.ranks);
    json.at("layout_hash").get_to(state.layout_hash);
    json.at("config_hash").get_to(state.config_hash);
    json.at("corpus_fingerprint").get_to(state.corpus_fingerprint);
    state.metrics = json.at("metrics");
    return state;
  } catch (const nlohmann::json::exception& error) {
    throw Fail(ErrorCode::kInput, "{}: not the state of a checkpoint: {}.", where, error.what());
  }
}

}  // namespace linkbert
