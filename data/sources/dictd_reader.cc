#include "data/sources/dictd_reader.h"

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "base/error.h"
#include "data/documents/plain_text.h"

namespace linkbert {
namespace {

constexpr std::size_t kEntriesPerItem = 1024;

// The key of a headword or of a reference to it.
std::string Fold(std::string_view name) { return InLowerAscii(OneLine(name)); }

bool IsMeta(const DictdEntry& entry) {
  const std::string& name = entry.headwords.front();
  return name.starts_with("00-database") || name.starts_with("00database");
}

// The headwords as the entry itself writes them, and where its body begins.
struct Header {
  std::vector<std::string> headwords;
  std::size_t body = 0;
};

// Headwords stand in the first lines, one a line, a long one in up to three.
Header ParseHeader(std::string_view text, const std::vector<std::string>& known) {
  Header header;
  std::set<std::string> keys;
  for (const std::string& headword : known) keys.insert(Fold(headword));
  for (bool found = true; found;) {
    found = false;
    std::size_t end = header.body;
    for (int lines = 0; lines < 3 && end < text.size() && !found; ++lines) {
      end = std::min(text.find('\n', end), text.size());
      const std::string_view words = text.substr(header.body, end - header.body);
      if (end < text.size()) ++end;
      if (!keys.contains(Fold(words))) continue;
      header.headwords.push_back(OneLine(words));
      header.body = end;
      found = true;
    }
  }
  return header;
}

// "<networking, standard>" at the beginning of `text`; empty if there is none. A tag is plain words: no address, no
// assignment, and no line break but behind a comma.
std::string_view SubjectTag(std::string_view text) {
  if (text.empty() || text.front() != '<') return {};
  const std::size_t end = text.find('>');
  if (end == std::string_view::npos || end < 2) return {};
  const std::string_view tag = text.substr(0, end + 1);
  if (tag.find_first_of("{}<:@=", 1) != std::string_view::npos) return {};
  for (std::size_t at = tag.find('\n'); at != std::string_view::npos; at = tag.find('\n', at + 1)) {
    if (tag[at - 1] != ',') return {};
  }
  return tag;
}

// Behind what may stand before a tag: white space, then a sense's number, a pronunciation, an abbreviation, such as
// "2. /zed/ (Z) ".
std::size_t SkipLead(std::string_view line) {
  constexpr std::size_t kLongest = 60;  // bytes
  std::size_t at = 0;
  for (;;) {
    while (at < line.size() && IsAsciiSpace(line[at])) ++at;
    const std::string_view rest = line.substr(at, kLongest);
    std::size_t end = std::string_view::npos;
    if (rest.starts_with('/') || rest.starts_with('(')) {
      end = rest.find(rest.front() == '/' ? '/' : ')', 1);
    } else if (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
      end = rest.find_first_not_of("0123456789");
      if (end < rest.size() && rest[end] != '.') return at;
    }
    if (end == std::string_view::npos || end + 1 >= rest.size() || !IsAsciiSpace(rest[end + 1])) return at;
    at += end + 1;
  }
}

// The tags at the heads of the body's paragraphs, as views into it: an entry with several senses has one for each.
std::vector<std::string_view> SubjectTags(std::string_view body) {
  std::vector<std::string_view> tags;
  bool head = true;  // the next line begins a paragraph
  while (!body.empty()) {
    const std::size_t end = body.find('\n');
    const std::string_view line = body.substr(0, end);
    for (std::string_view rest = body; head;) {  // there may be two: "<language> 1. <graphics>"
      rest.remove_prefix(SkipLead(rest.substr(0, rest.find('\n'))));
      const std::string_view tag = SubjectTag(rest);
      if (tag.empty()) break;
      tags.push_back(tag);
      rest.remove_prefix(tag.size());
    }
    head = std::all_of(line.begin(), line.end(), IsAsciiSpace);
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
  }
  return tags;
}

std::string WithoutTags(std::string_view body, const std::vector<std::string_view>& tags) {
  std::string text;
  const char* from = body.data();
  for (const std::string_view tag : tags) {
    text.append(from, tag.data());
    from = tag.data() + tag.size();
  }
  return text.append(from, body.data() + body.size());
}

// The end of the reference whose brace stands at `open`, or npos if it is none.
std::size_t CloseOfReference(std::string_view text, std::size_t open) {
  const std::size_t close = text.find_first_of("{}", open + 1);
  if (close == std::string_view::npos || text[close] == '{' || close == open + 1 || IsAsciiSpace(text[open + 1])) {
    return std::string_view::npos;
  }
  return close;
}

void AppendBody(std::string_view body, PlainText& text, std::vector<DocumentLink>& links) {
  while (!body.empty()) {
    const std::size_t open = std::min(body.find('{'), body.size());
    text.Append(body.substr(0, open));
    if (open == body.size()) return;
    const std::size_t close = CloseOfReference(body, open);
    if (close == std::string_view::npos) {
      text.Append("{");
      body.remove_prefix(open + 1);
      continue;
    }
    const std::string_view target = body.substr(open + 1, close - open - 1);
    const std::size_t begin = text.NextOffset();
    text.AppendOneLine(target);
    links.push_back({begin, text.size(), OneLine(target)});
    body.remove_prefix(close + 1);
  }
}

}  // namespace

DictdReader::DictdReader(const std::string& path_without_extension, const DictdOptions& options)
    : file_(path_without_extension), options_(options) {
  std::set<std::string> taken;
  for (const DictdEntry& entry : file_.entries()) {
    std::string text(file_.Text(entry));
    RepairUtf8(text);
    const Header header = ParseHeader(text, entry.headwords);
    std::string title = header.headwords.empty() ? entry.headwords.front() : header.headwords.front();
    RepairUtf8(title);
    std::string id = title;
    for (int copy = 2; !taken.insert(id).second; ++copy) id = fmt::format("{}#{}", title, copy);
    titles_.push_back(std::move(title));
    ids_.push_back(std::move(id));
  }
}

NamedTexts DictdReader::Settings() const {
  return {{"source", "dictd"},
          {"index", DescribeInput(file_.index_path())},
          {"dictionary", DescribeInput(file_.dictionary_path())},
          {"drop_subject_tags", options_.drop_subject_tags ? "true" : "false"}};
}

std::size_t DictdReader::item_count() const { return (ids_.size() + kEntriesPerItem - 1) / kEntriesPerItem; }

void DictdReader::ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts& dropped) const {
  const std::size_t end = std::min((item + 1) * kEntriesPerItem, ids_.size());
  for (std::size_t i = item * kEntriesPerItem; i < end; ++i) {
    if (IsMeta(file_.entries()[i])) {
      Count(dropped, "meta");
    } else {
      sink(Parse(i));
    }
  }
}

