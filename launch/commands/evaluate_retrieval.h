// `linkbert evaluate --dataset retrieval`: how well a query's vector finds the documents it should.
//
// A folder of queries.jsonl, corpus.jsonl and relevance.jsonl (core/retrieval/retrieval_set.h); texts are embedded by
// the model first. Collective over the launched ranks. Errors: as thrown by the rooms.
#pragma once
#include <cstdint>
#include <string>

namespace linkbert {

struct EvaluateRetrievalRequest {
  std::string model;   // empty: the files hold vectors
  std::string input;   // folder
  std::string output;  // folder that gets results.json and rankings.jsonl; empty: none
  bool json = false;
  std::string pooling;  // empty: the folder's own, else the mean
  std::string similarity = "cosine";
  std::int64_t max_length = 0;
};

void EvaluateRetrieval(const EvaluateRetrievalRequest& request);

}  // namespace linkbert
