// AlterDataset: one dataset of a corpus with other values and good checksums, the manifest's hash included: what
// another program could have written, and no checksum tells.
#pragma once
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/hash.h"
#include "data/shards/hdf5_file.h"
#include "data/shards/manifest.h"
#include "data/shards/shard_format.h"

namespace linkbert::test {

using Values = std::vector<std::uint64_t>;

// The values of a dataset, whatever their width.
inline Values ReadValues(const std::string& bytes, const DatasetPlace& place) {
  Values values(place.count);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::memcpy(&values[i], bytes.data() + place.offset + i * place.width, place.width);
  }
  return values;
}

inline void WriteValues(Hdf5Writer& file, const std::string& name, const Values& values, std::uint64_t width) {
  if (width == 1) file.Dataset(name, std::vector<std::uint8_t>(values.begin(), values.end()));
  if (width == 2) file.Dataset(name, std::vector<std::uint16_t>(values.begin(), values.end()));
  if (width == 4) file.Dataset(name, std::vector<std::uint32_t>(values.begin(), values.end()));
  if (width == 8) file.Dataset(name, values);
}

inline std::vector<std::string> DatasetsOf(bool graph) {
  if (graph) return {dataset::kGraphOffset, dataset::kGraphTarget, dataset::kInDegree, dataset::kHeldOut};
  std::vector<std::string> names = {dataset::kTokens,     dataset::kDocumentOffset, dataset::kSegmentOffset,
                                    dataset::kLinkOffset, dataset::kLinkTarget,     dataset::kLinkToken};
  for (const std::string text : {dataset::kTitle, dataset::kId, dataset::kSubject}) {
    names.push_back(text);
    names.push_back(text + dataset::kTextOffsetSuffix);
  }
  return names;
}

// The manifest's bytes and hash of every file, as they are now.
inline void RenewManifest(const std::string& folder) {
  Manifest manifest = ReadManifest(folder);
  for (ManifestFile& file : manifest.files) file.digest = DigestFile(folder + "/" + file.name);
  WriteFileAtomically(folder + "/" + kManifestName, ManifestToJson(manifest));
}

inline void AlterDataset(const std::string& folder, const std::string& file_name, const std::string& name,
                         const std::function<void(Values&)>& change) {
  const std::string path = folder + "/" + file_name;
  const bool graph = file_name == kGraphName;
  const std::string bytes = ReadFile(path);
  std::vector<std::pair<Values, std::uint64_t>> datasets;
  std::uint64_t first_document = 0, first_segment = 0;
  {
    const Hdf5Reader reader(path);
    for (const std::string& each : DatasetsOf(graph)) {
      const DatasetPlace place = reader.Place(each);
      datasets.emplace_back(ReadValues(bytes, place), place.width);
      if (each == name) change(datasets.back().first);
    }
    if (!graph) first_document = reader.Attribute("first_document"), first_segment = reader.Attribute("first_segment");
  }
  Hdf5Writer writer(path);
  writer.Attribute("format", std::string(graph ? kGraphMagic : kShardMagic));
  writer.Attribute("version", kCorpusVersion);
  if (!graph) writer.Attribute("first_document", first_document), writer.Attribute("first_segment", first_segment);
  const std::vector<std::string> names = DatasetsOf(graph);
  for (std::size_t i = 0; i < names.size(); ++i) {
    WriteValues(writer, names[i], datasets[i].first, datasets[i].second);
  }
  writer.Close();
  RenewManifest(folder);
}

}  // namespace linkbert::test
