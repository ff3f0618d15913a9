#include "data/shards/corpus.h"

#include <algorithm>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/hash.h"
#include "data/shards/graph_file.h"
#include "data/shards/manifest.h"
#include "data/shards/shard_format.h"
#include "data/shards/shard_reader.h"

namespace linkbert {
namespace {

std::string Join(const std::string& folder, const std::string& name) {
  return (std::filesystem::path(folder) / name).string();
}

// A missing or cut file is found here, before the first batch is asked for it; content is checked when touched.
void RequireFiles(const std::string& folder, const Manifest& manifest) {
  for (const ManifestFile& file : manifest.files) {
    const std::string path = Join(folder, file.name);
    std::error_code error;
    const std::uintmax_t bytes = std::filesystem::file_size(path, error);
    if (error) {
      throw Fail(ErrorCode::kInput, "{}: cannot be opened: {}. The manifest lists it: copy the whole folder again.",
                 path, error.message());
    }
    if (bytes != file.digest.bytes) {
      throw Fail(ErrorCode::kInput, "{}: {} bytes, wanted {} by the manifest. Copy the whole folder again.", path,
                 bytes, file.digest.bytes);
    }
  }
}

std::vector<ShardReader> OpenShards(const std::string& folder, const Manifest& manifest) {
  std::vector<ShardReader> shards;
  shards.reserve(manifest.shards.size());
  ShardPlace place{};
  place.vocabulary_size = static_cast<std::uint32_t>(manifest.vocabulary_size);
  place.corpus_documents = static_cast<std::uint32_t>(manifest.Totals().documents);
  for (std::size_t i = 0; i < manifest.shards.size(); ++i) {
    place.counts = manifest.shards[i];
    shards.emplace_back(Join(folder, ShardName(i)), place);
    place.first_document += place.counts.documents;
    place.first_segment += place.counts.segments;
  }
  return shards;
}

// Of one corpus every file has to be: another split's graph.h5 would show held-out documents to the training.
void RequireListed(const std::string& folder, const Manifest& manifest, const std::string& name) {
  const std::string path = Join(folder, name);
  const auto listed = std::ranges::find(manifest.files, name, &ManifestFile::name);
  if (listed != manifest.files.end() && DigestFile(path).xxh3_128 == listed->digest.xxh3_128) return;
  throw Fail(ErrorCode::kInput, "{}: is not the file the manifest lists. Copy the whole folder again.", path);
}

// Of a damaged graph.h5 its own checksums tell more.
void RequireListedGraph(const std::string& folder, const Manifest& manifest) {
  try {
    RequireListed(folder, manifest, kGraphName);
  } catch (const Error&) {
    GraphReader(Join(folder, kGraphName), manifest.Totals().documents, manifest.document_links).VerifyAll();
    throw;
  }
}

Vocabulary OpenVocabulary(const std::string& folder, const Manifest& manifest) {
  const std::string path = Join(folder, kVocabularyName);
  Vocabulary vocabulary(Vocabulary::LoadPieces(path), manifest.added_tokens, path);
  RequireListed(folder, manifest, kVocabularyName);
  if (vocabulary.size() != manifest.vocabulary_size) {
    throw Fail(ErrorCode::kInput, "{}: {} pieces, wanted {} by the manifest.", path, vocabulary.size(),
               manifest.vocabulary_size);
  }
  return vocabulary;
}

}  // namespace

class Corpus::Impl {
 public:
  Impl(std::string corpus_folder, Manifest corpus_manifest, std::string manifest_hash)
      : manifest(std::move(corpus_manifest)),
        folder(std::move(corpus_folder)),
        fingerprint(std::move(manifest_hash)),
        totals(manifest.Totals()),
        normalizer(manifest.normalizer),
        vocabulary(OpenVocabulary(folder, manifest)),
        shards(OpenShards(folder, manifest)),
        graph(Join(folder, kGraphName), totals.documents, manifest.document_links) {}

  // The shard of a document or a segment, whichever first_ and count name.
  template <std::uint64_t ShardPlace::*first, std::uint64_t ShardCounts::*count>
  const ShardReader& Shard(std::uint64_t number, const char* what) const {
    LB_CHECK(number < totals.*count, "{} {} of {}", what, number, totals.*count);
    const auto after = std::upper_bound(shards.begin(), shards.end(), number,
                                        [](std::uint64_t n, const ShardReader& s) { return n < s.place().*first; });
    return *(after - 1);
  }
  const ShardReader& DocumentShard(DocumentId document) const {
    return Shard<&ShardPlace::first_document, &ShardCounts::documents>(document, "document");
  }
  const ShardReader& SegmentShard(SegmentId segment) const {
    return Shard<&ShardPlace::first_segment, &ShardCounts::segments>(segment, "segment");
  }

