// TokenData: a file of tagged words; a unit is an example.
//
// As LinkBERT's run_ner.py: words are tokenised one by one and the first piece of a word carries its tag. Words beyond
// max_length and words without a piece are not seen: they are told, take no part in training, and are scored as
// predicted O; in the mode linkbert they take no part in scores either.
// Flow: JSON Lines of {"id","tokens","ner_tags"} (or "tags", "labels"; texts, or numbers with
// names) -> [TokenData] -> trainer, scores.
// Immutable. Errors: kInput naming file, line, field; a tag that training does not know.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/finetuning/example_file.h"
#include "core/finetuning/task_type.h"
#include "core/metrics/entity_metrics.h"
#include "data/datasets/tag_scheme.h"

namespace linkbert {

class TokenData : public TaskData {
 public:
  TokenData(const TaskInput& input, const TaskConfig& task, const WordPieceTokenizer& tokenizer);
  // The tags of a file, sorted; or in the order of their numbers where those have names; or those given.
  static LabelSet TagsOf(const std::string& path, const TaskConfig& task = {});

  std::size_t Examples() const override { return sentences_.size(); }
  std::size_t Units() const override { return sentences_.size(); }
  std::uint32_t Tokens(std::size_t unit) const override { return sentences_[unit].tokens; }
  double LossTerms(std::size_t unit) const override { return sentences_[unit].pieces; }
  std::size_t Outputs(std::size_t unit) const override;
  // TaskBatch::rows and labels: one a word that is kept.
  void Append(std::size_t unit, std::uint64_t sample, TaskBatch& batch) const override;
  std::vector<std::string> Remarks() const override;
  // Over all words; in the mode linkbert over those seen.
  Figures Metrics(std::span<const float> outputs) const override;
  // JSON Lines of {"id", "predictions": a tag a word, null where it takes no part, "entities", where the tags
  // are of a scheme, "labels"}.
  std::vector<PredictionFile> Predictions(const std::string& part, std::span<const float> outputs) const override;

  // A kept word's first piece.
  struct Word {
    std::uint32_t place;  // in the sequence
    std::uint32_t word;   // in the sentence
    std::int32_t label;   // class; 0 where there are none
  };
  std::span<const Word> Words(std::size_t sentence) const;
  std::span<const std::int32_t> TokenIds(std::size_t sentence) const;

 private:
  struct Sentence {
    std::string id;
    std::size_t begin;     // in ids_, [CLS] first
    std::uint32_t tokens;  // of the sequence
    std::size_t first;     // in words_
    std::uint32_t pieces;  // words kept
    std::uint32_t words;   // in the file
    std::size_t labels;    // in labels_, of its first word
  };

  struct TaggedSentence {
    std::string id;
    const std::vector<std::string>& words;
    std::vector<std::int32_t> labels;  // one a word; 0 where there are none
  };

  void Add(const TaggedSentence& tagged, const WordPieceTokenizer& tokenizer, Encoding& scratch);
  std::vector<std::int32_t> LabelsOf(const ExampleLine& line, std::size_t words, const ExampleFile& file);
  // By sentence and word; without a value where the word was not seen and takes no part.
  using Tags = std::vector<std::vector<std::optional<std::string>>>;
  Tags Predicted(std::span<const float> outputs) const;
  const std::string& LabelOf(const Sentence& sentence, std::size_t word) const;

  std::string path_;
  TaskConfig task_;
  TaskPurpose purpose_;
  std::vector<std::string> number_names_;  // of whole numbers among the tags
  SchemeSurvey survey_;                    // of the training file's tags
  std::vector<std::int32_t> ids_;
  std::vector<Word> words_;
  std::vector<Sentence> sentences_;
  std::vector<std::int32_t> labels_;  // of all words, seen or not; empty for prediction
  std::size_t dropped_ = 0, cut_sentences_ = 0, vanished_ = 0, empty_ = 0;
};

}  // namespace linkbert
