#include "data/shards/corpus_profile.h"

#include <algorithm>
#include <bit>

namespace linkbert {
namespace {

std::uint32_t OutDegree(const Corpus& corpus, DocumentId document, std::vector<DocumentId>& scratch) {
  scratch.clear();
  const auto add = [&](std::span<const std::uint32_t> targets) {
    scratch.insert(scratch.end(), targets.begin(), targets.end());
  };
  const SegmentRange segments = corpus.DocumentSegments(document);
  for (SegmentId segment = segments.begin; segment < segments.end; ++segment) add(corpus.LinkTargets(segment));
  add(corpus.DocumentLinks(document));
  std::sort(scratch.begin(), scratch.end());
  return static_cast<std::uint32_t>(std::unique(scratch.begin(), scratch.end()) - scratch.begin());
}

DocumentFigures FiguresOf(const Corpus& corpus, DocumentId document, std::vector<DocumentId>& scratch) {
  DocumentFigures figures{document, 0, corpus.InDegree(document), OutDegree(corpus, document, scratch)};
  const SegmentRange segments = corpus.DocumentSegments(document);
  for (SegmentId segment = segments.begin; segment < segments.end; ++segment) {
    figures.tokens += corpus.SegmentLength(segment);
  }
  return figures;
}

// 0, 1, 2 to 3, 4 to 7, ...: the bin's number is how many bits the degree has.
DegreeBin& BinOf(std::uint32_t degree, std::vector<DegreeBin>& bins) {
  const auto number = static_cast<std::size_t>(std::bit_width(degree));
  while (bins.size() <= number) {
    const std::uint32_t low = bins.empty() ? 0 : std::uint32_t{1} << (bins.size() - 1);
    bins.push_back({low, bins.empty() ? 0 : low + (low - 1)});
  }
  return bins[number];
}

// The largest `most` so far, largest first.
template <typename Key>
void KeepLargest(std::vector<DocumentFigures>& kept, const DocumentFigures& figures, std::size_t most, Key key) {
  if (kept.size() == most && (most == 0 || key(kept.back()) >= key(figures))) return;
  const auto smaller = [&](const DocumentFigures& other) { return key(other) < key(figures); };
  kept.insert(std::find_if(kept.begin(), kept.end(), smaller), figures);
  if (kept.size() > most) kept.pop_back();
}

}  // namespace

CorpusProfile ProfileCorpus(const Corpus& corpus, std::size_t most) {
  CorpusProfile profile;
  std::vector<DocumentId> scratch;
  for (std::uint64_t number = 0; number < corpus.document_count(); ++number) {
    const DocumentFigures figures = FiguresOf(corpus, static_cast<DocumentId>(number), scratch);
    ++BinOf(figures.in_degree, profile.degrees).in;
    ++BinOf(figures.out_degree, profile.degrees).out;
    KeepLargest(profile.longest, figures, most, [](const DocumentFigures& f) { return f.tokens; });
    KeepLargest(profile.most_linked, figures, most, [](const DocumentFigures& f) { return f.in_degree; });
  }
  return profile;
}

DocumentFigures FiguresOf(const Corpus& corpus, DocumentId document) {
  std::vector<DocumentId> scratch;
  return FiguresOf(corpus, document, scratch);
}

}  // namespace linkbert
