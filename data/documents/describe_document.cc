#include "data/documents/describe_document.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct Enough {};  // ends the reading of an item

std::string CountsText(const char* what, const NamedCounts& counts) {
  std::string text;
  for (const auto& [name, count] : counts) {
    text += text.empty() ? fmt::format("  {}: ", what) : ", ";
    text += count == 1 ? name : fmt::format("{} ({})", name, count);
  }
  return text.empty() ? text : text + "\n";
}

OrderedJson CountsJson(const NamedCounts& counts) {
  OrderedJson json = OrderedJson::object();
  for (const auto& [name, count] : counts) json[name] = count;
  return json;
}

std::string LinkedText(const Document& document) {
  std::string text;
  std::size_t at = 0;
  for (const DocumentLink& link : document.links) {
    text += document.text.substr(at, link.begin - at);
    text += fmt::format("[[{} -> {}]]", document.text.substr(link.begin, link.end - link.begin), link.target);
    at = link.end;
  }
  return text + document.text.substr(at);
}

std::string JsonLineOf(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace

std::string PreviewText(const Document& document) {
  if (!document.problem.empty()) {
    return fmt::format("{}: {}: {}\n", document.where, document.fate_if_empty, document.problem);
  }
  std::string text =
      fmt::format("== {} (id {}; {})\n{}\n", document.title, document.id, document.where, LinkedText(document));
  if (!document.targets.empty())
    text += fmt::format("  links without a place: {}\n", fmt::join(document.targets, "; "));
  text += CountsText("links left out", document.other_links);
  text += CountsText("templates", document.templates);
  return text + CountsText("elements left out", document.elements);
}

std::string DiagnosticsLine(const Document& document) {
  if (!document.redirect_to.empty()) return "";
  if (!document.problem.empty()) {
    return JsonLineOf({{"where", document.where}, {"fate", document.fate_if_empty}, {"problem", document.problem}});
  }
  return JsonLineOf({{"id", document.id},
                     {"title", document.title},
                     {"where", document.where},
                     {"characters", CodePointsBefore(document.text).back()},
                     {"links", document.links.size()},
                     {"targets", document.targets.size()},
                     {"left_out_links", CountsJson(document.other_links)},
                     {"templates", CountsJson(document.templates)},
                     {"elements", CountsJson(document.elements)}});
}

std::uint64_t ReadFirst(const DocumentReader& reader, std::uint64_t most, NamedCounts& dropped,
                        const std::function<void(const Document&)>& sink) {
  std::uint64_t shown = 0;
  const auto show = [&](Document&& document) {
    if (!document.redirect_to.empty() || document.deletion) return;
    sink(document);
    if (++shown == most) throw Enough{};
  };
  try {
    for (std::size_t item = 0; item < reader.item_count() && shown < most; ++item) {
      reader.ReadItem(item, show, dropped);
    }
  } catch (const Enough&) {
    // The rest of the item is not wanted.
  }
  return shown;
}

}  // namespace linkbert
