#include "data/datasets/hotpotqa.h"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "base/parse_json.h"
#include "data/datasets/json_fields.h"
#include "data/datasets/question_line.h"
#include "data/datasets/raw_lines.h"

namespace linkbert {
namespace {

struct HotpotParagraph {
  std::string title;
  std::vector<std::string> sentences;
  std::set<std::size_t> supporting;  // of the sentences
};

HotpotParagraph ReadParagraph(const TaskJson& title, const TaskJson& sentences, const JsonFields& entry,
                              const char* field) {
  if (!title.is_string() || !sentences.is_array()) {
    throw entry.Wrong(field, "holds a paragraph that is none", "[title, [sentence, ...]]");
  }
  HotpotParagraph paragraph{.title = title.get<std::string>(), .sentences = {}, .supporting = {}};
  for (const TaskJson& sentence : sentences) {
    if (!sentence.is_string()) throw entry.Wrong(field, SeenJson(sentence), "a sentence, a text");
    paragraph.sentences.push_back(sentence.get<std::string>());
  }
  return paragraph;
}

void AppendParagraphs(const JsonFields& entry, const char* field, std::vector<HotpotParagraph>& paragraphs) {
  for (const TaskJson& pair : entry.List(field)) {
    if (!pair.is_array() || pair.size() < 2) throw entry.Wrong(field, SeenJson(pair), "[title, [sentence, ...]]");
    paragraphs.push_back(ReadParagraph(pair[0], pair[1], entry, field));
  }
}

// The released files.
std::vector<HotpotParagraph> ReadReleased(const JsonFields& entry) {
  std::vector<HotpotParagraph> paragraphs;
  AppendParagraphs(entry, "context", paragraphs);
  for (const TaskJson& fact : entry.List("supporting_facts")) {
    if (!fact.is_array() || fact.size() != 2 || !fact[0].is_string() || !fact[1].is_number_unsigned()) {
      throw entry.Wrong("supporting_facts", SeenJson(fact), "[title, number of the sentence]");
    }
    const auto at = std::ranges::find(paragraphs, fact[0].get<std::string>(), &HotpotParagraph::title);
    if (at != paragraphs.end()) at->supporting.insert(fact[1].get<std::size_t>());
  }
  return paragraphs;
}

// The web page's samples: two paragraphs that support, then those that distract.
std::vector<HotpotParagraph> ReadSample(const JsonFields& entry) {
  std::vector<HotpotParagraph> paragraphs;
  for (const auto& [title, text] : {std::pair{"title_a", "para_a"}, std::pair{"title_b", "para_b"}}) {
    HotpotParagraph paragraph = ReadParagraph(entry.Require(title, "a text"), entry.List(text), entry, text);
    for (std::size_t i = 0; i < paragraph.sentences.size(); ++i) paragraph.supporting.insert(i);
    paragraphs.push_back(std::move(paragraph));
  }
  AppendParagraphs(entry, "distractors", paragraphs);
  return paragraphs;
}

// The context, and the bytes of it that supporting sentences take.
struct Assembled {
  std::string text;
  std::vector<std::pair<std::size_t, std::size_t>> supporting;
};

Assembled Assemble(const std::vector<HotpotParagraph>& paragraphs, bool supporting_only) {
  Assembled context;
  for (const HotpotParagraph& paragraph : paragraphs) {
    if (supporting_only && paragraph.supporting.empty()) continue;
    context.text += fmt::format("{}[PAR] [TLE] {} [SEP] ", context.text.empty() ? "" : " ", paragraph.title);
    bool first = true;
    for (std::size_t i = 0; i < paragraph.sentences.size(); ++i) {
      std::string_view sentence = paragraph.sentences[i];
      if (first) sentence.remove_prefix(std::min(sentence.find_first_not_of(' '), sentence.size()));
      first = first && sentence.empty();
      const std::size_t begin = context.text.size();
      context.text += sentence;
      if (paragraph.supporting.contains(i)) context.supporting.emplace_back(begin, context.text.size());
    }
    while (context.text.ends_with(' ')) context.text.pop_back();
  }
  return context;
}

// The byte where the answer begins.
std::optional<std::size_t> FindAnswer(const Assembled& context, const std::string& answer) {
  for (const auto& [begin, end] : context.supporting) {
    const std::size_t at = context.text.find(answer, begin);
    if (at != std::string::npos && at + answer.size() <= end) return at;
  }
  const std::size_t at = context.text.find(answer);
  return at == std::string::npos ? std::nullopt : std::optional(at);
}

void Convert(const TaskJson& value, const std::string& path, bool supporting_only, PartLines& out) {
  const std::string where = fmt::format("{}, question {}", path, out.account().rows);
  out.CountRow();
  const JsonFields entry(value, where);
  const TaskJson& id = entry.Id("_id");
  const std::string& answer = entry.Text("answer");
  const std::string_view question = PythonStrip(entry.Text("question"));
  const std::vector<HotpotParagraph> paragraphs =
      entry.Find("para_a") != nullptr ? ReadSample(entry) : ReadReleased(entry);
  if (answer == "yes" || answer == "no") return out.Skip("answer is yes or no, not a span");
  if (answer.empty()) return out.SkipWrong("empty answer", where, id.dump());
  const Assembled context = Assemble(paragraphs, supporting_only);
  const auto at = FindAnswer(context, answer);
  if (!at) return out.SkipWrong("answer not in the context", where, Shortened(answer));
  const std::uint64_t start = CodePoints(std::string_view(context.text).substr(0, *at));
  out.Write(QuestionLine(id, question, context.text, {{start, answer}}));
}

}  // namespace

void ConvertHotpotqa(const std::string& path, bool supporting_only, PartLines& out) {
  out.account().row_name = "questions";
  const std::string text = ReadRawText(path);
  if (IsJsonTooDeep(text)) FailJsonTooDeep(path);
  bool list = false;
  // Questions are converted as they are parsed and then forgotten: the training file has half a gigabyte.
  const auto each = [&](int depth, TaskJson::parse_event_t event, TaskJson& parsed) {
    if (depth == 0 && event == TaskJson::parse_event_t::array_start) list = true;
    if (!list || depth != 1 || event != TaskJson::parse_event_t::object_end) return true;
    Convert(parsed, path, supporting_only, out);
    return false;
  };
  TaskJson rest;
  try {
    rest = TaskJson::parse(text, each);
  } catch (const TaskJson::parse_error&) {
    ParseRawJson(text, path);  // says what is wrong
    throw;
  }
  if (list) return;
  throw Fail(ErrorCode::kInput, "{}: is no list of questions, wanted HotpotQA's JSON.{}", path, WhoseJson(rest));
}

}  // namespace linkbert
