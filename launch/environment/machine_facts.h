// MachineFacts: what the operating system says about this machine and about where runs and corpora are kept.
//
// Flow: /proc, /sys, statvfs, getrlimit -> [MachineFacts] -> Diagnosis. What cannot be read stays empty or 0. Plain
// values; the functions that take a text are pure. Throws nothing of its own.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace linkbert {

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
constexpr double InGiB(std::uint64_t bytes) { return static_cast<double>(bytes) / static_cast<double>(kGiB); }

struct CpuFacts {
  std::string model;
  int cores_present = 0;
  int cores_allowed = 0;                      // the affinity mask
  std::vector<std::string> instruction_sets;  // of those that matter to us
};

// cpuinfo: the content of /proc/cpuinfo. Fills model and instruction_sets.
CpuFacts CpuOf(const std::string& cpuinfo);

struct FileSystem {
  std::string type;  // the kernel's name, such as "ext4" or "nfs4"
  bool network = false;
};

// The file system that holds the absolute path. mountinfo: the content of /proc/self/mountinfo.
FileSystem FileSystemOf(const std::string& path, const std::string& mountinfo);

struct FolderFacts {
  std::string path;  // as a user names it
  bool exists = false;
  bool writable = false;  // or, where it does not exist, can be made
  FileSystem file_system;
  std::uint64_t free_bytes = 0;
};

FolderFacts LookAtFolder(const std::string& path);

struct MachineFacts {
  std::string host;
  CpuFacts cpu;
  std::uint64_t memory_bytes = 0;  // the machine's, or the container's limit if that is less
  std::uint64_t available_bytes = 0;
  int nvidia_gpus = 0;  // that the kernel's driver shows, whatever this build can do with them
  bool infiniband = false;
  std::uint64_t open_files = 0;     // soft limit; UINT64_MAX: unlimited
  std::uint64_t locked_memory = 0;  // bytes; UINT64_MAX: unlimited
  std::string locale;               // what decides the terminal's character set; empty: none is set
  FolderFacts runs;
  FolderFacts corpora;
};

// runs, corpora: folders to look at.
MachineFacts GatherMachineFacts(const std::string& runs, const std::string& corpora);

}  // namespace linkbert
