// What all ranks of a job must have in common, and the comparison, made before they exchange anything of its size.
//
// Ranks on several machines read their own copies of files, and `mpirun A : B` starts each with a line of its own:
// without a look they would train a wrong model in silence, or overrun each other's buffers. One hash of each fact is
// compared. Collective. Errors: kConfiguration on every rank, naming what differs, the ranks and their hosts.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/configuration/option_walk.h"
#include "data/shards/corpus.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

struct RankFact {
  std::string name;  // "configuration"; the same on every rank, as is the order
  std::string text;  // lines of "key: value"; of these the differing ones are told
};
using RankFacts = std::vector<RankFact>;

// Does nothing, and does not ask for the facts, where there is one rank.
void RequireSameOnAllRanks(Communicator& communicator, const std::function<RankFacts()>& facts);
// The same with facts that are known already, such as the command line, before those that are asked for.
void RequireSameOnAllRanks(Communicator& communicator, const RankFacts& known, const std::function<RankFacts()>& facts);

// Every option but those that a rank may have for itself: threads, and the places of a corpus, data and a model, whose
// contents are compared.
RankFact ConfigurationFact(const OptionWalk& walk);

// This process's arguments, without the options in `own`, such as "--input", and their values: a rank may give them
// more often than another.
RankFact CommandLineFact(const std::vector<std::string>& own);
RankFact CommandLineFact(const std::vector<std::string>& arguments, const std::vector<std::string>& own);

RankFact CorpusFact(const std::vector<Corpus>& corpora);

// Hashes of whole files; those that are missing are told as such.
RankFact FilesFact(const std::string& name, const std::vector<std::string>& paths);

// For inputs too large to be read twice: sizes, and hashes of 16 pieces of 64 KiB. Folders: their files. "-": nothing.
RankFact SampledFilesFact(const std::string& name, const std::vector<std::string>& paths);

// config.json, vocabulary, tokenizer and weights of a folder that transformers opens.
RankFact ModelFact(const std::string& folder);

}  // namespace linkbert
