#include "core/configuration/option_walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/error.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Options {
  std::int64_t length = 512;
  double rate = 0.15;
  bool shuffle = true;
  std::string order = "first";
};

OptionWalk WalkOf(Options& o) {
  return [&o](OptionVisitor& v) {
    v.BeginGroup("samples", "What a sample is.");
    v.Field({.name = "length", .doc = "Tokens", .unit = "tokens", .minimum = 8, .maximum = 1024}, o.length);
    v.Field({.name = "rate", .doc = "Share", .minimum = 0, .maximum = 1}, o.rate);
    v.Field({.name = "shuffle", .doc = "Whether"}, o.shuffle);
    v.Field({.name = "order", .doc = "Which", .choices = {"first", "random"}}, o.order);
    v.EndGroup();
  };
}

class OptionFiles : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  // The message and code of assigning this YAML.
  std::string Failure(const std::string& text, ErrorCode code = ErrorCode::kConfiguration) {
    Options options;
    try {
      AssignOptions(WalkOf(options), ReadYaml(Write("a.yaml", text)));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code);
      return error.what();
    }
    return "no error";
  }
  const test::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(OptionFiles, AreReadOverTheirBaseAndUnderSettings) {
  Write("base.yaml", "samples:\n  length: 64\n  rate: 0.3\n");
  GivenValues given = ReadYaml(Write("a.yaml", "extends: base.yaml\nsamples: {length: 128, order: random}\n"));
  AddSetting("samples.shuffle=false", given);
  Options options;
  AssignOptions(WalkOf(options), given);
  EXPECT_EQ(options.length, 128);
  EXPECT_EQ(options.rate, 0.3);
  EXPECT_FALSE(options.shuffle);
  EXPECT_EQ(options.order, "random");
}

TEST_F(OptionFiles, NameTheNearestKeyAndTheLineOfAnUnknownOne) {
  EXPECT_THAT(Failure("samples:\n  rate: 0.1\n  lenght: 128\n"),
              AllOf(HasSubstr("a.yaml:3"), HasSubstr("samples.lenght"), HasSubstr("samples.length")));
  EXPECT_THAT(Failure("rate: 0.1\n"), AllOf(HasSubstr("a.yaml:1"), HasSubstr("samples.rate")));
}

TEST_F(OptionFiles, SayWhatWasSeenAndWantedForAWrongValue) {
  EXPECT_THAT(Failure("samples:\n  length: long\n"),
              AllOf(HasSubstr("a.yaml:2"), HasSubstr("\"long\""), HasSubstr("from 8 to 1024")));
  EXPECT_THAT(Failure("samples:\n  length: 12.5\n"), HasSubstr("a whole number"));
  EXPECT_THAT(Failure("samples:\n  length: 4\n"), HasSubstr("from 8 to 1024 tokens"));
  EXPECT_THAT(Failure("samples:\n  rate: nan\n"), HasSubstr("from 0 to 1"));
  EXPECT_THAT(Failure("samples:\n  shuffle: yes\n"), HasSubstr("true or false"));
  EXPECT_THAT(Failure("samples:\n  order: last\n"), HasSubstr("first, random"));
  EXPECT_THAT(Failure("samples:\n  rate: [1, 2]\n"), HasSubstr("a list"));
  EXPECT_THAT(Failure("samples: {\n"), HasSubstr("not valid YAML"));
  EXPECT_THAT(Failure("extends: a.yaml\n"), HasSubstr("circle"));
}

TEST_F(OptionFiles, GivenTwiceOrInAnotherEncodingAreNamedByLine) {
  EXPECT_THAT(Failure("samples:\n  rate: 0.1\n  length: 64\n  rate: 0.2\n"),
              AllOf(HasSubstr("a.yaml:4"), HasSubstr("samples.rate"), HasSubstr("a.yaml:2 already")));
  EXPECT_THAT(Failure("samples:\n  order: caf\xe9\n"), AllOf(HasSubstr("a.yaml:2"), HasSubstr("not UTF-8")));
  EXPECT_THAT(Failure("? [a]\n: 1\n"), HasSubstr("a.yaml:1: a key is no text"));
}

TEST_F(OptionFiles, HaveLimits) {
  const auto failure = [this](const std::string& text) { return Failure(text, ErrorCode::kInput); };
  EXPECT_THAT(failure("samples: &a\n  more: *a\n"),
              AllOf(HasSubstr("a.yaml: "), HasSubstr("Does an alias hold itself?")));
  std::string laughs = "a0: &a0 {}\n";
  for (int i = 1; i < 12; ++i) laughs += fmt::format("a{0}: &a{0} {{x: *a{1}, y: *a{1}, z: *a{1}}}\n", i, i - 1);
  EXPECT_THAT(failure(laughs), HasSubstr("more than 4096 keys"));
  EXPECT_THAT(failure("samples:\n  order: " + std::string(2 << 20, 'x') + "\n"), HasSubstr("more than 1048576 bytes"));
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += '[';
  EXPECT_THAT(Failure("samples: " + deep + "\n"), HasSubstr("a.yaml"));
}

TEST_F(OptionFiles, ABaseWithoutAnEndIsRefused) {
  ASSERT_EQ(::mkfifo((folder_ / "endless").c_str(), 0600), 0);
  std::thread writer([this] {
    std::ofstream stream(folder_ / "endless");
    stream << std::string(3 << 20, '#');
  });
  ::signal(SIGPIPE, SIG_IGN);  // the writer's reader goes
  EXPECT_THAT(Failure("extends: endless\n", ErrorCode::kInput), HasSubstr("endless: holds more than 1048576 bytes"));
  writer.join();
  ::signal(SIGPIPE, SIG_DFL);
}

TEST_F(OptionFiles, ResolvedYamlReadsBackTheSame) {
  Options options{.length = 99, .rate = 1e-5, .shuffle = false, .order = "random"};
  const std::string text = OptionsToYaml(WalkOf(options));
  Options again;
  AssignOptions(WalkOf(again), ReadYaml(Write("a.yaml", text)));
  EXPECT_EQ(OptionsToJson(WalkOf(again)), OptionsToJson(WalkOf(options)));
}

TEST(Options, AreDocumentedWithDefaultRangeAndUnit) {
  Options options;
  EXPECT_THAT(OptionsToMarkdown(WalkOf(options)),
              HasSubstr("| `samples.length` | integer | `512` | 8 to 1024 | tokens | Tokens |"));
}

TEST(Options, ASettingNeedsAnEqualsSign) {
  GivenValues given;
  EXPECT_THROW(AddSetting("samples.length", given), Error);
}

}  // namespace
}  // namespace linkbert
