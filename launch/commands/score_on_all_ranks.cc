#include "launch/commands/score_on_all_ranks.h"

#include <fmt/core.h>

#include "launch/commands/print_evaluation.h"
#include "launch/environment/all_ranks.h"

namespace linkbert {

void ScoreOnAllRanks(const ScoreRequest& request, bool json) {
  OnAllRanks([] { return CommunicationOptions(); },
             [&](Communicator& communicator) {
               const ScoredModel scored =
                   ScoreModel(request, communicator, {CommandLineFact({"--model", "--data", "--input", "--output"})});
               for (const std::string& remark : scored.remarks) fmt::print(stderr, "note: {}\n", remark);
               if (!scored.figures) return;
               if (json) {
                 fmt::print("{}\n", scored.results.dump(2));
               } else {
                 PrintFigures(*scored.figures);
               }
             });
}

}  // namespace linkbert