  const Manifest manifest;
  const std::string folder;
  const std::string fingerprint;
  const ShardCounts totals;
  const NormalizerOptions normalizer;
  const Vocabulary vocabulary;
  const std::vector<ShardReader> shards;
  const GraphReader graph;
};

Corpus::Corpus(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Corpus::~Corpus() = default;
Corpus::Corpus(Corpus&&) noexcept = default;

Corpus Corpus::Open(const std::string& folder) {
  const Manifest manifest = ReadManifest(folder);
  const std::string text = ReadFile(Join(folder, kManifestName));
  RequireFiles(folder, manifest);
  RequireListedGraph(folder, manifest);  // 13 bytes a document, 4 a link without a place; shards: VerifyAll
  return Corpus(std::make_unique<Impl>(folder, manifest, Hash128Hex(text.data(), text.size())));
}

std::uint64_t Corpus::document_count() const { return impl_->totals.documents; }
std::uint64_t Corpus::segment_count() const { return impl_->totals.segments; }
std::uint64_t Corpus::token_count() const { return impl_->totals.tokens; }
const std::string& Corpus::folder() const { return impl_->folder; }
const Vocabulary& Corpus::vocabulary() const { return impl_->vocabulary; }
const NormalizerOptions& Corpus::normalizer() const { return impl_->normalizer; }
const std::string& Corpus::fingerprint() const { return impl_->fingerprint; }

SegmentRange Corpus::DocumentSegments(DocumentId document) const {
  const ShardReader& shard = impl_->DocumentShard(document);
  const OffsetRange range = shard.DocumentSegments(document - shard.place().first_document);
  return {range.begin + shard.place().first_segment, range.end + shard.place().first_segment};
}

DocumentId Corpus::SegmentDocument(SegmentId segment) const {
  const ShardReader& shard = impl_->SegmentShard(segment);
  return static_cast<DocumentId>(shard.SegmentDocument(segment - shard.place().first_segment) +
                                 shard.place().first_document);
}

std::string_view Corpus::Title(DocumentId document) const {
  const ShardReader& shard = impl_->DocumentShard(document);
  return shard.Title(document - shard.place().first_document);
}

std::string_view Corpus::SourceId(DocumentId document) const {
  const ShardReader& shard = impl_->DocumentShard(document);
  return shard.SourceId(document - shard.place().first_document);
}

std::string_view Corpus::Subject(DocumentId document) const {
  const ShardReader& shard = impl_->DocumentShard(document);
  return shard.Subject(document - shard.place().first_document);
}

std::uint32_t Corpus::SegmentLength(SegmentId segment) const {
  const ShardReader& shard = impl_->SegmentShard(segment);
  const OffsetRange range = shard.SegmentTokens(segment - shard.place().first_segment);
  return static_cast<std::uint32_t>(range.end - range.begin);
}

void Corpus::AppendTokens(SegmentId segment, std::vector<std::int32_t>& out) const {
  const ShardReader& shard = impl_->SegmentShard(segment);
  shard.AppendTokens(segment - shard.place().first_segment, out);
}

std::span<const std::uint32_t> Corpus::LinkTargets(SegmentId segment) const {
  const ShardReader& shard = impl_->SegmentShard(segment);
  return shard.LinkTargets(segment - shard.place().first_segment);
}

std::span<const std::uint32_t> Corpus::LinkTokens(SegmentId segment) const {
  const ShardReader& shard = impl_->SegmentShard(segment);
  return shard.LinkTokens(segment - shard.place().first_segment);
}

std::span<const std::uint32_t> Corpus::DocumentLinks(DocumentId document) const {
  LB_CHECK(document < impl_->totals.documents, "document {} of {}", document, impl_->totals.documents);
  return impl_->graph.DocumentLinks(document);
}

bool Corpus::IsHeldOut(DocumentId document) const {
  LB_CHECK(document < impl_->totals.documents, "document {} of {}", document, impl_->totals.documents);
  return impl_->graph.IsHeldOut(document);
}

std::uint32_t Corpus::InDegree(DocumentId document) const {
  LB_CHECK(document < impl_->totals.documents, "document {} of {}", document, impl_->totals.documents);
  return impl_->graph.InDegree(document);
}

void Corpus::VerifyAll() const {
  for (const ShardReader& shard : impl_->shards) shard.VerifyAll();
  impl_->graph.VerifyAll();
  for (const ManifestFile& file : impl_->manifest.files) RequireListed(impl_->folder, impl_->manifest, file.name);
}

}  // namespace linkbert
