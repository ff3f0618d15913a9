#include "data/datasets/squad.h"

#include <algorithm>
#include <vector>

#include "base/hash.h"
#include "base/philox.h"
#include "data/datasets/json_fields.h"
#include "data/datasets/question_line.h"

namespace linkbert {
namespace {

struct SquadParagraph {
  std::size_t article;
  const std::string* context;
  const TaskJson* questions;
  std::string where;
};

std::vector<SquadParagraph> ReadParagraphs(const TaskJson& file, const std::string& path) {
  std::vector<SquadParagraph> paragraphs;
  const TaskJson& articles = JsonFields(file, path).List("data");
  for (std::size_t a = 0; a < articles.size(); ++a) {
    const std::string where = fmt::format("{}, data[{}]", path, a);
    const TaskJson& list = JsonFields(articles[a], where).List("paragraphs");
    for (std::size_t p = 0; p < list.size(); ++p) {
      const JsonFields paragraph(list[p], fmt::format("{}.paragraphs[{}]", where, p));
      paragraphs.push_back({a, &paragraph.Text("context"), &paragraph.List("qas"), paragraph.where()});
    }
  }
  return paragraphs;
}

// A context with documents before and after it.
struct Distracted {
  std::string before, after;  // with their joining blanks
};

// Draws documents for one question; fewer than wanted where too few qualify.
Distracted DrawDocuments(const std::vector<SquadParagraph>& paragraphs, const SquadParagraph& own,
                         const std::string& id, const std::vector<PlacedAnswer>& answers,
                         const Distraction& distraction) {
  constexpr std::uint32_t kTrials = 256;
  const RandomSequence draws(distraction.seed, RandomStream::kDistraction, Hash64(id));
  const auto wanted = distraction.least + draws.Below(0, distraction.most - distraction.least + 1);
  Distracted result;
  std::vector<std::uint64_t> taken;
  for (std::uint32_t trial = 0; trial < kTrials && taken.size() < wanted; ++trial) {
    const std::uint64_t at = draws.Below(1 + 2 * trial, paragraphs.size());
    const std::string& text = *paragraphs[at].context;
    const bool unfit = paragraphs[at].article == own.article || std::ranges::find(taken, at) != taken.end() ||
                       std::ranges::any_of(answers, [&](const PlacedAnswer& answer) {
                         return text.find(answer.text) != std::string::npos;
                       });
    if (unfit) continue;
    taken.push_back(at);
    if (draws.Below(2 + 2 * trial, 2) == 0) {
      result.before = text + " " + result.before;
    } else {
      result.after += " " + text;
    }
  }
  return result;
}

std::vector<PlacedAnswer> ReadAnswers(const JsonFields& question) {
  const TaskJson* impossible = question.Find("is_impossible");
  std::vector<PlacedAnswer> answers;
  if (impossible != nullptr && impossible->is_boolean() && impossible->get<bool>()) return answers;
  for (const TaskJson& value : question.List("answers")) {
    const JsonFields answer(value, question.where() + ".answers");
    answers.push_back({answer.Offset("answer_start"), answer.Text("text")});
  }
  return answers;
}

class SquadConversion {
 public:
  SquadConversion(std::vector<SquadParagraph> paragraphs, const Distraction& distraction, PartLines& out)
      : paragraphs_(std::move(paragraphs)), distraction_(distraction), out_(out) {}

  void Run() {
    for (const SquadParagraph& paragraph : paragraphs_) {
      out_.CountUnits(1);
      const ContextText places(*paragraph.context);
      for (std::size_t q = 0; q < paragraph.questions->size(); ++q) {
        Convert(paragraph, places,
                JsonFields((*paragraph.questions)[q], fmt::format("{}.qas[{}]", paragraph.where, q)));
      }
    }
  }

 private:
  void Convert(const SquadParagraph& paragraph, const ContextText& places, const JsonFields& question) {
    out_.CountRow();
    std::vector<PlacedAnswer> answers = ReadAnswers(question);
    const std::string_view text = PythonStrip(question.Text("question"));
    if (text.empty()) out_.Note("empty question", question.where(), "");
    CheckAnswers(places, answers, question.where(), out_);
    const TaskJson& id = question.Id("id");
    if (distraction_.most == 0) {
      out_.Write(QuestionLine(id, text, *paragraph.context, answers));
      return;
    }
    const std::string key = id.is_string() ? id.get<std::string>() : id.dump();
    const Distracted documents = DrawDocuments(paragraphs_, paragraph, key, answers, distraction_);
    const std::uint64_t shift = CodePoints(documents.before);
    for (PlacedAnswer& answer : answers) answer.start += shift;
    out_.Write(QuestionLine(id, text, documents.before + *paragraph.context + documents.after, answers));
  }

  std::vector<SquadParagraph> paragraphs_;
  Distraction distraction_;
  PartLines& out_;
};

}  // namespace

void ConvertSquad(const TaskJson& file, const std::string& path, const Distraction& distraction, PartLines& out) {
  out.account().row_name = "questions";
  SquadConversion(ReadParagraphs(file, path), distraction, out).Run();
}

}  // namespace linkbert
