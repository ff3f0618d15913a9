// EventFile: TensorBoard's event files: a run's scalars, one file a start of the program.
//
// Flow: RunLog -> [EventFile] -> runs/<name>/events.out.tfevents.00001, .00002 ... Records are framed as TFRecord's
// (length, masked CRC-32C, data, masked CRC-32C); the few protobuf fields are encoded here. A file begins with a
// session start at its first step, upon which TensorBoard forgets what a killed process wrote past its checkpoint.
// Nothing is created before the first scalar. Owned by RunLog. Threads: the training thread. Errors: kOutput.
#pragma once
#include <cstdint>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace linkbert {

using Scalars = std::vector<std::pair<std::string, double>>;  // tag, value

class EventFile {
 public:
  // completed: the steps that the checkpoint holds; the first step to come is the next.
  EventFile(std::string run_folder, std::int64_t completed);

  // Appends one event and flushes it. wall_time: seconds since 1970.
  void Write(std::int64_t step, double wall_time, const Scalars& scalars);

 private:
  void Open(double wall_time);
  void Append(std::string_view event);

  std::string run_folder_;
  std::int64_t completed_;
  std::string path_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

// The numbers of a JSON object under "prefix/name"; of {"value": v, ...} v alone; texts, lists and "step" and "time"
// are passed over.
Scalars ScalarsOf(const std::string& prefix, const nlohmann::ordered_json& object);

// CRC-32C (Castagnoli), as RFC 3720 defines it.
std::uint32_t Crc32c(std::string_view data);

// The record as it stands in the file.
std::string FrameRecord(std::string_view data);

}  // namespace linkbert