void DictdReader::AppendKeys(std::string_view target, std::vector<std::string>& keys) const {
  keys.push_back(Fold(target));
}

Document DictdReader::Parse(std::size_t i) const {
  const DictdEntry& entry = file_.entries()[i];
  Document document;
  document.id = ids_[i];
  document.title = titles_[i];
  document.where = fmt::format("{}: entry \"{}\" at byte {}", file_.dictionary_path(), titles_[i], entry.offset);
  for (const std::string& headword : entry.headwords) document.names.push_back(Fold(headword));
  std::string raw(file_.Text(entry));
  document.repaired = RepairUtf8(raw);
  const Header header = ParseHeader(raw, entry.headwords);
  PlainText text;
  for (std::size_t h = 0; h < header.headwords.size(); ++h) {
    text.AppendOneLine(h > 0 ? ", " : "");
    text.AppendOneLine(header.headwords[h]);
  }
  text.EndParagraph();
  std::string_view body = std::string_view(raw).substr(header.body);
  body.remove_prefix(std::min(body.find_first_not_of(" \t\r\n"), body.size()));
  const std::vector<std::string_view> tags = SubjectTags(body);
  if (!tags.empty()) document.subject = OneLine(tags.front().substr(1, tags.front().size() - 2));
  if (options_.drop_subject_tags) {
    AppendBody(WithoutTags(body, tags), text, document.links);
  } else {
    AppendBody(body, text, document.links);
  }
  document.text = text.Take();
  return document;
}

}  // namespace linkbert
