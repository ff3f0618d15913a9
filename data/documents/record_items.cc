#include "data/documents/record_items.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "data/documents/bzip2_blocks.h"

namespace linkbert {
namespace {

constexpr std::size_t kPiece = 4 << 20;
constexpr std::size_t kHead = 1 << 20;
constexpr std::uint64_t kUnknown = std::uint64_t{1} << 62;

bool EndsWhole(const MappedFile& file, const std::string& last) {
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  return text.substr(text.size() - std::min(text.size(), last.size() + 4096)).find(last) != std::string_view::npos;
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
  if (!files_[item.file]) return std::make_unique<PieceText>(OpenStandardInput());
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

std::string RecordItems::Head() const {
  if (items_.empty() || !files_[items_[0].file]) return "";
  const std::unique_ptr<Text> text = Open(items_[0]);
  for (;;) {
    const std::size_t open = text->view().find(format_.open);
    if (open != std::string_view::npos || text->view().size() >= kHead || !text->More()) {
      return std::string(text->view().substr(0, std::min(open, kHead)));
    }
  }
}

void RecordItems::ReadItem(std::size_t number, const Sink& sink, NamedCounts& dropped) const {
  const Item& item = items_[number];
  try {
    Scan(*Open(item), item, sink, dropped);
  } catch (const Error& error) {
    if (!options_.tolerate_truncation || error.code() != ErrorCode::kInput) throw;
    Count(dropped, "cut off or damaged");
  }
}

void RecordItems::Scan(Text& text, const Item& item, const Sink& sink, NamedCounts& dropped) const {
  const std::string& path = paths_[item.file];
  const MappedFile* file = files_[item.file].get();
  const Compression form = file == nullptr ? Compression::kNone : CompressionOf({file->data(), file->size()});
  const bool plain = file != nullptr && form == Compression::kNone;
  const auto place = [&](std::size_t at) {
    const std::uint64_t byte = text.base() + at + (plain ? item.begin : 0);
    return fmt::format("{}, byte {}{}", path, byte, plain || item.begin == 0 ? "" : " of an item's text");
  };
  const std::size_t kept = std::max(format_.open.size(), format_.last.size());
  // A .bz2 says itself that it is whole. Of a plain file the tag may begin in the item before.
  bool last_seen = format_.last.empty() || form == Compression::kBzip2 || (plain && EndsWhole(*file, format_.last));
  for (;;) {
    const std::string_view view = text.view();
    const std::uint64_t own = text.own_end() - std::min(text.own_end(), text.base());
    const std::size_t open = view.substr(0, std::min<std::uint64_t>(view.size(), own + kept)).find(format_.open);
    if (open == std::string_view::npos) {
      const bool ends_here = own < view.size();  // what follows is the next item's
      if (ends_here) return;
      last_seen = last_seen || view.find(format_.last) != std::string_view::npos;
      text.Drop(view.size() - std::min(view.size(), kept - 1));
      if (text.More()) continue;
      if (last_seen) return;
      throw Fail(ErrorCode::kInput, "{}: ends without {}: it is cut off. All records before are whole.",
                 place(text.view().size()), format_.last);
    }
    if (open >= own) return;
    text.Drop(open);
    std::size_t close = std::string_view::npos, searched = format_.open.size();
    while ((close = text.view().substr(0, options_.max_record_bytes).find(format_.close, searched)) ==
           std::string_view::npos) {
      if (text.view().size() > options_.max_record_bytes) break;
      searched = std::max(searched, text.view().size() - std::min(text.view().size(), format_.close.size() - 1));
      if (text.More()) continue;
      throw Fail(ErrorCode::kInput, "{}: this record does not end: the file is cut off. All records before are whole.",
                 place(0));
    }
    if (close == std::string_view::npos) {
      Count(dropped, "too large");
      text.Drop(format_.open.size());
      continue;
    }
    const std::string_view record = text.view().substr(0, close + format_.close.size());
    if (const std::size_t inner = record.find(format_.open, 1); inner != std::string_view::npos) {
      Count(dropped, "not closed");
      text.Drop(inner);
      continue;
    }
    sink(record, place(0));
    text.Drop(record.size());
  }
}

}  // namespace linkbert
