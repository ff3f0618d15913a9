// PickleBytes: the fields of a pickle, one after the other, none read from behind its end; and the names it may hold.
//
// Flow: bytes of a pickle -> [PickleBytes] -> PickleMachine. Errors: kInput naming file and byte.
#pragma once
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace linkbert {

// What a pickle of weights may name, as "module name", beside torch's storage types.
inline constexpr std::string_view kOrderedDict = "collections OrderedDict";
inline constexpr std::string_view kRebuildTensor = "torch._utils _rebuild_tensor_v2";
inline constexpr std::string_view kRebuildParameter = "torch._utils _rebuild_parameter";

// Safetensors' word for the elements of "torch FloatStorage" and the like; nothing for another name.
std::optional<std::string_view> StorageType(std::string_view name);

class PickleBytes {
 public:
  // Both must outlive it; `where` names the pickle in errors.
  PickleBytes(std::string_view pickle, const std::string& where) : pickle_(pickle), where_(where) {}

  std::string_view Take(std::uint64_t bytes);
  std::uint8_t Byte() { return static_cast<std::uint8_t>(Take(1)[0]); }
  template <typename T>
  T Number() {  // little endian
    T number;
    std::memcpy(&number, Take(sizeof(T)).data(), sizeof(T));
    return number;
  }
  std::int64_t Long();      // a length of at most 8, then so many bytes of two's complement
  std::string_view Line();  // up to the line break, which is skipped

  // An Error for what lies before the current place.
  Error Refused(const std::string& what) const;

 private:
  std::string_view pickle_;
  const std::string& where_;
  std::size_t at_ = 0;
};

}  // namespace linkbert
