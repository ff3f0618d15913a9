// The contract under a launcher: `mpirun -n N mpi_contract N`. The number of ranks is given twice so that a launch that
// starts N lonely processes fails instead of passing N times.
#include <cstdlib>
#include <iostream>
#include <memory>

#include "distributed/backends/mpi/mpi_communicator.h"
#include "tests/distributed/communication/contract.h"

namespace linkbert {
namespace {

class MpiContract : public testing::Test {
 public:
  MpiContract(Communicator& communicator, void (*run)(Communicator&)) : communicator_(communicator), run_(run) {}
  void TestBody() override { run_(communicator_); }

 private:
  Communicator& communicator_;
  void (*run_)(Communicator&);
};

int RunContract(int ranks) {
  MpiCommunicator communicator(/*deadline_s=*/60);
  if (communicator.Size() != ranks) {
    std::cerr << "the launcher started " << communicator.Size() << " ranks, wanted " << ranks << '\n';
    return 1;
  }
  for (const contract::Case& the_case : contract::Cases()) {
    testing::RegisterTest("MpiContract", the_case.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [&, run = the_case.run] { return new MpiContract(communicator, run); });
  }
  return RUN_ALL_TESTS();
}

}  // namespace
}  // namespace linkbert

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return argc == 2 ? linkbert::RunContract(std::atoi(argv[1])) : 2;
}
