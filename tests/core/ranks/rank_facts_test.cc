// What ranks must have in common, on ranks that are threads.
#include "core/ranks/rank_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "distributed/communication/thread_communicator.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// The error of every rank, which all have to have or none.
std::string Refusal(const std::vector<RankFacts>& ranks) {
  std::vector<std::string> errors(ranks.size());
  ThreadGroup::Run(static_cast<int>(ranks.size()), [&](Communicator& communicator) {
    const auto rank = static_cast<std::size_t>(communicator.Rank());
    try {
      RequireSameOnAllRanks(communicator, [&] { return ranks[rank]; });
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kConfiguration);
      errors[rank] = error.what();
    }
  });
  for (const std::string& error : errors) EXPECT_EQ(error, errors[0]);
  return errors[0];
}

TEST(RankFacts, OfEqualRanksAreTakenAndOneRankIsNotAsked) {
  const RankFacts facts = {{"configuration", "a: 1\nb: 2\n"}, {"corpus", "fingerprint of corpus 1: f00d\n"}};
  EXPECT_EQ(Refusal({facts, facts, facts}), "");
  ThreadGroup::Run(1, [](Communicator& communicator) {
    RequireSameOnAllRanks(communicator, []() -> RankFacts { throw std::logic_error("asked"); });
  });
}

TEST(RankFacts, ThatDifferAreNamedWithRankHostAndBothValues) {
  const RankFacts first = {{"configuration", "schedule.learning_rate: 0.1\nsteps: 2\n"}, {"corpus", "f: 1\n"}};
  RankFacts other = first;
  other[0].text = "schedule.learning_rate: 0.2\nsteps: 2\nmore: x\n";
  EXPECT_THAT(
      Refusal({first, first, other}),
      AllOf(HasSubstr("configuration: rank 2 on host "), HasSubstr("schedule.learning_rate is 0.2, rank 0 has 0.1"),
            HasSubstr("more is x, rank 0 has absent"), Not(HasSubstr("steps is")), Not(HasSubstr("corpus:"))));
  other[1].text = "f: 2\n";
  EXPECT_THAT(Refusal({first, other, other}), AllOf(HasSubstr("rank 1 on host"), HasSubstr("rank 2 on host"),
                                                    HasSubstr("corpus: "), HasSubstr("f is 2")));
}

TEST(RankFacts, OfAnotherVerbAreNotComparedOneByOne) {
  EXPECT_THAT(Refusal({{{"configuration", "a: 1\n"}}, {{"command line", ""}, {"data", ""}}}),
              HasSubstr("rank 1 on host"));
}

TEST(RankFacts, LeaveOutTheValuesThatARankMayHaveForItself) {
  const RankFact one =
      CommandLineFact({"prepare", "--input", "a", "b", "--held-out=0.1", "--threads", "1"}, {"--input", "--threads"});
  EXPECT_EQ(
      one.text,
      CommandLineFact({"prepare", "--input=c", "--held-out=0.1", "--threads", "2"}, {"--input", "--threads"}).text);
  EXPECT_NE(
      one.text,
      CommandLineFact({"prepare", "--input=c", "--held-out=0.2", "--threads", "2"}, {"--input", "--threads"}).text);
}

TEST(RankFacts, LeaveOutHowOftenARankGivesItsOwnOptions) {
  const std::vector<std::string> own = {"--config", "--set"};
  const RankFact once = CommandLineFact({"pretrain", "--config", "a.yaml", "--set", "x=1"}, own);
  EXPECT_EQ(once.text, CommandLineFact({"pretrain", "--config=a.yaml", "--set", "x=1", "--set", "y=2"}, own).text);
  EXPECT_EQ(once.text, CommandLineFact({"pretrain"}, own).text);
  EXPECT_NE(once.text, CommandLineFact({"pretrain", "--set", "x=1", "--dry-run"}, own).text);
}

TEST(RankFacts, TellFilesApartByTheirContent) {
  const test::TemporaryFolder folder;
  const auto write = [&](const std::string& name, std::string text, char middle) {
    text[text.size() / 2] = middle;
    std::ofstream(folder / name) << text;
    return std::vector<std::string>{folder / name};
  };
  for (const std::size_t bytes : {std::size_t{10}, std::size_t{1} << 20}) {
    const std::string text(bytes, 'x');
    const std::string sampled = SampledFilesFact("data", write("file", text, 'y')).text;
    const std::string whole = FilesFact("data", {folder / "file"}).text;
    EXPECT_EQ(SampledFilesFact("data", write("file", text, 'y')).text, sampled);
    EXPECT_NE(SampledFilesFact("data", write("file", text, 'z')).text, sampled);
    EXPECT_NE(FilesFact("data", {folder / "file"}).text, whole);
    EXPECT_NE(SampledFilesFact("data", write("file", text + "x", 'y')).text, sampled);
  }
  EXPECT_THAT(FilesFact("data", {folder / "absent"}).text, HasSubstr("absent: missing"));
  EXPECT_NE(SampledFilesFact("data", {folder.path()}).text, "");
}

}  // namespace
}  // namespace linkbert
