// The task foldoc-subject: which of the 20 commonest subjects has an entry of the Free On-line Dictionary of Computing?
//
// Flow: dictd files + prepared corpus -> [PrepareFoldocSubject] -> {train,dev,test}.json of {"id","sentence","label"}.
// The sentence is the entry's text without subject tags, in one line, read from the dictionary (a corpus holds word
// pieces only). The label is the first subject of the entry's first tag ("networking" of <networking, standard>), where
// it is one of the 20 that most entries begin with. train: training documents of the corpus; dev and test: its held-out
// documents, halved by a hash of the id, so that no model pretrained on the corpus has seen them.
// Errors: kInput where the corpus kept its tags, or was made from another dictionary.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace linkbert {

struct FoldocSubjectSummary {
  std::vector<std::pair<std::string, std::uint64_t>> subjects;  // commonest first, with their entries
  std::uint64_t train = 0, dev = 0, test = 0;                   // entries
};

// input: the dictionary without extension. Writes into the folder `output`, made if missing; files that are there are
// replaced.
FoldocSubjectSummary PrepareFoldocSubject(const std::string& input, const std::string& corpus_folder,
                                          const std::string& output);

}  // namespace linkbert
