// Held-out pairs as the last evaluation kept them: titles, the joining link, both texts, truth and verdict.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/ascii.h"
#include "core/report/html.h"
#include "core/report/sections.h"
#include "data/samples/relation_mix.h"

namespace linkbert::report {
namespace {

constexpr std::size_t kMaxCharacters = 420;  // of each text
constexpr std::size_t kMaxExamples = 12;     // all runs together, but at least three of each

// The text, shortened, with the link's own words marked where they are found.
std::string MarkedText(const std::string& text, const std::string& link) {
  const std::string shown = Shorten(text, kMaxCharacters);
  const std::size_t at = link.empty() ? std::string::npos : InLowerAscii(shown).find(InLowerAscii(link));
  if (at == std::string::npos) return Escape(shown);
  return Escape(shown.substr(0, at)) + "<mark>" + Escape(shown.substr(at, link.size())) + "</mark>" +
         Escape(shown.substr(at + link.size()));
}

// "linked", whether the evaluation names relations by number or by name.
std::string Relation(const Json& example, const char* key) {
  if (const auto number = NumberAt(example, key)) {
    return *number >= 0 && *number < 3 ? kRelationNames[static_cast<std::size_t>(*number)] : "";
  }
  return TextAt(example, key);
}

std::string Bars(const Json& example) {
  const Json* probabilities = Find(example, "probabilities");
  if (probabilities == nullptr || !probabilities->is_array() || probabilities->size() != kRelationNames.size())
    return "";
  std::string html = "<dl class=\"bars\">";
  for (std::size_t i = 0; i < kRelationNames.size(); ++i) {
    const Json& probability = (*probabilities)[i];
    if (!probability.is_number()) return "";
    const double share = std::clamp(probability.get<double>(), 0.0, 1.0);
    html += fmt::format("<dt>{}</dt><dd style=\"--share:{:.3f}\"><span>{:.0f} %</span></dd>", kRelationNames[i], share,
                        100 * share);
  }
  return html + "</dl>";
}

std::string Card(const Json& example) {
  if (TextAt(example, "a_text").empty() && TextAt(example, "b_text").empty()) return "";
  const std::string truth = Relation(example, "truth"), verdict = Relation(example, "verdict");
  const std::string link = TextAt(example, "link_text");
  std::string html = "<article class=\"pair\">";
  html += fmt::format("<h4>{} <span class=\"arrow\">→</span> {}</h4>", Escape(TextAt(example, "a_title")),
                      Escape(TextAt(example, "b_title")));
  if (!truth.empty() && !verdict.empty()) {
    html += fmt::format("<p class=\"verdict {}\">{}; the model says {}{}</p>", truth == verdict ? "right" : "wrong",
                        Escape(truth), Escape(verdict), truth == verdict ? " ✓" : " ✗");
  }
  if (!link.empty()) html += fmt::format("<p class=\"note\">link: <mark>{}</mark></p>", Escape(link));
  html += fmt::format("<p class=\"text\"><b>A</b> {}</p><p class=\"text\"><b>B</b> {}</p>",
                      MarkedText(TextAt(example, "a_text"), link),
                      Escape(Shorten(TextAt(example, "b_text"), kMaxCharacters)));
  return html + Bars(example) + "</article>\n";
}

}  // namespace

std::string Examples(const ReportData& data) {
  std::string html;
  const std::size_t limit = std::max<std::size_t>(3, kMaxExamples / std::max<std::size_t>(1, data.runs.size()));
  for (std::size_t i = 0; i < data.runs.size(); ++i) {
    if (data.runs[i].evaluations.empty()) continue;
    const Json* examples = Find(data.runs[i].evaluations.back().values, "examples");
    if (examples == nullptr || !examples->is_array() || examples->empty()) continue;
    if (data.runs.size() > 1) html += "<h3>" + RunName(data, i) + "</h3>";
    html += "<div class=\"pairs\">";
    for (std::size_t e = 0; e < std::min(examples->size(), limit); ++e) html += Card((*examples)[e]);
    html += "</div>\n";
  }
  return Section("Pairs and their links", html);
}

}  // namespace linkbert::report
