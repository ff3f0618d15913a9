#include "data/documents/record_items.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/error.h"
#include "data/documents/bzip2_blocks.h"
#include "data/documents/find_text.h"

namespace linkbert {
namespace {

constexpr std::size_t kPiece = 4 << 20;
constexpr std::size_t kHead = 1 << 20;
constexpr std::uint64_t kUnknown = std::uint64_t{1} << 62;

bool EndsWhole(const MappedFile& file, const std::string& last) {
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  return text.substr(text.size() - std::min(text.size(), last.size() + 4096)).find(last) != std::string_view::npos;
}

// Whether `text`, but for white space at its end, is the end of `whole`.
bool IsEndOf(std::string_view whole, std::string_view text) {
  return whole.ends_with(text.substr(0, text.find_last_not_of(" \t\r\n") + 1));
}

// Whether "<element" stands at `at` as a whole name.
bool OpensAt(std::string_view element, std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at + 1);
  return rest.starts_with(element) && rest.size() > element.size() &&
         std::string_view(" \t\r\n>").find(rest[element.size()]) != std::string_view::npos;
}

// Where such an element opens at `from` or later, or npos.
std::size_t FindOpen(const std::string& element, std::string_view text, std::size_t from) {
  const std::string tag = "<" + element;
  std::size_t at = FindText(text, tag, from);
  while (at != std::string_view::npos && !OpensAt(element, text, at)) at = FindText(text, tag, at + 1);
  return at;
}

// The first place at which one of the elements opens, and its name; npos and null.
std::pair<std::size_t, const std::string*> NextOpen(const RecordFormat& format, std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    for (const std::string& element : format.elements) {
      if (OpensAt(element, text, at)) return {at, &element};
    }
  }
  return {std::string_view::npos, nullptr};
}

}  // namespace

// The text from an item's beginning on, as far as it has been read and not been dropped.
class RecordItems::Text {
 public:
  virtual ~Text() = default;
  virtual std::string_view view() const = 0;
  // Reads on; false at the end of the file.
  virtual bool More() = 0;
  // Forgets so many bytes of the view.
  virtual void Drop(std::size_t bytes) = 0;
  // Offset in the item's text of the view's first byte; where records of the next item begin, kUnknown while inside.
  virtual std::uint64_t base() const = 0;
  virtual std::uint64_t own_end() const = 0;
};

class RecordItems::PlainText : public RecordItems::Text {
 public:
  PlainText(const MappedFile& file, const Item& item)
      : view_(reinterpret_cast<const char*>(file.data()) + item.begin, file.size() - item.begin),
        own_end_(item.end - item.begin) {}
  std::string_view view() const override { return view_; }
  bool More() override { return false; }
  void Drop(std::size_t bytes) override {
    view_.remove_prefix(bytes);
    base_ += bytes;
  }
  std::uint64_t base() const override { return base_; }
  std::uint64_t own_end() const override { return own_end_; }

 private:
  std::string_view view_;
  std::uint64_t base_ = 0, own_end_;
};

// Text that comes in pieces.
class RecordItems::PieceText : public RecordItems::Text {
 public:
  explicit PieceText(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}
  std::string_view view() const override { return std::string_view(buffer_).substr(dropped_); }
  bool More() override {
    Compact();
    const std::size_t have = buffer_.size();
    buffer_.resize(have + kPiece);
    std::size_t read = 0;
    try {
      read = source_->Read(std::span(buffer_).subspan(have));
    } catch (...) {
      buffer_.resize(have);
      throw;
    }
    buffer_.resize(have + read);
    return read > 0;
  }
  void Drop(std::size_t bytes) override { dropped_ += bytes; }
  std::uint64_t base() const override { return before_ + dropped_; }
  std::uint64_t own_end() const override { return kUnknown; }

 protected:
  PieceText() = default;
  void Compact() {
    buffer_.erase(0, dropped_);
    before_ += dropped_;
    dropped_ = 0;
  }
  std::string buffer_;
  std::size_t dropped_ = 0;
  std::uint64_t before_ = 0;

 private:
  std::unique_ptr<ByteSource> source_;
};

