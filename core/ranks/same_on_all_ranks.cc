#include <algorithm>
#include <map>
#include <sstream>

#include "base/error.h"
#include "base/hash.h"
#include "base/version.h"
#include "core/ranks/rank_facts.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {
namespace {

constexpr std::size_t kToldBytes = 512;  // of what is different on a rank

std::int64_t HashOf(const std::string& text) { return static_cast<std::int64_t>(Hash64(text.data(), text.size())); }

// [ranks][values.size()]
std::vector<std::int64_t> GatherNumbers(Communicator& communicator, const std::vector<std::int64_t>& values) {
  std::vector<std::int64_t> all(values.size() * static_cast<std::size_t>(communicator.Size()));
  communicator.AllGather(values.data(), all.data(), values.size(), DType::kInt64).Wait();
  return all;
}

std::vector<std::string> GatherTexts(Communicator& communicator, std::string text) {
  text.resize(kToldBytes, '\0');
  std::string all(kToldBytes * static_cast<std::size_t>(communicator.Size()), '\0');
  communicator.AllGather(text.data(), all.data(), kToldBytes, DType::kUint8).Wait();
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < all.size(); at += kToldBytes) texts.emplace_back(all.substr(at, kToldBytes).c_str());
  return texts;
}

std::map<std::string, std::string> Lines(const std::string& text) {
  std::map<std::string, std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    const std::size_t colon = line.find(": ");
    lines[line.substr(0, colon)] = colon == std::string::npos ? "" : line.substr(colon + 2);
  }
  return lines;
}

// "KEY is X, rank 0 has Y; ..."; a pure function of both texts.
std::string Difference(const std::string& mine, const std::string& firsts) {
  std::map<std::string, std::string> here = Lines(mine), there = Lines(firsts);
  for (const auto& [key, value] : there) here.try_emplace(key, "absent");
  std::string told;
  for (const auto& [key, value] : here) {
    const auto other = there.find(key);
    const std::string wanted = other == there.end() ? "absent" : other->second;
    if (value != wanted) told += fmt::format("{}{} is {}, rank 0 has {}", told.empty() ? "" : "; ", key, value, wanted);
  }
  return told.substr(0, kToldBytes - 1);
}

class Comparison {
 public:
  Comparison(Communicator& communicator, const RankFacts& facts)
      : communicator_(communicator),
        ranks_(static_cast<std::size_t>(communicator.Size())),
        facts_(facts),
        hosts_(DiscoverTopology(communicator).hosts) {}

  // Of one program and verb the facts have the same names; only then may hashes of each be gathered.
  void Names() {
    std::string names = fmt::format("{} {}", kVersion, kCommit);
    for (const RankFact& fact : facts_) names += "\n" + fact.name;
    const std::vector<std::int64_t> all = GatherNumbers(communicator_, {HashOf(names)});
    for (std::size_t rank = 1; rank < ranks_; ++rank) {
      if (all[rank] == all[0]) continue;
      throw Fail(
          ErrorCode::kConfiguration,
          "the ranks do not do the same: {} runs another verb, or another version of this program, than {}. Give "
          "every rank the same program and line.",
          Who(rank), Who(0));
    }
  }

  void Values() {
    std::vector<std::int64_t> hashes;
    for (const RankFact& fact : facts_) hashes.push_back(HashOf(fact.text));
    const std::vector<std::int64_t> all = GatherNumbers(communicator_, hashes);
    std::string differences;
    for (std::size_t fact = 0; fact < facts_.size(); ++fact) {
      std::vector<std::size_t> others;
      for (std::size_t rank = 1; rank < ranks_; ++rank) {
        if (all[rank * facts_.size() + fact] != all[fact]) others.push_back(rank);
      }
      if (!others.empty()) differences += Told(facts_[fact], others);
    }
    if (differences.empty()) return;
    throw Fail(ErrorCode::kConfiguration,
               "the ranks do not have the same{}\nGive every rank the same line and the same files.", differences);
  }

 private:
  std::string Who(std::size_t rank) const { return fmt::format("rank {} on host {}", rank, hosts_.at(rank)); }

  // Collective: every rank knows that the fact differs.
  std::string Told(const RankFact& fact, const std::vector<std::size_t>& others) {
    constexpr std::size_t kShown = 4;
    const std::string firsts = BroadcastText(communicator_, fact.text);
    const std::vector<std::string> told = GatherTexts(communicator_, Difference(fact.text, firsts));
    std::string text;
    for (std::size_t i = 0; i < std::min(kShown, others.size()); ++i) {
      text += fmt::format("\n  {}: {}: {}", fact.name, Who(others[i]), told[others[i]]);
    }
    if (others.size() > kShown) text += fmt::format("\n  {}: and {} ranks more", fact.name, others.size() - kShown);
    return text + fmt::format(" (rank 0 is on host {})", hosts_.at(0));
  }

  Communicator& communicator_;
  std::size_t ranks_;
  const RankFacts& facts_;
  std::vector<std::string> hosts_;
};

}  // namespace

void RequireSameOnAllRanks(Communicator& communicator, const std::function<RankFacts()>& facts) {
  if (communicator.Size() == 1) return;
  const RankFacts mine = facts();
  Comparison comparison(communicator, mine);
  comparison.Names();
  comparison.Values();
}

void RequireSameOnAllRanks(Communicator& communicator, const RankFacts& known,
                           const std::function<RankFacts()>& facts) {
  RequireSameOnAllRanks(communicator, [&] {
    RankFacts all = known;
    for (RankFact& fact : facts()) all.push_back(std::move(fact));
    return all;
  });
}

}  // namespace linkbert
