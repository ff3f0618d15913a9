#include "data/prepare/encode_item.h"

#include <fmt/core.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/atomic_file.h"
#include "data/documents/describe_document.h"
#include "data/documents/name_tally.h"
#include "data/prepare/token_lists.h"
#include "data/prepare/work_file.h"

namespace linkbert {
namespace {

UnresolvedDocument Encode(Document&& document, const SegmentedText& text) {
  UnresolvedDocument result;
  for (DocumentLink& link : document.links) {
    const TokenPlace place = text.Place(link.begin);
    result.links.push_back({place.segment, place.token, std::move(link.target)});
  }
  result.targets = std::move(document.targets);
  result.other_links = std::move(document.other_links);
  result.encoded.id = std::move(document.id);
  result.encoded.title = std::move(document.title);
  result.encoded.subject = std::move(document.subject);
  result.encoded.segment_lengths = text.segment_lengths;
  return result;
}

class Encoder {
 public:
  explicit Encoder(const EncodeRequest& request) : request_(request) {}

  void Run(std::size_t item) {
    NamedCounts dropped;
    request_.reader.ReadItem(
        item, [this](Document&& document) { Take(std::move(document)); }, dropped);
    AddAll(names_.entries, dropped);
    const PrepareFolder& folder = request_.folder;
    WriteWorkFile(folder.NamesFile(item), names_);
    WriteWorkFile(folder.SignaturesFile(item), signatures_);
    WriteWorkFile(folder.DocumentsFile(item), documents_);
    WriteWorkFile(folder.MarkupFile(item), Markup());
    if (request_.diagnostics) WriteFileAtomically(folder.DiagnosticsFile(item), diagnostics_);
    WriteTokenLists(folder.TokensFile(item), tokens_);  // last: its presence says that the item is done
  }

 private:
  void Take(Document&& document) {
    request_.progress.AddDocument();
    if (request_.diagnostics) diagnostics_ += DiagnosticsLine(document);
    if (!document.redirect_to.empty()) {
      for (std::string& name : document.names) names_.redirects.push_back({std::move(name), document.redirect_to});
      return;
    }
    if (!document.problem.empty()) return NoteProblem(document);
    if (document.deletion) return Remove(std::move(document));
    request_.segmenter.Segment(document.text, text_);
    const std::vector<std::int32_t>& ids = text_.encoding.ids;
    if (ids.empty() || ids.size() < request_.min_tokens) {
      Count(names_.entries, ids.empty() ? document.fate_if_empty : "too short");
      return Remove(std::move(document));
    }
    if (request_.reader.HasVersions()) document.where.clear();  // it names ids that occur twice, no error there
    names_.documents.push_back({document.id, std::move(document.where), std::move(document.names), ids.size(),
                                text_.segment_lengths.size(), document.version, document.repaired});
    AddAll(templates_, document.templates);
    for (std::size_t fate = 0; fate < fates_.size(); ++fate) AddAll(fates_[fate], document.fates[fate]);
    AddAll(elements_, document.elements);
    request_.duplicate_keys.Append(document.text, ids, signatures_.keys);
    tokens_.push_back(ids);
    documents_.push_back(Encode(std::move(document), text_));
  }

  MarkupPart Markup() const {
    MarkupPart part{{templates_.begin(), templates_.end()}, {}, {elements_.begin(), elements_.end()}};
    for (std::size_t fate = 0; fate < fates_.size(); ++fate)
      part.fates[fate].assign(fates_[fate].begin(), fates_[fate].end());
    return part;
  }

  void NoteProblem(const Document& document) {
    Count(names_.entries, document.fate_if_empty);
    if (names_.problems.size() == kMostProblems) return;
    names_.problems.push_back(fmt::format("{}: {}: {}", document.where, document.fate_if_empty, document.problem));
  }

  // Older versions of the id end here.
  void Remove(Document&& document) {
    if (!request_.reader.HasVersions()) return;
    names_.removals.push_back({std::move(document.id), document.version, names_.documents.size(), document.deletion});
  }

  const EncodeRequest& request_;
  SegmentedText text_;  // scratch
  NamesPart names_;
  SignaturesPart signatures_;
  DocumentsPart documents_;
  std::vector<std::vector<std::int32_t>> tokens_;
  NameTally templates_, elements_;
  TemplateFates<NameTally> fates_;
  std::string diagnostics_;
};

}  // namespace

bool EncodeItem(const EncodeRequest& request, std::size_t item) {
  // A run that was begun without diagnostics is asked for them later: then the item is read again.
  const bool complete = !request.diagnostics || std::filesystem::exists(request.folder.DiagnosticsFile(item));
  if (complete && std::filesystem::exists(request.folder.TokensFile(item))) return false;
  Encoder(request).Run(item);
  return true;
}

}  // namespace linkbert
