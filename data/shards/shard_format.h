// Names, magics and numbers of the corpus folder, used by its writers and its readers (docs/formats.md).
//
// folder/manifest.json  written last: a folder without it is no corpus
// folder/vocab.txt
// folder/shard-00000.h5 documents, segments, tokens and positioned links of consecutive documents
// folder/graph.h5       what is known only of the whole corpus: in-degrees, the split, links without a position
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace linkbert {

// A reader opens exactly this version; any change of the layout or of a meaning raises it.
inline constexpr std::uint64_t kCorpusVersion = 1;
inline constexpr const char* kCorpusMagic = "linkbert-corpus";  // manifest.json, key "format"
inline constexpr const char* kShardMagic = "linkbert-shard";    // shard-*.h5, root attribute "format"
inline constexpr const char* kGraphMagic = "linkbert-graph";    // graph.h5, root attribute "format"

inline constexpr const char* kManifestName = "manifest.json";
inline constexpr const char* kVocabularyName = "vocab.txt";
inline constexpr const char* kGraphName = "graph.h5";
std::string ShardName(std::size_t shard);  // "shard-00042.h5"

// /checksum/<dataset> holds one XXH3-64 per this many bytes of <dataset>, the last block shorter.
inline constexpr std::uint64_t kChecksumBlockBytes = 256 * 1024;
inline constexpr std::uint64_t kDatasetAlignment = 4096;  // bytes, of a dataset's first byte in its file

namespace dataset {
// Shards. D documents, S segments, T tokens, L positioned links of this shard.
inline constexpr const char* kTokens = "/tokens";                    // uint16 or uint32 [T]
inline constexpr const char* kDocumentOffset = "/documents/offset";  // uint64 [D+1], segments of this shard
inline constexpr const char* kSegmentOffset = "/segments/offset";    // uint64 [S+1], tokens of this shard
inline constexpr const char* kLinkOffset = "/links/offset";          // uint64 [S+1], links of this shard
inline constexpr const char* kLinkTarget = "/links/target";          // uint32 [L], document of the corpus
inline constexpr const char* kLinkToken = "/links/token";            // uint32 [L], token of the segment
inline constexpr const char* kTitle = "/documents/title";            // uint8, UTF-8 of all titles
inline constexpr const char* kId = "/documents/id";                  // uint8, UTF-8 of all source ids
inline constexpr const char* kSubject = "/documents/subject";        // uint8, UTF-8, empty where unknown
inline constexpr const char* kTextOffsetSuffix = "_offset";          // "/documents/title_offset" uint64 [D+1], bytes
// graph.h5. D documents of the corpus, E document links.
inline constexpr const char* kGraphOffset = "/document_links/offset";  // uint64 [D+1]
inline constexpr const char* kGraphTarget = "/document_links/target";  // uint32 [E]
inline constexpr const char* kInDegree = "/in_degree";                 // uint32 [D], distinct training sources
inline constexpr const char* kHeldOut = "/held_out";                   // uint8 [D], 1: held out
inline constexpr const char* kChecksumPrefix = "/checksum";            // "/checksum/links/target" uint64
}  // namespace dataset

}  // namespace linkbert
