#include "data/prepare/token_lists.h"

#include <algorithm>
#include <cstring>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/hash.h"

namespace linkbert {
namespace {

constexpr std::size_t kNumber = sizeof(std::uint64_t);

void Append(std::string& bytes, std::uint64_t number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::uint64_t NumberAt(const MappedFile& file, std::size_t place) {
  std::uint64_t number = 0;
  std::memcpy(&number, file.data() + place, sizeof number);
  return number;
}

}  // namespace

void WriteTokenLists(const std::string& path, const std::vector<std::vector<std::int32_t>>& lists) {
  std::string bytes;
  Append(bytes, lists.size());
  std::uint64_t end = 0;
  Append(bytes, end);
  for (const auto& list : lists) Append(bytes, end += list.size());
  for (const auto& list : lists)
    bytes.append(reinterpret_cast<const char*>(list.data()), list.size() * sizeof(list[0]));
  Append(bytes, Hash64(bytes));
  WriteFileAtomically(path, bytes);
}

TokenLists::TokenLists(const std::string& path) : file_(path) { Check(); }

void TokenLists::Check() {
  const auto damaged = [this] {
    return Fail(ErrorCode::kInput, "{}: this intermediate file is damaged. Remove it and run the same line again.",
                file_.path());
  };
  if (file_.size() < 3 * kNumber) throw damaged();
  const std::size_t content = file_.size() - kNumber;
  if (Hash64(file_.data(), content) != NumberAt(file_, content)) throw damaged();
  const std::uint64_t lists = NumberAt(file_, 0);
  if (lists > content / kNumber - 2) throw damaged();
  const std::size_t begin = (lists + 2) * kNumber;  // of the tokens
  offsets_ = {reinterpret_cast<const std::uint64_t*>(file_.data() + kNumber), lists + 1};
  tokens_ = {reinterpret_cast<const std::int32_t*>(file_.data() + begin), (content - begin) / sizeof(std::int32_t)};
  const bool ascends = offsets_.front() == 0 && std::is_sorted(offsets_.begin(), offsets_.end());
  if (!ascends || offsets_.back() != tokens_.size()) throw damaged();
}

}  // namespace linkbert
