#include "data/datasets/raw_files.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/error.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> FirstThatExists(const std::string& folder, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    for (const char* extension : {"", ".gz"}) {
      const std::string path = fmt::format("{}/{}{}", folder, name, extension);
      if (fs::is_regular_file(path)) return path;
    }
  }
  return std::nullopt;
}

std::vector<RawFile> PartsIn(const std::string& folder, const std::vector<PartNames>& parts) {
  std::vector<RawFile> found;
  for (const PartNames& part : parts) {
    if (const auto path = FirstThatExists(folder, part.names)) found.push_back({part.part, *path, /*official=*/true});
  }
  return found;
}

// The form of two sets may be the same; a folder's name then tells them apart.
void RefuseAnothersFolder(const DatasetInfo& dataset, const std::string& folder) {
  fs::path path = fs::weakly_canonical(folder);
  if (!path.has_filename()) path = path.parent_path();  // "folder/"
  const std::string name = path.filename().string();
  for (const DatasetInfo& other : Datasets()) {
    if (&other == &dataset || other.family != dataset.family || other.raw_name != name) continue;
    throw Fail(ErrorCode::kInput, "{}: is the folder of {}, not of {}. Say --dataset {}, or name the folder of {}.",
               folder, other.title, dataset.title, other.name, dataset.title);
  }
}

std::vector<RawFile> PartsBelow(const DatasetInfo& dataset, const std::string& input,
                                const std::vector<std::string>& folders, const std::vector<PartNames>& parts) {
  for (const std::string& folder : folders) {
    const std::string path = folder.empty() ? input : fmt::format("{}/{}", input, folder);
    std::vector<RawFile> found = PartsIn(path, parts);
    if (found.empty()) continue;
    if (folder.empty()) RefuseAnothersFolder(dataset, input);
    return found;
  }
  return {};
}

bool HasOfficialName(const DatasetInfo& dataset, const RawFile& named, const std::vector<PartNames>& parts) {
  fs::path path = fs::weakly_canonical(named.path);
  if (path.extension() == ".gz") path.replace_extension();
  const bool own_folder = path.parent_path().filename() == dataset.raw_name;
  return std::ranges::any_of(parts, [&](const PartNames& part) {
    return part.part == named.part && std::ranges::any_of(part.names, [&](const std::string& name) {
             return path.filename() == fs::path(name).filename() && (own_folder || path.extension() != ".tsv");
           });
  });
}

std::string Wanted(const std::vector<std::string>& folders, const std::vector<PartNames>& parts) {
  std::string text;
  for (const PartNames& part : parts) text += (text.empty() ? "" : ", ") + part.names.front();
  std::string places;
  for (const std::string& folder : folders) {
    if (!folder.empty()) places += (places.empty() ? "" : ", ") + folder + "/";
  }
  return places.empty() ? text : fmt::format("{} there or in {}", text, places);
}

}  // namespace

std::vector<RawFile> FindRawFiles(const DatasetInfo& dataset, const RawInput& input,
                                  const std::vector<std::string>& folders, const std::vector<PartNames>& parts) {
  std::vector<RawFile> files;
  if (!input.folder.empty()) {
    if (!fs::is_directory(input.folder)) {
      throw Fail(ErrorCode::kInput, "{}: {}. Name single files with --train, --dev or --test.", input.folder,
                 fs::exists(input.folder) ? "is a file, wanted a folder" : "does not exist, wanted a folder");
    }
    files = PartsBelow(dataset, input.folder, folders, parts);
  }
  for (RawFile named : input.named) {
    named.official = HasOfficialName(dataset, named, parts);
    const auto same = std::ranges::find(files, named.part, &RawFile::part);
    if (same == files.end()) {
      files.push_back(named);
    } else {
      *same = named;
    }
  }
  if (!files.empty()) return files;
  throw Fail(
      ErrorCode::kInput,
      "{}: holds no file of {}, wanted {} (or with .gz). linkbert prepare-task --where {} tells what to download.",
      input.folder, dataset.title, Wanted(folders, parts), dataset.name);
}

}  // namespace linkbert
