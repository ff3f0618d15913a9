#include "data/shards/shard_writer.h"

#include <unistd.h>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/shards/hdf5_file.h"
#include "data/shards/shard_format.h"
#include "data/shards/shard_reader.h"

namespace linkbert {
namespace {

constexpr std::int32_t kNarrowVocabulary = 65535;  // pieces; above it tokens take 4 bytes

std::span<const std::uint8_t> Bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

ShardWriter::ShardWriter(std::uint64_t first_document, std::uint64_t first_segment, std::int32_t vocabulary_size)
    : first_document_(first_document), first_segment_(first_segment), vocabulary_size_(vocabulary_size) {}

void ShardWriter::Reserve(std::uint64_t tokens, std::uint64_t segments) {
  if (vocabulary_size_ <= kNarrowVocabulary) {
    narrow_tokens_.reserve(tokens);
  } else {
    wide_tokens_.reserve(tokens);
  }
  segment_offset_.reserve(segments + 1);
  link_offset_.reserve(segments + 1);
}

void ShardWriter::Texts::Add(const std::string& text) {
  bytes += text;
  offset.push_back(bytes.size());
}

void ShardWriter::Add(const EncodedDocument& document) {
  std::size_t link = 0;
  std::uint64_t tokens = segment_offset_.back();
  for (std::uint32_t segment = 0; segment < document.segment_lengths.size(); ++segment) {
    tokens += document.segment_lengths[segment];
    segment_offset_.push_back(tokens);
    for (; link < document.links.size() && document.links[link].segment == segment; ++link) {
      LB_CHECK(document.links[link].token < document.segment_lengths[segment], "{}", document.id);
      link_target_.push_back(document.links[link].target);
      link_token_.push_back(document.links[link].token);
    }
    link_offset_.push_back(link_target_.size());
  }
  LB_CHECK(link == document.links.size(), "links of {} are not in text order", document.id);
  LB_CHECK(tokens == segment_offset_[document_offset_.back()] + document.tokens.size(), "{}", document.id);
  for (const std::int32_t token : document.tokens) {
    LB_CHECK(token >= 0 && token < vocabulary_size_, "token {} in {}", token, document.id);
    if (vocabulary_size_ <= kNarrowVocabulary) {
      narrow_tokens_.push_back(static_cast<std::uint16_t>(token));
    } else {
      wide_tokens_.push_back(static_cast<std::uint32_t>(token));
    }
  }
  document_offset_.push_back(segment_offset_.size() - 1);
  title_.Add(document.title), id_.Add(document.id), subject_.Add(document.subject);
}

ShardCounts ShardWriter::counts() const {
  return {document_offset_.size() - 1, segment_offset_.size() - 1, segment_offset_.back(), link_target_.size()};
}

void ShardWriter::WriteContent(const std::string& path) const {
  Hdf5Writer file(path);
  file.Attribute("format", std::string(kShardMagic));
  file.Attribute("version", kCorpusVersion);
  file.Attribute("first_document", first_document_);
  file.Attribute("first_segment", first_segment_);
  if (vocabulary_size_ <= kNarrowVocabulary) {
    file.Dataset(dataset::kTokens, narrow_tokens_);
  } else {
    file.Dataset(dataset::kTokens, wide_tokens_);
  }
  file.Dataset(dataset::kDocumentOffset, document_offset_);
  file.Dataset(dataset::kSegmentOffset, segment_offset_);
  file.Dataset(dataset::kLinkOffset, link_offset_);
  file.Dataset(dataset::kLinkTarget, link_target_);
  file.Dataset(dataset::kLinkToken, link_token_);
  const auto texts = [&](const char* name, const Texts& text) {
    file.Dataset(name, Bytes(text.bytes));
    file.Dataset(std::string(name) + dataset::kTextOffsetSuffix, text.offset);
  };
  texts(dataset::kTitle, title_), texts(dataset::kId, id_), texts(dataset::kSubject, subject_);
  file.Close();
}

void ShardWriter::Write(const std::string& path) const {
  const std::string temporary = TemporaryName(path);
  try {
    WriteContent(temporary);
    SyncFile(temporary);
    // Read back: a torn or miswritten file must never get the final name.
    const ShardReader written(
        temporary, {first_document_, first_segment_, counts(), static_cast<std::uint32_t>(vocabulary_size_)});
    written.VerifyAll();
    CommitFile(temporary, path);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
}

}  // namespace linkbert
