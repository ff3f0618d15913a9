#!/usr/bin/env python3
"""Predicts how long each configuration under configs/finetune takes on this machine, from the speed measured on it.

  finetuning_hours.py LINKBERT MINILM DATA [--write MACHINE] [--speed tiny=N,base=N,large=N]

hours = epochs x training examples x tokens an example / tokens a second. The speed is that of fine-tuning each of LinkBERT's sizes with random
weights on RTE (2 threads, median of the steps). Tokens an example are counted with MiniLM's vocabulary where DATA has the set; where it has
only a dev or test part, that stands for all; ASSUMED says what the rest is taken from. --write puts a line into each configuration's head.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

import yaml

os.environ["TOKENIZERS_PARALLELISM"] = "false"
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/reference"))
import task_reference  # noqa: E402

SIZES = {"tiny": (2, 128, 2), "base": (12, 768, 12), "large": (24, 1024, 16)}  # layers, width, heads

# Examples, where the registry has none or the set is not at hand: (training examples, tokens each).
ASSUMED = {
    # MRQA: questions, and mean words of question and context as MRQA's paper gives them, at 1.3 pieces a word, in chunks of 384 that share 128.
    "hotpot": (72928, 330), "triviaqa": (61688, 1460), "searchqa": (117384, 1450), "naturalqa": (104071, 212), "newsqa": (74160, 1080),
    "squad": (86588, 194),
    # GLUE: published sizes, and usual mean lengths.
    "sst2": (67349, 13), "qqp": (363846, 30), "mnli": (392702, 39), "qnli": (104743, 51), "wnli": (635, 37),
    # BLURB: lengths as those of sets of the same kind that are at hand.
    "bc5disease": (4560, 41), "bc2gm": (12574, 41), "jnlpba": (16807, 41), "ebmnlp": (40935, 41), "ddi": (25296, 60), "chemprot": (18035, 60),
    "bioasq": (670, 330), "medqa": (10178, 800),
}
# What is counted: prepare-task's arguments, the part, and the number of training examples where that is not the part's.
COUNTED = {
    **{name: (f"glue --dataset {name} --input glue", "train") for name in ("cola", "mrpc", "stsb", "rte")},
    **{name: (f"blurb --dataset {name} --input blurb", "train") for name in ("ncbi", "bc5chem", "gad", "biosses", "hoc")},
    "pubmedqa": ("blurb --dataset pubmedqa --input blurb/pubmedqa/ori_pqal.json", "train"),
    "chemprot": ("blurb --dataset chemprot --input blurb", "dev"), "ebmnlp": ("blurb --dataset ebmnlp --input blurb", "dev"),
    "medqa": ("medqa --test medqa/phrases_no_exclude_first400.jsonl", "test"),
}


def run(command, folder):
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{command} exited with {done.returncode}:\n{done.stdout}{done.stderr}")


def prepare(args, folder, name, line):
    words = [str(args.data / word) if i > 0 and word.split("/")[0] in ("glue", "blurb", "medqa") else word for i, word in enumerate(line.split())]
    run([args.program, "prepare-task", *words, "--output", folder / name], folder)


def measure(args, folder, size):
    layers, hidden, heads = SIZES[size]
    start = folder / f"start-{size}"
    shutil.copytree(args.minilm, start)
    config = json.loads((start / "config.json").read_text())
    config.update(num_hidden_layers=layers, hidden_size=hidden, num_attention_heads=heads, intermediate_size=4 * hidden)
    (start / "config.json").write_text(json.dumps(config))
    few = folder / "speed"
    if not few.exists():
        few.mkdir()
        shutil.copy(folder / "rte/train.json", few)
        (few / "dev.json").write_text("".join((folder / "rte/train.json").read_text().splitlines(True)[:2]))
    (folder / f"{size}.yaml").write_text(
        f"model:\n  from: {start}\n  random_weights: true\ndata:\n  folder: {few}\ntask:\n  max_length: 128\ntraining:\n  global_batch: 16\n"
        "  epochs: 0.04\n  log_every: 1\n  threads: 2\n")
    run([args.program, "finetune", "--config", folder / f"{size}.yaml"], folder)
    speeds = [json.loads(line)["tokens_per_s"] for line in (folder / "runs" / size / "metrics.jsonl").read_text().splitlines()]
    return statistics.median(speeds[1:])


def tokens_of(tokenizer, example):
    if "tokens" in example:
        return len(tokenizer(example["tokens"], is_split_into_words=True, truncation=True, max_length=512)["input_ids"])
    if "ending0" in example:
        return sum(len(tokenizer(a, b, truncation=True, max_length=512)["input_ids"]) for a, b in task_reference.choice_pairs([example]))
    texts = [example[key] for key in ("sentence", "sentence1", "sentence2") if key in example]
    return len(tokenizer(*texts, truncation=True, max_length=512)["input_ids"])


def sizes_of(args, folder):
    tokenizer = task_reference.fast_tokenizer(args.minilm / "vocab.txt", "uncased")
    sizes = {name: (*size, "assumed") for name, size in ASSUMED.items()}
    for name, (line, part) in COUNTED.items():
        prepare(args, folder, name, line)
        examples = task_reference.read(folder / name / f"{part}.json")
        mean = statistics.mean(tokens_of(tokenizer, example) for example in examples[:1000])
        sizes[name] = (len(examples) if part == "train" else ASSUMED[name][0], mean, "counted" if part == "train" else f"counted on {part}")
    return sizes


def settings_of(path):
    settings = yaml.safe_load(path.read_text())
    if "extends" not in settings:
        return settings
    base = settings_of(path.parent / settings.pop("extends"))
    for group, values in settings.items():
        base[group] = {**base.get(group, {}), **values}
    return base


def write(path, line):
    """The comment lines at a file's head, with this one as the last; it takes the place of an earlier one."""
    text = re.sub(r"^# Predicted: .*\n", "", path.read_text(), flags=re.M)
    head = re.match(r"(#.*\n)*", text)[0]
    path.write_text(head + line + "\n" + text[len(head):])


def duration(hours):
    if hours * 60 < 1:
        return "under a minute"
    return f"{hours * 60:.0f} min" if hours < 1 else f"{hours:.1f} h" if hours < 10 else f"{hours:,.0f} h"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("minilm", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("data", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("--write", metavar="MACHINE", help="as the line is to call this machine")
    parser.add_argument("--speed", type=lambda text: {k: float(v) for k, v in (pair.split("=") for pair in text.split(","))},
                        help="tokens a second by size, instead of measuring")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linkbert-bench-") as name:
        folder = pathlib.Path(name)
        sizes = sizes_of(args, folder)
        speed = args.speed or {size: measure(args, folder, size) for size in SIZES}
    print(json.dumps({size: round(value) for size, value in speed.items()}))
    for path in sorted((ROOT / "configs/finetune").glob("*/*.yaml")):
        dataset, _, size = path.stem.partition("-")
        if dataset not in sizes:
            continue
        examples, tokens, how = sizes[dataset]
        epochs, size = settings_of(path)["training"]["epochs"], size or "base"
        hours = epochs * examples * tokens / speed[size] / 3600
        print(f"{path.parent.name}/{path.stem}: {epochs:g} epochs x {examples} examples x {tokens:.0f} tokens ({how}): {duration(hours)}")
        if args.write:
            write(path, f"# Predicted: {duration(hours)} on {args.write} at {speed[size]:.0f} tokens/s: {examples:,} examples of {tokens:.0f} tokens ({how}).")


if __name__ == "__main__":
    main()
