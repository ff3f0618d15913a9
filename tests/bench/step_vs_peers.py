#!/usr/bin/env python3
"""The training step beside Python's: same model size, same samples, same batch, fp32, two cores for each.

  step_vs_peers.py LINKBERT CORPUS [--layers 6 --hidden 384 ...]      (Python with torch and transformers)

Contenders, each in a process of its own, in turn, for --rounds rounds:
  linkbert, 1 rank x 2 threads    `linkbert bench step`
  linkbert, 2 ranks x 1 thread    the same under mpirun
  transformers                    BertForPreTraining, SDPA attention, fused AdamW, padded batches in the order of the samples
  transformers, tuned             the same loop with the MLM head on masked rows only and batches sorted by length
Samples are `linkbert inspect sample`'s; the relation has three classes, so the peers' two-way head is a three-way Linear.
With dropout 0 and the same initial weights the first step's losses must agree to 1e-4; otherwise nothing is timed. Prints
a Markdown table of real tokens a second, phases and peak memory (medians over the rounds), and every round as JSON.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

RELATIONS = {"contiguous": 0, "random": 1, "linked": 2}
PHASES = ("loader", "forward_backward", "reduce", "optimizer", "other")
CONTENDERS = {"linkbert, 1 rank x 2 threads": ("ours", 1), "linkbert, 2 ranks x 1 thread": ("ours", 2),
              "transformers": ("peer", "plain"), "transformers, tuned": ("peer", "tuned")}


def configuration(args, dropout, learning_rate):
    return {"data.corpus": args.corpus,
            "model.num_hidden_layers": args.layers, "model.hidden_size": args.hidden, "model.num_attention_heads": args.heads,
            "model.intermediate_size": 4 * args.hidden, "model.hidden_dropout_prob": dropout,
            "model.attention_probs_dropout_prob": dropout, "samples.max_length": args.length,
            "training.global_batch": args.batch, "training.steps": 1000, "schedule.learning_rate": learning_rate}


def write_configuration(folder, args, dropout, learning_rate=1e-4):
    path = folder / f"dropout-{dropout}-rate-{learning_rate}.yaml"
    groups = {}
    for key, value in configuration(args, dropout, learning_rate).items():
        group, option = key.split(".")
        groups.setdefault(group, []).append(f"  {option}: {value}\n")
    path.write_text("".join(f"{group}:\n" + "".join(lines) for group, lines in groups.items()))
    return path


def run(command, folder):
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{command} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def run_ours(args, folder, config, ranks, warmup, steps):
    launch = ["mpirun", "-n", ranks] if ranks > 1 else []
    command = [*launch, args.program, "bench", "step", "--config", config, "--warmup", warmup, "--steps", steps, "--json"]
    return json.loads(run([*command, "--set", f"training.threads={2 // ranks}"], folder))


def run_peer(args, folder, kind, warmup, steps, dropout, weights=""):
    given = {"kind": kind, "warmup": warmup, "steps": steps, "dropout": dropout, "weights": str(weights),
             "samples": str(folder / "samples.jsonl"), "batch": args.batch, "layers": args.layers, "hidden": args.hidden,
             "heads": args.heads, "vocabulary": len(pathlib.Path(args.corpus, "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n"))}
    return json.loads(run([sys.executable, os.path.abspath(__file__), "--peer", json.dumps(given)], folder).splitlines()[-1])


# ---- a peer, in a process of its own -------------------------------------------------------------------------------

class Peer:
    def __init__(self, given):
        import torch
        import transformers
        self.torch, self.tuned = torch, given["kind"] == "tuned"
        torch.set_num_threads(2)
        config = transformers.BertConfig(
            vocab_size=given["vocabulary"], hidden_size=given["hidden"], num_hidden_layers=given["layers"],
            num_attention_heads=given["heads"], intermediate_size=4 * given["hidden"],
            hidden_dropout_prob=given["dropout"], attention_probs_dropout_prob=given["dropout"])
        self.model = transformers.BertForPreTraining._from_config(config, attn_implementation="sdpa").train()
        self.model.cls.seq_relationship = torch.nn.Linear(given["hidden"], 3)
        if given["weights"]:
            self.load(given["weights"])
        # As linkbert's default: no weight decay on biases and LayerNorm.
        plain = [p for p in self.model.parameters() if p.dim() < 2]
        matrices = [p for p in self.model.parameters() if p.dim() >= 2]
        self.optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0}],
                                           lr=1e-4, eps=1e-8, fused=True)

    def load(self, path):
        import safetensors.torch
        state = safetensors.torch.load_file(path)
        state = {name.replace("drp.", "cls.seq_relationship."): value for name, value in state.items()}
        missing, unexpected = self.model.load_state_dict(state, strict=False)
        # Tied to the word embeddings, or the other name of the head's bias.
        missing = set(missing) - {"cls.predictions.decoder.weight", "cls.predictions.decoder.bias"}
        if missing or unexpected:
            raise SystemExit(f"weights do not fit: missing {missing}, unexpected {unexpected}")
        self.model.tie_weights()

    def collate(self, samples):
        length = max(len(sample["input_ids"]) for sample in samples)

        def padded(key, value):
            return self.torch.tensor([sample[key] + [value] * (length - len(sample[key])) for sample in samples])

        inputs = {"input_ids": padded("input_ids", 0), "token_type_ids": padded("token_type_ids", 0)}
        mask = self.torch.tensor([[1] * len(s["input_ids"]) + [0] * (length - len(s["input_ids"])) for s in samples])
        return ({**inputs, "attention_mask": mask}, padded("labels", -100),
                self.torch.tensor([RELATIONS[sample["relation"]] for sample in samples]))

    def loss(self, inputs, labels, relations):
        cross_entropy = self.torch.nn.functional.cross_entropy
        hidden, pooled = self.model.bert(**inputs)[:2]
        labels, hidden = labels.flatten(), hidden.flatten(0, 1)
        if self.tuned:
            rows = (labels != -100).nonzero().squeeze(1)
            hidden, labels = hidden[rows], labels[rows]
        scores = self.model.cls.predictions(hidden)
        return cross_entropy(scores, labels) + cross_entropy(self.model.cls.seq_relationship(pooled), relations)

    def step(self, samples):
        times = [time.perf_counter()]

        def lap():
            times.append(time.perf_counter())

        batch = self.collate(samples)
        lap()
        self.optimizer.zero_grad()
        loss = self.loss(*batch)
        loss.backward()
        lap()
        self.torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        lap()
        self.optimizer.step()
        lap()
        value = loss.item()
        lap()
        return value, [end - begin for begin, end in zip(times, times[1:])]


def serve_peer(given):
    with open(given["samples"]) as stream:
        samples = [json.loads(line) for line in stream]
    peer, size = Peer(given), given["batch"]
    warm, timed = samples[:given["warmup"] * size], samples[given["warmup"] * size:(given["warmup"] + given["steps"]) * size]
    if peer.tuned and given["steps"] > 1:
        timed = sorted(timed, key=lambda sample: len(sample["input_ids"]))
    losses, seconds = [], []
    for begin in range(0, len(warm), size):
        losses.append(peer.step(warm[begin:begin + size])[0])
    for begin in range(0, len(timed), size):
        loss, phases = peer.step(timed[begin:begin + size])
        losses.append(loss)
        seconds.append(phases)
    tokens = sum(len(sample["input_ids"]) for sample in timed)
    total = sum(map(sum, seconds))
    ms = {phase: 1e3 * sum(step[i] for step in seconds) / len(seconds) for i, phase in enumerate(PHASES)}
    print(json.dumps({"losses": losses, "tokens": tokens, "tokens_per_s": tokens / total,
                      "ms": {"step": 1e3 * total / len(seconds), **ms},
                      "peak_memory_bytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))


# ---- the comparison ------------------------------------------------------------------------------------------------

def compare_losses(args, folder):
    """The first step without dropout from the same weights, which a run at learning rate 0 writes down."""
    config = write_configuration(folder, args, 0, 0)
    run([args.program, "pretrain", "--config", config, "--set", "training.steps=1", "--set", "run.name=initial"], folder)
    weights = folder / "runs/initial/checkpoints/step-00000001/model.safetensors"
    losses = {"linkbert, 1 rank x 2 threads": run_ours(args, folder, config, 1, 0, 1)["losses"][0],
              "linkbert, 2 ranks x 1 thread": run_ours(args, folder, config, 2, 0, 1)["losses"][0],
              **{name: run_peer(args, folder, kind, 0, 1, 0, weights)["losses"][0]
                 for name, (who, kind) in CONTENDERS.items() if who == "peer"}}
    spread = max(losses.values()) - min(losses.values())
    print(f"first losses {losses}, spread {spread:.1e}", flush=True)
    if spread > 1e-4:
        raise SystemExit("the contenders do not compute the same: nothing to compare")


def measure(args, folder):
    config = write_configuration(folder, args, 0.1)
    rounds = {name: [] for name in CONTENDERS}
    for _ in range(args.rounds):
        for name, (who, how) in CONTENDERS.items():
            if who == "ours":
                result = run_ours(args, folder, config, how, args.warmup, args.steps)
            else:
                result = run_peer(args, folder, how, args.warmup, args.steps, 0.1)
            rounds[name].append(result)
            kept = {key: result[key] for key in ("tokens", "tokens_per_s", "ms", "peak_memory_bytes")}
            print(json.dumps({"contender": name, **kept}), flush=True)
    return rounds


def print_table(rounds):
    def median(name, value):
        return statistics.median(value(result) for result in rounds[name])

    speed = {name: median(name, lambda result: result["tokens_per_s"]) for name in rounds}
    ours = max(speed[name] for name in rounds if CONTENDERS[name][0] == "ours")
    print("\n| | real tokens/s | best of ours is x as fast | ms a step | " + " | ".join(PHASES) + " | peak memory a process |")
    print("|---" * (5 + len(PHASES)) + "|")
    for name in rounds:
        phases = " | ".join(f"{median(name, lambda result, p=phase: result['ms'][p]):.0f}" for phase in PHASES)
        memory = median(name, lambda result: result["peak_memory_bytes"]) / 2**30
        print(f"| {name} | {speed[name]:.0f} | {ours / speed[name]:.2f} | {median(name, lambda r: r['ms']['step']):.0f} | "
              f"{phases} | {memory:.2f} GiB |")


def main():
    if sys.argv[1:2] == ["--peer"]:
        return serve_peer(json.loads(sys.argv[2]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("corpus", type=os.path.abspath)
    sizes = dict(layers=6, hidden=384, heads=12, length=96, batch=16, warmup=2, steps=10, rounds=5)
    for name, default in sizes.items():
        parser.add_argument("--" + name, type=int, default=default)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linkbert-bench-") as name:
        folder = pathlib.Path(name)
        config = write_configuration(folder, args, 0)
        count = (args.warmup + args.steps) * args.batch
        samples = run([args.program, "inspect", "sample", args.corpus, "--config", config, "--count",
                       count, "--json"], folder)
        (folder / "samples.jsonl").write_text(samples)
        compare_losses(args, folder)
        print_table(measure(args, folder))


if __name__ == "__main__":
    main()
