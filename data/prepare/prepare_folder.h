// PrepareFolder: claims the folder a corpus is written into, and knows the names of the files in it.
//
// prepare.json, written first and removed last, says with which settings the folder was begun; manifest.json, written
// last, that it is finished. Anything else with content is not ours and is refused.
// One rank claims; the claim lasts as long as the object. Errors: see PrepareCorpus.
#pragma once
#include <string>

#include "data/documents/accounting.h"

namespace linkbert {

class PrepareFolder {
 public:
  explicit PrepareFolder(std::string folder) : folder_(std::move(folder)) {}
  ~PrepareFolder();
  PrepareFolder(const PrepareFolder&) = delete;
  PrepareFolder& operator=(const PrepareFolder&) = delete;

  // Locks the folder; makes it, continues in it, or finds it finished.
  void Claim(const NamedTexts& settings);
  bool IsFinished() const;
  void RemoveWork() const;

  const std::string& path() const { return folder_; }
  std::string File(const std::string& name) const { return folder_ + "/" + name; }
  std::string NamesFile(std::size_t item) const;
  std::string SignaturesFile(std::size_t item) const;
  std::string DocumentsFile(std::size_t item) const;
  std::string MarkupFile(std::size_t item) const;
  std::string DiagnosticsFile(std::size_t item) const;
  std::string KeptFile() const;
  std::string NameTableFile() const;
  std::string TokensFile(std::size_t item) const;
  std::string DuplicatesFile(std::size_t partition) const;
  std::string FrequencyFile(std::size_t block) const;
  std::string LexicalFile(std::size_t block) const;
  std::string GraphFile(std::size_t shard) const;

 private:
  void Lock();
  void Begin(const NamedTexts& settings) const;
  std::string WorkFile(const char* kind, std::size_t number) const;

  std::string folder_;
  int lock_ = -1;  // the folder, open while it is locked
};

}  // namespace linkbert
