// TaskFolder: the files PART.json of a prepared task; all appear, or none.
//
// Flow: PartLines -> [TaskFolder] -> {train,dev,test}.json. Lines go to temporary files beside the targets; Commit
// makes all durable before it renames the first. Without Commit they are removed again. Errors: kOutput with the
// reason.
#pragma once
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace linkbert {

class TaskFolder {
 public:
  // Makes the folder where it is missing.
  explicit TaskFolder(std::string folder);
  ~TaskFolder();
  TaskFolder(const TaskFolder&) = delete;
  TaskFolder& operator=(const TaskFolder&) = delete;

  // The stream of folder/part.json; valid until Commit.
  std::ostream& Add(const std::string& part);
  void Commit();

  // Files of parts that lie there from before and are not among those added.
  std::vector<std::string> LeftFromBefore() const;

 private:
  struct File {
    std::string name;
    std::string path;  // where links lead from there
    std::unique_ptr<std::ofstream> stream;
  };
  std::string folder_;
  std::vector<File> files_;
};

}  // namespace linkbert
