#include "distributed/communication/launch_environment.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <optional>

#include "base/error.h"
#include "distributed/backends/factory.h"
#include "distributed/communication/thread_communicator.h"

namespace linkbert {
namespace {

using Values = std::map<std::string, std::string>;

// Sets exactly these of the launchers' variables, and puts the old values back.
class Variables {
 public:
  explicit Variables(const Values& values = {}) {
    for (const char* name : {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK",
                             "OMPI_COMM_WORLD_LOCAL_SIZE", "PMIX_RANK", "SLURM_PROCID", "SLURM_NTASKS",
                             "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID", "SLURM_STEP_TASKS_PER_NODE"}) {
      const char* const old = std::getenv(name);
      old_[name] = old == nullptr ? std::nullopt : std::optional<std::string>(old);
      unsetenv(name);
    }
    for (const auto& [name, value] : values) setenv(name.c_str(), value.c_str(), 1);
  }
  ~Variables() {
    for (const auto& [name, value] : old_) value ? setenv(name.c_str(), value->c_str(), 1) : unsetenv(name.c_str());
  }

 private:
  std::map<std::string, std::optional<std::string>> old_;
};

TEST(DetectLaunch, NoLauncherIsOneRank) {
  const Variables variables;
  const LaunchEnvironment launch = DetectLaunch();
  EXPECT_EQ(launch.launcher, "none");
  EXPECT_EQ(launch.size, 1);
}

TEST(DetectLaunch, ReadsMpirun) {
  const Variables variables(Values{{"OMPI_COMM_WORLD_RANK", "5"},
                                   {"OMPI_COMM_WORLD_SIZE", "8"},
                                   {"OMPI_COMM_WORLD_LOCAL_RANK", "1"},
                                   {"OMPI_COMM_WORLD_LOCAL_SIZE", "4"}});
  const LaunchEnvironment launch = DetectLaunch();
  EXPECT_EQ(launch.launcher, "mpirun");
  EXPECT_EQ(std::tie(launch.rank, launch.size, launch.local_rank, launch.local_size), std::tuple(5, 8, 1, 4));
}

TEST(DetectLaunch, ReadsSrun) {
  const Variables variables(
      Values{{"PMIX_RANK", "3"}, {"SLURM_PROCID", "3"}, {"SLURM_NTASKS", "4"}, {"SLURM_LOCALID", "1"}});
  const LaunchEnvironment launch = DetectLaunch();
  EXPECT_EQ(launch.launcher, "srun");
  EXPECT_EQ(std::tie(launch.rank, launch.size, launch.local_rank), std::tuple(3, 4, 1));
}

TEST(DetectLaunch, TakesTheRanksOfAHostFromSlurm) {
  const Variables variables(Values{{"PMIX_RANK", "0"},
                                   {"SLURM_PROCID", "0"},
                                   {"SLURM_NTASKS", "4"},
                                   {"SLURM_LOCALID", "0"},
                                   {"SLURM_STEP_TASKS_PER_NODE", "2(x2)"}});
  EXPECT_EQ(DetectLaunch().local_size, 2);
}

TEST(DetectLaunch, BatchScriptOfAManyTaskJobIsOneRank) {
  const Variables variables(Values{{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}});
  EXPECT_EQ(DetectLaunch().size, 1);
}

TEST(DetectLaunch, RefusesWhatContradictsItself) {
  const Variables outside(Values{{"OMPI_COMM_WORLD_RANK", "4"}, {"OMPI_COMM_WORLD_SIZE", "4"}});
  EXPECT_THROW(DetectLaunch(), Error);
  const Variables garbage(Values{{"OMPI_COMM_WORLD_RANK", "many"}});
  EXPECT_THROW(DetectLaunch(), Error);
}

TEST(Factory, OneRankIsTheIdentityBackEnd) {
  const Variables variables;
  EXPECT_EQ(MakeCommunicator({})->Name(), "self");
}

TEST(Factory, SelfIsRefusedWhereALauncherStartedMore) {
  const Variables variables(Values{{"OMPI_COMM_WORLD_RANK", "0"}, {"OMPI_COMM_WORLD_SIZE", "2"}});
  EXPECT_THROW(MakeCommunicator({.backend = "self"}), Error);
}

TEST(Factory, UnknownBackEndIsAnError) {
  const Variables variables;
  EXPECT_THROW(MakeCommunicator({.backend = "carrier pigeon"}), Error);
}

TEST(Topology, RanksOfOneProcessShareTheMachine) {
  ThreadGroup::Run(3, [](Communicator& communicator) {
    const Topology topology = DiscoverTopology(communicator);
    EXPECT_EQ(topology.local_rank, communicator.Rank());
    EXPECT_EQ(topology.local_size, 3);
    EXPECT_EQ(topology.hosts, std::vector<std::string>(3, HostName()));
  });
}

}  // namespace
}  // namespace linkbert
