#include "launch/commands/prepare_log.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

#include "base/duration.h"

namespace linkbert {
namespace {

constexpr std::chrono::seconds kLineEvery{60};
constexpr std::chrono::milliseconds kRefresh{200};

double Share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// "3.10 of 22.00 GB", in a unit that suits the whole.
std::string OfBytes(double part, double whole) {
  const bool giga = whole >= 1e9;
  const double unit = giga ? 1e9 : 1e6;
  return fmt::format("{:.2f} of {:.2f} {}", part / unit, whole / unit, giga ? "GB" : "MB");
}

}  // namespace

std::string ProgressText(const PrepareProgress& progress, double ranks) {
  const bool by_bytes = progress.total_bytes > 0;
  const std::uint64_t done = by_bytes ? progress.bytes : progress.done;
  const std::uint64_t total = by_bytes ? progress.total_bytes : progress.total;
  const auto fresh = static_cast<double>(done - (by_bytes ? progress.found_bytes : progress.found_items));
  const double seconds = progress.seconds;
  std::string text = fmt::format("{:<8} ", progress.stage);
  if (by_bytes) {
    text += OfBytes(ranks * static_cast<double>(done), ranks * static_cast<double>(total));
    text += fmt::format("  {:.1f} %", 100 * Share(done, total));
  } else {
    text += fmt::format("{} of {} items", progress.done, progress.total);
  }
  if (seconds <= 0) return text;
  if (progress.documents > 0) {
    text += fmt::format("  {:.0f} documents/s", ranks * static_cast<double>(progress.documents) / seconds);
  }
  if (by_bytes && fresh > 0) text += fmt::format("  {:.1f} MB/s", ranks * fresh / seconds / 1e6);
  if (done == total) return text + fmt::format("  in {}", Duration(seconds));
  if (fresh > 0) text += fmt::format("  {} left", Duration(static_cast<double>(total - done) * seconds / fresh));
  return text;
}

void PrepareLog::Tell(const PrepareProgress& progress) {
  const Clock::time_point now = Clock::now();
  const bool finished = progress.done == progress.total;
  const std::uint64_t tenth =
      progress.total_bytes > 0 ? progress.bytes * 10 / progress.total_bytes : progress.done * 10 / progress.total;
  const bool due = line_.IsTerminal() ? now - last_ >= kRefresh : tenth != tenth_ || now - last_ >= kLineEvery;
  if (!due && !finished) return;
  const std::string text = ProgressText(progress, ranks_);
  if (line_.IsTerminal() && !finished) {
    line_.Show(text);
  } else {
    line_.Clear();
    fmt::print("{}\n", text);
    std::fflush(stdout);
  }
  last_ = now;
  tenth_ = finished ? 0 : tenth;
}

}  // namespace linkbert
