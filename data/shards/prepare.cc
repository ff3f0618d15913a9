#include "data/shards/prepare.h"

#include <atomic>
#include <filesystem>
#include <mutex>

#include "base/error.h"
#include "base/hash.h"
#include "base/thread_pool.h"
#include "data/links/graph_builder.h"
#include "data/links/link_resolver.h"
#include "data/links/redirect_table.h"
#include "data/shards/finish_corpus.h"
#include "data/shards/prepare_folder.h"
#include "data/shards/shard_format.h"
#include "data/shards/shard_plan.h"
#include "data/shards/shard_reader.h"
#include "data/shards/shard_writer.h"
#include "data/tokens/segmenter.h"

namespace linkbert {
namespace {

NamedTexts AllSettings(const PrepareJob& job) {
  const std::string pieces = job.tokenizer.vocabulary().ToText();
  NamedTexts settings = job.reader.Settings();
  settings.emplace_back("vocabulary", fmt::format("{} pieces, xxh3 {}", job.tokenizer.vocabulary().size(),
                                                  Hash128Hex(pieces.data(), pieces.size())));
  settings.emplace_back("lower_case", job.tokenizer.options().lower_case ? "true" : "false");
  settings.emplace_back("held_out_fraction", fmt::format("{}", job.options.held_out_fraction));
  settings.emplace_back("max_segment_tokens", fmt::format("{}", job.options.max_segment_tokens));
  settings.emplace_back("shard_tokens", fmt::format("{}", job.options.shard_tokens));
  return settings;
}

UnresolvedDocument Encode(Document&& document, const SegmentedText& text) {
  UnresolvedDocument result;
  for (DocumentLink& link : document.links) {
    const TokenPlace place = text.Place(link.begin);
    result.links.push_back({place.segment, place.token, std::move(link.target)});
  }
  result.targets = std::move(document.targets);
  result.encoded.id = std::move(document.id);
  result.encoded.title = std::move(document.title);
  result.encoded.subject = std::move(document.subject);
  result.encoded.tokens = text.encoding.ids;
  result.encoded.segment_lengths = text.segment_lengths;
  return result;
}

// What every rank knows once all items are encoded.
struct CorpusIndex {
  explicit CorpusIndex(std::int64_t shard_tokens) : plan(static_cast<std::uint64_t>(shard_tokens)) {}
  NameTable names;
  ShardPlan plan;
  NamedCounts entries{{"documents", 0}, {"documents_repaired", 0}, {"empty", 0}};
  NamedCounts other_links;
};

class Preparation {
 public:
  explicit Preparation(const PrepareJob& job)
      : job_(job), segmenter_(job.tokenizer, job.options.max_segment_tokens), folder_(job.folder) {}

  PrepareResult Run() {
    if (IsFirst()) folder_.Claim(AllSettings(job_));
    job_.group.barrier();
    const bool finished = folder_.IsFinished();
    if (!finished) Work();
    return {finished, ReadManifest(job_.folder)};
  }

 private:
  bool IsFirst() const { return job_.group.rank == 0; }

  void Work() {
    ForMine("encode", job_.reader.item_count(), [&](std::size_t item) { EncodeItem(item); });
    job_.group.barrier();
    const CorpusIndex index = BuildIndex();
    ForMine("write", index.plan.shards().size(), [&](std::size_t shard) { WriteShard(index, shard); });
    job_.group.barrier();
    if (IsFirst()) Finish(index);
    job_.group.barrier();
  }

  // Items rank, rank + size, ...
  void ForMine(const char* stage, std::size_t items, const std::function<void(std::size_t)>& body) {
    const auto rank = static_cast<std::size_t>(job_.group.rank), size = static_cast<std::size_t>(job_.group.size);
    const std::size_t mine = items > rank ? (items - rank - 1) / size + 1 : 0;
    std::size_t done = 0;
    std::mutex mutex;
    ParallelFor(mine, static_cast<int>(job_.options.threads), [&](std::size_t i) {
      body(rank + i * size);
      const std::lock_guard lock(mutex);
      job_.progress({stage, ++done, mine});
    });
  }

