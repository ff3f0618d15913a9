#include "data/shards/corpus_summary.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/error.h"
#include "data/shards/corpus.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kTopTitles = 10;

InDegreeSummary SummarizeInDegrees(const Corpus& corpus) {
  std::vector<DocumentId> order(corpus.document_count());
  std::iota(order.begin(), order.end(), DocumentId{0});
  std::vector<std::uint32_t> degree(order.size());
  for (const DocumentId document : order) degree[document] = corpus.InDegree(document);
  InDegreeSummary summary;
  const std::size_t top = std::min(kTopTitles, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(top), order.end(),
                    [&](DocumentId a, DocumentId b) { return degree[a] != degree[b] ? degree[a] > degree[b] : a < b; });
  for (std::size_t i = 0; i < top; ++i) summary.top.emplace_back(corpus.Title(order[i]), degree[order[i]]);
  if (degree.empty()) return summary;
  std::sort(degree.begin(), degree.end());
  const auto at = [&](std::size_t percent) { return degree[(degree.size() * percent + 99) / 100 - 1]; };
  summary.minimum = degree.front(), summary.maximum = degree.back();
  summary.median = at(50), summary.p90 = at(90), summary.p99 = at(99);
  const auto zeros = std::upper_bound(degree.begin(), degree.end(), 0U) - degree.begin();
  summary.zero_share = static_cast<double>(zeros) / static_cast<double>(degree.size());
  return summary;
}

// 1234567 -> "1,234,567".
std::string Grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string Line(const std::string& name, std::uint64_t number, const std::string& remark = "") {
  return fmt::format("  {:<22}{:>14}{}{}\n", name, Grouped(number), remark.empty() ? "" : "  ", remark);
}

std::string Share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "" : fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace

CorpusSummary SummarizeCorpus(const std::string& folder) {
  const Corpus corpus = Corpus::Open(folder);
  return {ReadManifest(folder), corpus.fingerprint(), SummarizeInDegrees(corpus)};
}

std::string AccountingToText(const Manifest& manifest) {
  std::uint64_t entries = 0;
  for (const auto& [fate, count] : manifest.entries) entries += count;
  std::string text = "entries of the source\n";
  for (const auto& [fate, count] : manifest.entries) text += Line(fate, count, Share(count, entries));
  text += Line("total", entries);
  for (const std::string& problem : manifest.problems) text += fmt::format("  {}\n", problem);
  const LinkAccounting& links = manifest.links;
  text += "links\n";
  text += Line("resolved", links.resolved, Share(links.resolved, links.found));
  if (links.by_redirect > 0) text += Line("by redirect", links.by_redirect, Share(links.by_redirect, links.found));
  text +=
      Line("ambiguous", links.ambiguous, Share(links.ambiguous, links.found) + " (to the first document of the name)");
  text += Line("dangling", links.dangling, Share(links.dangling, links.found) + " (no document of the name; dropped)");
  text += Line("self", links.self, Share(links.self, links.found) + " (dropped)");
  for (const auto& [reason, count] : links.other) text += Line(reason, count, Share(count, links.found) + " (dropped)");
  text += Line("found", links.found);
  if (const auto& lexical = manifest.lexical_links) {
    text += "lexical links\n";
    text += Line("added", lexical->added);
    text += Line("known", lexical->known, "(the source has them too, without a place)");
  }
  text += "names that links may use\n";
  text += Line("distinct", manifest.names.distinct);
  text += Line("ambiguous", manifest.names.ambiguous);
  return text;
}

namespace {

constexpr std::size_t kNamesInText = 10;

std::string NamesToText(const char* heading, const CommonNames& names) {
  if (names.common.empty()) return "";
  std::string text = fmt::format("{}\n", heading);
  std::uint64_t others = names.other_names, count = names.other;
  for (std::size_t i = 0; i < names.common.size(); ++i) {
    const auto& [name, number] = names.common[i];
    if (i < kNamesInText) {
      text += Line(name, number);
    } else {
      ++others, count += number;
    }
  }
  return others == 0 ? text : text + Line(fmt::format("{} more", Grouped(others)), count);
}

}  // namespace

