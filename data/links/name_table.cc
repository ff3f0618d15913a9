#include "data/links/name_table.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/hash.h"
#include "base/philox.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kOffsetMask = (std::uint64_t{1} << 40) - 1;
constexpr std::size_t kFlagsAt = sizeof(std::uint32_t);
constexpr std::size_t kLengthAt = kFlagsAt + 1;
constexpr char kAmbiguous = 1, kRedirect = 2;
constexpr unsigned char kLong = 255;  // the length follows in 4 bytes

// Slots for so many names: at most 70 % are taken.
std::uint64_t SlotsFor(std::uint64_t names) { return names * 10 / 7 + 8; }

}  // namespace

NameTable::NameTable(std::uint64_t expected_names) : slots_(SlotsFor(expected_names)) {}

NameTable::Record NameTable::At(std::uint64_t offset) const {
  const char* at = records_.data() + offset;
  Record record{};
  std::memcpy(&record.document, at, sizeof record.document);
  record.ambiguous = (at[kFlagsAt] & kAmbiguous) != 0;
  record.redirect = (at[kFlagsAt] & kRedirect) != 0;
  std::uint32_t length = static_cast<unsigned char>(at[kLengthAt]);
  at += kLengthAt + 1;
  if (length == kLong) {
    std::memcpy(&length, at, sizeof length);
    at += sizeof length;
  }
  record.name = {at, length};
  return record;
}

std::size_t NameTable::Slot(std::string_view name, std::uint64_t hash) const {
  auto slot = static_cast<std::size_t>((static_cast<Uint128>(hash) * slots_.size()) >> 64);
  while (slots_[slot] != 0) {
    // The low hash bits are not those that chose the slot.
    if (slots_[slot] >> 40 == (hash & 0xFFFFFF) && At((slots_[slot] & kOffsetMask) - 1).name == name) break;
    if (++slot == slots_.size()) slot = 0;
  }
  return slot;
}

void NameTable::Add(std::string_view name, std::uint32_t document, bool redirect) {
  if (SlotsFor(distinct_ + 1) > slots_.size()) Grow(2 * (distinct_ + 1));
  const std::uint64_t hash = Hash64(name);
  const std::size_t slot = Slot(name, hash);
  if (slots_[slot] != 0) {
    const std::uint64_t offset = (slots_[slot] & kOffsetMask) - 1;
    const Record record = At(offset);
    if (record.document == document || record.ambiguous) return;
    records_[offset + kFlagsAt] = static_cast<char>(records_[offset + kFlagsAt] | kAmbiguous);
    ++ambiguous_;
    return;
  }
  LB_CHECK(records_.size() < kOffsetMask, "a terabyte of names");
  slots_[slot] = (records_.size() + 1) | (hash & 0xFFFFFF) << 40;
  char header[kLengthAt];
  std::memcpy(header, &document, sizeof document);
  header[kFlagsAt] = redirect ? kRedirect : 0;
  records_.append(header, sizeof header);
  records_.push_back(static_cast<char>(std::min<std::size_t>(name.size(), kLong)));
  if (name.size() >= kLong) {
    const auto length = static_cast<std::uint32_t>(name.size());
    char bytes[sizeof length];
    std::memcpy(bytes, &length, sizeof length);
    records_.append(bytes, sizeof length);
  }
  records_.append(name);
  ++distinct_;
}

std::optional<NameMatch> NameTable::Find(std::string_view name) const {
  const std::size_t slot = Slot(name, Hash64(name));
  if (slots_[slot] == 0) return std::nullopt;
  const Record record = At((slots_[slot] & kOffsetMask) - 1);
  return NameMatch{record.document, record.ambiguous, record.redirect};
}

void NameTable::Grow(std::uint64_t names) {
  std::vector<std::uint64_t> old(SlotsFor(names));
  old.swap(slots_);
  for (const std::uint64_t entry : old) {
    if (entry == 0) continue;
    const std::string_view name = At((entry & kOffsetMask) - 1).name;
    slots_[Slot(name, Hash64(name))] = entry;
  }
}

}  // namespace linkbert