// The blocks that begin in the item, then those behind it.
class RecordItems::BlockText : public RecordItems::PieceText {
 public:
  BlockText(const MappedFile& file, const Item& item) : blocks_(file), end_(8 * item.end) {
    if (item.begin == 0) {
      next_ = blocks_.First();
    } else if (const auto found = blocks_.FindIn(8 * item.begin, end_, buffer_)) {
      next_ = found->next;
    }
    if (next_ == Bzip2Blocks::kEnd && buffer_.empty()) own_end_ = 0;  // a block that began before reaches over it all
  }
  bool More() override {
    Compact();
    if (next_ >= end_ && own_end_ == kUnknown) own_end_ = before_ + buffer_.size();
    if (next_ == Bzip2Blocks::kEnd) return false;
    next_ = blocks_.Read(next_, buffer_);
    return true;
  }
  std::uint64_t own_end() const override { return own_end_; }

 private:
  Bzip2Blocks blocks_;
  std::uint64_t end_;  // bits
  std::uint64_t next_ = Bzip2Blocks::kEnd;
  std::uint64_t own_end_ = kUnknown;
};

RecordItems::RecordItems(std::vector<std::string> paths, RecordFormat format, RecordItemOptions options)
    : paths_(std::move(paths)), format_(std::move(format)), options_(options) {
  for (std::size_t file = 0; file < paths_.size(); ++file) {
    if (paths_[file] == "-") {
      files_.push_back(nullptr);
      items_.push_back({file, 0, 0});
      continue;
    }
    if (std::filesystem::is_directory(paths_[file])) {
      throw Fail(ErrorCode::kInput, "{}: is a folder, wanted a file: name the files in it.", paths_[file]);
    }
    files_.push_back(std::make_unique<MappedFile>(paths_[file]));
    const MappedFile& mapped = *files_.back();
    if (mapped.size() == 0) throw Fail(ErrorCode::kInput, "{}: is empty.", paths_[file]);
    const Compression compression = CompressionOf({mapped.data(), mapped.size()});
    std::uint64_t bytes = compression == Compression::kNone ? options_.item_bytes : options_.compressed_item_bytes;
    if (compression == Compression::kGzip || compression == Compression::kZstd) bytes = mapped.size();
    for (std::uint64_t begin = 0; begin < mapped.size(); begin += bytes) {
      items_.push_back({file, begin, std::min<std::uint64_t>(begin + bytes, mapped.size())});
    }
  }
}

RecordItems::~RecordItems() = default;

std::unique_ptr<RecordItems::Text> RecordItems::Open(const Item& item) const {
  if (!files_[item.file]) return std::make_unique<PieceText>(OpenStream(stdin));
  const MappedFile& file = *files_[item.file];
  switch (CompressionOf({file.data(), file.size()})) {
    case Compression::kGzip:
      return std::make_unique<PieceText>(OpenGzip(file));
    case Compression::kZstd:
      return std::make_unique<PieceText>(OpenZstd(file));
    case Compression::kBzip2:
      return std::make_unique<BlockText>(file, item);
    case Compression::kNone:
      break;
  }
  return std::make_unique<PlainText>(file, item);
}

// Walks through an item's records.
class RecordItems::Scanner {
 public:
  Scanner(const RecordItems& items, const Item& item, Text& text)
      : format_(items.format_),
        options_(items.options_),
        path_(items.paths_[item.file]),
        item_(item),
        text_(text),
        kept_(format_.last.size()) {
    for (const std::string& element : format_.elements) kept_ = std::max(kept_, element.size() + 2);
    const MappedFile* file = items.files_[item.file].get();
    plain_ = file != nullptr && CompressionOf({file->data(), file->size()}) == Compression::kNone;
    last_seen_ = format_.last.empty() || (plain_ && EndsWhole(*file, format_.last));
  }

  void Run(const Sink& sink, NamedCounts& dropped) {
    while (const std::string* element = Seek()) {
      const std::size_t bytes = RecordBytes(*element);
      const std::string_view record = text_.view().substr(0, bytes);
      if (bytes == 0) {
        Count(dropped, "too large");
        text_.Drop(element->size());
      } else if (const std::size_t inner = FindOpen(*element, record, 1); inner < bytes) {
        Count(dropped, "not closed");
        text_.Drop(inner);
      } else {
        sink(record, Place(0));
        text_.Drop(bytes);
      }
    }
  }

 private:
  std::string Place(std::size_t at) const {
    const std::uint64_t byte = text_.base() + at + (plain_ ? item_.begin : 0);
    return fmt::format("{}, byte {}{}", path_, byte, plain_ || item_.begin == 0 ? "" : " of an item's text");
  }

