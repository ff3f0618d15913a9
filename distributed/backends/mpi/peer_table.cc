#include "distributed/backends/mpi/peer_table.h"

#include <fmt/core.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "distributed/communication/launch_environment.h"

namespace linkbert {
namespace {

std::string ProcessSpace() {
  std::array<char, 96> link{};  // "pid:[4026531836]"
  if (readlink("/proc/self/ns/pid", link.data(), link.size() - 1) < 0) return "";
  return MachineId() + link.data();
}

template <std::size_t N>
void Put(const std::string& text, std::array<char, N>& to) {
  text.copy(to.data(), N - 1);
}

}  // namespace

PeerRecord DescribeThisProcess() {
  PeerRecord record;
  Put(HostName(), record.host);
  Put(ProcessSpace(), record.process_space);
  record.process = getpid();
  return record;
}

std::string PeerTable::Name(int rank) const {
  if (records_.empty()) return fmt::format("rank {}", rank);
  const PeerRecord& record = records_[static_cast<std::size_t>(rank)];
  return fmt::format("rank {} (host {}, process {})", rank, record.host.data(), record.process);
}

int PeerTable::FirstDead() const {
  const std::string here = ProcessSpace();
  if (here.empty()) return -1;
  for (std::size_t rank = 0; rank < records_.size(); ++rank) {
    if (here != records_[rank].process_space.data()) continue;
    if (kill(static_cast<pid_t>(records_[rank].process), 0) != 0 && errno == ESRCH) return static_cast<int>(rank);
  }
  return -1;
}

}  // namespace linkbert
