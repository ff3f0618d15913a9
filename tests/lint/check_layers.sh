#!/usr/bin/env bash
# Layers look down only: base <- {data, distributed} <- core <- launch. Prints every include or call that looks upwards
# or sideways and exits 1.   usage: check_layers.sh [ROOT]
set -euo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"

status=0
# forbid WHY PATTERN FOLDER...
forbid() {
  local why=$1 pattern=$2 folder found
  shift 2
  for folder in "$@"; do
    [ -d "$folder" ] || continue
    if found=$(grep -rnE --include='*.h' --include='*.cc' --include='*.cu' --include='*.cuh' "$pattern" "$folder"); then
      printf '%s:\n%s\n' "$why" "$found"
      status=1
    fi
  done
}

forbid 'LibTorch below the layers of tensors' '#include [<"](torch|ATen|c10)/' base data distributed/communication
forbid 'MPI or NCCL outside distributed/communication' '#include [<"](mpi|nccl)\.h|\b(MPI|PMPI)_[A-Z]|\bnccl[A-Z]' \
  base data distributed/sharding core launch
forbid 'base looks up' '#include "(data|distributed|core|launch)/' base
forbid 'data looks up or sideways' '#include "(distributed|core|launch)/' data
forbid 'distributed looks up or sideways' '#include "(data|core|launch)/' distributed
forbid 'communication looks at sharding' '#include "distributed/sharding/' distributed/communication
forbid 'core looks up' '#include "launch/' core
forbid 'YAML below launch' 'yaml-cpp' base data distributed core
exit $status
