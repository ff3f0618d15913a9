// Diagnosis: what training would use on this machine, and what is missing, each with the one command that gets it.
//
// Flow: MachineFacts, CommunicationFacts, launcher, libraries -> Examine -> [Diagnosis] -> `linkbert doctor`.
// Judge is pure, so that every finding can be tested on any machine. Nothing here starts MPI or touches a device.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "distributed/communication/communication_facts.h"
#include "distributed/communication/launch_environment.h"
#include "launch/environment/machine_facts.h"

namespace linkbert {

struct LaunchFacts {
  LaunchEnvironment launch;
  std::string problem;                        // why the launcher's variables cannot be believed; empty: they can
  bool mpirun_found = false;                  // on PATH
  std::vector<std::string> missing_settings;  // variables of launch/env.sh that are not set
};

struct LibraryFacts {
  std::string torch;
  std::string torch_capability;  // the kernels LibTorch chose for this CPU, such as "AVX512"
  std::string hdf5;
};

struct Facts {
  MachineFacts machine;
  CommunicationFacts communication;
  LaunchFacts launch;
  LibraryFacts libraries;
};

// What a configuration with default values gets here.
struct Use {
  std::string device = "cpu";
  std::string backend;
  int threads = 1;  // a rank
  std::string precision = "float32";
  std::string instruction_set;
};

struct Finding {
  bool needed = false;  // training is impossible without; otherwise advice
  std::string what;
  std::string command;  // the one line that helps; empty where none does
};

struct Diagnosis {
  Facts facts;
  Use use;
  std::vector<Finding> findings;  // needed ones first
  bool Ready() const;
};

// runs, corpora: folders where they are and corpora are, or would be.
Facts GatherFacts(const std::string& runs, const std::string& corpora);

Diagnosis Judge(Facts facts);

nlohmann::ordered_json ToJson(const Diagnosis& diagnosis);

// A table and the findings, for people.
std::string ToText(const Diagnosis& diagnosis);

}  // namespace linkbert
