#!/usr/bin/env bash
# The layer check passes on this tree, and fails for each rule once a file that breaks it is planted.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/check_layers.sh"

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
# FILE LINE: the line must be refused in that file.
refused() {
  mkdir -p "$planted/$(dirname "$1")"
  printf '%s\n' "$2" >"$planted/$1"
  if "$here/check_layers.sh" "$planted" >/dev/null; then
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
refused distributed/communication/a.h '#include <ATen/core/Tensor.h>'
refused distributed/communication/a.h '#include "distributed/sharding/flat_layout.h"'
refused distributed/sharding/a.cc '  MPI_Barrier(MPI_COMM_WORLD);'
refused distributed/sharding/a.cc '#include "core/model/bert_config.h"'
refused core/training/a.cc '  ncclCommAbort(communicator);'
refused core/training/a.cc '#include "launch/commands/commands.h"'
refused launch/commands/a.cc '#include <mpi.h>'
