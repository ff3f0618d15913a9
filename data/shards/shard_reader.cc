#include "data/shards/shard_reader.h"

#include <algorithm>

#include "base/error.h"

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

template <typename T>
void AppendAs(const VerifiedBytes& tokens, OffsetRange range, std::vector<std::int32_t>& out) {
  tokens.Touch(range.begin, range.end);
  const T* values = reinterpret_cast<const T*>(tokens.data());
  out.insert(out.end(), values + range.begin, values + range.end);
}

void RequireOffsets(const MappedDataset<std::uint64_t>& offsets, std::uint64_t end, const std::string& what) {
  const auto values = offsets.All();
  if (values.front() == 0 && values.back() == end && std::is_sorted(values.begin(), values.end())) return;
  throw Fail(ErrorCode::kInput, "{}: the offsets do not ascend from 0 to {}. Prepare the corpus again.", what, end);
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
  }
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
  if (tokens_.width() == 2) {
    AppendAs<std::uint16_t>(tokens_, range, out);
  } else {
    AppendAs<std::uint32_t>(tokens_, range, out);
  }
}

std::span<const std::uint32_t> ShardReader::LinkTargets(std::uint64_t segment) const {
  const OffsetRange range = RangeOf(link_offset_, segment);
  return link_target_.Slice(range.begin, range.end);
}

std::span<const std::uint32_t> ShardReader::LinkTokens(std::uint64_t segment) const {
  const OffsetRange range = RangeOf(link_offset_, segment);
  return link_token_.Slice(range.begin, range.end);
}

std::string_view ShardReader::Texts::At(std::uint64_t i) const {
  const OffsetRange range = RangeOf(offset, i);
  const auto slice = bytes.Slice(range.begin, range.end);
  return {reinterpret_cast<const char*>(slice.data()), slice.size()};
}

void ShardReader::VerifyAll() const {
  const std::string& path = file_.path();
  tokens_.Touch(0, tokens_.count());
  RequireOffsets(document_offset_, place_.counts.segments, path + ": dataset " + dataset::kDocumentOffset);
  RequireOffsets(segment_offset_, place_.counts.tokens, path + ": dataset " + dataset::kSegmentOffset);
  RequireOffsets(link_offset_, place_.counts.links, path + ": dataset " + dataset::kLinkOffset);
  link_target_.All(), link_token_.All();
  for (const Texts* texts : {&title_, &id_, &subject_}) {
    texts->bytes.All();
    RequireOffsets(texts->offset, texts->bytes.size(), path + ": a text dataset of /documents");
  }
}

}  // namespace linkbert
