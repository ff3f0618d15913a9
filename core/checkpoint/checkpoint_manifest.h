// CheckpointManifest: what files a checkpoint consists of, their sizes, and an XXH3-128 of every piece as it was
// written.
//
// A file is listed as pieces that cover it without gap, at most kMaxPieceBytes each: a file that many ranks fill in has
// many. Checksums are taken of the memory that is written, not of what is read back. The text ends with a checksum of
// itself, so that no flipped byte anywhere in a checkpoint goes unseen.
// Errors: kInput naming the file, its piece, and seen versus wanted.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

inline constexpr std::uint64_t kMaxPieceBytes = std::uint64_t{64} << 20;

struct FilePiece {
  std::uint64_t begin;  // bytes of the file
  std::uint64_t end;
  std::string xxh3_128;
};

struct PiecedFile {
  std::string name;  // directly inside the folder
  std::uint64_t bytes;
  std::vector<FilePiece> pieces;
};

struct CheckpointManifest {
  std::int64_t step;
  std::vector<PiecedFile> files;
};

// A file that holds exactly `content`.
PiecedFile DescribeFile(const std::string& name, std::string_view content);

// One file list of many writers': pieces of the same file are put together, in order.
// Throws kInput where they leave a gap or overlap, or sizes differ; `where` names the folder.
std::vector<PiecedFile> MergePieces(const std::vector<PiecedFile>& files, const std::string& where);

std::string CheckpointManifestText(const CheckpointManifest& manifest);  // JSON, ending with its own checksum
CheckpointManifest ParseCheckpointManifest(const std::string& text, const std::string& where);

// Reads every listed file and compares. Throws kInput at the first that is missing or differs.
void VerifyPieces(const std::string& folder, const CheckpointManifest& manifest);

}  // namespace linkbert
