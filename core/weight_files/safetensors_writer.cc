#include "core/weight_files/safetensors_writer.h"

#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/weight_files/output_file.h"

namespace linkbert {
namespace {

using OrderedJson = nlohmann::ordered_json;  // which finds a key by looking at all: no place for thousands of tensors

std::uint64_t Bytes(const SafetensorsSpec& spec) {
  std::uint64_t bytes = sizeof(float);
  for (const std::int64_t size : spec.shape) bytes *= static_cast<std::uint64_t>(size);
  return bytes;
}

}  // namespace

SafetensorsLayout::SafetensorsLayout(const std::vector<SafetensorsSpec>& specs) {
  std::string text = R"({"__metadata__":{"format":"pt"})";
  std::unordered_set<std::string> names;
  std::uint64_t data = 0;
  for (const SafetensorsSpec& spec : specs) {
    LB_CHECK(names.insert(spec.name).second, "tensor {} twice", spec.name);
    const OrderedJson entry = {{"dtype", "F32"}, {"shape", spec.shape}, {"data_offsets", {data, data + Bytes(spec)}}};
    text += fmt::format(",{}:{}", OrderedJson(spec.name).dump(), entry.dump());
    offsets_.push_back(data);
    data += Bytes(spec);
  }
  text += "}";
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const std::uint64_t length = text.size();
  header_.assign(reinterpret_cast<const char*>(&length), sizeof(length));
  header_ += text;
  for (std::uint64_t& offset : offsets_) offset += header_.size();
  end_ = header_.size() + data;
}

void WriteSafetensors(const std::string& path, const std::vector<SafetensorsSpec>& specs,
                      const std::vector<std::span<const float>>& data) {
  LB_CHECK(specs.size() == data.size());
  const SafetensorsLayout layout(specs);
  const std::string temporary = TemporaryName(path);
  try {
    OutputFile file(temporary, layout.file_bytes());
    file.Write(0, layout.header());
    for (std::size_t i = 0; i < specs.size(); ++i) {
      LB_CHECK(data[i].size_bytes() == Bytes(specs[i]), "{}", specs[i].name);
      file.Write(layout.Offset(i), data[i]);
    }
    file.Close();
    CommitFile(temporary, path);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    throw;
  }
}

}  // namespace linkbert
