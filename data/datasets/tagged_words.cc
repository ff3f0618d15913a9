#include "data/datasets/tagged_words.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "data/datasets/tab_fields.h"

namespace linkbert {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kDocumentMark = "-DOCSTART-";
constexpr std::size_t kLongestSentence = 512;  // words; a model sees no more

struct WordAndTag {
  std::string_view word, tag;
};

std::vector<std::string_view> SplitAtBlanks(std::string_view text) {
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

// Without the blanks at its end, nor those before the first column; in a line of tabs a tab there is an empty column.
std::string_view StripRow(std::string_view text) {
  const std::size_t last = text.find_last_not_of(kBlanks);
  text = text.substr(0, last == text.npos ? 0 : last + 1);
  return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

bool IsPicoTag(std::string_view tag) { return tag.ends_with("-INT") || tag.ends_with("-PAR") || tag.ends_with("-OUT"); }

// B-PER of PER-B; anything else as it is.
std::string LetterFirst(std::string_view tag) {
  const std::size_t dash = tag.rfind('-');
  if (dash == tag.npos || dash + 2 != tag.size()) return std::string(tag);
  return fmt::format("{}-{}", tag.back(), tag.substr(0, dash));
}

class TaggedWordsConversion {
 public:
  TaggedWordsConversion(const DatasetInfo* dataset, const TaggedWordsFormat& format, RawLines& lines, PartLines& out)
      : dataset_(dataset), format_(format), lines_(lines), out_(out) {
    out.account().row_name = "sentences";
  }

  void Run() {
    for (std::string line; lines_.Next(line);) {
      if (!format_.conll || columns_ > 0) {
        Take(line);
      } else {
        held_.push_back({line, lines_.where()});
        if (IsPlainRow(line)) Settle(line);
      }
    }
    TakeHeld();
    if (!blank_ && tokens_.size() > kLongestSentence) {
      throw Fail(ErrorCode::kInput,
                 "{}: {} words without a blank line between sentences. Put a blank line behind every sentence.",
                 lines_.path(), tokens_.size());
    }
    EndSentence();
    if (dataset_ == nullptr) TellScheme();
  }

 private:
  struct HeldLine {
    std::string text, where;
  };

  static bool IsPlainRow(std::string_view line) {
    return !line.starts_with('#') && !line.starts_with(kDocumentMark) && !PythonStrip(line).empty();
  }

  // What the first row tells of all: what separates their columns, and how many they are. Only then is it known
  // whether lines before it that begin with # are comments.
  void Settle(std::string_view line) {
    const std::string_view text = StripRow(line);
    if (text.find('\t') != text.npos) {  // blanks and tabs mixed: the tag shows which of them separate
      const std::vector<std::string_view> fields = SplitAtTabs(text);
      const std::ptrdiff_t tag = ColumnIndex(format_.tag, fields.size());
      tabs_ = tag >= 0 && IsTag(fields[static_cast<std::size_t>(tag)]);
    }
    columns_ = Fields(text).size();
    TakeHeld();
  }

  void TakeHeld() {
    for (const HeldLine& held : held_) {
      held_where_ = &held.where;
      Take(held.text);
    }
    held_where_ = nullptr;
    held_.clear();
  }

  // Of the line at hand; made only where somebody asks.
  std::string Where() const { return held_where_ != nullptr ? *held_where_ : lines_.where(); }

  void Take(std::string_view line) {
    if (line.starts_with(kDocumentMark)) {
      out_.Skip("-DOCSTART- line");
      if (format_.conll) EndSentence();
    } else if (PythonStrip(line).empty()) {
      blank_ = true;
      EndSentence();
    } else if (!format_.conll) {
      Add(Parse(PythonStrip(line)));
    } else if (IsComment(StripRow(line))) {
      out_.Skip("comment line");
    } else {
      Add(Parse(StripRow(line)));
    }
  }

  std::vector<std::string_view> Fields(std::string_view text) const {
    return !format_.conll || tabs_ ? SplitAtTabs(text) : SplitAtBlanks(text);
  }

  // Columns counted from both ends must be as many in every row, lest one is taken for another.
  bool FixedColumns() const { return (format_.word > 0) != (format_.tag > 0) && columns_ > 0; }

  bool IsComment(std::string_view text) const {
    if (!tokens_.empty() || !text.starts_with('#')) return false;
    const std::vector<std::string_view> fields = Fields(text);
    const std::ptrdiff_t tag = ColumnIndex(format_.tag, fields.size());
    const bool as_many = columns_ > 0 ? fields.size() == columns_ : fields.size() > 1;
    if (as_many && tag >= 0 && IsTag(fields[static_cast<std::size_t>(tag)])) return false;
    return text.size() == 1 || text[1] == '#' || kBlanks.find(text[1]) != kBlanks.npos || text.find('=') != text.npos;
  }

  WordAndTag Parse(std::string_view text) const {
    const std::vector<std::string_view> fields = Fields(text);
    const std::ptrdiff_t word = ColumnIndex(format_.conll ? format_.word : 1, fields.size());
    const std::ptrdiff_t tag = ColumnIndex(format_.conll ? format_.tag : 2, fields.size());
    const bool wrong = format_.conll ? word < 0 || tag < 0 || fields.size() < 2 : fields.size() != 2;
    if (wrong || (format_.conll && FixedColumns() && fields.size() != columns_)) {
      throw Fail(ErrorCode::kInput, "{}: {} columns, wanted {}. The line is: {}", Where(), fields.size(), Wanted(text),
                 Shortened(text));
    }
    return {fields[static_cast<std::size_t>(word)], fields[static_cast<std::size_t>(tag)]};
  }

  std::string Wanted(std::string_view text) const {
    if (!format_.conll) return "two: word, tab, tag";
    if (FixedColumns()) {
      return fmt::format("{} between {} as in the first row{}", columns_, tabs_ ? "tabs" : "blanks",
                         tokens_.empty() || !text.starts_with('#') ? "" : " (within a sentence # begins no comment)");
    }
    return "a word and a tag in the columns named";
  }

  // O, or one of the letters alone or with a type behind a hyphen; where they stand last, turned round.
  bool IsTag(std::string_view tag) const { return SplitTag(format_.letter_last ? LetterFirst(tag) : tag).has_value(); }

  void CheckTag(std::string_view tag) const {
    if (!SplitTag(tag)) {
      const bool turned = SplitTag(LetterFirst(tag)).has_value();
      throw Fail(ErrorCode::kInput, "{}: tag \"{}\", wanted O, or B, I, E, S, L or U alone or with a type (B-GENE).{}",
                 Where(), Shortened(tag),
                 turned && format_.conll ? " Say --tag-letter-last if tags are written so." : "");
    }
    if (dataset_ == nullptr || tag == "O" || IsPicoTag(tag) == (dataset_->name == "ebmnlp")) return;
    throw Fail(ErrorCode::kInput, "{}: tag \"{}\" is not one of {}. Is it {}?", Where(), tag, dataset_->title,
               dataset_->name == "ebmnlp" ? "an entity file (--dataset ncbi, ...)" : "EBM PICO (--dataset ebmnlp)");
  }

  void Add(const WordAndTag& word) {
    std::string tag = format_.letter_last ? LetterFirst(word.tag) : std::string(word.tag);
    CheckTag(tag);
    if (word.word.empty()) throw Fail(ErrorCode::kInput, "{}: the word's column is empty, wanted a word.", Where());
    if (tokens_.empty()) begin_ = Where();
    with_blank_ += word.word.find(' ') != word.word.npos ? 1 : 0;
    if (format_.begin_only && tag[0] == 'I') tag[0] = 'B';
    if (dataset_ != nullptr) out_.CountUnits(format_.begin_only ? (tag != "O" ? 1 : 0) : (tag[0] == 'B' ? 1 : 0));
    tokens_.push_back(word.word);
    tags_.push_back(std::move(tag));
  }

  void EndSentence() {
    if (tokens_.empty()) return;
    if (tokens_.size() > kLongestSentence) {
      out_.Note("sentence of more than 512 words", begin_,
                fmt::format("{} words; is a blank line missing?", tokens_.size()));
    }
    if (dataset_ == nullptr) ConvertTags();
    out_.CountRow();
    out_.Write({{"tokens", tokens_}, {"ner_tags", tags_}, {"id", std::to_string(sentences_++)}});
    tokens_ = TaskJson::array();
    tags_.clear();
  }

  void ConvertTags() {
    survey_.Add(tags_);
    const std::vector<TagSpan> spans = ReadSpans(tags_);
    out_.CountUnits(spans.size());
    if (format_.scheme) tags_ = WriteTags(spans, tags_.size(), *format_.scheme);
  }

  void TellScheme() {
    if (survey_.Mixed()) {
      throw Fail(ErrorCode::kInput, "{}: tags of IOBES (E, S) and of BILOU (L, U) are mixed, wanted one scheme.",
                 lines_.path());
    }
    std::string text = "tag scheme: " + survey_.Text();
    if (survey_.Scheme() == TagScheme::kIo) text += " (entities of one type side by side are one)";
    if (format_.scheme) text += fmt::format("; turned into {}", SchemeName(*format_.scheme));
    out_.account().remarks.push_back(std::move(text));
    if (with_blank_ > 0)
      out_.account().remarks.push_back(fmt::format("{} words hold a blank: columns lie between tabs", with_blank_));
  }

  const DatasetInfo* dataset_;
  TaggedWordsFormat format_;
  RawLines& lines_;
  PartLines& out_;
  bool tabs_ = false;        // conll: tabs separate columns
  std::size_t columns_ = 0;  // conll: of the first row; 0: not yet known
  std::vector<HeldLine> held_;
  const std::string* held_where_ = nullptr;  // while a held line is taken
  bool blank_ = false;                       // there was a blank line
  TaskJson tokens_ = TaskJson::array();
  std::vector<std::string> tags_;
  SchemeSurvey survey_;
  std::string begin_;  // where the sentence begins
  std::uint64_t sentences_ = 0, with_blank_ = 0;
};

}  // namespace

void ConvertTaggedWords(const DatasetInfo* dataset, const TaggedWordsFormat& format, RawLines& lines, PartLines& out) {
  TaggedWordsConversion(dataset, format, lines, out).Run();
}

}  // namespace linkbert
