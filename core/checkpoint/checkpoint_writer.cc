#include "core/checkpoint/checkpoint_writer.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/hash.h"
#include "core/checkpoint/checkpoint_folders.h"
#include "core/weight_files/model_tensors.h"
#include "core/weight_files/output_file.h"

namespace linkbert {
namespace {

std::vector<SafetensorsSpec> ModelSpecs(const FlatLayout& layout) {
  std::vector<SafetensorsSpec> specs;
  for (const FlatLayout::Entry& entry : layout.entries()) specs.push_back({entry.spec.name, entry.spec.shape});
  return specs;
}

// Writes and checksums in pieces, and keeps the list of them.
class PieceWriter {
 public:
  PieceWriter(OutputFile& file, PiecedFile& listed) : file_(file), listed_(listed) {}

  void Write(std::uint64_t offset, std::string_view bytes) {
    for (FilePiece piece : DescribeFile(listed_.name, bytes).pieces) {
      listed_.pieces.push_back({offset + piece.begin, offset + piece.end, std::move(piece.xxh3_128)});
    }
    file_.Write(offset, bytes);
  }
  void Write(std::uint64_t offset, const float* values, std::int64_t count) {
    Write(offset, std::string_view(reinterpret_cast<const char*>(values), static_cast<std::size_t>(count) * 4));
  }

