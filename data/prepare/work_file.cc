#include "data/prepare/work_file.h"

#include <cstring>
#include <type_traits>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/hash.h"

namespace linkbert {
namespace {

// One `Fields(archive, value)` a type describes its layout for writing and reading alike.
class Output {
 public:
  template <typename T>
  requires std::is_arithmetic_v<T>
  void operator()(const T& value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void operator()(const std::string& text) {
    (*this)(std::uint64_t{text.size()});
    bytes_ += text;
  }
  template <typename T>
  void List(const std::vector<T>& list) {
    (*this)(std::uint64_t{list.size()});
    if constexpr (std::is_arithmetic_v<T>) {
      bytes_.append(reinterpret_cast<const char*>(list.data()), list.size() * sizeof(T));
    } else {
      for (const T& value : list) Fields(*this, value);
    }
  }
  void Reserve(std::size_t bytes) { bytes_.reserve(bytes); }
  void Save(const std::string& path) {
    (*this)(Hash64(bytes_));
    WriteFileAtomically(path, bytes_);
  }

 private:
  std::string bytes_;
};

class Input {
 public:
  explicit Input(const std::string& path) : path_(path), bytes_(ReadFile(path)) {
    std::uint64_t checksum = 0;
    if (bytes_.size() >= sizeof checksum) {
      std::memcpy(&checksum, bytes_.data() + bytes_.size() - sizeof checksum, sizeof checksum);
      bytes_.resize(bytes_.size() - sizeof checksum);
      if (Hash64(bytes_) == checksum) return;
    }
    throw Damaged();
  }
  template <typename T>
  requires std::is_arithmetic_v<T>
  void operator()(T& value) { std::memcpy(&value, Take(sizeof value), sizeof value); }
  void operator()(std::string& text) {
    const std::uint64_t size = Size(1);
    text.assign(Take(size), size);
  }
  template <typename T>
  void List(std::vector<T>& list) {
    if constexpr (std::is_arithmetic_v<T>) {
      list.resize(Size(sizeof(T)));
      if (!list.empty()) std::memcpy(list.data(), Take(list.size() * sizeof(T)), list.size() * sizeof(T));
    } else {
      list.resize(Size(1));
      for (T& value : list) Fields(*this, value);
    }
  }
  void Finish() const {
    if (at_ != bytes_.size()) throw Damaged();
  }

 private:
  Error Damaged() const {
    return Fail(ErrorCode::kInput, "{}: this intermediate file is damaged. Remove it and run the same line again.",
                path_);
  }
  const char* Take(std::uint64_t size) {
    if (size > bytes_.size() - at_) throw Damaged();
    at_ += size;
    return bytes_.data() + at_ - size;
  }
  std::uint64_t Size(std::uint64_t width) {
    std::uint64_t size = 0;
    (*this)(size);
    if (size > (bytes_.size() - at_) / width) throw Damaged();
    return size;
  }

