#include "launch/environment/diagnosis.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/atomic_file.h"
#include "tests/support/checkout.h"

namespace linkbert {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

// A machine on which nothing is to be said.
Facts GoodFacts() {
  Facts facts;
  facts.machine.cpu = {.model = "CPU", .cores_present = 8, .cores_allowed = 8, .instruction_sets = {"avx2"}};
  facts.machine.memory_bytes = facts.machine.available_bytes = std::uint64_t{64} << 30;
  facts.machine.open_files = 4096;
  facts.machine.runs = {.path = "runs",
                        .exists = true,
                        .writable = true,
                        .file_system = {.type = "ext4"},
                        .free_bytes = std::uint64_t{100} << 30};
  facts.machine.corpora = facts.machine.runs;
  facts.machine.corpora.path = "corpora";
  facts.launch.mpirun_found = true;
  facts.libraries.torch_capability = "AVX2";
  return facts;
}

TEST(Judge, IsSilentOnAGoodMachine) {
  const Diagnosis diagnosis = Judge(GoodFacts());
  EXPECT_THAT(diagnosis.findings, IsEmpty());
  EXPECT_TRUE(diagnosis.Ready());
  EXPECT_EQ(diagnosis.use.backend, "self");
  EXPECT_EQ(diagnosis.use.threads, 8);
}

TEST(Judge, DividesTheCoresByTheRanksOfTheHost) {
  Facts facts = GoodFacts();
  facts.launch.launch = {.launcher = "mpirun", .rank = 0, .size = 4, .local_rank = 0, .local_size = 4};
  const Diagnosis diagnosis = Judge(facts);
  EXPECT_EQ(diagnosis.use.backend, "mpi");
  EXPECT_EQ(diagnosis.use.threads, 2);
}

TEST(Judge, RefusesAFolderForRunsThatCannotBeWritten) {
  Facts facts = GoodFacts();
  facts.machine.runs.writable = false;
  facts.launch.missing_settings = {"OMPI_MCA_mpi_yield_when_idle"};
  const Diagnosis diagnosis = Judge(facts);
  EXPECT_FALSE(diagnosis.Ready());
  EXPECT_TRUE(diagnosis.findings.at(0).needed) << "what is needed comes first";
  EXPECT_THAT(diagnosis.findings[0].command, HasSubstr("run.folder"));
  EXPECT_EQ(diagnosis.findings.at(1).command, "source launch/env.sh");
}

TEST(Judge, RefusesAFullDiskAndABrokenLaunch) {
  Facts full = GoodFacts();
  full.machine.runs.free_bytes = std::uint64_t{10} << 20;
  EXPECT_FALSE(Judge(full).Ready());
  Facts broken = GoodFacts();
  broken.launch.problem = "rank 3 of 2";
  EXPECT_FALSE(Judge(broken).Ready());
}

TEST(Judge, AdvisesWithoutRefusing) {
  Facts facts = GoodFacts();
  facts.machine.nvidia_gpus = 2;
  facts.machine.corpora.file_system = {.type = "nfs4", .network = true};
  facts.machine.open_files = 256;
  facts.launch.mpirun_found = false;
  facts.libraries.torch_capability = "DEFAULT";
  const Diagnosis diagnosis = Judge(facts);
  EXPECT_TRUE(diagnosis.Ready());
  const auto says = [](const char* text) { return Contains(Field(&Finding::what, HasSubstr(text))); };
  EXPECT_THAT(diagnosis.findings, says("2 GPU(s) here stay idle"));
  EXPECT_THAT(diagnosis.findings, says("nfs4"));
  EXPECT_THAT(diagnosis.findings, says("256 files"));
  EXPECT_THAT(diagnosis.findings, says("mpirun is not on the PATH"));
  EXPECT_THAT(diagnosis.findings, says("vector instructions"));
}

TEST(Judge, SaysWhyABuildWithCudaHasNoDevice) {
  Facts facts = GoodFacts();
  facts.communication.nccl_built = true;
  facts.communication.device_problem = "no driver";
  EXPECT_THAT(ToText(Judge(facts)), HasSubstr("no device can be used: no driver"));
}

TEST(GatherFacts, LooksForEverySettingOfLaunchEnvSh) {
  std::istringstream script(ReadFile(test::CheckoutPath("launch/env.sh")));
  std::vector<std::string> exported;
  for (std::string line; std::getline(script, line);) {
    if (!line.starts_with("export ")) continue;
    exported.push_back(line.substr(7, line.find('=') - 7));
    ::unsetenv(exported.back().c_str());
  }
  EXPECT_FALSE(exported.empty());
  EXPECT_THAT(GatherFacts("runs", "corpora").launch.missing_settings, testing::UnorderedElementsAreArray(exported));
}

TEST(DiagnosisJson, SaysWhetherTrainingIsPossible) {
  Facts facts = GoodFacts();
  EXPECT_TRUE(ToJson(Judge(facts))["ready"].get<bool>());
  facts.machine.runs.writable = false;
  const nlohmann::ordered_json json = ToJson(Judge(facts));
  EXPECT_FALSE(json["ready"].get<bool>());
  EXPECT_TRUE(json["findings"][0]["needed"].get<bool>());
}

}  // namespace
}  // namespace linkbert
