#include "core/evaluation/evaluate_retrieval.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/embedding/sentence_folder.h"
#include "core/model_folders/model_folder.h"
#include "core/ranks/choose_threads.h"
#include "core/ranks/rank_facts.h"
#include "core/retrieval/exact_search.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;
using Rankings = std::vector<std::vector<FoundDocument>>;

constexpr std::int64_t kDepth = 1000;  // documents ranked for a query; deeper ones count as not found
constexpr std::size_t kShown = 10;     // of which rankings.jsonl holds so many

void EmbedItems(Embedder& embedder, Communicator& communicator, RetrievalItems& items) {
  TextVectors vectors = embedder.Embed(items.texts, communicator);
  items.vectors = std::move(vectors.values);
  items.width = vectors.width;
}

Matrix MatrixOf(RetrievalItems& items) {
  return {items.vectors.data(), static_cast<std::int64_t>(items.ids.size()), items.width};
}

Rankings Search(RetrievalSet& set, const EvaluateRetrievalRequest& request) {
  const Matrix queries = MatrixOf(set.queries), documents = MatrixOf(set.corpus);
  if (request.similarity == "cosine") {
    NormalizeRows(queries);
    NormalizeRows(documents);
  }
  return ExactSearch(queries, documents, set.same_id, kDepth);
}

RankingFigures Score(const RetrievalSet& set, const Rankings& rankings) {
  std::vector<RankedQuery> queries;
  for (std::size_t q = 0; q < rankings.size(); ++q) {
    RankedQuery& query = queries.emplace_back(RankedQuery{.ranking = {}, .relevance = &set.relevance[q]});
    for (const FoundDocument& found : rankings[q]) query.ranking.push_back(found.document);
  }
  return ScoreRankings(queries);
}

std::string RankingLines(const RetrievalSet& set, const Rankings& rankings) {
  std::string lines;
  for (std::size_t q = 0; q < rankings.size(); ++q) {
    Json documents = Json::array();
    for (std::size_t i = 0; i < std::min(kShown, rankings[q].size()); ++i) {
      const FoundDocument& found = rankings[q][i];
      documents.push_back({{"document", set.corpus.ids[static_cast<std::size_t>(found.document)]},
                           {"score", found.score},
                           {"relevant", set.relevance[q].contains(found.document)}});
    }
    lines += Json({{"query", set.queries.ids[q]}, {"documents", std::move(documents)}}).dump() + "\n";
  }
  return lines;
}

Json ToJson(const EvaluateRetrievalRequest& request, const RetrievalSet& set, const RankingFigures& figures) {
  std::size_t relevant = 0;
  for (const Relevance& relevance : set.relevance) relevant += relevance.size();
  return {{"dataset", "retrieval"},
          {"pooling", request.model.empty() ? Json(nullptr) : Json(request.pooling)},
          {"similarity", request.similarity},
          {"queries", set.queries.ids.size()},
          {"queries_without_relevant_documents", set.queries_without_answer},
          {"documents", set.corpus.ids.size()},
          {"relevant_per_query", static_cast<double>(relevant) / static_cast<double>(set.queries.ids.size())},
          {"metrics", ToJson(figures.means)},
          {"standard_errors", ToJson(figures.standard_errors)}};
}

void RequireSame(const EvaluateRetrievalRequest& request, Communicator& communicator, const RankFacts& command_line) {
  RequireSameOnAllRanks(communicator, command_line, [&] {
    RankFacts facts = {SampledFilesFact("data", {request.input})};
    if (!request.model.empty()) facts.push_back(ModelFact(ResolveModelFolder(request.model).path));
    return facts;
  });
}

}  // namespace

EvaluatedRetrieval EvaluateRetrieval(EvaluateRetrievalRequest request, RetrievalSet& set, Communicator& communicator,
                                     const RankFacts& command_line) {
  RequireSame(request, communicator, command_line);
  EvaluatedRetrieval evaluated;
  at::set_num_threads(ChooseThreads(0, DetectLaunch().local_size));
  if (set.queries.width == 0) {
    const ChosenEmbedding chosen = ChooseEmbedding({request.model, request.pooling, request.max_length});
    evaluated.said = chosen.said;
    request.pooling = PoolingName(chosen.options.pooling);
    Embedder embedder(chosen.folder, chosen.options);
    EmbedItems(embedder, communicator, set.queries);
    EmbedItems(embedder, communicator, set.corpus);
  }
  if (communicator.Rank() != 0) return {};
  const Rankings rankings = Search(set, request);
  evaluated.figures = Score(set, rankings);
  evaluated.results = ToJson(request, set, evaluated.figures);
  if (request.output.empty()) return evaluated;
  CreateFolders(request.output);
  WriteFileAtomically(request.output + "/rankings.jsonl", RankingLines(set, rankings));
  WriteFileAtomically(request.output + "/results.json", evaluated.results.dump(2) + "\n");
  return evaluated;
}

void RequireModel(const EvaluateRetrievalRequest& request, const RetrievalSet& set) {
  if (set.queries.width == 0 && request.model.empty())
    throw Fail(ErrorCode::kUsage, "{} holds texts: add --model, which makes vectors of them.", request.input);
  if (set.queries.width != 0 && !request.model.empty())
    throw Fail(ErrorCode::kUsage, "{} holds vectors already: leave --model out.", request.input);
}

}  // namespace linkbert
