#include "core/runs/pretraining_setup.h"

#include <ATen/Parallel.h>

#include <optional>

#include "base/error.h"
#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "core/model_folders/model_folder.h"
#include "core/model_folders/model_tokenizer.h"
#include "core/ranks/choose_threads.h"
#include "core/ranks/rank_facts.h"
#include "data/tokens/added_token_json.h"

namespace linkbert {
namespace {

const std::vector<std::string> kHeads = {"bert.pooler.", "cls.", "drp."};  // may begin anew

BertConfig ModelFor(const ModelOptions& model, const Corpus& corpus) {
  BertConfig config = model.config;
  // A model's table may have rows beyond its tokens, often up to a round number.
  const bool keeps_rows = !model.from.empty() && config.vocab_size > corpus.vocabulary().size();
  if (!keeps_rows) config.vocab_size = corpus.vocabulary().size();
  config.pad_token_id = corpus.vocabulary().pad_id();
  try {
    Validate(config, "model");
  } catch (const Error& error) {  // there it is a file that is wrong
    throw Error(ErrorCode::kConfiguration, error.what());
  }
  return config;
}

}  // namespace

void CheckPretraining(const PretrainConfiguration& c) {
  const std::vector<std::string> folders = CorpusFolders(c.data);
  if (folders.empty()) {
    throw Fail(ErrorCode::kConfiguration,
               "data.corpus is empty, wanted a folder that `linkbert prepare` wrote: --set data.corpus=DIR.");
  }
  if (c.model.config.max_position_embeddings < c.samples.max_length) {
    throw Fail(ErrorCode::kConfiguration, "samples.max_length is {}, but model.max_position_embeddings only {}.",
               c.samples.max_length, c.model.config.max_position_embeddings);
  }
  if (!ParseAddedTokens(c.model.add_tokens, "model.add_tokens").empty() && c.model.from.empty()) {
    throw Fail(ErrorCode::kConfiguration,
               "model.add_tokens is given, but model.from is empty: prepare the corpus with the tokens (--vocab of a "
               "folder that `linkbert vocab --add-tokens` wrote), or name the model that gains them.");
  }
  Validate(c.samples);
  CorpusWeights(c.data);  // throws
}

void RequireSamePretraining(const PretrainConfiguration& configuration, const RunContext& context) {
  RequireSameOnAllRanks(context.communicator, context.command_line, [&] {
    PretrainConfiguration c = configuration;
    return RankFacts{ConfigurationFact(WalkOf(c)), CorpusFact(OpenCorpora(CorpusFolders(c.data))),
                     c.model.from.empty() ? RankFact{"starting weights", "random"}
                                          : ModelFact(ResolveModelFolder(c.model.from).path)};
  });
}

PretrainingSetup::PretrainingSetup(PretrainConfiguration configuration, Communicator& ranks)
    : c(std::move(configuration)),
      communicator(ranks),
      topology(DiscoverTopology(ranks)),
      threads(ChooseThreads(c.training.threads, topology.local_size)),
      corpora(OpenCorpora(CorpusFolders(c.data))),
      model_config(ModelFor(c.model, corpora.front())),
      sampler(corpora, CorpusWeights(c.data), c.samples, Split::kTraining, threads),
      trained(HostDevice(), BertParameterSpecs(model_config, BertHeads{}), c.optimizer, ranks),
      model(model_config, trained.parameters()) {
  at::set_num_threads(threads);
}

ParameterMatch PretrainingSetup::Begin() {
  ParameterMatch match;
  trained.Write([&](std::span<float> flat) {
    InitializeParameters(trained.layout(), model_config, static_cast<std::uint64_t>(c.samples.seed), flat);
    if (!c.model.from.empty()) match = LoadStart(flat);
  });
  return match;
}

ParameterMatch PretrainingSetup::LoadStart(std::span<float> flat) const {
  const ModelFolder from = ResolveModelFolder(c.model.from);
  const Corpus& corpus = corpora.front();
  const std::vector<AddedToken> more = ParseAddedTokens(c.model.add_tokens, "model.add_tokens");
  RequireTokenizer(from.path, {corpus.vocabulary(), corpus.normalizer(), corpus.folder()}, more);
  std::optional<VocabularyGrowth> growth;
  if (!more.empty() && model_config.vocab_size > c.model.config.vocab_size)
    growth = VocabularyGrowth{c.model.config.vocab_size, static_cast<std::uint64_t>(c.samples.seed)};
  return LoadModelWeights(from.path, trained.layout(), flat, kHeads, growth);
}

PretrainingTask PretrainingSetup::MakeTask(std::int64_t first_step) {
  const LoaderOptions loading = {
      .global_batch = c.training.global_batch,
      .rank = communicator.Rank(),
      .plan = {.ranks = communicator.Size(),
               .micro_batch_tokens = c.training.micro_batch_tokens,
               .attention_cost = 1.0 / (6.0 * static_cast<double>(model_config.hidden_size))},
      .threads = static_cast<int>(c.training.loader_threads),
      .first_step = static_cast<std::uint64_t>(first_step)};
  return {sampler, loading, model, c.training.drp_weight, static_cast<std::uint64_t>(c.samples.seed)};
}

ModelFiles PretrainingSetup::Files() const {
  nlohmann::ordered_json config = ToJson(model_config);
  config["architectures"] = {"BertForMaskedLM"};
  return {.config_json = config.dump(2) + "\n",
          .tokenizer = TokenizerFiles(corpora.front().vocabulary(), corpora.front().normalizer(),
                                      model_config.max_position_embeddings)};
}

}  // namespace linkbert
