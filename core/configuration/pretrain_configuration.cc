#include "core/configuration/pretrain_configuration.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "base/error.h"
#include "core/configuration/load_configuration.h"
#include "core/configuration/same_run.h"
#include "core/model_folders/model_folder.h"

namespace linkbert {
namespace {

// Keys, or whole groups, that change where and how fast a run goes but not what it computes; and what to do about steps
// that would have ended it.
constexpr std::array<std::string_view, 11> kFreePretrainingKeys = {"run.",
                                                                   "communication.",
                                                                   "evaluation.",
                                                                   "data.corpus",
                                                                   "training.log_every",
                                                                   "training.save_every",
                                                                   "training.keep_",
                                                                   "training.micro_batch_",
                                                                   "training.threads",
                                                                   "training.loader_threads",
                                                                   "training.not_finite"};

// "a, b" -> {"a", "b"}; {} for "".
std::vector<std::string> SplitList(const char* key, const std::string& text) {
  std::vector<std::string> parts;
  if (text.find_first_not_of(' ') == std::string::npos) return parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::size_t first = std::min(text.find_first_not_of(' ', begin), end);
    const std::size_t last = text.find_last_not_of(' ', end - 1);
    if (first == end) {
      throw Fail(ErrorCode::kConfiguration, "{} is \"{}\": nothing stands before or behind a comma.", key, text);
    }
    parts.push_back(text.substr(first, last + 1 - first));
    begin = end + 1;
  }
  return parts;
}

double ParseWeight(const std::string& text, const std::string& all) {
  double weight = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  if (error == std::errc() && stop == text.data() + text.size() && std::isfinite(weight) && weight > 0) return weight;
  throw Fail(ErrorCode::kConfiguration, "data.weights is \"{}\": \"{}\" is no number above 0.", all, text);
}

}  // namespace

std::vector<std::string> CorpusFolders(const DataOptions& options) { return SplitList("data.corpus", options.corpus); }

std::vector<double> CorpusWeights(const DataOptions& options) {
  std::vector<double> weights;
  for (const std::string& text : SplitList("data.weights", options.weights))
    weights.push_back(ParseWeight(text, options.weights));
  const std::size_t corpora = CorpusFolders(options).size();
  if (!weights.empty() && weights.size() != corpora) {
    throw Fail(ErrorCode::kConfiguration,
               "data.weights has {} number(s) for {} corpora in data.corpus; wanted one each.", weights.size(),
               corpora);
  }
  return weights;
}

void Visit(OptionVisitor& visitor, DataOptions& options) {
  visitor.Field({.name = "corpus",
                 .doc = "Corpus folder that `linkbert prepare` wrote; several, of the same vocabulary, with commas "
                        "between, are mixed. The first one's held-out documents judge the model"},
                options.corpus);
  visitor.Field({.name = "weights",
                 .doc = "Shares of the samples that each of several corpora gets, with commas between, such as `2, 1`. "
                        "Empty: in proportion to their anchors, so that their epochs last equally long"},
                options.weights);
}

void Visit(OptionVisitor& visitor, ModelOptions& options) {
  visitor.Field(
      {.name = "from",
       .doc = "Model to begin with: a folder of Hugging Face or of a TensorFlow checkpoint, a step folder or a run. "
              "Its sizes are the defaults of this group, heads it lacks begin anew. Empty: random weights"},
      options.from);
  visitor.Field(
      {.name = "add_tokens",
       .doc =
           "Tokens to add to that model's vocabulary, which are never cut: special ones with commas between, such as "
           "`[SUBJ], [OBJ]`, or a list of objects (docs/formats.md). Their embeddings begin near the mean of "
           "the others"
           ". The corpus must have been prepared with them"},
      options.add_tokens);
  Visit(visitor, options.config);
}

void Visit(OptionVisitor& v, PretrainConfiguration& c) {
  VisitGroup(v, "run", "Where a run is kept. The same name resumes.", c.run);
  VisitGroup(v, "data", "What it trains on.", c.data);
  VisitGroup(v, "model", "The encoder it begins with, under the names of Hugging Face's config.json.", c.model);
  VisitGroup(v, "samples", "What a pretraining sample is (paper sections 4.1 to 4.3).", c.samples);
  VisitGroup(v, "training", "How long and in what portions it trains.", c.training);
  VisitGroup(v, "schedule", "The learning rate over the steps.", c.schedule);
  VisitGroup(v, "optimizer", "The update of the parameters.", c.optimizer);
  VisitGroup(v, "evaluation", "How the model is judged on held-out documents (docs/evaluation.md).", c.evaluation);
  VisitGroup(v, "communication", "How ranks talk.", c.communication);
}

OptionWalk WalkOf(PretrainConfiguration& configuration) {
  return [&configuration](OptionVisitor& visitor) { Visit(visitor, configuration); };
}

PretrainConfiguration LoadPretrainConfiguration(const std::string& path, const std::vector<std::string>& settings) {
  const GivenValues given = GivenIn(path, settings);
  PretrainConfiguration defaults;
  if (const auto from = given.find("model.from"); from != given.end() && !from->second.text.empty()) {
    defaults.model.config = ReadBertConfig(ModelConfigPath(ResolveModelFolder(from->second.text).path));
  }
  return Resolve(std::move(defaults), given, path);
}

void CheckSameRun(const PretrainConfiguration& configuration, const std::string& config_yaml) {
  PretrainConfiguration before;  // every key stands in the file: the model it began with may be gone
  AssignOptions(WalkOf(before), ReadYaml(config_yaml));
  PretrainConfiguration now = configuration;
  RequireSameValues(WalkOf(before), WalkOf(now), kFreePretrainingKeys, config_yaml);
}

}  // namespace linkbert