  // Drops what is before the next record of this item and returns its element's name; null where the item ends.
  const std::string* Seek() {
    for (;;) {
      const std::string_view view = text_.view();
      const std::uint64_t own = text_.own_end() - std::min(text_.own_end(), text_.base());
      const auto [open, element] = NextOpen(format_, view.substr(0, std::min<std::uint64_t>(view.size(), own + kept_)));
      if (element != nullptr) {
        if (open >= own) return nullptr;
        text_.Drop(open);
        return element;
      }
      if (own < view.size()) return nullptr;  // what follows is the next item's
      last_seen_ = last_seen_ || view.find(format_.last) != std::string_view::npos;
      text_.Drop(view.size() - std::min(view.size(), kept_ - 1));
      if (text_.More()) continue;
      // An item of a .bz2 may begin within the tag.
      if (last_seen_ || (item_.begin > 0 && IsEndOf(format_.last, text_.view()))) return nullptr;
      throw Fail(ErrorCode::kInput, "{}: ends without {}: it is cut off. All records before are whole.",
                 Place(text_.view().size()), format_.last);
    }
  }

  // Of the record with which the view begins; 0 if it has more than max_record_bytes.
  std::size_t RecordBytes(const std::string& element) {
    const std::string close = fmt::format("</{}>", element);
    std::size_t searched = 0;
    for (;;) {
      const std::string_view view = text_.view();
      const std::size_t found = FindText(view.substr(0, options_.max_record_bytes), close, searched);
      if (found != std::string_view::npos) return found + close.size();
      if (view.size() > options_.max_record_bytes) return 0;
      searched = std::max(searched, view.size() - std::min(view.size(), close.size() - 1));
      if (text_.More()) continue;
      throw Fail(ErrorCode::kInput, "{}: this record does not end: the file is cut off. All records before are whole.",
                 Place(0));
    }
  }

  const RecordFormat& format_;
  const RecordItemOptions& options_;
  const std::string& path_;
  const Item& item_;
  Text& text_;
  std::size_t kept_;  // bytes that can be the beginning of a tag
  bool plain_, last_seen_;
};

// Reads on until the text has a record or is longer than a head.
void RecordItems::ReadHead(Text& text) const {
  while (text.view().size() < kHead && NextOpen(format_, text.view()).first == std::string_view::npos && text.More()) {
  }
}

std::string_view RecordItems::HeadOf(const Text& text, const std::string& path) const {
  const std::string_view head = text.view().substr(0, std::min(NextOpen(format_, text.view()).first, kHead));
  if (!head.starts_with("\xFF\xFE") && !head.starts_with("\xFE\xFF")) return head;
  throw Fail(ErrorCode::kInput, "{}: is UTF-16, wanted UTF-8. Convert it: iconv -f UTF-16 -t UTF-8.", path);
}

bool RecordItems::Tolerates(const Error& error) const {
  return options_.tolerate_truncation && error.code() == ErrorCode::kInput;
}

std::string RecordItems::Head(std::size_t file) const {
  const auto first = std::ranges::find(items_, file, &Item::file);
  if (first == items_.end() || !files_[file]) return "";
  std::unique_ptr<Text> text;
  try {
    text = Open(*first);
    ReadHead(*text);
  } catch (const Error& error) {
    if (!Tolerates(error)) throw;
  }
  return text ? std::string(HeadOf(*text, paths_[file])) : "";
}

void RecordItems::ReadItem(std::size_t number, const Sink& sink, NamedCounts& dropped, const HeadSink& head) const {
  const Item& item = items_[number];
  bool in_sink = false;
  const auto take = [&](const auto& to, auto&&... what) {
    in_sink = true;
    to(what...);
    in_sink = false;
  };
  try {
    const std::unique_ptr<Text> text = Open(item);
    if (head && !files_[item.file]) {
      ReadHead(*text);
      take(head, HeadOf(*text, paths_[item.file]));
    }
    Scanner(*this, item, *text)
        .Run([&](std::string_view record, const std::string& where) { take(sink, record, where); }, dropped);
  } catch (const Error& error) {
    if (in_sink || !Tolerates(error)) throw;
    Count(dropped, "cut off or damaged");
  }
}

}  // namespace linkbert