 private:
  OutputFile& file_;
  PiecedFile& listed_;
};

// Elements that follow each other in the flat buffer and in the file.
struct Run {
  FlatRange range;
  std::uint64_t offset;  // bytes of the file
};

// The runs of one owned range: padding between parameters is in the flat buffer but not in the file.
std::vector<Run> RunsOf(FlatRange range, const FlatLayout& layout, const SafetensorsLayout& model) {
  const std::vector<FlatLayout::Entry>& entries = layout.entries();
  const auto first = std::partition_point(
      entries.begin(), entries.end(), [&](const FlatLayout::Entry& entry) { return entry.range.end <= range.begin; });
  std::vector<Run> runs;
  for (auto entry = first; entry != entries.end() && entry->range.begin < range.end; ++entry) {
    const FlatRange common = {std::max(range.begin, entry->range.begin), std::min(range.end, entry->range.end)};
    const auto skipped = static_cast<std::uint64_t>(common.begin - entry->range.begin);
    if (common.size() <= 0) continue;
    if (!runs.empty() && runs.back().range.end == common.begin) {
      runs.back().range.end = common.end;
    } else {
      runs.push_back({common, model.Offset(static_cast<std::size_t>(entry - entries.begin())) + skipped * 4});
    }
  }
  return runs;
}

}  // namespace

CheckpointWriter::CheckpointWriter(const Place& place, const FlatLayout& layout, std::string states, ModelFiles files)
    : place_(place),
      layout_(layout),
      states_(std::move(states)),
      files_(std::move(files)),
      model_(ModelSpecs(layout)) {}

std::string CheckpointWriter::StepFolder(std::int64_t step) const {
  return place_.run_folder + "/" + kCheckpointsFolder + "/" + StepFolderName(step);
}

void CheckpointWriter::WriteSmallFiles(const std::string& folder, const TrainingState& state) {
  std::vector<NamedFile> files = {{kConfigFile, files_.config_json}};
  files.insert(files.end(), files_.tokenizer.begin(), files_.tokenizer.end());
  files.emplace_back(kStateFile, StateText(state));
  for (const auto& [name, content] : files) {
    WriteFileAtomically(fmt::format("{}/{}", folder, name), content);
    prepared_.push_back(DescribeFile(name, content));
  }
}

bool CheckpointWriter::Prepare(const TrainingState& state) {
  LB_CHECK(place_.rank == 0 && state.ranks == place_.ranks && state.layout_hash == layout_.hash());
  const std::string checkpoints = place_.run_folder + "/" + kCheckpointsFolder;
  CreateFolders(checkpoints);
  warnings_ = RemoveInterruptedSaves(checkpoints);
  const std::string folder = StepFolder(state.step);
  if (std::filesystem::exists(folder)) {
    if (IsWholeCheckpoint(folder)) return false;
    MakeRoomFor(folder);  // damaged: training came here again from an older one
  }
  prepared_.clear();
  CreateFolders(folder);
  SyncFolder(checkpoints);
  PiecedFile listed{kModelFile, model_.file_bytes(), {}};
  OutputFile model(folder + "/" + kPartialModelFile, model_.file_bytes());
  PieceWriter(model, listed).Write(0, model_.header());
  model.Sync();
  model.Close();
  prepared_.push_back(std::move(listed));
  WriteSmallFiles(folder, state);
  return true;
}

PiecedFile CheckpointWriter::WriteModelRanges(const std::string& folder, const std::vector<SlicePart>& slice) const {
  PiecedFile listed{kModelFile, model_.file_bytes(), {}};
  OutputFile file = OutputFile::OpenExisting(folder + "/" + kPartialModelFile);
  PieceWriter writer(file, listed);
  for (const SlicePart& part : slice) {
    for (const Run& run : RunsOf(part.range, layout_, model_)) {
      writer.Write(run.offset, part.parameters + (run.range.begin - part.range.begin), run.range.size());
    }
  }
  file.Sync();
  file.Close();
  return listed;
}

PiecedFile CheckpointWriter::WriteStates(const std::string& folder, const std::vector<SlicePart>& slice) const {
  std::vector<SafetensorsSpec> specs;
  std::vector<const float*> data;
  for (const SlicePart& part : slice) {
    if (part.range.size() == 0) continue;
    for (std::size_t s = 0; s < states_.size(); ++s) {
      specs.push_back({StateTensorName(states_[s], part.range), {part.range.size()}});
      data.push_back(part.states.at(s));
    }
  }
  const SafetensorsLayout layout(specs);
  PiecedFile listed{OptimizerFileName(place_.rank, place_.ranks), layout.file_bytes(), {}};
  const std::string path = folder + "/" + listed.name;
  OutputFile file(TemporaryName(path), layout.file_bytes());
  PieceWriter writer(file, listed);
  writer.Write(0, layout.header());
  for (std::size_t i = 0; i < specs.size(); ++i) writer.Write(layout.Offset(i), data[i], specs[i].shape[0]);
  file.Close();
  CommitFile(TemporaryName(path), path);
  return listed;
}

void CheckpointWriter::WriteSlice(std::int64_t step, const std::vector<SlicePart>& slice) const {
  const std::string folder = StepFolder(step);
  const CheckpointManifest written{step, {WriteModelRanges(folder, slice), WriteStates(folder, slice)}};
  WriteFileAtomically(folder + "/" + ReceiptFileName(place_.rank, place_.ranks), CheckpointManifestText(written));
}

std::vector<std::string> CheckpointWriter::Commit(std::int64_t step, std::int64_t keep_last,
                                                  const std::vector<std::int64_t>& keep_steps) {
  LB_CHECK(place_.rank == 0 && keep_last >= 1 && !prepared_.empty());
  const std::string folder = StepFolder(step);
  std::vector<PiecedFile> files = std::move(prepared_);
  prepared_.clear();
  for (int rank = 0; rank < place_.ranks; ++rank) {
    const std::string receipt = folder + "/" + ReceiptFileName(rank, place_.ranks);
    for (PiecedFile& file : ParseCheckpointManifest(ReadFile(receipt), receipt).files) files.push_back(std::move(file));
  }
  const CheckpointManifest manifest{step, MergePieces(files, folder)};
  if (std::rename((folder + "/" + kPartialModelFile).c_str(), (folder + "/" + kModelFile).c_str()) != 0) {
    throw Fail(ErrorCode::kOutput, "{}/{}: cannot be renamed to {}.", folder, kPartialModelFile, kModelFile);
  }
  for (int rank = 0; rank < place_.ranks; ++rank) {
    std::filesystem::remove(folder + "/" + ReceiptFileName(rank, place_.ranks));
  }
  CheckSizes(folder, manifest);
  SyncFolder(folder);  // the names, before the manifest that promises them
  WriteFileAtomically(folder + "/" + kManifestFile, CheckpointManifestText(manifest));
  PointLatestTo(folder);
  std::vector<std::string> warnings = std::move(warnings_);
  warnings_.clear();
  for (std::string& failure :
       RemoveOldCheckpoints(place_.run_folder + "/" + kCheckpointsFolder, step, keep_last, keep_steps)) {
    warnings.push_back(std::move(failure));
  }
  return warnings;
}

}  // namespace linkbert
