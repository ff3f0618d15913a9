// EvaluateRetrieval: how well a query's vector finds the documents it should.
//
// A folder of queries.jsonl, corpus.jsonl and relevance.jsonl (core/retrieval/retrieval_set.h); texts are embedded by
// the model first. Collective. Errors: as thrown by the rooms.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "core/metrics/ranking_metrics.h"
#include "core/ranks/rank_facts.h"
#include "core/retrieval/retrieval_set.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

struct EvaluateRetrievalRequest {
  std::string model;    // empty: the files hold vectors
  std::string input;    // folder
  std::string output;   // folder that gets results.json and rankings.jsonl; empty: none
  std::string pooling;  // empty: the folder's own, else the mean
  std::string similarity = "cosine";
  std::int64_t max_length = 0;
};

// Texts need a model, vectors must not have one. Throws kUsage.
void RequireModel(const EvaluateRetrievalRequest& request, const RetrievalSet& set);

// On rank 0; empty on the others.
struct EvaluatedRetrieval {
  RankingFigures figures;
  nlohmann::ordered_json results;  // results.json
  std::string said;                // how the texts were embedded, where the model's folder says it
};

// set: of request.input; its vectors are made, and scaled for the cosine. command_line: what else all ranks must have
// in common.
EvaluatedRetrieval EvaluateRetrieval(EvaluateRetrievalRequest request, RetrievalSet& set, Communicator& communicator,
                                     const RankFacts& command_line = {});

}  // namespace linkbert
