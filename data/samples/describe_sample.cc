#include "data/samples/describe_sample.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int32_t kIgnored = -100;  // PyTorch's cross entropy skips this label

std::vector<std::int32_t> Labels(const Sample& sample) {
  std::vector<std::int32_t> labels(sample.token_ids.size(), kIgnored);
  for (std::size_t i = 0; i < sample.masked_positions.size(); ++i) {
    labels[static_cast<std::size_t>(sample.masked_positions[i])] = sample.masked_labels[i];
  }
  return labels;
}

Json DocumentJson(const Corpus& corpus, DocumentId document) {
  return {{"document", document}, {"title", std::string(corpus.Title(document))}};
}

// Whether the piece that stood here before masking goes on with a word.
bool Continues(const Vocabulary& vocabulary, const Sample& sample, const std::vector<std::int32_t>& labels,
               std::size_t place) {
  return vocabulary.IsContinuation(labels[place] == kIgnored ? sample.token_ids[place] : labels[place]);
}

std::string InputText(const Vocabulary& vocabulary, const Sample& sample) {
  const std::vector<std::int32_t> labels = Labels(sample);
  std::string text;
  bool in_link = false;
  for (std::size_t i = 0; i < sample.token_ids.size(); ++i) {
    const bool continues = i > 0 && Continues(vocabulary, sample, labels, i);
    if (in_link && !continues) {
      text += "<<";
      in_link = false;
    }
    if (i > 0 && !continues) text += ' ';
    if (static_cast<std::int32_t>(i) == sample.link_position) {
      text += ">>";
      in_link = true;
    }
    const std::string& piece = vocabulary.Piece(sample.token_ids[i]);
    if (labels[i] != kIgnored) {
      const bool hidden = sample.token_ids[i] == vocabulary.mask_id();
      text += fmt::format("[{}:{}]", hidden ? "MASK" : piece, vocabulary.Piece(labels[i]));
    } else {
      text += continues ? piece.substr(2) : piece;
    }
  }
  return text;
}

}  // namespace

std::string SampleToJson(const Corpus& corpus, const Sample& sample) {
  std::vector<std::int32_t> types;
  for (std::size_t i = 0; i < sample.token_ids.size(); ++i) {
    types.push_back(sample.TokenType(static_cast<std::int32_t>(i)));
  }
  const Json json = {{"index", sample.index},
                     {"relation", RelationName(sample.relation)},
                     {"a", DocumentJson(corpus, sample.a_document)},
                     {"b", DocumentJson(corpus, sample.b_document)},
                     {"input_ids", sample.token_ids},
                     {"token_type_ids", types},
                     {"labels", Labels(sample)}};
  // A title that is not UTF-8 must not stop the look at a sample.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string SampleToText(const Corpus& corpus, const Sample& sample) {
  const char* held_out = corpus.IsHeldOut(sample.b_document) ? ", held out" : "";
  std::string text = fmt::format("sample {}: {}, {} tokens, {} to predict\n", sample.index,
                                 RelationName(sample.relation), sample.token_ids.size(), sample.masked_labels.size());
  text += fmt::format("  A: {} (document {})\n", corpus.Title(sample.a_document), sample.a_document);
  text += fmt::format("  B: {} (document {}{})\n", corpus.Title(sample.b_document), sample.b_document, held_out);
  if (sample.relation == Relation::kLinked && sample.link_position < 0)
    text += "  the joining link has no place in A\n";
  return text + "  " + InputText(corpus.vocabulary(), sample) + "\n";
}

}  // namespace linkbert
