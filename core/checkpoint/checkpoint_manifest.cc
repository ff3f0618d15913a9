#include "core/checkpoint/checkpoint_manifest.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/hash.h"
#include "base/parse_json.h"
#include "base/read_error.h"
#include "core/checkpoint/checkpoint_format.h"

namespace linkbert {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::string_view kChecksumKey = "\"checksum\": \"";
constexpr std::string_view kTextEnd = "\"\n}\n";
constexpr std::size_t kHexDigits = 32;

Error Damaged(const std::string& path, const std::string& what) {
  return Fail(ErrorCode::kInput, "{}: {}. The file was altered or the disk lost it; use another checkpoint.", path,
              what);
}

// Pieces in order, covering [0, bytes) exactly.
void CheckCoverage(const PiecedFile& file, const std::string& where) {
  std::uint64_t end = 0;
  for (const FilePiece& piece : file.pieces) {
    if (piece.begin != end || piece.end < piece.begin || piece.end - piece.begin > kMaxPieceBytes) {
      throw Fail(ErrorCode::kInput, "{}: {}: a piece at [{}, {}), wanted one that begins at {}.", where, file.name,
                 piece.begin, piece.end, end);
    }
    end = piece.end;
  }
  if (end != file.bytes) {
    throw Fail(ErrorCode::kInput, "{}: {}: pieces for {} of {} bytes.", where, file.name, end, file.bytes);
  }
}

OrderedJson FileJson(const PiecedFile& file) {
  OrderedJson pieces = OrderedJson::array();
  for (const FilePiece& piece : file.pieces) pieces.push_back({piece.begin, piece.end, piece.xxh3_128});
  return {{"name", file.name}, {"bytes", file.bytes}, {"xxh3_128", pieces}};
}

PiecedFile ReadFileJson(const OrderedJson& json, const std::string& where) {
  PiecedFile file{json.at("name").get<std::string>(), json.at("bytes").get<std::uint64_t>(), {}};
  if (file.name.empty() || file.name == ".." || file.name.find('/') != std::string::npos) {
    throw Damaged(where, "file name \"" + file.name + "\" is not one inside the folder");
  }
  for (const OrderedJson& piece : json.at("xxh3_128")) {
    file.pieces.push_back(
        {piece.at(0).get<std::uint64_t>(), piece.at(1).get<std::uint64_t>(), piece.at(2).get<std::string>()});
  }
  return file;
}

// Only what was read and is not as listed is damage; what cannot be read is a ReadError.
void VerifyFile(const std::string& path, const PiecedFile& listed, std::vector<char>& buffer) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) ThrowCannotOpen(path, std::error_code(errno, std::generic_category()));
  std::uint64_t bytes = 0;
  for (const FilePiece& piece : listed.pieces) {
    const std::size_t size = piece.end - piece.begin;
    buffer.resize(std::max(buffer.size(), size));
    const std::size_t count = std::fread(buffer.data(), 1, size, file.get());
    if (std::ferror(file.get()) != 0) {
      throw ReadError(fmt::format("{}: cannot be read behind byte {}: {}.", path, piece.begin, std::strerror(errno)));
    }
    bytes += count;
    if (count != size) throw Damaged(path, fmt::format("{} bytes, the manifest says {}", bytes, listed.bytes));
    if (Hash128Hex(buffer.data(), size) != piece.xxh3_128) {
      throw Damaged(path, fmt::format("the checksum of bytes [{}, {}) is not the manifest's", piece.begin, piece.end));
    }
  }
  if (std::fgetc(file.get()) != EOF) {
    throw Damaged(path, fmt::format("more than {} bytes, the manifest says {}", bytes, listed.bytes));
  }
}

}  // namespace

PiecedFile DescribeFile(const std::string& name, std::string_view content) {
  PiecedFile file{name, content.size(), {}};
  for (std::uint64_t begin = 0; begin < content.size(); begin += kMaxPieceBytes) {
    const std::string_view piece = content.substr(begin, kMaxPieceBytes);
    file.pieces.push_back({begin, begin + piece.size(), Hash128Hex(piece.data(), piece.size())});
  }
  return file;
}

std::vector<PiecedFile> MergePieces(const std::vector<PiecedFile>& files, const std::string& where) {
  std::map<std::string, PiecedFile> merged;
  for (const PiecedFile& file : files) {
    const auto [place, fresh] = merged.try_emplace(file.name, file);
    if (fresh) continue;
    if (place->second.bytes != file.bytes) {
      throw Fail(ErrorCode::kInput, "{}: {}: {} bytes to one rank, {} to another.", where, file.name, file.bytes,
                 place->second.bytes);
    }
    place->second.pieces.insert(place->second.pieces.end(), file.pieces.begin(), file.pieces.end());
  }
  std::vector<PiecedFile> result;
  for (auto& [name, file] : merged) {
    std::sort(file.pieces.begin(), file.pieces.end(),
              [](const FilePiece& a, const FilePiece& b) { return a.begin < b.begin; });
    CheckCoverage(file, where);
    result.push_back(std::move(file));
  }
  return result;
}

std::string CheckpointManifestText(const CheckpointManifest& manifest) {
  OrderedJson json = {{"format", "linkbert-checkpoint"}, {"version", kCheckpointVersion}, {"step", manifest.step}};
  json["files"] = OrderedJson::array();
  for (const PiecedFile& file : manifest.files) json["files"].push_back(FileJson(file));
  std::string text = json.dump(1);
  text.resize(text.size() - 2);  // the closing "\n}"
  text.append(",\n ").append(kChecksumKey);
  return text.append(Hash128Hex(text.data(), text.size())).append(kTextEnd);
}

CheckpointManifest ParseCheckpointManifest(const std::string& text, const std::string& where) {
  const std::size_t tail = kHexDigits + kTextEnd.size();
  const std::size_t head = text.size() < tail ? 0 : text.size() - tail;
  if (!text.ends_with(kTextEnd) || !std::string_view(text).substr(0, head).ends_with(kChecksumKey) ||
      text.substr(head, kHexDigits) != Hash128Hex(text.data(), head)) {
    throw Damaged(where, "its own checksum does not hold");
  }
  try {
    const OrderedJson json = ParseJson<OrderedJson>(text, where);
    if (json.at("format") != "linkbert-checkpoint" || json.at("version") != kCheckpointVersion) {
      throw Fail(ErrorCode::kInput, "{}: format {} version {}, wanted \"linkbert-checkpoint\" version {}.", where,
                 json.at("format").dump(), json.at("version").dump(), kCheckpointVersion);
    }
    CheckpointManifest manifest{json.at("step").get<std::int64_t>(), {}};
    for (const OrderedJson& file : json.at("files")) manifest.files.push_back(ReadFileJson(file, where));
    return manifest;
  } catch (const nlohmann::json::exception& error) {
    throw Damaged(where, std::string("not a manifest: ") + error.what());
  }
}

void VerifyPieces(const std::string& folder, const CheckpointManifest& manifest) {
  std::vector<char> buffer;
  for (const PiecedFile& file : manifest.files) {
    CheckCoverage(file, folder + "/" + kManifestFile);
    VerifyFile(folder + "/" + file.name, file, buffer);
  }
}

}  // namespace linkbert
