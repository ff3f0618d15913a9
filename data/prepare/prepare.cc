#include "data/prepare/prepare.h"

#include <malloc.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/growing_file.h"
#include "base/hash.h"
#include "base/thread_pool.h"
#include "data/prepare/corpus_index.h"
#include "data/prepare/duplicates.h"
#include "data/prepare/encode_item.h"
#include "data/prepare/finish_corpus.h"
#include "data/prepare/lexical_search.h"
#include "data/prepare/link_resolver.h"
#include "data/prepare/near_duplicates.h"
#include "data/prepare/prepare_folder.h"
#include "data/prepare/token_lists.h"
#include "data/shards/graph_builder.h"
#include "data/shards/shard_format.h"
#include "data/shards/shard_reader.h"
#include "data/shards/shard_writer.h"
#include "data/tokens/added_token_json.h"
#include "data/tokens/segmenter.h"

namespace linkbert {
namespace {

constexpr int kMostWriters = 4;  // shards at once: each is in memory, as much as 250 MB

// Named where they are used: a corpus without them is the same as before there were any.
void AddFilters(const PrepareOptions& options, NamedTexts& settings) {
  if (options.min_tokens > 1) settings.emplace_back("min_tokens", fmt::format("{}", options.min_tokens));
  if (options.drop_duplicates) settings.emplace_back("duplicates", "dropped");
  if (options.near_duplicates > 0) settings.emplace_back("near_duplicates", fmt::format("{}", options.near_duplicates));
  if (options.lexical_links > 0) settings.emplace_back("lexical_links", fmt::format("{}", options.lexical_links));
}

NamedTexts AllSettings(const PrepareJob& job) {
  const std::string pieces = job.tokenizer.vocabulary().ToText();
  NamedTexts settings = job.reader.Settings();
  settings.emplace_back("vocabulary", fmt::format("{} pieces, xxh3 {}", job.tokenizer.vocabulary().size(),
                                                  Hash128Hex(pieces.data(), pieces.size())));
  const NormalizerOptions& normalizer = job.tokenizer.options().normalizer;
  settings.emplace_back("lower_case", normalizer.lower_case ? "true" : "false");
  if (!job.tokenizer.vocabulary().HasUsualAddedTokens())
    settings.emplace_back("added_tokens", AddedTokensToJson(job.tokenizer.vocabulary().added()).dump());
  for (const auto& [key, value] : UnusualOptions(normalizer)) settings.emplace_back(key, value ? "true" : "false");
  settings.emplace_back("held_out_fraction", fmt::format("{}", job.options.held_out_fraction));
  settings.emplace_back("max_segment_tokens", fmt::format("{}", job.options.max_segment_tokens));
  settings.emplace_back("shard_tokens", fmt::format("{}", job.options.shard_tokens));
  AddFilters(job.options, settings);
  return settings;
}

class Preparation {
 public:
  explicit Preparation(const PrepareJob& job)
      : job_(job),
        vocabulary_(job.tokenizer.vocabulary()),
        segmenter_(job.tokenizer, job.options.max_segment_tokens),
        duplicate_keys_(vocabulary_, job.options.near_duplicates),
        folder_(job.folder) {}

  PrepareResult Run() {
    if (IsFirst()) {
      settings_ = AllSettings(job_);  // reads the inputs once
      folder_.Claim(settings_);
    }
    job_.group.barrier();
    const bool finished = folder_.IsFinished();
    if (!finished) Work();
    return {finished, ReadManifest(job_.folder)};
  }

 private:
  bool IsFirst() const { return job_.group.rank == 0; }

  void Work() {
    EncodeItems();
    EndStage();
    const KeptDocuments versions = FindVersions();
    if (IsFirst() && !job_.reader.HasVersions()) RequireUniqueIds(job_.reader, folder_);  // frees the ids again
    CorpusIndex index = FindDuplicatesAndNumber(versions);
    if (job_.options.lexical_links > 0) FindLexicalLinks(index);
    ReturnMemory();
    const int writers = std::min(Threads(), kMostWriters);
    const auto write = [&](std::size_t shard) {
      WriteShard(index, shard);
      ReturnMemory();
    };
    ForMine("write", index.plan.shards().size(), write, writers);
    EndStage();
    if (IsFirst()) Finish(std::move(index));
    job_.group.barrier();
  }

  // What was freed goes back to the system: the C library would keep it, beside what comes next.
  static void ReturnMemory() { ::malloc_trim(0); }
  void EndStage() const {
    ReturnMemory();
    job_.group.barrier();
  }

