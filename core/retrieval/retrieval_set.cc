#include "core/retrieval/retrieval_set.h"

#include <cmath>
#include <unordered_map>

#include "core/scoring/json_lines.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;
using Places = std::unordered_map<std::string, std::size_t>;

constexpr char kItemForm[] = R"({"id", "text"} or {"id", "embedding": [...]})";
constexpr char kRelevanceForm[] = R"({"query", "document", "relevance": 1})";

void AppendVector(const JsonLine& line, RetrievalItems& items) {
  const Json& vector = line.Field("embedding");
  if (!vector.is_array() || vector.empty())
    throw line.Wrong("embedding", "is " + ShownJson(vector), "a list of numbers");
  for (const Json& number : vector) {
    if (!number.is_number()) throw line.Wrong("embedding", "holds " + ShownJson(number), "numbers, one vector a text");
    items.vectors.push_back(number.get<float>());
  }
  const auto width = static_cast<std::int64_t>(vector.size());
  if (items.width != 0 && items.width != width) {
    throw line.Wrong("embedding", fmt::format("has {} numbers", width),
                     fmt::format("{} as in the lines before", items.width));
  }
  items.width = width;
}

RetrievalItems ReadItems(const std::string& path, Places& places) {
  RetrievalItems items;
  ForEachJsonLine(path, kItemForm, [&](const JsonLine& line) {
    items.ids.push_back(line.TextOrNumber("id"));
    if (!places.emplace(items.ids.back(), items.ids.size() - 1).second)
      throw line.Wrong("id", "comes twice: " + items.ids.back(), "ids that differ");
    if (line.Has("embedding")) {
      AppendVector(line, items);
    } else {
      items.texts.push_back(line.Text("text"));
    }
    if (!items.texts.empty() && items.width != 0)
      throw line.Wrong("embedding", "is in some lines only", "vectors in all lines or in none");
  });
  return items;
}

// The place of the id that the field names.
std::size_t PlaceOf(const JsonLine& line, const char* field, const Places& places) {
  const std::string id = line.TextOrNumber(field);
  const auto at = places.find(id);
  if (at == places.end())
    throw line.Wrong(field, "is " + id, std::string("an id of the ") + (field[0] == 'q' ? "queries" : "corpus"));
  return at->second;
}

void ReadRelevance(const std::string& path, const Places& queries, const Places& documents, RetrievalSet& set) {
  ForEachJsonLine(path, kRelevanceForm, [&](const JsonLine& line) {
    const std::size_t query = PlaceOf(line, "query", queries), document = PlaceOf(line, "document", documents);
    double gain = 1;
    if (line.Has("relevance")) {
      const Json& value = line.Field("relevance");
      gain = value.is_number() ? value.get<double>() : -1;
      if (!(gain >= 0) || !std::isfinite(gain))
        throw line.Wrong("relevance", "is " + ShownJson(value), "a number, 0 or more");
    }
    if (gain > 0) set.relevance[query][static_cast<std::int64_t>(document)] = gain;
  });
}

// Keeps the queries that have something to find.
void DropUnanswered(RetrievalSet& set) {
  RetrievalItems kept{.ids = {}, .texts = {}, .vectors = {}, .width = set.queries.width};
  std::vector<Relevance> relevance;
  const auto width = static_cast<std::size_t>(kept.width);
  for (std::size_t i = 0; i < set.queries.ids.size(); ++i) {
    if (set.relevance[i].empty()) continue;
    kept.ids.push_back(std::move(set.queries.ids[i]));
    if (width == 0) kept.texts.push_back(std::move(set.queries.texts[i]));
    for (std::size_t c = 0; c < width; ++c) kept.vectors.push_back(set.queries.vectors[i * width + c]);
    relevance.push_back(std::move(set.relevance[i]));
  }
  set.queries_without_answer = set.relevance.size() - relevance.size();
  set.queries = std::move(kept);
  set.relevance = std::move(relevance);
}

}  // namespace

RetrievalSet ReadRetrievalSet(const std::string& folder) {
  RetrievalSet set;
  Places queries, documents;
  set.queries = ReadItems(folder + "/queries.jsonl", queries);
  set.corpus = ReadItems(folder + "/corpus.jsonl", documents);
  if (set.queries.width != set.corpus.width) {
    throw Fail(ErrorCode::kInput,
               "{}: queries.jsonl has vectors of {} numbers, corpus.jsonl of {} (0: texts); both "
               "must be texts, or vectors of one model.",
               folder, set.queries.width, set.corpus.width);
  }
  set.relevance.resize(set.queries.ids.size());
  ReadRelevance(folder + "/relevance.jsonl", queries, documents, set);
  DropUnanswered(set);
  if (set.queries.ids.empty())
    throw Fail(ErrorCode::kInput, "{}/relevance.jsonl: no query has a relevant document, wanted some.", folder);
  for (const std::string& id : set.queries.ids) {
    const auto at = documents.find(id);
    set.same_id.push_back(at == documents.end() ? -1 : static_cast<std::int64_t>(at->second));
  }
  return set;
}

}  // namespace linkbert
