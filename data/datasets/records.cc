#include "data/datasets/records.h"

#include "base/error.h"
#include "data/tokens/text_line.h"

namespace linkbert {

// The line that a quoted field goes on in replaces `line`.
void RecordReader::ContinueQuoted(std::string& line) {
  if (lines_.Next(line)) return;
  throw Fail(ErrorCode::kInput,
             "{}: a field begins with a quote that is never closed. Close it, or give a .tsv file, whose quotes are "
             "characters like any other.",
             where_);
}

bool RecordReader::Next(std::vector<std::string>& fields) {
  std::string line;
  fields.clear();
  if (!lines_.Next(line)) return false;
  where_ = lines_.where();
  fields.emplace_back();
  enum class State { kBegin, kPlain, kQuoted, kQuoteInQuoted } state = State::kBegin;
  for (std::size_t at = 0;; ++at) {
    if (at == line.size()) {
      if (state != State::kQuoted) return true;
      fields.back() += '\n';
      if (fields.back().size() > kMaxLineBytes) FailTooLong(where_);
      ContinueQuoted(line);
      at = static_cast<std::size_t>(-1);
      continue;
    }
    const char c = line[at];
    if (state == State::kQuoted) {
      if (c == '"') {
        state = State::kQuoteInQuoted;
      } else {
        fields.back() += c;
      }
    } else if (c == format_.delimiter) {
      fields.emplace_back();
      state = State::kBegin;
    } else if (format_.quotes && c == '"' && state != State::kPlain) {
      if (state == State::kQuoteInQuoted) fields.back() += c;
      state = State::kQuoted;
    } else {
      fields.back() += c;
      state = State::kPlain;
    }
  }
}

}  // namespace linkbert
