#include "data/samples/sample_options.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "base/error.h"

namespace linkbert {
namespace {

// Checks each default against its declared range and choices, and that no name comes twice in a group.
class DeclarationChecker : public OptionVisitor {
 public:
  void Field(const OptionInfo& info, bool&) override { Name(info); }
  void Field(const OptionInfo& info, std::int64_t& value) override { Number(info, static_cast<double>(value)); }
  void Field(const OptionInfo& info, double& value) override { Number(info, value); }
  void Field(const OptionInfo& info, std::string& value) override {
    Name(info);
    EXPECT_EQ(std::count(info.choices.begin(), info.choices.end(), value), 1) << info.name;
  }
  void BeginGroup(const std::string& name, const std::string&) override { group_ = name + "."; }
  void EndGroup() override { group_.clear(); }
  const std::set<std::string>& names() const { return names_; }

 private:
  void Name(const OptionInfo& info) {
    EXPECT_TRUE(names_.insert(group_ + info.name).second) << info.name;
    EXPECT_FALSE(info.doc.empty()) << info.name;
  }
  void Number(const OptionInfo& info, double value) {
    Name(info);
    EXPECT_GE(value, info.minimum) << info.name;
    EXPECT_LE(value, info.maximum) << info.name;
  }

  std::string group_;
  std::set<std::string> names_;
};

TEST(SampleOptions, DefaultsAreValidAndDeclaredOnce) {
  SampleOptions options;
  DeclarationChecker checker;
  Visit(checker, options);
  EXPECT_EQ(checker.names().size(), 16U);
  EXPECT_TRUE(checker.names().contains("masking.rate"));
  EXPECT_NO_THROW(Validate(options));
}

TEST(SampleOptions, WrongValuesAreNamed) {
  const std::vector<std::pair<std::string, std::function<void(SampleOptions&)>>> cases = {
      {"max_length", [](SampleOptions& o) { o.max_length = 4; }},
      {"anchor_share", [](SampleOptions& o) { o.anchor_share = 1.5; }},
      {"link_scope", [](SampleOptions& o) { o.link_scope = "page"; }},
      {"masking.strategy", [](SampleOptions& o) { o.masking.strategy = "words"; }},
      {"mask_share + random_share", [](SampleOptions& o) { o.masking.random_share = 0.3; }},
      {"sum of the weights",
       [](SampleOptions& o) {
         o.mix = {0, 0, 0};
       }},
  };
  for (const auto& [name, spoil] : cases) {
    SampleOptions options;
    spoil(options);
    try {
      Validate(options);
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kConfiguration);
      EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace linkbert
