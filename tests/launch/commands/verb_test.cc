// What verbs take on the command line.
#include "launch/commands/verb.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace linkbert {
namespace {

// What the line leaves in the variable of `--share`, between 0.1 and 1.
double ShareOf(const std::string& line) {
  CLI::App app;
  double share = 0;
  Verb(&app).Option("--share", share, "").Between(0.1, 1.0);
  app.parse(line);
  return share;
}

TEST(VerbOption, BetweenRefusesWhatIsNoNumberWithin) {
  EXPECT_EQ(ShareOf("--share 0.1"), 0.1);
  EXPECT_EQ(ShareOf("--share 1"), 1);
  EXPECT_EQ(ShareOf("--share 5e-1"), 0.5);
  for (const std::string bad : {"nan", "NaN", "-nan", "inf", "0.09", "2", "x", "''"})
    EXPECT_THROW(ShareOf("--share=" + bad), CLI::ParseError) << bad;
}

TEST(VerbOption, OneValueEachKeepsBracketsAndWhatFollows) {
  CLI::App app;
  std::vector<std::string> tokens;
  std::string folder;
  const Verb verb(&app);
  verb.Option("--add", tokens, "").OneValueEach();
  verb.Option("folder", folder, "");
  app.parse("--add '[SUBJ]' --add b out");
  EXPECT_EQ(tokens, (std::vector<std::string>{"[SUBJ]", "b"}));
  EXPECT_EQ(folder, "out");
}

TEST(VerbOption, GivenAndExcludes) {
  CLI::App app;
  bool number = false, name = false;
  const Verb verb(&app);
  const VerbOption first = verb.Flag("--number", number, "");
  verb.Flag("--name", name, "").Excludes(first);
  app.parse("--number");
  EXPECT_TRUE(first.Given() && verb.Given("--number") && !verb.Given("--name") && !verb.VerbGiven());
  EXPECT_THROW(app.parse("--number --name"), CLI::ParseError);
}

}  // namespace
}  // namespace linkbert
