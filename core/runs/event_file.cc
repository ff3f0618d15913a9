#include "core/runs/event_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr std::string_view kNamePrefix = "events.out.tfevents.";

constexpr std::array<std::uint32_t, 256> MakeCrcTable() {
  std::array<std::uint32_t, 256> table = {};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78U : 0);
    table[byte] = crc;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kCrcTable = MakeCrcTable();

// TFRecord stores checksums so that a checksum over bytes that hold checksums stays a good one.
std::uint32_t MaskedCrc(std::string_view data) { return std::rotr(Crc32c(data), 15) + 0xA282EAD8U; }

void AppendLittleEndian(std::uint64_t value, int bytes, std::string& out) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xFF));
}

// The protobuf wire format: a key is the field's number and one of these kinds.
enum WireKind : std::uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

void AppendVarint(std::uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

void AppendKey(std::uint32_t field, WireKind kind, std::string& out) { AppendVarint((field << 3) | kind, out); }

void AppendBytes(std::uint32_t field, std::string_view bytes, std::string& out) {
  AppendKey(field, kBytes, out);
  AppendVarint(bytes.size(), out);
  out += bytes;
}

// tensorflow/core/util/event.proto: wall_time 1, step 2, file_version 3, summary 5, session_log 7.
std::string EventBytes(double wall_time, std::int64_t step, std::uint32_t field, std::string_view content) {
  std::string event;
  AppendKey(1, kFixed64, event);
  AppendLittleEndian(std::bit_cast<std::uint64_t>(wall_time), 8, event);
  AppendKey(2, kVarint, event);
  AppendVarint(static_cast<std::uint64_t>(step), event);
  AppendBytes(field, content, event);
  return event;
}

// summary.proto: Summary.value 1; Value.tag 1, Value.simple_value 2.
std::string Summary(const Scalars& scalars) {
  std::string summary;
  for (const auto& [tag, number] : scalars) {
    std::string value;
    AppendBytes(1, tag, value);
    AppendKey(2, kFixed32, value);
    AppendLittleEndian(std::bit_cast<std::uint32_t>(static_cast<float>(number)), 4, value);
    AppendBytes(1, value, summary);
  }
  return summary;
}

// SessionLog.status 1 = START 1.
std::string SessionStart() {
  std::string log;
  AppendKey(1, kVarint, log);
  AppendVarint(1, log);
  return log;
}

// TensorBoard reads a run's files in the order of their names, so they are counted: clocks may jump.
std::string NextName(const std::string& folder) {
  int number = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(kNamePrefix)) number = std::max(number, std::atoi(name.c_str() + kNamePrefix.size()));
  }
  // A number that is taken would write over what an earlier start told.
  if (error) throw Fail(ErrorCode::kOutput, "{}: the folder cannot be listed: {}.", folder, error.message());
  return fmt::format("{}{:05}", kNamePrefix, number + 1);
}

}  // namespace

EventFile::EventFile(std::string run_folder, std::int64_t completed)
    : run_folder_(std::move(run_folder)), completed_(completed), file_(nullptr, std::fclose) {}

void EventFile::Write(std::int64_t step, double wall_time, const Scalars& scalars) {
  if (scalars.empty()) return;
  if (file_ == nullptr) Open(wall_time);
  Append(EventBytes(wall_time, step, 5, Summary(scalars)));
}

void EventFile::Open(double wall_time) {
  path_ = run_folder_ + "/" + NextName(run_folder_);
  file_.reset(std::fopen(path_.c_str(), "wbx"));  // x: anew, and no link is followed
  if (file_ == nullptr) throw Fail(ErrorCode::kOutput, "{}: cannot be opened: {}.", path_, std::strerror(errno));
  Append(EventBytes(wall_time, 0, 3, "brain.Event:2"));
  // TensorBoard forgets this step and the later ones. A run that begins anew evaluates step 0 once more.
  Append(EventBytes(wall_time, completed_ > 0 ? completed_ + 1 : 0, 7, SessionStart()));
}

void EventFile::Append(std::string_view event) {
  const std::string record = FrameRecord(event);
  const bool written = std::fwrite(record.data(), 1, record.size(), file_.get()) == record.size();
  if (!written || std::fflush(file_.get()) != 0) {
    throw Fail(ErrorCode::kOutput, "{}: cannot be written: {}. Make room and run the same line again.", path_,
               std::strerror(errno));
  }
}

Scalars ScalarsOf(const std::string& prefix, const nlohmann::ordered_json& object) {
  Scalars scalars;
  for (const auto& [name, value] : object.items()) {
    const std::string tag = fmt::format("{}/{}", prefix, name);
    if (value.is_number() && name != "step" && name != "time") scalars.emplace_back(tag, value.get<double>());
    if (!value.is_object()) continue;
    if (const auto number = value.find("value"); number != value.end()) {
      if (number->is_number()) scalars.emplace_back(tag, number->get<double>());
    } else {
      const Scalars inner = ScalarsOf(tag, value);
      scalars.insert(scalars.end(), inner.begin(), inner.end());
    }
  }
  return scalars;
}

std::uint32_t Crc32c(std::string_view data) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : data) crc = (crc >> 8) ^ kCrcTable[(crc ^ static_cast<unsigned char>(c)) & 0xFF];
  return ~crc;
}

std::string FrameRecord(std::string_view data) {
  std::string record;
  AppendLittleEndian(data.size(), 8, record);
  AppendLittleEndian(MaskedCrc(record), 4, record);
  record += data;
  AppendLittleEndian(MaskedCrc(data), 4, record);
  return record;
}

}  // namespace linkbert