std::string SummaryToText(const CorpusSummary& summary) {
  const Manifest& manifest = summary.manifest;
  const ShardCounts totals = manifest.Totals();
  const InDegreeSummary& degree = summary.in_degree;
  std::string text = "corpus\n";
  text += Line("documents", totals.documents);
  text += Line("segments", totals.segments);
  text += Line("tokens", totals.tokens);
  text += Line("links with a place", totals.links);
  text += Line("links without", manifest.document_links);
  text += Line("shards", manifest.shards.size());
  text += Line("training documents", totals.documents - manifest.held_out_documents);
  text += Line("held-out documents", manifest.held_out_documents, Share(manifest.held_out_documents, totals.documents));
  if (manifest.moved_documents > 0) {
    text += Line("moved", manifest.moved_documents, "(to the side of the document they duplicate)");
  }
  text += AccountingToText(manifest);
  text += fmt::format(
      "in-degree (distinct training documents that link here)\n"
      "  min {}, median {}, p90 {}, p99 {}, max {}; zero for {:.1f} % of the documents\n",
      degree.minimum, degree.median, degree.p90, degree.p99, degree.maximum, 100 * degree.zero_share);
  for (const auto& [title, count] : degree.top) text += fmt::format("  {:>8}  {}\n", Grouped(count), title);
  text += NamesToText("templates of the documents", manifest.templates);
  for (std::size_t i = 0; i < kTemplateFates.size(); ++i)
    text += NamesToText(kTemplateFateTitles[i], manifest.fates[i]);
  text += NamesToText("elements left out of the text", manifest.elements);
  text += "made with\n";
  for (const auto& [name, value] : manifest.settings) text += fmt::format("  {}: {}\n", name, value);
  return text + fmt::format("fingerprint {}\n", summary.fingerprint);
}

std::string SummaryToJson(const CorpusSummary& summary) {
  const Manifest& manifest = summary.manifest;
  const ShardCounts totals = manifest.Totals();
  const LinkAccounting& links = manifest.links;
  const LexicalAccounting lexical = manifest.lexical_links.value_or(LexicalAccounting{});
  const InDegreeSummary& degree = summary.in_degree;
  Json entries = Json::object(), other = Json::object(), settings = Json::object(), top = Json::array();
  Json fates = Json::object();
  for (std::size_t i = 0; i < kTemplateFates.size(); ++i) fates[kTemplateFates[i]] = NamesToJson(manifest.fates[i]);
  for (const auto& [reason, count] : links.other) other[reason] = count;
  for (const auto& [name, count] : manifest.entries) entries[name] = count;
  for (const auto& [name, value] : manifest.settings) settings[name] = value;
  for (const auto& [title, count] : degree.top) top.push_back({{"title", title}, {"in_degree", count}});
  const Json json = {{"documents", totals.documents},
                     {"segments", totals.segments},
                     {"tokens", totals.tokens},
                     {"positioned_links", totals.links},
                     {"document_links", manifest.document_links},
                     {"redirects", manifest.Redirects()},
                     {"shards", manifest.shards.size()},
                     {"training_documents", totals.documents - manifest.held_out_documents},
                     {"held_out_documents", manifest.held_out_documents},
                     {"moved_documents", manifest.moved_documents},
                     {"held_out_fraction", manifest.held_out_fraction},
                     {"entries", entries},
                     {"problems", manifest.problems},
                     {"links",
                      {{"found", links.found},
                       {"resolved", links.resolved},
                       {"by_redirect", links.by_redirect},
                       {"ambiguous", links.ambiguous},
                       {"dangling", links.dangling},
                       {"self", links.self},
                       {"other", other}}},
                     {"lexical_links", {{"added", lexical.added}, {"known", lexical.known}}},
                     {"names", {{"distinct", manifest.names.distinct}, {"ambiguous", manifest.names.ambiguous}}},
                     {"in_degree",
                      {{"min", degree.minimum},
                       {"median", degree.median},
                       {"p90", degree.p90},
                       {"p99", degree.p99},
                       {"max", degree.maximum},
                       {"zero_share", degree.zero_share},
                       {"top", top}}},
                     {"templates", NamesToJson(manifest.templates)},
                     {"template_fates", fates},
                     {"elements", NamesToJson(manifest.elements)},
                     {"settings", settings},
                     {"fingerprint", summary.fingerprint}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace linkbert
