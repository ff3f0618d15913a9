#include "launch/environment/machine_facts.h"

#include <gmock/gmock.h>

#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using testing::ElementsAre;

constexpr const char* kMounts =
    "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"
    "30 22 0:26 / /home rw shared:1 - nfs4 server:/home rw\n"
    "31 30 0:27 / /home/me/fast\\040disk rw - xfs /dev/vdb rw\n"
    "32 22 0:28 / /mnt rw - tmpfs none rw\n"
    "33 22 0:29 / /mnt rw - fuse.sshfs host:/ rw\n";

TEST(CpuOf, NamesTheModelAndTheInstructionSetsThatMatter) {
  const CpuFacts cpu = CpuOf(
      "processor\t: 0\nmodel\t\t: 207\nmodel name\t: Some CPU @ 2 GHz\nflags\t\t: fpu sse2 avx2 avx512f amx_bf16\n\n"
      "processor\t: 1\nmodel name\t: Some CPU @ 2 GHz\nflags\t\t: fpu avx2\n");
  EXPECT_EQ(cpu.model, "Some CPU @ 2 GHz");
  EXPECT_THAT(cpu.instruction_sets, ElementsAre("avx2", "avx512f", "amx_bf16"));
}

TEST(FileSystemOf, IsThatOfTheInnermostMountPoint) {
  EXPECT_EQ(FileSystemOf("/home/me/runs", kMounts).type, "nfs4");
  EXPECT_EQ(FileSystemOf("/home/me/fast disk/runs", kMounts).type, "xfs");
  EXPECT_EQ(FileSystemOf("/homes", kMounts).type, "ext4") << "a name that only begins alike";
}

TEST(FileSystemOf, KnowsThoseOfTheNetwork) {
  EXPECT_TRUE(FileSystemOf("/home/me", kMounts).network);
  EXPECT_FALSE(FileSystemOf("/var", kMounts).network);
}

TEST(FileSystemOf, TakesTheLaterOfTwoMountsOnOnePlace) {
  EXPECT_EQ(FileSystemOf("/mnt/x", kMounts).type, "fuse.sshfs");
  EXPECT_TRUE(FileSystemOf("/mnt/x", kMounts).network);
}

TEST(LookAtFolder, JudgesWhereAFolderWouldBeMade) {
  const test::TemporaryFolder folder;
  const FolderFacts facts = LookAtFolder(folder / "not/yet");
  EXPECT_FALSE(facts.exists);
  EXPECT_TRUE(facts.writable);
  EXPECT_GT(facts.free_bytes, 0U);
  EXPECT_FALSE(facts.file_system.type.empty());
}

TEST(GatherMachineFacts, FindsCoresAndMemory) {
  const MachineFacts facts = GatherMachineFacts("runs", "corpora");
  EXPECT_GE(facts.cpu.cores_present, facts.cpu.cores_allowed);
  EXPECT_GE(facts.cpu.cores_allowed, 1);
  EXPECT_GE(facts.memory_bytes, facts.available_bytes);
  EXPECT_GT(facts.available_bytes, 0U);
  EXPECT_GT(facts.open_files, 0U);
}

}  // namespace
}  // namespace linkbert
