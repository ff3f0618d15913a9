#include "data/links/name_table.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/new_file.h"
#include "base/philox.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kOffsetMask = (std::uint64_t{1} << 40) - 1;
constexpr std::size_t kFlagsAt = sizeof(std::uint32_t);
constexpr std::size_t kLengthAt = kFlagsAt + 1;
constexpr char kAmbiguous = 1, kRedirect = 2, kTakenOut = 4;
constexpr unsigned char kLong = 255;  // the length follows in 4 bytes

// Begins a saved table; slots and records follow.
struct Header {
  std::uint64_t magic = 0x31'656D'616E'626CULL;  // "lbname1"
  std::uint64_t distinct, ambiguous, slots, record_bytes;
  std::uint64_t checksum;  // of the counts and what follows
};

// Slots for so many names: at most 70 % are taken.
std::uint64_t SlotsFor(std::uint64_t names) { return names * 10 / 7 + 8; }

}  // namespace

NameTable::NameTable(std::uint64_t expected_names, std::uint64_t expected_bytes) : slots_(SlotsFor(expected_names)) {
  if (expected_bytes == 0) return;
  const std::uint64_t long_lengths = expected_bytes / kLong * sizeof(std::uint32_t);
  records_.reserve(expected_names * (kLengthAt + 1) + expected_bytes + long_lengths);
}

NameTable::Record NameTable::At(std::uint64_t offset) const {
  const char* at = Records().data() + offset;
  Record record{};
  std::memcpy(&record.document, at, sizeof record.document);
  record.flags = at[kFlagsAt];
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
  const std::span<const std::uint64_t> slots = Slots();
  auto slot = static_cast<std::size_t>((static_cast<Uint128>(hash) * slots.size()) >> 64);
  while (slots[slot] != 0) {
    // The low hash bits are not those that chose the slot.
    if (slots[slot] >> 40 == (hash & 0xFFFFFF) && At((slots[slot] & kOffsetMask) - 1).name == name) break;
    if (++slot == slots.size()) slot = 0;
  }
  return slot;
}

std::size_t NameTable::SlotToAdd(std::string_view name, std::uint64_t hash) {
  LB_CHECK(!file_, "a mapped table takes no names");
  if (SlotsFor(distinct_ + 1) > slots_.size()) Grow(2 * (distinct_ + 1));
  return Slot(name, hash);
}

void NameTable::Append(std::size_t slot, std::uint64_t hash, std::string_view name, std::uint32_t document,
                       char flags) {
  LB_CHECK(records_.size() < kOffsetMask, "a terabyte of names");
  slots_[slot] = (records_.size() + 1) | (hash & 0xFFFFFF) << 40;
  char header[kLengthAt];
  std::memcpy(header, &document, sizeof document);
  header[kFlagsAt] = flags;
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

void NameTable::Add(std::string_view name, std::uint32_t document) {
  const std::uint64_t hash = Hash64(name);
  const std::size_t slot = SlotToAdd(name, hash);
  if (slots_[slot] == 0) return Append(slot, hash, name, document, 0);
  const std::uint64_t offset = (slots_[slot] & kOffsetMask) - 1;
  const Record record = At(offset);
  if (record.document == document || (record.flags & kAmbiguous) != 0) return;
  records_[offset + kFlagsAt] = static_cast<char>(record.flags | kAmbiguous);
  ++ambiguous_;
}

void NameTable::AddRedirect(std::string_view name, std::uint32_t redirect) {
  const std::uint64_t hash = Hash64(name);
  const std::size_t slot = SlotToAdd(name, hash);
  if (slots_[slot] == 0) Append(slot, hash, name, redirect, kRedirect);
}

void NameTable::EndRedirects(std::span<const std::uint32_t> documents) {
  for (const std::uint64_t slot : slots_) {
    if (slot == 0) continue;
    const std::uint64_t offset = (slot & kOffsetMask) - 1;
    const Record record = At(offset);
    if ((record.flags & kRedirect) == 0) continue;
    const std::uint32_t document = documents[record.document];
    std::memcpy(records_.data() + offset, &document, sizeof document);
    if (document != kNoDocument) continue;
    records_[offset + kFlagsAt] = static_cast<char>(record.flags | kTakenOut);  // its place in the chain of slots stays
    --distinct_;
  }
}

std::optional<NameMatch> NameTable::Find(std::string_view name) const {
  const std::size_t slot = Slot(name, Hash64(name));
  const std::uint64_t entry = Slots()[slot];
  if (entry == 0) return std::nullopt;
  const Record record = At((entry & kOffsetMask) - 1);
  if ((record.flags & kTakenOut) != 0) return std::nullopt;
  return NameMatch{record.document, (record.flags & kAmbiguous) != 0, (record.flags & kRedirect) != 0};
}

void NameTable::Save(const std::string& path) const {
  const std::string_view slots(reinterpret_cast<const char*>(Slots().data()), Slots().size_bytes());
  const std::string_view records = Records();
  const std::uint64_t hashes[] = {distinct_, ambiguous_, Hash64(slots), Hash64(records)};
  const Header header{.distinct = distinct_,
                      .ambiguous = ambiguous_,
                      .slots = Slots().size(),
                      .record_bytes = records.size(),
                      .checksum = Hash64(hashes, sizeof hashes)};
  const std::string temporary = TemporaryName(path);
  CreateNewFile(temporary);
  std::ofstream stream(temporary, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(&header), sizeof header);
  stream.write(slots.data(), static_cast<std::streamsize>(slots.size()));
  stream.write(records.data(), static_cast<std::streamsize>(records.size()));
  stream.close();
  if (!stream) {
    const int reason = errno;
    std::filesystem::remove(temporary);
    throw Fail(ErrorCode::kOutput, "{}: cannot be written: {}.", path, std::strerror(reason));
  }
  CommitFile(temporary, path);
}

NameTable NameTable::Open(const std::string& path) {
  NameTable table;
  table.file_ = std::make_unique<MappedFile>(path);
  const MappedFile& file = *table.file_;
  Header header{};
  const bool whole = file.size() >= sizeof header;
  if (whole) std::memcpy(&header, file.data(), sizeof header);
  if (!whole || header.magic != Header{}.magic || header.slots > file.size() / sizeof(std::uint64_t) ||
      file.size() != sizeof header + header.slots * sizeof(std::uint64_t) + header.record_bytes) {
    throw Fail(ErrorCode::kInput, "{}: is damaged: {} bytes. Remove the folder and begin again.", path, file.size());
  }
  const auto* slots = reinterpret_cast<const std::uint64_t*>(file.data() + sizeof header);
  table.mapped_slots_ = {slots, header.slots};
  table.mapped_records_ = {reinterpret_cast<const char*>(slots + header.slots), header.record_bytes};
  table.distinct_ = header.distinct, table.ambiguous_ = header.ambiguous;
  const std::uint64_t hashes[] = {header.distinct, header.ambiguous, Hash64(slots, table.mapped_slots_.size_bytes()),
                                  Hash64(table.mapped_records_)};
  if (Hash64(hashes, sizeof hashes) != header.checksum) {
    throw Fail(ErrorCode::kInput, "{}: is damaged: its checksum differs. Remove the folder and begin again.", path);
  }
  return table;
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
