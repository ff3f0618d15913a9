#include "data/shards/shard_reader.h"

#include <algorithm>

#include "base/error.h"
#include "data/tokens/text_line.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

void RequireHeader(const Hdf5Reader& reader, const ShardPlace& place) {
  RequireFormat(reader, kShardMagic);
  const auto require = [&](const char* name, std::uint64_t wanted) {
    const std::uint64_t seen = reader.Attribute(name);
    if (seen != wanted) {
      throw Fail(ErrorCode::kInput, "{}: {} is {}, wanted {}. This shard belongs to another place or another corpus.",
                 reader.path(), name, seen, wanted);
    }
  };
  require("first_document", place.first_document);
  require("first_segment", place.first_segment);
}

// The tokens of a range, all of them pieces of the vocabulary.
template <typename T>
std::span<const T> TokensAs(const VerifiedBytes& tokens, OffsetRange range, std::uint32_t vocabulary_size) {
  tokens.Touch(range.begin, range.end);
  const std::span<const T> values(reinterpret_cast<const T*>(tokens.data()) + range.begin, range.end - range.begin);
  T largest = 0;  // without a branch: sixteen values at a time
  for (const T value : values) largest = std::max(largest, value);
  if (largest >= vocabulary_size) [[unlikely]] {
    const auto at = static_cast<std::uint64_t>(std::ranges::max_element(values) - values.begin());
    tokens.FailValue(range.begin + at, largest,
                     fmt::format("a piece of the vocabulary, less than {}", vocabulary_size));
  }
  return values;
}

}  // namespace

void RequireFormat(const Hdf5Reader& reader, const std::string& magic) {
  const std::string seen = reader.TextAttribute("format");
  if (seen != magic) throw Fail(ErrorCode::kInput, "{}: format is \"{}\", wanted \"{}\".", reader.path(), seen, magic);
  const std::uint64_t version = reader.Attribute("version");
  if (version != kCorpusVersion) {
    throw Fail(ErrorCode::kInput, "{}: format version is {}, this program reads version {}. Prepare the corpus again.",
               reader.path(), version, kCorpusVersion);
  }
}

ShardCounts ReadShardCounts(const std::string& path) {
  const Hdf5Reader reader(path);
  RequireFormat(reader, kShardMagic);
  const auto lists = [&](const char* name) { return std::max<std::uint64_t>(reader.Place(name).count, 1) - 1; };
  return {lists(dataset::kDocumentOffset), lists(dataset::kSegmentOffset), reader.Place(dataset::kTokens).count,
          reader.Place(dataset::kLinkTarget).count};
}

ShardReader::ShardReader(const std::string& path, const ShardPlace& place)
    : ShardReader(MappedFile(path), Hdf5Reader(path), place) {}

ShardReader::ShardReader(MappedFile file, const Hdf5Reader& reader, const ShardPlace& place)
    : file_((RequireHeader(reader, place), std::move(file))),
      place_(place),
      tokens_(file_, reader, dataset::kTokens),
      document_offset_(file_, reader, dataset::kDocumentOffset),
      segment_offset_(file_, reader, dataset::kSegmentOffset),
      link_offset_(file_, reader, dataset::kLinkOffset),
      link_target_(file_, reader, dataset::kLinkTarget),
      link_token_(file_, reader, dataset::kLinkToken),
      title_(file_, reader, dataset::kTitle),
      id_(file_, reader, dataset::kId),
      subject_(file_, reader, dataset::kSubject) {
  RequireCounts();
}

void ShardReader::RequireCounts() const {
  const ShardCounts& counts = place_.counts;
  if (tokens_.width() != 2) tokens_.RequireWidth(4);
  tokens_.RequireCount(counts.tokens, "tokens in the manifest");
  document_offset_.RequireSize(counts.documents + 1, "documents in the manifest and an end");
  segment_offset_.RequireSize(counts.segments + 1, "segments in the manifest and an end");
  link_offset_.RequireSize(counts.segments + 1, "segments in the manifest and an end");
  link_target_.RequireSize(counts.links, "links in the manifest");
  link_token_.RequireSize(counts.links, "links in the manifest");
  for (const Texts* texts : {&title_, &id_, &subject_}) {
    texts->offset.RequireSize(counts.documents + 1, "documents in the manifest and an end");
    RequireEnds(texts->offset, texts->bytes.size());
  }
  RequireEnds(document_offset_, counts.segments);
  RequireEnds(segment_offset_, counts.tokens);
  RequireEnds(link_offset_, counts.links);
}

std::uint64_t ShardReader::SegmentDocument(std::uint64_t segment) const {
  // The first document whose segments end beyond this one; documents without a segment are passed over.
  std::uint64_t low = 0, high = place_.counts.documents;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (document_offset_.At(middle + 1) <= segment) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void ShardReader::AppendTokens(std::uint64_t segment, std::vector<std::int32_t>& out) const {
  const OffsetRange range = SegmentTokens(segment);
  const auto append = [&](const auto& values) { out.insert(out.end(), values.begin(), values.end()); };
  if (tokens_.width() == 2) {
    append(TokensAs<std::uint16_t>(tokens_, range, place_.vocabulary_size));
  } else {
    append(TokensAs<std::uint32_t>(tokens_, range, place_.vocabulary_size));
  }
}

std::span<const std::uint32_t> ShardReader::LinkTargets(std::uint64_t segment) const {
  const OffsetRange range = RangeOf(link_offset_, segment, place_.counts.links);
  return link_target_.SliceBelow(place_.corpus_documents, range.begin, range.end, "documents of the corpus");
}

std::span<const std::uint32_t> ShardReader::LinkTokens(std::uint64_t segment) const {
  const OffsetRange range = RangeOf(link_offset_, segment, place_.counts.links), tokens = SegmentTokens(segment);
  return link_token_.SliceBelow(static_cast<std::uint32_t>(tokens.end - tokens.begin), range.begin, range.end,
                                "tokens of its segment");
}

std::string_view ShardReader::Texts::At(std::uint64_t i) const {
  const OffsetRange range = RangeOf(offset, i, bytes.size());
  const auto slice = bytes.Slice(range.begin, range.end);
  const std::string_view text(reinterpret_cast<const char*>(slice.data()), slice.size());
  if (!IsValidUtf8(text)) [[unlikely]]
    RequireUtf8(text, fmt::format("{}, document {} of the shard", where, i));
  return text;
}

void ShardReader::VerifyAll() const {
  tokens_.Touch(0, tokens_.count());
  RequireOffsets(document_offset_, place_.counts.segments);
  RequireOffsets(segment_offset_, place_.counts.tokens);
  RequireOffsets(link_offset_, place_.counts.links);
  link_target_.All(), link_token_.All();
  std::vector<std::int32_t> tokens;
  for (std::uint64_t segment = 0; segment < place_.counts.segments; ++segment) {
    tokens.clear();
    AppendTokens(segment, tokens);
    LinkTargets(segment), LinkTokens(segment);
  }
  for (const Texts* texts : {&title_, &id_, &subject_}) {
    texts->bytes.All();
    RequireOffsets(texts->offset, texts->bytes.size());
    for (std::uint64_t document = 0; document < place_.counts.documents; ++document) texts->At(document);
  }
}

}  // namespace linkbert
