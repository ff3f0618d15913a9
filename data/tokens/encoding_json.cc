#include "data/tokens/encoding_json.h"

#include <nlohmann/json.hpp>

#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

using OrderedJson = nlohmann::ordered_json;

}  // namespace

std::string EncodingToJson(const Vocabulary& vocabulary, std::string_view text, const Encoding& encoding,
                           const EncodingFormat& format) {
  OrderedJson ids = OrderedJson::array(), tokens = OrderedJson::array(), offsets = OrderedJson::array();
  const auto append = [&](std::int32_t id, std::uint32_t begin, std::uint32_t end) {
    ids.push_back(id);
    tokens.push_back(vocabulary.Piece(id));
    if (format.offsets) offsets.push_back({begin, end});
  };
  const std::vector<std::uint32_t> code_points = format.offsets ? CodePointsBefore(text) : std::vector<std::uint32_t>{};
  const auto place = [&](std::uint32_t byte) { return format.offsets ? code_points[byte] : 0; };
  if (format.special) append(vocabulary.cls_id(), 0, 0);
  for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
    append(encoding.ids[i], place(encoding.begin[i]), place(encoding.end[i]));
  }
  if (format.special) append(vocabulary.sep_id(), 0, 0);
  OrderedJson line = {{"ids", std::move(ids)}, {"tokens", std::move(tokens)}};
  if (format.offsets) line["offsets"] = std::move(offsets);
  return line.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace linkbert
