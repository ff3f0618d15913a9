#!/usr/bin/env bash
# The check of rooms passes on this tree, and fails for each rule once a file that breaks it is planted.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python3 -B "$here/check_rooms.py"

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
# FILE LINE: the line must be refused in that file.
refused() {
  mkdir -p "$planted/$(dirname "$1")"
  printf '%s\n' "$2" >"$planted/$1"
  if python3 -B "$here/check_rooms.py" "$planted" >/dev/null; then
    echo "not refused: $2 in $1"
    exit 1
  fi
  rm "$planted/$1"
}
refused base/a.h '#include "data/tokens/vocabulary.h"'
refused base/a.h '#include <ATen/core/Tensor.h>'
refused data/tokens/a.cc '#include "core/model/bert_config.h"'
refused data/tokens/a.cc '#include "distributed/communication/communicator.h"'
refused data/shards/a.cc '#include <torch/torch.h>'
refused data/shards/a.cc '#include <yaml-cpp/yaml.h>'
refused data/shards/a.cc '#include "data/prepare/prepare.h"'
refused data/documents/a.h '#include "data/shards/manifest.h"'
refused data/wikitext/sites/a.h '#include "data/wikitext/wikitext.h"'
refused data/unlisted/a.h '#include <string>'
refused distributed/communication/a.h '#include <ATen/core/Tensor.h>'
refused distributed/communication/a.h '#include "distributed/sharding/flat_layout.h"'
refused distributed/sharding/a.cc '  MPI_Barrier(MPI_COMM_WORLD);'
refused distributed/sharding/a.cc '#include "core/model/bert_config.h"'
refused core/training/a.cc '  ncclCommAbort(communicator);'
refused core/training/a.cc '#include "launch/commands/commands.h"'
refused launch/commands/a.cc '#include <mpi.h>'
refused launch/commands/a.cc '#include <yaml-cpp/yaml.h>'
refused launch/commands/a.cc '#include <CLI/CLI.hpp>'
refused core/runs/a.cc '#include "launch/environment/signals.h"'
refused core/finetuning/a.cc '#include "core/tasks/question_answering/question_data.h"'
refused core/tasks/question_answering/a.cc '#include "core/tasks/multiple_choice/choice_data.h"'
refused core/device/a.h '#include "core/device/cpu/cpu_device.h"'
refused core/model/a.cc '#include "core/device/cpu/cpu_device.h"'
refused core/weight_files/a.cc '#include "core/checkpoint/checkpoint_format.h"'
refused core/checkpoint/a.cc '#include <ATen/ATen.h>'
refused core/tasks/question_answering/score_answers.cc '#include <ATen/ATen.h>'
