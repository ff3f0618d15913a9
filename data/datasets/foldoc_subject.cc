#include "data/datasets/foldoc_subject.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/hash.h"
#include "data/datasets/task_line.h"
#include "data/documents/plain_text.h"
#include "data/shards/corpus.h"
#include "data/shards/manifest.h"
#include "data/sources/dictd_reader.h"

namespace linkbert {
namespace {

constexpr std::size_t kSubjects = 20;

struct FoldocEntry {
  std::string id;
  std::string text;
  std::string subject;
};

std::vector<FoldocEntry> ReadEntries(const std::string& input) {
  const DictdReader reader(input, {.drop_subject_tags = true});
  std::vector<FoldocEntry> entries;
  NamedCounts dropped;
  for (std::size_t item = 0; item < reader.item_count(); ++item) {
    const auto sink = [&](Document&& document) {
      const std::string first = document.subject.substr(0, document.subject.find(','));
      if (!first.empty()) entries.push_back({document.id, OneLine(document.text), OneLine(first)});
    };
    reader.ReadItem(item, sink, dropped);
  }
  return entries;
}

// The commonest first; equally common ones by name.
std::vector<std::pair<std::string, std::uint64_t>> Commonest(const std::vector<FoldocEntry>& entries) {
  std::map<std::string, std::uint64_t> counts;
  for (const FoldocEntry& entry : entries) ++counts[entry.subject];
  std::vector<std::pair<std::string, std::uint64_t>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) { return a.second > b.second; });
  sorted.resize(std::min(sorted.size(), kSubjects));
  return sorted;
}

void RequireDroppedTags(const std::string& corpus_folder) {
  const Manifest manifest = ReadManifest(corpus_folder);
  for (const auto& [key, value] : manifest.settings) {
    if (key == "drop_subject_tags" && value == "true") return;
  }
  throw Fail(ErrorCode::kInput,
             "{}: the corpus' text names the subjects, so a model pretrained on it would know the answers. Prepare it "
             "with linkbert prepare dictd --drop-subject-tags.",
             corpus_folder);
}

class Split {
 public:
  explicit Split(const std::string& corpus_folder) : corpus_(Corpus::Open(corpus_folder)) {
    for (std::uint64_t d = 0; d < corpus_.document_count(); ++d) {
      const auto document = static_cast<DocumentId>(d);
      documents_.emplace(corpus_.SourceId(document), document);
    }
  }
  // "train", "dev" or "test".
  const char* Of(const std::string& id) const {
    const auto at = documents_.find(id);
    if (at == documents_.end()) {
      throw Fail(ErrorCode::kInput, "{}: has no document \"{}\". Was it prepared from this dictionary?",
                 corpus_.folder(), id);
    }
    if (!corpus_.IsHeldOut(at->second)) return "train";
    return Hash64("foldoc-subject " + id) % 2 == 0 ? "dev" : "test";  // not the hash that held the document out
  }

 private:
  Corpus corpus_;
  std::unordered_map<std::string_view, DocumentId> documents_;  // views into corpus_
};

}  // namespace

FoldocSubjectSummary PrepareFoldocSubject(const std::string& input, const std::string& corpus_folder,
                                          const std::string& output) {
  RequireDroppedTags(corpus_folder);
  const Split split(corpus_folder);
  const std::vector<FoldocEntry> entries = ReadEntries(input);
  FoldocSubjectSummary summary{.subjects = Commonest(entries)};
  std::map<std::string, std::string> files{{"train", ""}, {"dev", ""}, {"test", ""}};
  std::map<std::string, std::uint64_t> counts;
  for (const FoldocEntry& entry : entries) {
    const char* part = split.Of(entry.id);
    if (std::ranges::none_of(summary.subjects, [&](const auto& s) { return s.first == entry.subject; })) continue;
    const TaskField fields[] = {{"id", entry.id}, {"sentence", entry.text}, {"label", entry.subject}};
    files[part] += TaskLine(fields);
    ++counts[part];
  }
  CreateFolders(output);
  for (const auto& [part, lines] : files) WriteFileAtomically(fmt::format("{}/{}.json", output, part), lines);
  summary.train = counts["train"], summary.dev = counts["dev"], summary.test = counts["test"];
  return summary;
}

}  // namespace linkbert
