#include "launch/environment/machine_facts.h"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>
#include <string_view>

#include "base/thread_pool.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

// Unlike ReadFile: a file of /proc has no size, and one that is not there says nothing.
std::string TextOf(const std::string& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// The value of "key : value" in a line of /proc; empty where there is none.
std::string ValueOf(const std::string& text, const std::string& key) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || !line.starts_with(key)) continue;
    if (line.find_first_not_of(" \t", key.size()) != colon) continue;
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return "";
}

std::uint64_t BytesOfMeminfo(const std::string& meminfo, const std::string& key) {
  return std::strtoull(ValueOf(meminfo, key).c_str(), nullptr, 10) * 1024;
}

// \040 and the like, as mountinfo writes spaces.
std::string Unescape(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size()) {
      plain += static_cast<char>(std::strtol(text.substr(i + 1, 3).c_str(), nullptr, 8));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

bool Holds(const std::string& mount_point, const std::string& path) {
  if (mount_point == "/") return true;
  return path.starts_with(mount_point) && (path.size() == mount_point.size() || path[mount_point.size()] == '/');
}

bool IsNetwork(std::string_view type) {
  constexpr std::array<std::string_view, 17> kTypes = {"nfs",      "nfs4",  "cifs",     "smb3",      "smbfs", "lustre",
                                                       "gpfs",     "ceph",  "beegfs",   "glusterfs", "afs",   "9p",
                                                       "virtiofs", "pvfs2", "orangefs", "wekafs",    "daos"};
  if (type.starts_with("fuse.")) type.remove_prefix(5);
  return type == "sshfs" || std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

std::uint64_t SoftLimit(decltype(RLIMIT_NOFILE) resource) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0) return 0;
  return limit.rlim_cur == RLIM_INFINITY ? std::numeric_limits<std::uint64_t>::max() : limit.rlim_cur;
}

std::string Locale() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(variable);
    if (value != nullptr && *value != '\0') return value;
  }
  return "";
}

int CountGpus() {
  std::error_code none;
  int gpus = 0;
  for (fs::directory_iterator entry("/proc/driver/nvidia/gpus", none), end; !none && entry != end;
       entry.increment(none))
    ++gpus;
  return gpus;
}

void LookAtMemory(MachineFacts& facts) {
  const std::string meminfo = TextOf("/proc/meminfo");
  facts.memory_bytes = BytesOfMeminfo(meminfo, "MemTotal");
  facts.available_bytes = BytesOfMeminfo(meminfo, "MemAvailable");
  const std::uint64_t limit = std::strtoull(TextOf("/sys/fs/cgroup/memory.max").c_str(), nullptr, 10);  // "max": 0
  if (limit == 0 || limit >= facts.memory_bytes) return;
  const std::uint64_t used = std::strtoull(TextOf("/sys/fs/cgroup/memory.current").c_str(), nullptr, 10);
  facts.memory_bytes = limit;
  facts.available_bytes = std::min(facts.available_bytes, limit - std::min(limit, used));
}

}  // namespace

CpuFacts CpuOf(const std::string& cpuinfo) {
  CpuFacts cpu;
  cpu.model = ValueOf(cpuinfo, "model name");
  std::istringstream flags(ValueOf(cpuinfo, "flags") + " " + ValueOf(cpuinfo, "Features"));  // x86, ARM
  constexpr std::array<std::string_view, 9> kOurs = {"avx2",        "fma",      "avx512f", "avx512_vnni", "avx512_bf16",
                                                     "avx512_fp16", "amx_bf16", "asimd",   "sve"};
  for (std::string flag; flags >> flag;) {
    if (std::find(kOurs.begin(), kOurs.end(), flag) != kOurs.end()) cpu.instruction_sets.push_back(flag);
  }
  return cpu;
}

FileSystem FileSystemOf(const std::string& path, const std::string& mountinfo) {
  FileSystem found;
  std::size_t longest = 0;
  std::istringstream lines(mountinfo);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string skipped;
    std::string mount_point;
    fields >> skipped >> skipped >> skipped >> skipped >> mount_point;  // id, parent, device, root
    mount_point = Unescape(mount_point);
    const std::size_t dash = line.find(" - ");
    // Of two mounts on one place the later hides the earlier.
    if (dash == std::string::npos || !Holds(mount_point, path) || mount_point.size() < longest) continue;
    longest = mount_point.size();
    std::istringstream(line.substr(dash + 3)) >> found.type;
  }
  found.network = IsNetwork(found.type);
  return found;
}

FolderFacts LookAtFolder(const std::string& path) {
  FolderFacts facts;
  facts.path = path;
  std::error_code ignored;
  facts.exists = fs::is_directory(path, ignored);
  fs::path nearest = fs::absolute(path, ignored);
  while (!fs::exists(nearest, ignored) && nearest.has_relative_path()) nearest = nearest.parent_path();
  facts.writable = fs::is_directory(nearest, ignored) && access(nearest.c_str(), W_OK | X_OK) == 0;
  struct statvfs space {};
  if (statvfs(nearest.c_str(), &space) == 0) facts.free_bytes = std::uint64_t{space.f_bavail} * space.f_frsize;
  facts.file_system = FileSystemOf(fs::weakly_canonical(nearest, ignored).string(), TextOf("/proc/self/mountinfo"));
  return facts;
}

MachineFacts GatherMachineFacts(const std::string& runs, const std::string& corpora) {
  MachineFacts facts;
  facts.host = HostName();
  facts.cpu = CpuOf(TextOf("/proc/cpuinfo"));
  facts.cpu.cores_present = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  facts.cpu.cores_allowed = AllowedCores();
  LookAtMemory(facts);
  facts.nvidia_gpus = CountGpus();
  std::error_code ignored;
  facts.infiniband = fs::directory_iterator("/sys/class/infiniband", ignored) != fs::directory_iterator();
  facts.open_files = SoftLimit(RLIMIT_NOFILE);
  facts.locked_memory = SoftLimit(RLIMIT_MEMLOCK);
  facts.locale = Locale();
  facts.runs = LookAtFolder(runs);
  facts.corpora = LookAtFolder(corpora);
  return facts;
}

}  // namespace linkbert
