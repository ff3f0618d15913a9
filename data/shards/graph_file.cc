#include "data/shards/graph_file.h"

#include <unistd.h>

#include <algorithm>

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
  RequireEnds(offset_, document_links);
}

std::span<const std::uint32_t> GraphReader::DocumentLinks(std::uint64_t document) const {
  const OffsetRange range = RangeOf(offset_, document, target_.size());
  return target_.SliceBelow(static_cast<std::uint32_t>(in_degree_.size()), range.begin, range.end,
                            "documents of the corpus");
}

void GraphReader::VerifyAll() const {
  RequireOffsets(offset_, target_.size());
  const std::uint64_t documents = in_degree_.size();
  target_.SliceBelow(static_cast<std::uint32_t>(documents), 0, target_.size(), "documents of the corpus");
  in_degree_.SliceBelow(static_cast<std::uint32_t>(std::max<std::uint64_t>(documents, 1)), 0, documents,
                        "documents of the corpus; none links to itself");
  held_out_.SliceBelow(2, 0, documents, "0 or 1");
}

}  // namespace linkbert
