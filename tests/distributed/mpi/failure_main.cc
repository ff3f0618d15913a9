// What a job does when one of its ranks fails: real mpirun, three ranks, one failure each.
//
// The exit code, one message that says who and where, and no process left behind. Nothing here measures time: a job
// that does not end runs into ctest's limit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <regex>
#include <string>
#include <vector>

namespace {

using testing::HasSubstr;

// A job under way: mpirun's process, and what all ranks write.
class Job {
 public:
  Job(const std::string& mode, const std::string& deadline_s) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    process_ = fork();
    if (process_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that runs out of time leaves no job behind
      dup2(ends[1], STDOUT_FILENO);
      dup2(ends[1], STDERR_FILENO);
      close(ends[0]);
      close(ends[1]);
      execlp("mpirun", "mpirun", "-n", "3", PROBE, mode.c_str(), deadline_s.c_str(), nullptr);
      _exit(127);
    }
    close(ends[1]);
    output_ = fdopen(ends[0], "r");
  }
  ~Job() { std::fclose(output_); }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  // Reads until three ranks have told their process ids.
  void AwaitRanks() {
    while (Ranks().size() < 3 && ReadLine()) {
    }
    ASSERT_EQ(Ranks().size(), 3U) << text_;
  }

  // Exit status of mpirun; 128 + signal if one ended it.
  int AwaitEnd() {
    int status = 0;
    waitpid(process_, &status, 0);
    while (ReadLine()) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  // True once no rank lives. A rank that mpirun has just ended may take a moment.
  bool AllRanksAreGone() const {
    for (const pid_t rank : Ranks()) {
      const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, rank, 0));
      if (descriptor < 0) continue;  // gone
      pollfd end{descriptor, POLLIN, 0};
      const bool ended = poll(&end, 1, /*milliseconds=*/30'000) == 1;
      close(descriptor);
      if (!ended) return false;
    }
    return true;
  }

  void Kill() const { kill(process_, SIGKILL); }
  const std::string& text() const { return text_; }

  int Messages() const {
    int count = 0;
    for (std::size_t at = text_.find("linkbert: "); at != std::string::npos; at = text_.find("linkbert: ", at + 1))
      ++count;
    return count;
  }

 private:
  bool ReadLine() {
    std::array<char, 4096> line{};
    if (std::fgets(line.data(), line.size(), output_) == nullptr) return false;
    text_ += line.data();
    return true;
  }

  std::vector<pid_t> Ranks() const {
    const std::regex pattern("process (\\d+)\n");
    std::vector<pid_t> ranks;
    for (std::sregex_iterator it(text_.begin(), text_.end(), pattern), end; it != end; ++it) {
      ranks.push_back(std::stoi((*it)[1]));
    }
    return ranks;
  }

  pid_t process_ = 0;
  std::FILE* output_ = nullptr;
  std::string text_;
};

constexpr const char* kNever = "3600";  // a deadline that no test waits for

TEST(JobFailure, CleanJobEndsWithZero) {
  Job job("none", kNever);
  EXPECT_EQ(job.AwaitEnd(), 0) << job.text();
  EXPECT_EQ(job.Messages(), 0) << job.text();
}

TEST(JobFailure, StuckRankIsNamedOnceTheDeadlinePasses) {
  Job job("stuck", "1");
  EXPECT_EQ(job.AwaitEnd(), 6) << job.text();
  EXPECT_EQ(job.Messages(), 1) << job.text();
  EXPECT_THAT(job.text(), testing::ContainsRegex("linkbert: rank 0 .host .* at step 12: AllReduce of 4194304 bytes"));
  EXPECT_THAT(job.text(), testing::ContainsRegex("No answer from rank 1 .host "));
  EXPECT_TRUE(job.AllRanksAreGone());
}

TEST(JobFailure, KilledRankEndsTheJobBeforeAnyDeadline) {
  Job job("killed", kNever);
  EXPECT_EQ(job.AwaitEnd(), 128 + SIGKILL) << job.text();  // mpirun's code for the rank that died first
  EXPECT_EQ(job.Messages(), 1) << job.text();
  EXPECT_THAT(job.text(), testing::ContainsRegex("rank 1 .host .* has died"));
  EXPECT_TRUE(job.AllRanksAreGone());
}

TEST(JobFailure, ThrowingRankEndsTheJobWithItsCode) {
  Job job("thrown", kNever);
  EXPECT_EQ(job.AwaitEnd(), 4) << job.text();
  EXPECT_EQ(job.Messages(), 1) << job.text();
  EXPECT_THAT(job.text(), HasSubstr("shard 7 is damaged"));
  EXPECT_TRUE(job.AllRanksAreGone());
}

TEST(JobFailure, OneRankTellsWhatAllOfThemFind) {
  Job job("thrown by all", kNever);
  EXPECT_EQ(job.AwaitEnd(), 4) << job.text();
  EXPECT_EQ(job.Messages(), 1) << job.text();
  EXPECT_THAT(job.text(), HasSubstr("shard 7 is damaged"));
  EXPECT_TRUE(job.AllRanksAreGone());
}

TEST(JobFailure, UncaughtExceptionIsToldAndEndsTheJob) {
  Job job("uncaught", kNever);
  EXPECT_EQ(job.AwaitEnd(), 1) << job.text();
  EXPECT_THAT(job.text(), HasSubstr("nobody catches this"));
}

TEST(JobFailure, RankOnAnotherPathIsNamed) {
  Job job("astray", "1");
  EXPECT_EQ(job.AwaitEnd(), 6) << job.text();
  EXPECT_THAT(job.text(), HasSubstr("ranks took different paths"));
  EXPECT_THAT(job.text(), testing::ContainsRegex("rank 1 .* is in Barrier"));
}

TEST(JobFailure, NoOrphanOutlivesTheLauncher) {
  Job job("hang", kNever);
  job.AwaitRanks();
  job.Kill();
  EXPECT_EQ(job.AwaitEnd(), 128 + SIGKILL);
  EXPECT_TRUE(job.AllRanksAreGone());
}

}  // namespace
