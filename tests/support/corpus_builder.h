// CorpusBuilder: writes a tiny corpus from words, for tests of whatever reads a Corpus.
//
//   TemporaryFolder folder;
//   const Corpus corpus = CorpusBuilder()
//       .Document("a", {"one two@b three", "four"})   // two segments; the token `two` begins a link to document b
//       .Document("b", {Words(30)})                    // "w0 w1 ... w29"
//       .DocumentLinks("b", {"a"})                     // a link without a position
//       .Open(folder / "corpus");
// Every word is one token: the vocabulary is the five special pieces, then the words as they first appear. Title = id.
#pragma once
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "data/prepare/finish_corpus.h"
#include "data/shards/corpus.h"
#include "data/shards/graph_builder.h"
#include "data/shards/shard_format.h"
#include "data/shards/shard_writer.h"

namespace linkbert::test {

inline std::string Words(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += fmt::format("{}w{}", i > 0 ? " " : "", i);
  return text;
}

class CorpusBuilder {
 public:
  CorpusBuilder& Document(const std::string& id, std::vector<std::string> segments) {
    numbers_.emplace(id, static_cast<std::uint32_t>(documents_.size()));
    documents_.push_back({id, std::move(segments), {}});
    return *this;
  }
  CorpusBuilder& DocumentLinks(const std::string& id, std::vector<std::string> targets) {
    documents_.at(Number(id)).links = std::move(targets);
    return *this;
  }
  // 0 unless set: nothing is held out.
  CorpusBuilder& HeldOut(double fraction) { return held_out_ = fraction, *this; }
  // One shard unless set.
  CorpusBuilder& DocumentsPerShard(std::size_t count) { return per_shard_ = count, *this; }

  // Encodes a document as Open writes it: a model to compare with.
  EncodedDocument Encode(std::size_t number) {
    const Source& source = documents_.at(number);
    EncodedDocument document{.id = source.id,
                             .title = source.id,
                             .subject = {},
                             .tokens = {},
                             .segment_lengths = {},
                             .links = {},
                             .document_links = {}};
    for (const std::string& segment : source.segments) AddSegment(segment, document);
    for (const std::string& target : source.links) document.document_links.push_back(Number(target));
    return document;
  }

  // Writes the corpus into `folder` (made if missing).
  void Write(const std::string& folder) {
    CreateFolders(folder);
    GraphBuilder graph(held_out_);
    std::vector<EncodedDocument> encoded;
    for (std::size_t i = 0; i < documents_.size(); ++i) graph.Add(encoded.emplace_back(Encode(i)));
    const Vocabulary vocabulary(pieces_);
    Manifest manifest;
    std::uint64_t first_segment = 0;
    for (std::size_t first = 0; first < encoded.size(); first += per_shard_) {
      ShardWriter shard(first, first_segment, vocabulary.size());
      const std::size_t end = first + std::min(per_shard_, encoded.size() - first);
      for (std::size_t i = first; i < end; ++i) shard.Add(encoded[i]);
      shard.Write(folder + "/" + ShardName(manifest.shards.size()));
      manifest.shards.push_back(shard.counts());
      first_segment += shard.counts().segments;
    }
    manifest.settings = {{"source", "test"}};
    manifest.held_out_fraction = held_out_;
    manifest.held_out_documents = graph.held_out_documents();
    manifest.links.found = manifest.links.resolved = manifest.Totals().links;
    FinishCorpus(folder, vocabulary, graph.Finish(), manifest);
  }

  Corpus Open(const std::string& folder) {
    Write(folder);
    return Corpus::Open(folder);
  }

 private:
  struct Source {
    std::string id;
    std::vector<std::string> segments;
    std::vector<std::string> links;
  };

  std::uint32_t Number(const std::string& id) const {
    const auto at = numbers_.find(id);
    if (at == numbers_.end()) throw std::invalid_argument("no document " + id);
    return at->second;
  }

  void AddSegment(const std::string& text, EncodedDocument& document) {
    std::istringstream words(text);
    std::uint32_t token = 0;
    for (std::string word; words >> word; ++token) {
      const std::size_t at = word.find('@');
      if (at != std::string::npos) {
        const auto segment = static_cast<std::uint32_t>(document.segment_lengths.size());
        document.links.push_back({segment, token, Number(word.substr(at + 1))});
        word.resize(at);
      }
      const auto [piece, added] = ids_.emplace(word, static_cast<std::int32_t>(pieces_.size()));
      if (added) pieces_.push_back(word);
      document.tokens.push_back(piece->second);
    }
    document.segment_lengths.push_back(token);
  }

  std::vector<Source> documents_;
  std::map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> pieces_{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  std::map<std::string, std::int32_t> ids_;
  double held_out_ = 0;
  std::size_t per_shard_ = 1000000;
};

// d1 ... d9 link to d0, d2 ... d9 to d1, and so on, every link twice: d_i has 9 - i links in and i out.
inline CorpusBuilder Staircase() {
  CorpusBuilder builder;
  for (int i = 0; i < 10; ++i) {
    std::string text = "word";
    for (int target = 0; target < i; ++target) text += fmt::format(" x@d{} y@d{}", target, target);
    builder.Document(fmt::format("d{}", i), {text});
  }
  return builder;
}

}  // namespace linkbert::test
