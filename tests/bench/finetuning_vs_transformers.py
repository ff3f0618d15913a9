#!/usr/bin/env python3
"""Fine-tuning beside transformers, on real data from MiniLM's weights: the same examples in the same order, fp32.

  finetuning_vs_transformers.py curves LINKBERT MINILM DATA [--only rte,ncbi] [--steps 50]     losses step by step, dropout 0
  finetuning_vs_transformers.py scores LINKBERT MINILM DATA --only rte --seeds 1 [--tokens N]   scores of the trained models
  finetuning_vs_transformers.py speed LINKBERT MINILM DATA [--only gad] [--rounds 3]             milliseconds a step, in turn
  finetuning_vs_transformers.py features BENCH MINILM DATA LINKBERT [--rounds 3]                 questions made into features, one thread

Python with torch and transformers (launch/setup.sh --reference). MINILM: a Hugging Face folder. DATA: docs/testing.md's LINKBERT_TEST_DATA.
BENCH: the program question_features_bench. transformers' side is tests/reference/finetuning_reference.py; in `speed` it pads every input to
the maximal length, as LinkBERT's scripts do. Prints Markdown tables, and what they were made of as JSON.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
REFERENCE = pathlib.Path(__file__).resolve().parents[1] / "reference"

# name: (prepare-task's arguments, task type, metric, options of its own)
SETS = {
    "rte": ("glue --dataset rte --input glue", "sequence_classification", "accuracy", {"max_length": 128, "batch": 16}),
    "mrpc": ("glue --dataset mrpc --input glue", "sequence_classification", "accuracy_f1", {"max_length": 128, "batch": 16}),
    "stsb": ("glue --dataset stsb --input glue", "sequence_classification", "pearson_spearman", {"max_length": 128, "batch": 16}),
    "gad": ("blurb --dataset gad --input blurb", "sequence_classification", "PRF1", {"max_length": 256, "batch": 32}),
    "hoc": ("blurb --dataset hoc --input blurb", "sequence_classification", "hoc", {"max_length": 128, "batch": 4, "rate": 1e-3}),
    "pubmedqa": ("blurb --dataset pubmedqa --input blurb/pubmedqa/ori_pqal.json", "sequence_classification", "accuracy",
                 {"max_length": 512, "batch": 8}),
    "ncbi": ("blurb --dataset ncbi --input blurb", "token_classification", "seqeval_f1", {"max_length": 512, "batch": 16, "rate": 5e-4}),
    "medqa": ("medqa --train medqa/phrases_no_exclude_first400.jsonl", "multiple_choice", "accuracy", {"max_length": 128, "batch": 4}),
    "xquad": ("squad --train qa/xquad/xquad.en.json", "question_answering", "f1", {"max_length": 384, "batch": 8}),
    "hotpot": ("hotpotqa --train qa/hotpot/hotpot_dev_sample100.json", "question_answering", "f1", {"max_length": 384, "batch": 12}),
}


def run(command, folder):
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{command} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class Comparison:
    """One dataset, prepared, and a model with a head of its own that both sides begin from."""

    def __init__(self, args, folder, name, dropout):
        self.program, self.folder, self.name = args.program, folder, name
        prepare, self.type, self.metric, own = SETS[name]
        self.options = {"rate": 5e-5, **own}
        self.data, self.few = folder / name, folder / f"few-{name}"  # few: all to train on, but two lines to score
        words = [str(args.data / word) if word.split("/")[0] in ("glue", "blurb", "qa", "medqa") and i > 0 else word
                 for i, word in enumerate(prepare.split())]
        run([args.program, "prepare-task", *words, "--output", self.data], folder)
        self.model = self.head(args, dropout)

    def head(self, args, dropout):
        """A run at learning rate 0 writes the model as it begins."""
        start = self.folder / f"start-{dropout}"
        if not start.exists():
            shutil.copytree(args.minilm, start)
            config = json.loads((start / "config.json").read_text())
            config.update(hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout)
            (start / "config.json").write_text(json.dumps(config))
        self.few.mkdir()
        shutil.copy(self.data / "train.json", self.few)
        (self.few / "dev.json").write_text("".join((self.data / "train.json").read_text(encoding="utf-8").splitlines(True)[:2]))
        return self.tune(f"head-{self.name}", start, self.few, {"training.epochs": 0, "schedule.learning_rate": 0}) / "model"

    def tune(self, name, model, data, settings):
        settings = {"data.folder": data, "model.from": model, "task.type": self.type, "task.metric": self.metric,
                    "task.max_length": self.options["max_length"], "training.global_batch": self.options["batch"],
                    "training.micro_batch_tokens": 8192, "training.log_every": 1, "training.save_every": 100000,
                    "training.threads": 2, "schedule.learning_rate": self.options["rate"], "run.name": name, **settings}
        path = self.folder / f"{name}.yaml"
        groups = {}
        for key, value in settings.items():
            group, option = key.split(".", 1)
            groups.setdefault(group, []).append(f"  {option}: {value}\n")
        path.write_text("".join(f"{group}:\n" + "".join(entries) for group, entries in groups.items()))
        run([self.program, "finetune", "--config", path], self.folder)
        return self.folder / "runs" / name

    def ours(self, name, steps, total, settings=(), data=None):
        """The losses, seconds and real tokens of each step; and the folder."""
        epochs = {"training.epochs": max(0.0, (total - 0.5) / self.steps_an_epoch())}
        folder = self.tune(name, self.model, data or self.data, {**epochs, **dict(settings)})
        logged = [line for line in lines(folder / "metrics.jsonl") if "loss" in line][:steps]
        seen = [0] + [line["tokens"] for line in logged]
        tokens = [after - before for before, after in zip(seen, seen[1:])]
        return {"losses": [line["loss"] for line in logged], "tokens": tokens,
                "seconds": [some / line["tokens_per_s"] for some, line in zip(tokens, logged)]}, folder

    def steps_an_epoch(self):
        units = json.loads((self.model.parent / "run.json").read_text())["starts"][0]["facts"]["train_units"]
        return -(-units // self.options["batch"])

    def theirs(self, steps, total, **more):
        given = {"type": self.type, "model": str(self.model), "train": str(self.data / "train.json"), "max_length": self.options["max_length"],
                 "batch": self.options["batch"], "steps": steps, "total_steps": total, "learning_rate": self.options["rate"], "seed": 1, **more}
        return json.loads(run([sys.executable, REFERENCE / "finetuning_reference.py", json.dumps(given)], self.folder).splitlines()[-1])


def curves(args, folder):
    print("| dataset | type | batch | largest difference of a loss | at step | of the first 10 | loss of the first and the last step |\n" + "|---" * 7 + "|")
    for name in args.only or ["rte", "ncbi", "xquad", "medqa"]:
        one = Comparison(args, folder, name, 0.0)
        ours, _ = one.ours(f"curve-{name}", args.steps, args.steps, (), one.few)
        theirs = one.theirs(args.steps, args.steps)
        apart = [abs(a - b) for a, b in zip(ours["losses"], theirs["losses"], strict=True)]
        assert ours["tokens"] == theirs["tokens"], "not the same examples"
        print(f"| {name} | {one.type} | {one.options['batch']} | {max(apart):.1e} | {apart.index(max(apart)) + 1} | {max(apart[:10]):.1e} | "
              f"{theirs['losses'][0]:.4f}, {theirs['losses'][-1]:.4f} |", flush=True)
        if one.type == "question_answering":
            padded = one.theirs(args.steps, args.steps, padded=True)["losses"]
            over = [b - a for a, b in zip(theirs["losses"], padded)]
            as_linkbert, _ = one.ours(f"linkbert-{name}", args.steps, args.steps, [("task.mode", "linkbert")], one.few)
            apart = [abs(a - b) for a, b in zip(as_linkbert["losses"], padded, strict=True)]
            print(f"{name}: mode linkbert against that loop: largest difference of a loss {max(apart):.1e}", flush=True)
            print(f"{name}: with [PAD] in the softmax, as LinkBERT's script has it, the losses are {over[0]:+.4f} in the first step, "
                  f"{statistics.mean(over):+.4f} on average, at most {max(over, key=abs):+.4f}", flush=True)
        if max(apart) > 1e-3:
            print(f"{name}: DIFFERENT: {json.dumps([ours['losses'], theirs['losses']])}")


def scores(args, folder):
    sys.path.insert(0, str(REFERENCE))
    import task_reference
    from finetuning_hours import tokens_of
    tokenizer = task_reference.fast_tokenizer(args.minilm / "vocab.txt", "uncased")
    print("| dataset | metric | seed | steps | real tokens | linkbert | transformers |\n" + "|---" * 7 + "|")
    for name in args.only or ["rte", "mrpc", "stsb", "ncbi", "hoc", "pubmedqa"]:
        one = Comparison(args, folder, name, 0.0)
        one.options["rate"] = max(one.options["rate"], 2e-4)  # few steps
        examples = lines(one.data / "train.json")
        mean = statistics.mean(min(one.options["max_length"], tokens_of(tokenizer, e)) for e in examples[::1 + len(examples) // 500])
        part = "test" if (one.data / "test.json").exists() else "dev"
        for seed in args.seeds:
            steps = int(0.95 * args.tokens / (mean * one.options["batch"]))
            settings = {"training.seed": seed, "schedule.warmup_ratio": 0.1}
            ours, out = one.ours(f"{name}-{seed}", steps, steps, settings.items())
            row = json.loads((out / "results.json").read_text())["rows"][0][part]
            theirs = one.theirs(steps, steps, seed=seed, warmup_ratio=0.1, test=str(one.data / f"{part}.json"))
            print(f"| {name} ({part}) | {one.metric} | {seed} | {steps} | {sum(ours['tokens'])} | {100 * row[one.metric]['mean']:.2f} | "
                  f"{100 * theirs['scores'][one.metric]:.2f} |", flush=True)


def speed(args, folder):
    print("| dataset | inputs, batch | real tokens a step | linkbert ms a step | transformers, padded | ratio |\n" + "|---" * 6 + "|")
    for name in args.only or ["rte", "gad", "hotpot"]:
        one = Comparison(args, folder, name, 0.1)
        times, tokens = {"ours": [], "theirs": []}, []
        for number in range(args.rounds):
            ours, _ = one.ours(f"speed-{name}-{number}", args.steps, args.steps, (), one.few)
            theirs = one.theirs(args.steps, args.steps, padded=True)
            assert ours["tokens"] == theirs["tokens"], "not the same examples"
            times["ours"] += ours["seconds"][1:]  # the first step warms up
            times["theirs"] += theirs["seconds"][1:]
            tokens += ours["tokens"][1:]
        ours, theirs = (1e3 * statistics.median(times[side]) for side in ("ours", "theirs"))
        print(f"| {name} | up to {one.options['max_length']}, {one.options['batch']} | {statistics.mean(tokens):.0f} | {ours:.0f} | {theirs:.0f} | "
              f"{theirs / ours:.1f} |", flush=True)


def features(args, folder):
    sys.path.insert(0, str(REFERENCE))
    import task_reference
    tokenizer = task_reference.fast_tokenizer(args.minilm / "vocab.txt", "uncased")
    print("| questions | chunks | linkbert chunks/s | transformers chunks/s | ratio |\n" + "|---" * 5 + "|")
    for name in ("xquad", "hotpot"):
        command = SETS[name][0].split()
        run([args.linkbert, "prepare-task", *command[:-1], args.data / command[-1], "--output", folder / name], folder)
        examples = task_reference.read(folder / name / "train.json")
        ours, theirs = [], []
        for _ in range(args.rounds):
            result = json.loads(run([args.program, args.minilm / "vocab.txt", folder / name / "train.json", 384, 128, 3], folder))
            ours.append(min(result["seconds"]))
            start = time.perf_counter()
            made = prepare_features(tokenizer, examples)
            theirs.append(time.perf_counter() - start)
            assert made == result["chunks"], (made, result["chunks"])
        a, b = statistics.median(ours), statistics.median(theirs)
        print(f"| {name}, {len(examples)} | {made} | {made / a:.0f} | {made / b:.0f} | {b / a:.1f} |", flush=True)


def prepare_features(tokenizer, examples):
    """run_qa.py's prepare_train_features over a batch of a thousand, as datasets.map calls it; returns the number of chunks."""
    sys.path.insert(0, str(REFERENCE))
    from task_reference import span_labels
    chunks = 0
    for begin in range(0, len(examples), 1000):
        some = examples[begin:begin + 1000]
        made = tokenizer([e["question"].lstrip() for e in some], [e["context"] for e in some], truncation="only_second", max_length=384,
                         stride=128, return_overflowing_tokens=True, return_offsets_mapping=True, padding="max_length")
        sources, offsets = made.pop("overflow_to_sample_mapping"), made.pop("offset_mapping")
        starts, ends = [], []
        for i, offset in enumerate(offsets):
            start, end = span_labels(offset, made.sequence_ids(i), made["input_ids"][i].index(tokenizer.cls_token_id), some[sources[i]]["answers"])
            starts.append(start), ends.append(end)
        chunks += len(starts)
    return chunks


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["curves", "scores", "speed", "features"])
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("minilm", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("data", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("linkbert", type=os.path.abspath, nargs="?", help="features: the program")
    parser.add_argument("--only", type=lambda text: text.split(","))
    parser.add_argument("--steps", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[1, 2, 3])
    parser.add_argument("--tokens", type=int, default=60000)
    args = parser.parse_args()
    args.steps = args.steps or (50 if args.command == "curves" else 4)
    with tempfile.TemporaryDirectory(prefix="linkbert-bench-") as name:
        {"curves": curves, "scores": scores, "speed": speed, "features": features}[args.command](args, pathlib.Path(name))


if __name__ == "__main__":
    main()
