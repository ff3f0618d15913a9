// What people and programs are shown of a reader's documents.
#include "data/documents/describe_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Document DescribedPage() {
  Document page;
  page.id = "7";
  page.title = "Ångström";
  page.where = "dump.xml, byte 17";
  page.text = "Å is a unit of length.";
  page.links = {{8, 12, "Unit"}, {16, 22, "Length"}};
  page.other_links = {{"file", 2}};
  page.templates = {{"Infobox", 1}, {"cite", 3}};
  return page;
}

TEST(DescribeDocument, ThePreviewMarksLinksAndNamesWhatWasLeftOut) {
  EXPECT_EQ(PreviewText(DescribedPage()),
            "== Ångström (id 7; dump.xml, byte 17)\n"
            "Å is a [[unit -> Unit]] of [[length -> Length]].\n"
            "  links left out: file (2)\n"
            "  templates: Infobox, cite (3)\n");
}

TEST(DescribeDocument, ALineOfDiagnosticsCountsCodePoints) {
  const std::string line = DiagnosticsLine(DescribedPage());
  EXPECT_TRUE(line.ends_with("\n"));
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json.at("characters"), 22);
  EXPECT_EQ(json.at("links"), 2);
  EXPECT_EQ(json.at("left_out_links"), nlohmann::json({{"file", 2}}));
  EXPECT_EQ(json.at("templates").at("cite"), 3);
}

TEST(DescribeDocument, WhatCannotBeReadIsSaidAndARedirectIsNoDocument) {
  const Document broken = Unreadable("malformed XML", "dump.xml, byte 3", "no end");
  EXPECT_EQ(PreviewText(broken), "dump.xml, byte 3: malformed XML: no end\n");
  EXPECT_EQ(nlohmann::json::parse(DiagnosticsLine(broken)).at("fate"), "malformed XML");
  Document redirect;
  redirect.redirect_to = "A";
  EXPECT_EQ(DiagnosticsLine(redirect), "");
}

// Three items of four documents; remembers which were read.
class Counting : public DocumentReader {
 public:
  NamedTexts Settings() const override { return {}; }
  std::size_t item_count() const override { return 3; }
  void ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts& dropped) const override {
    read.push_back(item);
    Count(dropped, "other namespace");
    for (int i = 0; i < 4; ++i) {
      Document document;
      document.id = std::to_string(item * 4 + static_cast<std::size_t>(i));
      if (i == 0) document.redirect_to = "elsewhere";
      sink(std::move(document));
    }
  }
  void AppendKeys(std::string_view, std::vector<std::string>&) const override {}
  mutable std::vector<std::size_t> read;
};

TEST(DescribeDocument, NoMoreIsReadThanIsShown) {
  const Counting reader;
  NamedCounts dropped;
  std::vector<std::string> ids;
  EXPECT_EQ(ReadFirst(reader, 4, dropped, [&](const Document& document) { ids.push_back(document.id); }), 4U);
  EXPECT_THAT(ids, ElementsAre("1", "2", "3", "5"));
  EXPECT_THAT(reader.read, ElementsAre(0U, 1U));
  EXPECT_EQ(dropped, (NamedCounts{{"other namespace", 2}}));
  EXPECT_EQ(ReadFirst(reader, 100, dropped, [](const Document&) {}), 9U);
}

}  // namespace
}  // namespace linkbert