  void EncodeItem(std::size_t item) const;
  CorpusIndex BuildIndex() const;
  void AddRedirects(CorpusIndex& index) const;
  void RequireUniqueIds() const;
  [[noreturn]] void FailDuplicate(const DocumentNames& second) const;
  void WriteShard(const CorpusIndex& index, std::size_t shard) const;
  void Finish(const CorpusIndex& index) const;
  void RequireLinks(const LinkAccounting& links) const;

  const PrepareJob& job_;
  const Segmenter segmenter_;
  PrepareFolder folder_;
};

void Preparation::EncodeItem(std::size_t item) const {
  if (std::filesystem::exists(folder_.TokensFile(item))) return;
  NamesPart names;
  TokensPart tokens;
  SegmentedText text;
  const auto take = [&](Document&& document) {
    if (!document.redirect_to.empty()) {
      for (std::string& name : document.names) names.redirects.push_back({std::move(name), document.redirect_to});
      return;
    }
    segmenter_.Segment(document.text, text);
    if (text.encoding.ids.empty()) return Count(names.entries, "empty");
    Count(names.entries, document.repaired ? "documents_repaired" : "documents");
    AddAll(names.other_links, document.other_links);
    names.documents.push_back({document.id, std::move(document.where), std::move(document.names),
                               text.encoding.ids.size(), text.segment_lengths.size()});
    tokens.push_back(Encode(std::move(document), text));
  };
  NamedCounts dropped;
  job_.reader.ReadItem(item, take, dropped);
  AddAll(names.entries, dropped);
  WriteWorkFile(folder_.NamesFile(item), names);
  WriteWorkFile(folder_.TokensFile(item), tokens);  // last: its presence says that the item is done
}

CorpusIndex Preparation::BuildIndex() const {
  CorpusIndex index(job_.options.shard_tokens);
  for (std::size_t item = 0; item < job_.reader.item_count(); ++item) {
    NamesPart part;
    ReadWorkFile(folder_.NamesFile(item), part);
    const std::uint64_t first = index.plan.documents();
    LB_CHECK(first + part.documents.size() <= 0xFFFFFFFF, "more documents than 32 bits number");
    for (std::size_t i = 0; i < part.documents.size(); ++i) {
      for (const std::string& name : part.documents[i].names)
        index.names.Add(name, static_cast<std::uint32_t>(first + i));
    }
    index.plan.AddItem(part);
    AddAll(index.entries, part.entries);
    AddAll(index.other_links, part.other_links);
  }
  AddRedirects(index);
  if (index.plan.documents() == 0) {
    std::string fates;
    for (const auto& [fate, count] : index.entries)
      fates += fmt::format("{}{} {}", fates.empty() ? "" : ", ", count, fate);
    throw Fail(ErrorCode::kInput,
               "the source yields no document ({}). Is it the right file? Then remove {} and try again.", fates,
               job_.folder);
  }
  if (IsFirst()) RequireUniqueIds();
  return index;
}

// After all documents, whose own names come first.
void Preparation::AddRedirects(CorpusIndex& index) const {
  RedirectTable table(job_.reader);
  for (std::size_t item = 0; item < job_.reader.item_count(); ++item) {
    NamesPart part;
    ReadWorkFile(folder_.NamesFile(item), part);
    for (Redirect& redirect : part.redirects) table.Add(std::move(redirect));
  }
  table.AddTo(index.names, index.entries);
}

void Preparation::RequireUniqueIds() const {
  NameTable ids;
  std::uint32_t number = 0;
  for (std::size_t item = 0; item < job_.reader.item_count(); ++item) {
    NamesPart part;
    ReadWorkFile(folder_.NamesFile(item), part);
    for (const DocumentNames& document : part.documents) {
      ids.Add(document.id, number++);
      if (ids.ambiguous_names() > 0) FailDuplicate(document);
    }
  }
}

void Preparation::FailDuplicate(const DocumentNames& second) const {
  for (std::size_t item = 0;; ++item) {
    NamesPart part;
    ReadWorkFile(folder_.NamesFile(item), part);
    for (const DocumentNames& first : part.documents) {
      if (first.id != second.id) continue;
      throw Fail(ErrorCode::kInput, "{}: the id \"{}\" stands in {} already; every id must be unique.", second.where,
                 second.id, first.where);
    }
  }
}

void Preparation::WriteShard(const CorpusIndex& index, std::size_t number) const {
  const std::string path = folder_.File(ShardName(number));
  if (std::filesystem::exists(path)) return;
  const PlannedShard& shard = index.plan.shards()[number];
  ShardWriter writer(shard.first_document, shard.first_segment, job_.tokenizer.vocabulary().size());
  GraphPart graph;
  auto document_number = static_cast<std::uint32_t>(shard.first_document);
  for (const ItemSlice& slice : shard.slices) {
    TokensPart part;
    ReadWorkFile(folder_.TokensFile(slice.item), part);
    for (std::uint64_t i = slice.first; i < slice.first + slice.count; ++i) {
      EncodedDocument document =
          ResolveLinks(std::move(part[i]), document_number++, job_.reader, index.names, graph.links);
      writer.Add(document);
      document.tokens.clear(), document.segment_lengths.clear(), document.title.clear(), document.subject.clear();
      graph.documents.push_back(std::move(document));
    }
  }
  WriteWorkFile(folder_.GraphFile(number), graph);
  writer.Write(path);  // last: its presence says that the item is done
}

void Preparation::RequireLinks(const LinkAccounting& links) const {
  if (!job_.reader.RequiresLinks() || links.resolved + links.by_redirect + links.ambiguous > 0) return;
  throw Fail(
      ErrorCode::kInput,
      "the source has no link between its documents ({} found, {} dangling). Is it the whole dump? Then remove {} "
      "and try again.",
      links.found, links.dangling, job_.folder);
}

void Preparation::Finish(const CorpusIndex& index) const {
  Manifest manifest;
  manifest.settings = AllSettings(job_);
  manifest.lower_case = job_.tokenizer.options().lower_case;
  manifest.held_out_fraction = job_.options.held_out_fraction;
  manifest.entries = index.entries;
  manifest.names = {index.names.distinct_names(), index.names.ambiguous_names()};
  GraphBuilder builder(job_.options.held_out_fraction);
  for (std::size_t shard = 0; shard < index.plan.shards().size(); ++shard) {
    GraphPart part;
    ReadWorkFile(folder_.GraphFile(shard), part);
    for (const EncodedDocument& document : part.documents) builder.Add(document);
    manifest.links += part.links;
    manifest.shards.push_back(ReadShardCounts(folder_.File(ShardName(shard))));
  }
  RequireLinks(manifest.links);
  manifest.links.other = index.other_links;
  for (const auto& [reason, count] : index.other_links) manifest.links.found += count;
  manifest.held_out_documents = builder.held_out_documents();
  FinishCorpus(job_.folder, job_.tokenizer.vocabulary(), builder.Finish(), std::move(manifest));
  folder_.RemoveWork();
}

}  // namespace

void Visit(OptionVisitor& visitor, PrepareOptions& options) {
  visitor.Field({.name = "held_out_fraction",
                 .doc = "Share of the documents kept out of training, chosen by a hash of the id",
                 .minimum = 0,
                 .maximum = 1},
                options.held_out_fraction);
  visitor.Field({.name = "max_segment_tokens",
                 .doc = "A longer sentence is cut into windows of so many tokens",
                 .unit = "tokens",
                 .minimum = 1,
                 .maximum = 65536},
                options.max_segment_tokens);
  visitor.Field({.name = "shard_tokens",
                 .doc = "A shard ends with the document that brings it to so many tokens",
                 .unit = "tokens",
                 .minimum = 1,
                 .maximum = 4294967296.0},
                options.shard_tokens);
  visitor.Field({.name = "threads", .doc = "Threads of each rank", .minimum = 1, .maximum = 1024}, options.threads);
}

PrepareResult PrepareCorpus(const PrepareJob& job) { return Preparation(job).Run(); }

}  // namespace linkbert
