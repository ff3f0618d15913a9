#include "data/datasets/tagged_words.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "data/datasets/tab_fields.h"

namespace linkbert {
namespace {

constexpr std::size_t kLongestSentence = 512;  // words; a model sees no more

struct WordAndTag {
  std::string_view word, tag;
};

std::vector<std::string_view> SplitAtBlanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  std::vector<std::string_view> fields;
  for (std::size_t at = text.find_first_not_of(kBlanks); at != text.npos;) {
    const std::size_t end = std::min(text.find_first_of(kBlanks, at), text.size());
    fields.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(kBlanks, end);
  }
  return fields;
}

// Column `number` from 1, or from the last where negative; -1 where there is none.
std::ptrdiff_t ColumnIndex(std::int64_t number, std::size_t columns) {
  const auto count = static_cast<std::int64_t>(columns);
  if (number == 0 || number > count || -number > count) return -1;
  return static_cast<std::ptrdiff_t>(number > 0 ? number - 1 : count + number);
}

// O, or B, I, E, S, L, U alone or with a type behind a hyphen.
bool IsTag(std::string_view tag) {
  constexpr std::string_view kPlaces = "BIESLU";
  return tag == "O" || (!tag.empty() && kPlaces.find(tag[0]) != kPlaces.npos && (tag.size() == 1 || tag[1] == '-'));
}

bool IsPicoTag(std::string_view tag) { return tag.ends_with("-INT") || tag.ends_with("-PAR") || tag.ends_with("-OUT"); }

class Conversion {
 public:
  Conversion(const DatasetInfo* dataset, const TaggedWordsFormat& format, RawLines& lines, PartLines& out)
      : dataset_(dataset), format_(format), lines_(lines), out_(out) {
    out.account().row_name = "sentences";
  }

  void Run() {
    bool blank = false;
    for (std::string line; lines_.Next(line);) {
      const std::string_view text = PythonStrip(line);
      if (text.starts_with("-DOCSTART-")) continue;
      if (text.empty()) {
        blank = true;
        EndSentence();
      } else if (!format_.conll || !text.starts_with("# ")) {
        Add(Parse(text));
      }
    }
    if (!blank && tokens_.size() > kLongestSentence) {
      throw Fail(ErrorCode::kInput,
                 "{}: {} words without a blank line between sentences. Put a blank line behind every sentence.",
                 lines_.path(), tokens_.size());
    }
    EndSentence();
  }

 private:
  WordAndTag Parse(std::string_view text) const {
    const std::vector<std::string_view> fields = format_.conll ? SplitAtBlanks(text) : SplitAtTabs(text);
    const std::ptrdiff_t word = ColumnIndex(format_.conll ? format_.word : 1, fields.size());
    const std::ptrdiff_t tag = ColumnIndex(format_.conll ? format_.tag : 2, fields.size());
    const bool wrong = format_.conll ? word < 0 || tag < 0 || fields.size() < 2 : fields.size() != 2;
    if (wrong) {
      throw Fail(ErrorCode::kInput, "{}: {} columns, wanted {}. The line is: {}", lines_.where(), fields.size(),
                 format_.conll ? "a word and a tag in the columns named" : "two: word, tab, tag", Shortened(text));
    }
    return {fields[static_cast<std::size_t>(word)], fields[static_cast<std::size_t>(tag)]};
  }

  void CheckTag(std::string_view tag) const {
    if (!IsTag(tag)) {
      throw Fail(ErrorCode::kInput, "{}: tag \"{}\", wanted O, B or I, alone or with a type (B-GENE).", lines_.where(),
                 Shortened(tag));
    }
    if (dataset_ == nullptr || tag == "O" || IsPicoTag(tag) == (dataset_->name == "ebmnlp")) return;
    throw Fail(ErrorCode::kInput, "{}: tag \"{}\" is not one of {}. Is it {}?", lines_.where(), tag, dataset_->title,
               dataset_->name == "ebmnlp" ? "an entity file (--dataset ncbi, ...)" : "EBM PICO (--dataset ebmnlp)");
  }

  void Add(const WordAndTag& word) {
    CheckTag(word.tag);
    if (tokens_.empty()) begin_ = lines_.where();
    std::string tag(word.tag);
    if (format_.begin_only && tag[0] == 'I') tag[0] = 'B';
    out_.CountUnits(format_.begin_only ? (tag != "O" ? 1 : 0) : (tag[0] == 'B' ? 1 : 0));
    tokens_.push_back(word.word);
    tags_.push_back(std::move(tag));
  }

  void EndSentence() {
    if (tokens_.empty()) return;
    if (tokens_.size() > kLongestSentence) {
      out_.Note("sentence of more than 512 words", begin_,
                fmt::format("{} words; is a blank line missing?", tokens_.size()));
    }
    out_.CountRow();
    out_.Write({{"tokens", tokens_}, {"ner_tags", tags_}, {"id", std::to_string(sentences_++)}});
    tokens_ = TaskJson::array();
    tags_ = TaskJson::array();
  }

  const DatasetInfo* dataset_;
  TaggedWordsFormat format_;
  RawLines& lines_;
  PartLines& out_;
  TaskJson tokens_ = TaskJson::array(), tags_ = TaskJson::array();
  std::string begin_;  // where the sentence begins
  std::uint64_t sentences_ = 0;
};

}  // namespace

void ConvertTaggedWords(const DatasetInfo* dataset, const TaggedWordsFormat& format, RawLines& lines, PartLines& out) {
  Conversion(dataset, format, lines, out).Run();
}

}  // namespace linkbert
