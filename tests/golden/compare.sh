#!/usr/bin/env bash
# Shows that a change altered no bit of what is computed: the same runs with the programs of two commits.
#   tests/golden/compare.sh [--bench] BASE [HEAD]     HEAD: default this checkout as it stands, with what is not committed
# --bench measures instead: speed and peak memory of the step, both programs in turn. What the runs are and what is
# compared: tests/golden/runs.py. After launch/setup.sh; the program of a commit stays in build/golden/COMMIT.
# Exit code: 0 all the same, 1 differences (or a build that failed), 2 wrong usage.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
verb=compare
if [ "${1:-}" = --bench ]; then
  verb=bench
  shift
fi
usage() {
  [ $# -eq 0 ] || echo "tests/golden/compare.sh: $*" >&2
  sed -n '2,6s/^# //p' tests/golden/compare.sh >&2
  exit 2
}
[ $# -ge 1 ] && [ $# -le 2 ] || usage
for name in "$@"; do
  git rev-parse --quiet --verify --end-of-options "$name^{commit}" >/dev/null || usage "$name is no commit"
done

# build_here FOLDER: the program of the sources in FOLDER, in its build/release.
build_here() {
  (cd "$1" && cmake --preset release >/dev/null && cmake --build --preset release --target linkbert) >&2
}

# program_of COMMIT: prints the program's path. The sources are there while it builds; .deps stays, since the program
# finds LibTorch through it, and at the same place within the tree, so that the compiler cache knows the objects.
program_of() {
  local commit folder
  commit=$(git rev-parse --verify "$1^{commit}")
  folder=$root/build/golden/$commit
  if [ ! -x "$folder/linkbert" ]; then
    rm -rf "$folder"
    git worktree prune
    git worktree add --quiet --detach "$folder" "$commit" >&2
    ln -s "$root/.deps" "$folder/.deps"
    build_here "$folder" || { git worktree remove --force "$folder"; return 1; }
    cp "$folder/build/release/bin/linkbert" "$root/build/golden/$commit.new"
    git worktree remove --force "$folder"
    mkdir "$folder"
    ln -s "$root/.deps" "$folder/.deps"
    mv "$root/build/golden/$commit.new" "$folder/linkbert"
  fi
  echo "$folder/linkbert"
}

base=$(program_of "$1")
if [ $# -eq 2 ]; then
  head=$(program_of "$2")
else
  build_here "$root"
  head=$root/build/release/bin/linkbert
fi
LINKBERT_PROGRAM=$head python3 -B tests/golden/runs.py $verb "$base"