  std::string path_;
  std::string bytes_;
  std::size_t at_ = 0;
};

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, std::string>
void Fields(Archive& archive, T& text) { archive(text); }

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, NamedCounts::value_type>
void Fields(Archive& archive, T& count) { archive(count.first), archive(count.second); }

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, EncodedLink>
void Fields(Archive& archive, T& link) { archive(link.segment), archive(link.token), archive(link.target); }

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, UnresolvedLink>
void Fields(Archive& archive, T& link) { archive(link.segment), archive(link.token), archive(link.target); }

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, LinkAccounting>
void Fields(Archive& archive, T& links) {
  archive(links.found), archive(links.resolved), archive(links.ambiguous), archive(links.dangling), archive(links.self);
  archive(links.by_redirect), archive.List(links.other);
}

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, EncodedDocument>
void Fields(Archive& archive, T& document) {
  archive(document.id), archive(document.title), archive(document.subject);
  archive.List(document.tokens), archive.List(document.segment_lengths);
  archive.List(document.links), archive.List(document.document_links);
}

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, UnresolvedDocument>
void Fields(Archive& archive, T& document) {
  Fields(archive, document.encoded);
  archive.List(document.links), archive.List(document.targets), archive.List(document.other_links);
}

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, DocumentNames>
void Fields(Archive& archive, T& document) {
  archive(document.id), archive(document.where), archive.List(document.names);
  archive(document.tokens), archive(document.segments), archive(document.version), archive(document.repaired);
}

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, Removal>
void Fields(Archive& archive, T& removal) {
  archive(removal.id), archive(removal.version), archive(removal.before), archive(removal.deletion);
}

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, Redirect>
void Fields(Archive& archive, T& redirect) { archive(redirect.from), archive(redirect.to); }

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, NamesPart>
void Fields(Archive& archive, T& part) {
  archive.List(part.documents), archive.List(part.redirects);
  archive.List(part.removals), archive.List(part.entries), archive.List(part.problems);
}

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, MarkupPart>
void Fields(Archive& archive, T& part) {
  archive.List(part.templates), archive.List(part.elements);
  for (auto& fate : part.fates) archive.List(fate);
}

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, SignaturesPart>
void Fields(Archive& archive, T& part) { archive.List(part.keys); }

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, DuplicatePair>
void Fields(Archive& archive, T& pair) { archive(pair.first), archive(pair.second), archive(pair.exact); }

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, DuplicatesPart>
void Fields(Archive& archive, T& part) { archive.List(part.pairs); }

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, FrequencyPart>
void Fields(Archive& archive, T& part) { archive.List(part.documents); }

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, LexicalPart>
void Fields(Archive& archive, T& part) { archive.List(part.counts), archive.List(part.targets); }

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, KeptDocuments>
void Fields(Archive& archive, T& kept) { archive.List(kept.bits), archive(kept.count), archive.List(kept.fates); }

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, DocumentsPart>
void Fields(Archive& archive, T& part) { archive.List(part); }

template <typename Archive, typename T>
requires std::is_same_v<std::remove_const_t<T>, GraphPart>
void Fields(Archive& archive, T& part) {
  Fields(archive, part.links);
  archive.List(part.documents);
}

// About the size of the largest files, so that they are not copied as they grow.
std::size_t SizeHint(const DocumentsPart& part) {
  std::size_t bytes = 0;
  for (const UnresolvedDocument& document : part) {
    constexpr std::size_t kFields = 160, kTarget = 24;
    bytes += kFields + 4 * document.encoded.segment_lengths.size() +
             kTarget * (document.targets.size() + document.links.size()) + document.encoded.title.size();
  }
  return bytes;
}

template <typename Part>
void Save(const std::string& path, const Part& part) {
  Output output;
  if constexpr (std::is_same_v<Part, DocumentsPart>) output.Reserve(SizeHint(part));
  Fields(output, part);
  output.Save(path);
}

template <typename Part>
void Load(const std::string& path, Part& part) {
  Input input(path);
  Fields(input, part);
  input.Finish();
}

}  // namespace

void WriteWorkFile(const std::string& path, const NamesPart& part) { Save(path, part); }
void WriteWorkFile(const std::string& path, const KeptDocuments& kept) { Save(path, kept); }
void WriteWorkFile(const std::string& path, const SignaturesPart& part) { Save(path, part); }
void WriteWorkFile(const std::string& path, const DuplicatesPart& part) { Save(path, part); }
void WriteWorkFile(const std::string& path, const FrequencyPart& part) { Save(path, part); }
void WriteWorkFile(const std::string& path, const LexicalPart& part) { Save(path, part); }
void WriteWorkFile(const std::string& path, const MarkupPart& part) { Save(path, part); }
void WriteWorkFile(const std::string& path, const DocumentsPart& part) { Save(path, part); }
void WriteWorkFile(const std::string& path, const GraphPart& part) { Save(path, part); }
void ReadWorkFile(const std::string& path, NamesPart& part) { Load(path, part); }
void ReadWorkFile(const std::string& path, KeptDocuments& kept) { Load(path, kept); }
void ReadWorkFile(const std::string& path, SignaturesPart& part) { Load(path, part); }
void ReadWorkFile(const std::string& path, DuplicatesPart& part) { Load(path, part); }
void ReadWorkFile(const std::string& path, FrequencyPart& part) { Load(path, part); }
void ReadWorkFile(const std::string& path, LexicalPart& part) { Load(path, part); }
void ReadWorkFile(const std::string& path, MarkupPart& part) { Load(path, part); }
void ReadWorkFile(const std::string& path, DocumentsPart& part) { Load(path, part); }
void ReadWorkFile(const std::string& path, GraphPart& part) { Load(path, part); }

}  // namespace linkbert
