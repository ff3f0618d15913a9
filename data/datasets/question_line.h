// The line of question answering, {"id","question","context","answers":{"answer_start":[...],"text":[...]}}, and the
// check that answers are where they say. Shared by SQuAD, MRQA, HotpotQA and people's tables.
//
// Pure. Errors: none of its own; a wrong place is noted.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "data/datasets/context_text.h"
#include "data/datasets/part_lines.h"

namespace linkbert {

struct PlacedAnswer {
  std::uint64_t start;  // in code points of the context
  std::string_view text;
};

inline TaskJson QuestionLine(const TaskJson& id, std::string_view question, std::string_view context,
                             const std::vector<PlacedAnswer>& answers) {
  TaskJson starts = TaskJson::array(), texts = TaskJson::array();
  for (const PlacedAnswer& answer : answers) {
    starts.push_back(answer.start);
    texts.push_back(answer.text);
  }
  return {{"id", id},
          {"question", question},
          {"context", context},
          {"answers", {{"answer_start", std::move(starts)}, {"text", std::move(texts)}}}};
}

// Notes the question once where an answer is not at its place. where: "file:line, question ID".
inline void CheckAnswers(const ContextText& context, const std::vector<PlacedAnswer>& answers, const std::string& where,
                         PartLines& out) {
  for (const PlacedAnswer& answer : answers) {
    if (context.HoldsAt(answer.start, answer.text)) continue;
    out.Note("answer not at its offset", where,
             fmt::format("at {} is \"{}\", wanted \"{}\"", answer.start,
                         Shortened(context.Slice(answer.start, CodePoints(answer.text))), Shortened(answer.text)));
    return;
  }
}

}  // namespace linkbert
