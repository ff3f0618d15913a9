#include "data/prepare/finish_corpus.h"

#include <filesystem>

#include "base/atomic_file.h"
#include "data/shards/shard_format.h"

namespace linkbert {

void FinishCorpus(const std::string& folder, const Vocabulary& vocabulary, const GraphContent& graph,
                  Manifest manifest) {
  const auto path = [&](const std::string& name) { return (std::filesystem::path(folder) / name).string(); };
  WriteFileAtomically(path(kVocabularyName), vocabulary.ToText());
  WriteGraph(path(kGraphName), graph);
  manifest.vocabulary_size = vocabulary.size();
  if (!vocabulary.HasUsualAddedTokens()) manifest.added_tokens = vocabulary.added();
  manifest.document_links = graph.document_link_target.size();
  manifest.files = {{kVocabularyName, DigestFile(path(kVocabularyName))}, {kGraphName, DigestFile(path(kGraphName))}};
  for (std::size_t i = 0; i < manifest.shards.size(); ++i) {
    manifest.files.push_back({ShardName(i), DigestFile(path(ShardName(i)))});
  }
  WriteFileAtomically(path(kManifestName), ManifestToJson(manifest));
}

}  // namespace linkbert
