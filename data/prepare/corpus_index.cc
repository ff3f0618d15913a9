#include "data/prepare/corpus_index.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "data/documents/document_reader.h"
#include "data/links/redirect_table.h"
#include "data/prepare/last_versions.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kBlockTokens = 1 << 19;

class Builder {
 public:
  explicit Builder(const IndexRequest& request) : request_(request), index_(request.shard_tokens) {
    for (const Duplicate& duplicate : request.duplicates) numbers_.try_emplace(duplicate.first);
  }

  CorpusIndex Build() {
    if (request_.names) MakeRoomForNames();
    ForItems([this](const NamesPart& part) { AddItem(part); });
    AddAll(index_.entries, request_.versions.fates);
    if (redirects_ > 0) AddRedirects();  // last: the documents' own names come first
    if (index_.plan.documents() == 0) FailEmpty();
    return std::move(index_);
  }

 private:
  void ForItems(const std::function<void(const NamesPart&)>& body) const {
    for (std::size_t item = 0; item < request_.reader.item_count(); ++item) {
      NamesPart part;
      ReadWorkFile(request_.folder.NamesFile(item), part);
      body(part);
    }
  }

  // The table of names is the most that prepare holds in memory: it must not be moved as it grows.
  void MakeRoomForNames() {
    std::uint64_t names = 0, bytes = 0;
    const auto add = [&](std::string_view name) { ++names, bytes += name.size(); };
    ForItems([&](const NamesPart& part) {
      for (const DocumentNames& document : part.documents) std::ranges::for_each(document.names, add);
      for (const Redirect& redirect : part.redirects) add(redirect.from);
      redirects_ += part.redirects.size();
    });
    index_.names = NameTable(names, bytes);
  }

  void AddRedirects() {
    RedirectTable table(request_.reader, index_.names);
    ForItems([&](const NamesPart& part) {
      for (const Redirect& redirect : part.redirects) table.AddName(redirect);
    });
    ForItems([&](const NamesPart& part) {
      for (const Redirect& redirect : part.redirects) table.AddTarget(redirect);
    });
    table.Finish(index_.entries);
  }

  void AddItem(const NamesPart& part) {
    LB_CHECK(encoded_ + part.documents.size() <= 0xFFFFFFFF, "more documents than 32 bits number");
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < part.documents.size(); ++i) {
      if (AddDocument(part.documents[i])) kept.push_back(i);
    }
    index_.plan.AddItem(part, kept);
    index_.blocks.AddItem(part, kept);
    AddAll(index_.entries, part.entries);
    for (const std::string& problem : part.problems) {
      if (index_.problems.size() < kMostProblems) index_.problems.push_back(problem);
    }
  }

  // False if it is not the last version, or a duplicate to be dropped.
  bool AddDocument(const DocumentNames& document) {
    const std::uint32_t encoded = encoded_++;
    if (!request_.versions.Holds(encoded)) return false;
    const bool duplicate =
        next_duplicate_ < request_.duplicates.size() && request_.duplicates[next_duplicate_].document == encoded;
    const Duplicate* found = duplicate ? &request_.duplicates[next_duplicate_++] : nullptr;
    if (found != nullptr && request_.drop_duplicates) {
      Count(index_.entries, found->exact ? "exact duplicate" : "near duplicate");
      AddNames(document, numbers_.at(found->first));
      return false;
    }
    const std::uint32_t number = kept_++;
    if (found != nullptr) index_.duplicates.push_back({number, numbers_.at(found->first), found->exact});
    if (const auto first = numbers_.find(encoded); first != numbers_.end()) first->second = number;
    Count(index_.entries, document.repaired ? "documents_repaired" : "documents");
    AddNames(document, number);
    return true;
  }

  void AddNames(const DocumentNames& document, std::uint32_t number) {
    if (!request_.names) return;
    for (const std::string& name : document.names) index_.names.Add(name, number);
  }

  [[noreturn]] void FailEmpty() const {
    std::string fates;
    for (const auto& [fate, count] : index_.entries)
      fates += fmt::format("{}{} {}", fates.empty() ? "" : ", ", count, fate);
    throw Fail(ErrorCode::kInput,
               "the source yields no document ({}). Is it the right file? Then remove {} and try again.", fates,
               request_.folder.path());
  }

  const IndexRequest& request_;
  CorpusIndex index_;
  std::uint64_t redirects_ = 0;
  std::uint32_t encoded_ = 0;  // documents seen
  std::uint32_t kept_ = 0;
  std::size_t next_duplicate_ = 0;
  std::unordered_map<std::uint32_t, std::uint32_t> numbers_;  // within the corpus, of first documents as encoded
};

[[noreturn]] void FailDuplicate(const DocumentNames& second, const PrepareFolder& folder) {
  for (std::size_t item = 0;; ++item) {
    NamesPart part;
    ReadWorkFile(folder.NamesFile(item), part);
    for (const DocumentNames& first : part.documents) {
      if (first.id != second.id) continue;
      throw Fail(ErrorCode::kInput, "{}: the id \"{}\" stands in {} already; every id must be unique.", second.where,
                 second.id, first.where);
    }
  }
}

}  // namespace

CorpusIndex::CorpusIndex(std::uint64_t shard_tokens)
    : plan(shard_tokens), blocks(kBlockTokens), entries{{"documents", 0}, {"documents_repaired", 0}, {"empty", 0}} {}

CorpusIndex BuildCorpusIndex(const IndexRequest& request) { return Builder(request).Build(); }

void FindLastVersions(const DocumentReader& reader, const PrepareFolder& folder) {
  if (std::filesystem::exists(folder.KeptFile())) return;
  LastVersions versions;
  for (std::size_t item = 0; item < reader.item_count(); ++item) {
    NamesPart part;
    ReadWorkFile(folder.NamesFile(item), part);
    versions.AddItem(part);
  }
  WriteWorkFile(folder.KeptFile(), versions.Finish());
}

void RequireUniqueIds(const DocumentReader& reader, const PrepareFolder& folder) {
  NameTable ids;
  std::uint32_t number = 0;
  for (std::size_t item = 0; item < reader.item_count(); ++item) {
    NamesPart part;
    ReadWorkFile(folder.NamesFile(item), part);
    for (const DocumentNames& document : part.documents) {
      ids.Add(document.id, number++);
      if (ids.ambiguous_names() > 0) FailDuplicate(document, folder);
    }
  }
}

}  // namespace linkbert
