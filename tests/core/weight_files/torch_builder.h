// Builds files as torch.save writes them, and as nobody should: pickles from opcodes, zips with any content.
#pragma once
#include <gtest/gtest.h>
#include <minizip/zip.h>

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/weight_files/stored_tensor.h"

namespace linkbert::test {

template <typename T>
std::string Little(T number) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &number, sizeof(T));
  return bytes;
}

inline std::string Joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const std::string_view part : parts) all += part;
  return all;
}

inline std::string PickleText(std::string_view text) {
  return Joined({"X", Little(static_cast<std::uint32_t>(text.size())), text});
}
inline std::string PickleInt(std::int64_t number) { return Joined({"\x8a\x08", Little(number)}); }
inline std::string PickleName(std::string_view module, std::string_view name) {
  return Joined({"c", module, "\n", name, "\n"});
}
inline std::string PickleTuple(const std::vector<std::int64_t>& numbers) {
  std::string all = "(";
  for (const std::int64_t number : numbers) all += PickleInt(number);
  return all + "t";
}

struct PickleTensor {
  std::string key = "0";
  std::int64_t elements = 6;
  std::int64_t offset = 0;
  std::vector<std::int64_t> shape = {2, 3};
  std::vector<std::int64_t> strides = {3, 1};
  std::string type = "FloatStorage";
};

inline std::string PickleOf(const PickleTensor& tensor) {
  const std::string storage = Joined({"(", PickleText("storage"), PickleName("torch", tensor.type),
                                      PickleText(tensor.key), PickleText("cpu"), PickleInt(tensor.elements), "tQ"});
  return Joined({PickleName("torch._utils", "_rebuild_tensor_v2"), "(", storage, PickleInt(tensor.offset),
                 PickleTuple(tensor.shape), PickleTuple(tensor.strides), "\x89",
                 PickleName("collections", "OrderedDict"), ")RtR"});
}

inline std::string Pickle(std::string_view program) { return Joined({"\x80\x02", program, "."}); }

// {name: tensor} as an OrderedDict.
inline std::string PickleStateDict(const std::vector<std::pair<std::string, PickleTensor>>& tensors) {
  std::string items;
  for (const auto& [name, tensor] : tensors) items += PickleText(name) + PickleOf(tensor);
  return Pickle(Joined({PickleName("collections", "OrderedDict"), ")R(", items, "u"}));
}

// Entries in this order; `level` 0 stores them, more compresses.
inline void WriteZip(const std::string& path, const std::vector<std::pair<std::string, std::string>>& entries,
                     int level = 0) {
  zipFile zip = ::zipOpen64(path.c_str(), APPEND_STATUS_CREATE);
  ASSERT_NE(zip, nullptr);
  for (const auto& [name, bytes] : entries) {
    ASSERT_EQ(::zipOpenNewFileInZip(zip, name.c_str(), nullptr, nullptr, 0, nullptr, 0, nullptr,
                                    level == 0 ? 0 : Z_DEFLATED, level),
              ZIP_OK);
    ASSERT_EQ(::zipWriteInFileInZip(zip, bytes.data(), static_cast<unsigned>(bytes.size())), ZIP_OK);
    ASSERT_EQ(::zipCloseFileInZip(zip), ZIP_OK);
  }
  ASSERT_EQ(::zipClose(zip, nullptr), ZIP_OK);
}

inline std::string FloatBytes(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

inline std::vector<float> Floats(const StoredTensor& tensor) {
  std::vector<float> values(static_cast<std::size_t>(tensor.elements()));
  ReadFloats(tensor, "test", values);
  return values;
}

// A whole pytorch_model.bin of one tensor.
inline void WriteTorchFile(const std::string& path, const std::string& name, const PickleTensor& tensor,
                           const std::string& storage) {
  WriteZip(path, {{"archive/data.pkl", PickleStateDict({{name, tensor}})},
                  {"archive/data/0", storage},
                  {"archive/version", "3\n"}});
}

}  // namespace linkbert::test