  void EncodeItems() {
    const DocumentReader& reader = job_.reader;
    const std::vector<std::size_t> mine = Mine(reader.item_count());
    std::uint64_t bytes = 0;
    for (const std::size_t item : mine) bytes += reader.ItemBytes(item);
    StageProgress progress("encode", mine.size(), bytes, job_.progress);
    const EncodeRequest encode{reader,
                               folder_,
                               segmenter_,
                               duplicate_keys_,
                               static_cast<std::size_t>(job_.options.min_tokens),
                               progress,
                               !job_.diagnostics.empty()};
    ParallelFor(mine.size(), Threads(), [&](std::size_t i) {
      const bool encoded = EncodeItem(encode, mine[i]);
      progress.FinishItem(reader.ItemBytes(mine[i]), !encoded);
    });
  }

  KeptDocuments FindVersions() {
    KeptDocuments versions;
    if (!job_.reader.HasVersions()) return versions;
    if (IsFirst()) FindLastVersions(job_.reader, folder_);
    job_.group.barrier();
    ReadWorkFile(folder_.KeptFile(), versions);
    return versions;
  }

  CorpusIndex FindDuplicatesAndNumber(const KeptDocuments& versions) {
    const DuplicateSearch search(folder_, job_.reader.item_count(), versions, vocabulary_,
                                 job_.options.near_duplicates);
    ForMine("compare", search.partitions(), [&](std::size_t partition) { search.SearchPartition(partition); });
    EndStage();
    const std::vector<Duplicate> duplicates = search.Clusters();
    CorpusIndex index = BuildCorpusIndex({.reader = job_.reader,
                                          .folder = folder_,
                                          .shard_tokens = static_cast<std::uint64_t>(job_.options.shard_tokens),
                                          .versions = versions,
                                          .duplicates = duplicates,
                                          .drop_duplicates = job_.options.drop_duplicates,
                                          .names = IsFirst()});
    ShareNames(index);
    return index;
  }

  // Only one rank holds the names; the others map them, so that a machine has them in memory once.
  void ShareNames(CorpusIndex& index) const {
    if (job_.group.size == 1) return;
    if (IsFirst()) {
      index.names.Save(folder_.NameTableFile());
      index.names = NameTable();  // before it is mapped
    }
    job_.group.barrier();
    index.names = NameTable::Open(folder_.NameTableFile());
  }

  void FindLexicalLinks(const CorpusIndex& index) {
    LexicalSearch search(folder_, index.blocks, vocabulary_, job_.options.lexical_links);
    const std::size_t blocks = index.blocks.shards().size();
    ForMine("count", blocks, [&](std::size_t block) { search.CountBlock(block); });
    job_.group.barrier();
    search.LoadWeights();
    ForMine("relate", blocks, [&](std::size_t block) { search.RelateBlock(block); });
    job_.group.barrier();
  }

  void ForMine(const char* stage, std::size_t items, const std::function<void(std::size_t)>& body, int threads) {
    const std::vector<std::size_t> mine = Mine(items);
    StageProgress progress(stage, mine.size(), /*bytes=*/0, job_.progress);
    ParallelFor(mine.size(), threads, [&](std::size_t i) {
      body(mine[i]);
      progress.FinishItem(/*bytes=*/0, /*was_there=*/false);
    });
  }
  void ForMine(const char* stage, std::size_t items, const std::function<void(std::size_t)>& body) {
    ForMine(stage, items, body, Threads());
  }
  int Threads() const { return static_cast<int>(job_.options.threads); }

  // Items rank, rank + size, ...
  std::vector<std::size_t> Mine(std::size_t items) const {
    std::vector<std::size_t> mine;
    for (auto i = static_cast<std::size_t>(job_.group.rank); i < items;
         i += static_cast<std::size_t>(job_.group.size)) {
      mine.push_back(i);
    }
    return mine;
  }

  void WriteShard(const CorpusIndex& index, std::size_t shard) const;
  void Finish(CorpusIndex index) const;
  GraphContent BuildGraph(const CorpusIndex& index, Manifest& manifest) const;
  void CountMarkup(Manifest& manifest) const;
  void WriteDiagnostics() const;
  void RequireLinks(const LinkAccounting& links) const;

