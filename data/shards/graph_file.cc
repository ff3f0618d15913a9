#include "data/shards/graph_file.h"

#include <unistd.h>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/shards/shard_format.h"
#include "data/shards/shard_reader.h"

namespace linkbert {

void WriteGraph(const std::string& path, const GraphContent& graph) {
  const std::string temporary = TemporaryName(path);
  try {
    Hdf5Writer file(temporary);
    file.Attribute("format", std::string(kGraphMagic));
    file.Attribute("version", kCorpusVersion);
    file.Dataset(dataset::kGraphOffset, graph.document_link_offset);
    file.Dataset(dataset::kGraphTarget, graph.document_link_target);
    file.Dataset(dataset::kInDegree, graph.in_degree);
    file.Dataset(dataset::kHeldOut, graph.held_out);
    file.Close();
    SyncFile(temporary);
    GraphReader(temporary, graph.in_degree.size(), graph.document_link_target.size()).VerifyAll();
    CommitFile(temporary, path);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
}

GraphReader::GraphReader(const std::string& path, std::uint64_t documents, std::uint64_t document_links)
    : GraphReader(MappedFile(path), Hdf5Reader(path), documents, document_links) {}

GraphReader::GraphReader(MappedFile file, const Hdf5Reader& reader, std::uint64_t documents,
                         std::uint64_t document_links)
    : file_((RequireFormat(reader, kGraphMagic), std::move(file))),
      offset_(file_, reader, dataset::kGraphOffset),
      target_(file_, reader, dataset::kGraphTarget),
      in_degree_(file_, reader, dataset::kInDegree),
      held_out_(file_, reader, dataset::kHeldOut) {
  offset_.RequireSize(documents + 1, "documents in the manifest and an end");
  target_.RequireSize(document_links, "document links in the manifest");
  in_degree_.RequireSize(documents, "documents in the manifest");
  held_out_.RequireSize(documents, "documents in the manifest");
}

std::span<const std::uint32_t> GraphReader::DocumentLinks(std::uint64_t document) const {
  const OffsetRange range = RangeOf(offset_, document);
  return target_.Slice(range.begin, range.end);
}

void GraphReader::VerifyAll() const { offset_.All(), target_.All(), in_degree_.All(), held_out_.All(); }

}  // namespace linkbert
