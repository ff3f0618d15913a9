// ComputeOutputs: what a model says about every unit of a file, computed by all ranks together.
//
// Flow: TaskData + TaskModel -> [ComputeOutputs] -> TaskData::Metrics, TaskData::Predictions. Collective; every rank
// gets everything. Errors: kNumeric where an output is not finite; kCommunication.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/finetuning/task_data.h"
#include "core/finetuning/task_model.h"
#include "data/samples/batch_plan.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

// By unit, one after another.
std::vector<float> ComputeOutputs(TaskModel& model, const TaskData& data, const BatchPlanOptions& plan,
                                  Communicator& communicator);

// {"f1": number or null, ...}, without remarks.
nlohmann::ordered_json Scores(const Figures& figures);

// "f1 0.8312, precision 0.8100 ..." and what has to be said of them.
std::string FiguresText(const Figures& figures);

}  // namespace linkbert
