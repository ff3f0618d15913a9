#!/usr/bin/env bash
# Every tracked C++ and CUDA file is as clang-format writes it.   usage: format_test.sh CLANG_FORMAT
# To put it right: git ls-files '*.h' '*.cc' '*.cu' | xargs clang-format -i
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mapfile -t files < <(git ls-files '*.h' '*.cc' '*.cu' '*.cuh')
[ ${#files[@]} -gt 0 ] || { echo "git lists no source file: is this a clone?"; exit 1; }
"$1" --dry-run -Werror "${files[@]}"
echo "clang-format: ${#files[@]} files"
