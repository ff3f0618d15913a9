#include "distributed/backends/mpi/mpi_watch.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <thread>

#include "base/error.h"

namespace linkbert {
namespace {

using namespace std::chrono_literals;

constexpr int kAlarmTag = 32000;  // the standard promises tags up to 32767
constexpr int kReporterTag = 32001;
constexpr auto kFirstLook = 20ms;  // most collectives are over before anyone looks after peers
constexpr auto kNextLook = 50ms;
constexpr auto kAnswerTime = 1s;        // ranks that wait answer an alarm within kNextLook
constexpr auto kReportersMeet = 300ms;  // between ranks that fail on the same thing
constexpr auto kReporterTime = 30s;     // for the reporting rank to end the job before the others speak too

}  // namespace

MpiWatch::MpiWatch(double deadline_s) : deadline_s_(deadline_s) {
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &size_);
  LearnPeers();
}

void MpiWatch::LearnPeers() {
  const PeerRecord mine = DescribeThisProcess();
  std::vector<PeerRecord> all(static_cast<std::size_t>(size_));
  Begin("start", sizeof mine);
  MPI_Request request = MPI_REQUEST_NULL;
  Check(MPI_Iallgather(&mine, sizeof mine, MPI_BYTE, all.data(), sizeof mine, MPI_BYTE, MPI_COMM_WORLD, &request));
  Wait(request);
  peers_ = PeerTable(std::move(all));
}

MpiWatch::Call MpiWatch::Begin(const char* operation, std::size_t bytes) {
  here_.call = ++calls_;
  here_.bytes = bytes;
  here_.operation = {};
  std::string_view(operation).copy(here_.operation.data(), here_.operation.size() - 1);
  begun_ = Clock::now();
  next_look_ = begun_ + kFirstLook;
  return {here_, begun_};
}

void MpiWatch::Check(int status) {
  if (status == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(status, text.data(), &length);
  Throw(std::string(text.data(), static_cast<std::size_t>(length)));
}

void MpiWatch::Wait(std::span<MPI_Request> requests) {
  for (;;) {
    int done = 0;
    Check(MPI_Testall(static_cast<int>(requests.size()), requests.data(), &done, MPI_STATUSES_IGNORE));
    if (done != 0) return;
    const Clock::time_point now = Clock::now();
    if (now >= next_look_) CheckPeers(now);
  }
}

void MpiWatch::WaitUntil(const Call& call, const std::function<bool()>& done) {
  here_ = call.place;
  begun_ = call.begun;
  next_look_ = Clock::now() + kFirstLook;
  while (!done()) {
    const Clock::time_point now = Clock::now();
    if (now >= next_look_) CheckPeers(now);
  }
}

bool MpiWatch::IsOverdue(const Call& call) const {
  return std::chrono::duration<double>(Clock::now() - call.begun).count() > deadline_s_;
}

void MpiWatch::CheckPeers(Clock::time_point now) {
  next_look_ = now + kNextLook;
  if (const int dead = peers_.FirstDead(); dead >= 0) RaiseAlarm(peers_.Name(dead) + " has died");
  if (IsOverdue({here_, begun_})) RaiseAlarm(fmt::format("missed its deadline of {} s", deadline_s_));
  int rang = 0;
  Check(MPI_Iprobe(MPI_ANY_SOURCE, kAlarmTag, MPI_COMM_WORLD, &rang, MPI_STATUS_IGNORE));
  if (rang != 0) RaiseAlarm(fmt::format("missed its deadline of {} s on another rank", deadline_s_));
}

void MpiWatch::RaiseAlarm(const std::string& reason) {
  SendToPeers(&here_, sizeof here_, kAlarmTag);
  std::vector<Place> heard(static_cast<std::size_t>(size_));
  heard[static_cast<std::size_t>(rank_)] = here_;
  const Clock::time_point raised = Clock::now();
  const auto reporter = [&] {
    return std::find_if(heard.begin(), heard.end(), [](const Place& place) { return place.call != 0; }) - heard.begin();
  };
  while (Clock::now() < raised + kAnswerTime || (reporter() != rank_ && Clock::now() < raised + kReporterTime)) {
    HearPeers(heard);
  }
  Throw(reason + ". " + Verdict(peers_, rank_, heard));
}

void MpiWatch::SendToPeers(const void* bytes, int count, int tag) const {
  for (int peer = 0; peer < size_; ++peer) {
    if (peer == rank_) continue;
    MPI_Request request = MPI_REQUEST_NULL;
    // So small that MPI copies it at once; nobody waits for a request of a job that ends.
    if (MPI_Isend(bytes, count, MPI_BYTE, peer, tag, MPI_COMM_WORLD, &request) == MPI_SUCCESS) {
      MPI_Request_free(&request);
    }
  }
}

int MpiWatch::HearReporter() const {
  int here = 0;
  MPI_Status status;
  if (MPI_Iprobe(MPI_ANY_SOURCE, kReporterTag, MPI_COMM_WORLD, &here, &status) != MPI_SUCCESS || here == 0) {
    return size_;
  }
  char nothing = 0;
  MPI_Recv(&nothing, 1, MPI_BYTE, status.MPI_SOURCE, kReporterTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return status.MPI_SOURCE;
}

// A rank that another has forestalled does not announce itself; those whose announcements crossed agree on the lowest.
void MpiWatch::AwaitTurnToReport() const {
  if (failed_ || size_ == 1) return;  // an alarm has settled who speaks
  const Clock::time_point begun = Clock::now();
  int speaker = HearReporter();
  if (speaker == size_) {
    const char nothing = 0;
    SendToPeers(&nothing, 1, kReporterTag);
    speaker = rank_;
    while (Clock::now() < begun + kReportersMeet) speaker = std::min(speaker, HearReporter());
  }
  while (speaker != rank_ && Clock::now() < begun + kReporterTime) std::this_thread::yield();
}

void MpiWatch::HearPeers(std::vector<Place>& heard) const {
  int here = 0;
  MPI_Status status;
  if (MPI_Iprobe(MPI_ANY_SOURCE, kAlarmTag, MPI_COMM_WORLD, &here, &status) != MPI_SUCCESS || here == 0) return;
  Place place;
  MPI_Recv(&place, sizeof place, MPI_BYTE, status.MPI_SOURCE, kAlarmTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  heard[static_cast<std::size_t>(status.MPI_SOURCE)] = place;
}

void MpiWatch::Throw(const std::string& what) {
  failed_ = true;
  const std::string step = here_.step < 0 ? "before the first step" : fmt::format("at step {}", here_.step);
  throw Fail(ErrorCode::kCommunication,
             "{} {}: {} of {} bytes: {}. The job ends; the same line again resumes from the last checkpoint",
             peers_.Name(rank_), step, here_.operation.data(), here_.bytes, what);
}

}  // namespace linkbert