  const PrepareJob& job_;
  const Vocabulary& vocabulary_;
  const Segmenter segmenter_;
  const DuplicateKeys duplicate_keys_;
  PrepareFolder folder_;
  NamedTexts settings_;  // of the first rank
};

void Preparation::WriteShard(const CorpusIndex& index, std::size_t number) const {
  const std::string path = folder_.File(ShardName(number));
  if (std::filesystem::exists(path)) return;
  const PlannedShard& shard = index.plan.shards()[number];
  ShardWriter writer(shard.first_document, shard.first_segment, vocabulary_.size());
  writer.Reserve(shard.tokens, shard.segments);
  GraphPart graph;
  auto document_number = static_cast<std::uint32_t>(shard.first_document);
  DocumentsPart part;
  std::optional<TokenLists> tokens;
  std::size_t item = SIZE_MAX;  // of the part
  for (const ItemSlice& slice : shard.slices) {
    if (slice.item != item) {
      item = slice.item;
      ReadWorkFile(folder_.DocumentsFile(item), part);
      tokens.emplace(folder_.TokensFile(item));
    }
    for (std::uint64_t i = slice.first; i < slice.first + slice.count; ++i) {
      part[i].encoded.tokens.assign((*tokens)[i].begin(), (*tokens)[i].end());
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
  if (!job_.reader.RequiresLinks() || job_.options.lexical_links > 0) return;
  if (links.resolved + links.by_redirect + links.ambiguous > 0) return;
  throw Fail(
      ErrorCode::kInput,
      "the source has no link between its documents ({} found, {} dangling). Is it the whole dump? Remove {} and try "
      "again with the whole one, or with --lexical-links K, which links each document to the K most similar ones.",
      links.found, links.dangling, job_.folder);
}

// Fills in what the manifest says of shards, links and the split.
GraphContent Preparation::BuildGraph(const CorpusIndex& index, Manifest& manifest) const {
  GraphBuilder builder(job_.options.held_out_fraction);
  SplitIds split_ids(index.duplicates);
  LexicalLinkReader lexical_links(folder_, index.blocks.shards().size());
  if (job_.options.lexical_links > 0) manifest.lexical_links.emplace();
  std::uint32_t number = 0;
  for (std::size_t shard = 0; shard < index.plan.shards().size(); ++shard) {
    GraphPart part;
    ReadWorkFile(folder_.GraphFile(shard), part);
    for (EncodedDocument& document : part.documents) {
      if (manifest.lexical_links) lexical_links.AddTo(document, *manifest.lexical_links);
      builder.Add(document, split_ids.Of(number++, document.id));
    }
    manifest.links += part.links;
    manifest.shards.push_back(ReadShardCounts(folder_.File(ShardName(shard))));
  }
  manifest.held_out_documents = builder.held_out_documents();
  manifest.moved_documents = builder.moved_documents();
  return builder.Finish();
}

void Preparation::CountMarkup(Manifest& manifest) const {
  NameTally templates, elements;
  TemplateFates<NameTally> fates;
  for (std::size_t item = 0; item < job_.reader.item_count(); ++item) {
    MarkupPart part;
    ReadWorkFile(folder_.MarkupFile(item), part);
    AddAll(templates, part.templates);
    AddAll(elements, part.elements);
    for (std::size_t fate = 0; fate < fates.size(); ++fate) AddAll(fates[fate], part.fates[fate]);
  }
  manifest.templates = Commonest(templates);
  for (std::size_t fate = 0; fate < fates.size(); ++fate) manifest.fates[fate] = Commonest(fates[fate]);
  manifest.elements = Commonest(elements);
}

// The items' lines in the source's order, as a file of its own outside the corpus.
void Preparation::WriteDiagnostics() const {
  if (job_.diagnostics.empty()) return;
  GrowingFile out(job_.diagnostics);
  for (std::size_t item = 0; item < job_.reader.item_count(); ++item)
    out.Append(ReadFile(folder_.DiagnosticsFile(item)));
  out.Commit();
}

void Preparation::Finish(CorpusIndex index) const {
  Manifest manifest;
  manifest.settings = settings_;
  manifest.normalizer = job_.tokenizer.options().normalizer;
  manifest.held_out_fraction = job_.options.held_out_fraction;
  manifest.entries = index.entries;
  manifest.problems = std::move(index.problems);
  manifest.names = {index.names.distinct_names(), index.names.ambiguous_names()};
  index.names = NameTable();  // makes room for the graph
  const GraphContent graph = BuildGraph(index, manifest);
  RequireLinks(manifest.links);
  CountMarkup(manifest);
  WriteDiagnostics();
  FinishCorpus(job_.folder, vocabulary_, graph, std::move(manifest));
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
  visitor.Field({.name = "min_tokens",
                 .doc = "Documents of fewer tokens are dropped",
                 .unit = "tokens",
                 .minimum = 1,
                 .maximum = 4294967296.0},
                options.min_tokens);
  visitor.Field(
      {.name = "drop_duplicates",
       .doc = "Drop documents whose text an earlier one has; otherwise they only share its side of the split"},
      options.drop_duplicates);
  visitor.Field({.name = "near_duplicates",
                 .doc = "Share of common word shingles from which on two documents are duplicates too; 0: never",
                 .minimum = 0,
                 .maximum = 1},
                options.near_duplicates);
  visitor.Field({.name = "lexical_links",
                 .doc = "Link each document to so many of those that are most similar by TF-IDF",
                 .minimum = 0,
                 .maximum = 1000},
                options.lexical_links);
  visitor.Field({.name = "threads", .doc = "Threads of each rank", .minimum = 1, .maximum = 1024}, options.threads);
}

PrepareResult PrepareCorpus(const PrepareJob& job) { return Preparation(job).Run(); }

}  // namespace linkbert
