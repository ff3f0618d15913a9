// PeerTable: who the ranks are (host, process), and whether those on this machine still live.
//
// Filled once at start; names are for messages. A process can be looked for only where it is in this machine's table of
// processes (same process namespace); the others are never called dead.
// Threads: any, once made.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace linkbert {

// What a rank tells the others about itself; plain bytes, so that it can be sent.
struct PeerRecord {
  std::array<char, 128> host{};
  std::array<char, 128> process_space{};  // equal where process ids mean the same thing
  std::int64_t process = 0;
};

PeerRecord DescribeThisProcess();

class PeerTable {
 public:
  PeerTable() = default;  // knows nobody: Name is the rank alone
  explicit PeerTable(std::vector<PeerRecord> records) : records_(std::move(records)) {}

  std::string Name(int rank) const;  // "rank 3 (host node-7, process 4711)"
  int FirstDead() const;             // lowest rank whose process is known to have ended, or -1

 private:
  std::vector<PeerRecord> records_;  // [ranks]
};

}  // namespace linkbert
