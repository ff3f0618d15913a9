#!/usr/bin/env bash
# Builds and runs the unit tests under sanitizers; each part ends with CTest's summary. After launch/setup.sh.
#   tests/sanitizers.sh [asan-ubsan|tsan]... [-DNAME=VALUE...]     default: both; the rest goes to cmake
# asan-ubsan: the unit tests of base, data, communication, checkpoints and metrics, where bytes from outside are read;
# tsan: of those what has threads. LibTorch, OpenMP and MPI are not instrumented, so that on what needs LibTorch a run
# takes half an hour and says little: asan-ubsan -DLINKBERT_TORCH=ON -DLINKBERT_UNITS=OFF includes it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
presets=() options=()
for argument in "$@"; do
  case $argument in
    asan-ubsan | tsan) presets+=("$argument") ;;
    -D*) options+=("$argument") ;;
    *) sed -n '2,6s/^# //p' "$0" >&2; exit 2 ;;
  esac
done
[ ${#presets[@]} -gt 0 ] || presets=(asan-ubsan tsan)

# GCC 12's thread sanitizer does not find its way around the address randomisation of newer kernels.
fixed_addresses=(setarch "$(uname -m)" -R)
"${fixed_addresses[@]}" true 2>/dev/null || fixed_addresses=()

for preset in "${presets[@]}"; do
  cmake --preset "$preset" ${options[@]+"${options[@]}"}
  ${fixed_addresses[@]+"${fixed_addresses[@]}"} cmake --build --preset "$preset" --target unit_tests
  ${fixed_addresses[@]+"${fixed_addresses[@]}"} ctest --preset "$preset" -L unit -j "$(nproc)"
done
