#!/usr/bin/env python3
"""Small deterministic runs of the real program, and what they compute to the last bit (docs/testing.md).

  LINKBERT_PROGRAM=HEAD runs.py compare BASE     the same runs with both programs: 0 if all are the same, 1 if not
  LINKBERT_PROGRAM=HEAD runs.py bench BASE       speed and peak memory of both, in turn
  LINKBERT_PROGRAM=HEAD runs.py record           writes tests/golden/runs/KEY.json, which integration.golden compares with

tests/golden/compare.sh builds two commits and calls it. Text, vocabulary, tasks and the model to begin with are made here with Python's
random numbers; each program prepares its own corpus from the text. Everything is float32; the numbers of ranks and threads are fixed.
"""
import contextlib
import hashlib
import json
import os
import pathlib
import platform
import random
import re
import resource
import statistics
import struct
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/integration"))
from harness import TINY, TINY_TASK, WORDS, Program, write_documents, write_task, write_vocabulary  # noqa: E402
from task_types_test import TYPES  # noqa: E402

RECORDS = ROOT / "tests/golden/runs"

# ---- the runs --------------------------------------------------------------------------------------------------------

SHORT = {**TINY, "data.corpus": "corpus", "training.steps": 20, "training.save_every": 20}

PRETRAINING = {
    # Several micro-batches a step; the other options as they come.
    "narrow": SHORT,
    # Everything else: head width 12, clipping at work, evaluations in between.
    "wide": {
        **SHORT, "model.hidden_size": 48, "model.num_hidden_layers": 3, "model.num_attention_heads": 4, "model.intermediate_size": 112,
        "model.hidden_act": "gelu_new", "model.layer_norm_eps": 1e-5, "samples.max_length": 64, "samples.masking.strategy": "whole_word",
        "samples.masking.rate": 0.2, "samples.short_probability": 0.3, "samples.random": "matched", "samples.link_scope": "document",
        "samples.b_segment": "random", "samples.mix.linked": 2, "training.global_batch": 12, "training.micro_batch_tokens": 500,
        "training.drp_weight": 0.5, "training.loader_threads": 2, "schedule.name": "cosine", "schedule.final_fraction": 0.1,
        "optimizer.name": "hf_adamw", "optimizer.weight_decay": 0.1, "optimizer.max_gradient_norm": 0.25, "evaluation.every": 10,
        "evaluation.samples": 64, "evaluation.anchors": 32, "evaluation.probe_samples": 300},
}
DROPOUT = {"": {"model.hidden_dropout_prob": 0, "model.attention_probs_dropout_prob": 0},
           "-dropout": {"model.hidden_dropout_prob": 0.1, "model.attention_probs_dropout_prob": 0.2}}

# 0.5 epochs of 320 examples in batches of 16: 10 steps.
TASK = {**TINY_TASK, "model.from": "start", "training.epochs": 0.5}
QUESTIONS = {**TASK, "data.folder": "questions", "task.type": TYPES["questions"][1], "task.question.doc_stride": 8}


def pretraining(settings, ranks=1):
    return {"verb": "pretrain", "settings": settings, "ranks": ranks}


def finetuning(settings, ranks=1):
    return {"verb": "finetune", "settings": settings, "ranks": ranks}


RUNS = {
    **{f"pretrain-{name}{dropout}-{ranks}": pretraining({**settings, **DROPOUT[dropout]}, ranks)
       for name, settings in PRETRAINING.items() for dropout in DROPOUT for ranks in (1, 2, 4)},
    "pretrain-two-threads": pretraining({**PRETRAINING["wide"], **DROPOUT["-dropout"], "model.hidden_act": "relu", "training.threads": 2}),
    "pretrain-from-a-model": pretraining({**SHORT, "model.from": "start", "data.corpus": "corpus, other", "data.weights": "2, 1",
                                          "samples.masking.strategy": "span", "optimizer.max_gradient_norm": 0}, 2),
    "finetune-labels": finetuning(TASK),
    **{f"finetune-{name}": finetuning({**TASK, "data.folder": name, "task.type": TYPES[name][1]}) for name in TYPES if name != "questions"},
    **{f"finetune-questions-{ranks}": finetuning(QUESTIONS, ranks) for ranks in (1, 2)},
    "finetune-accumulation": finetuning({**TASK, "data.folder": "sentences", "task.type": TYPES["sentences"][1], "task.mode": "linkbert",
                                         "training.accumulation": 2, "selection.rule": "best_on_dev"}),
    "embed": {"verb": "embed", "poolings": ["mean", "cls", "pooler", "none"]},
    "evaluate-pretraining": {"verb": "evaluate", "settings": {**PRETRAINING["narrow"], "evaluation.samples": 64, "evaluation.anchors": 32,
                                                              "evaluation.probe_samples": 300}},
}

# What integration.golden runs: a few seconds.
KEPT = ("pretrain-narrow-dropout-2", "pretrain-wide-dropout-1", "pretrain-wide-4", "finetune-labels", "finetune-numbers", "finetune-several",
        "finetune-sentences", "finetune-choices", "finetune-questions-2", "embed", "evaluate-pretraining")

# Of metrics.jsonl: what tells how fast it went, not what was computed.
TIMES = ("tokens_per_s", "loader_wait", "time")

START = {"model_type": "bert", "vocab_size": 0, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64,
         "hidden_act": "silu", "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1, "max_position_embeddings": 64,
         "type_vocab_size": 2, "initializer_range": 0.02, "layer_norm_eps": 1e-12, "pad_token_id": 0}


def start_tensors(config):
    """Name and shape of each tensor of a pretrained model."""
    hidden, inner = config["hidden_size"], config["intermediate_size"]

    def linear(name, rows, columns):
        return {f"{name}.weight": [rows, columns], f"{name}.bias": [rows]}

    def norm(name):
        return {f"{name}.LayerNorm.weight": [hidden], f"{name}.LayerNorm.bias": [hidden]}

    shapes = {f"bert.embeddings.{kind}_embeddings.weight": [config[size], hidden] for kind, size in
              (("word", "vocab_size"), ("position", "max_position_embeddings"), ("token_type", "type_vocab_size"))} | norm("bert.embeddings")
    for layer in (f"bert.encoder.layer.{i}" for i in range(config["num_hidden_layers"])):
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            shapes |= linear(f"{layer}.attention.{part}", hidden, hidden)
        shapes |= norm(f"{layer}.attention.output") | norm(f"{layer}.output")
        shapes |= linear(f"{layer}.intermediate.dense", inner, hidden) | linear(f"{layer}.output.dense", hidden, inner)
    head = "cls.predictions"
    return {**shapes, **linear("bert.pooler.dense", hidden, hidden), **linear("drp", 3, hidden), f"{head}.bias": [config["vocab_size"]],
            **linear(f"{head}.transform.dense", hidden, hidden), **norm(f"{head}.transform")}


def write_start(folder):
    """A Hugging Face folder with weights far from those of a new model, so that every part shows."""
    folder.mkdir()
    write_vocabulary(folder / "vocab.txt")
    config = {**START, "vocab_size": len((folder / "vocab.txt").read_text().splitlines())}
    (folder / "config.json").write_text(json.dumps(config))
    draw, header, data = random.Random(7), {}, b""
    for name, shape in start_tensors(config).items():
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        middle = 1 if name.endswith("LayerNorm.weight") else 0
        values = struct.pack(f"<{count}f", *(middle + draw.uniform(-0.2, 0.2) for _ in range(count)))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


def write_lines(path, lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def write_inputs(folder):
    """All that the runs read beside the corpora."""
    write_start(folder / "start")
    write_task(folder / "task")
    draw = random.Random(3)
    for name, (make, *_) in TYPES.items():
        (folder / name).mkdir()
        for part, count in (("train", 320), ("dev", 40)):
            write_lines(folder / name / f"{part}.json", [{"id": f"{part}-{i}", **make(draw)} for i in range(count)])
    write_lines(folder / "texts.jsonl", [{"id": i, "text": " ".join(draw.choice(WORDS) for _ in range(draw.randint(0, 70)))} for i in range(30)])


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def work_place(program):
    """The harness's class with all inputs, for one program; the caller calls tearDownClass()."""
    place = type("Place", (Program,), {"program": str(program)})
    place.setUpClass()
    write_documents(place.folder / "other.jsonl", count=60, seed=2)
    write_inputs(place.folder)
    made = [path for path in sorted(place.folder.rglob("*")) if path.is_file() and path.relative_to(place.folder).parts[0] != "corpus"]
    place.inputs = sha256(b"".join(path.read_bytes() for path in made))
    place.run_program("prepare", "jsonl", "--input", "other.jsonl", "--vocab", "vocab.txt", "--output", "other")
    return place


@contextlib.contextmanager
def one_core():
    """What has no option for its threads takes as many as it may use cores."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def leaves(value, name=""):
    """[(dotted name, value)] of nested JSON."""
    if isinstance(value, (dict, list)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return [leaf for key, child in items for leaf in leaves(child, f"{name}.{key}" if name else str(key))]
    return [(name, value)]


def figures_of(record):
    return {name: value for name, value in leaves(record) if name not in TIMES and not isinstance(value, str)}


def do_pretrain(place, name, run):
    place.pretrain(place.write_configuration(name, run["settings"]), ranks=run["ranks"])
    step = place.step_folder(name, run["settings"]["training.steps"])
    return place.metrics(name), sorted(step.glob("*.safetensors"))


def do_finetune(place, name, run):
    place.run_program("finetune", "--config", place.write_configuration(name, run["settings"]), ranks=run["ranks"])
    model, output = f"runs/{name}/model", f"predictions/{name}"
    with one_core():
        place.run_program("predict", "--model", model, "--input", f"{run['settings']['data.folder']}/dev.json", "--output", output)
    paths = [place.folder / model / "model.safetensors", *sorted((place.folder / output).iterdir())]
    return [*place.metrics(name), place.results(name)], paths


def do_embed(place, name, run):
    paths = [place.folder / f"{name}-{pooling}.jsonl" for pooling in run["poolings"]]
    with one_core():
        for pooling, path in zip(run["poolings"], paths):
            place.run_program("embed", "--model", "start", "--input", "texts.jsonl", "--pooling", pooling, "--output", path)
    return [], paths


def do_evaluate(place, name, run):
    path = place.write_configuration(name, run["settings"])
    with one_core():
        place.run_program("evaluate", "--task", "pretraining", "--model", "start", "--input", "corpus", "--config", path, "--output", name)
    return [json.loads((place.folder / name / "results.json").read_text())], []


VERBS = {"pretrain": do_pretrain, "finetune": do_finetune, "embed": do_embed, "evaluate": do_evaluate}


def carry_out(place, name):
    """{"figures": what the run logged, a dictionary a line, "files": {name: path}}."""
    records, paths = VERBS[RUNS[name]["verb"]](place, name, RUNS[name])
    return {"figures": [figures_of(record) for record in records], "files": {path.name: path for path in paths}}


def recorded_form(place, name, outcome):
    """As tests/golden/runs keeps it. inputs: of what these figures are the outcome."""
    return {"inputs": sha256((place.inputs + json.dumps(RUNS[name])).encode()), "figures": outcome["figures"],
            "files": {file: sha256(path.read_bytes()) for file, path in outcome["files"].items()}}


def first_difference(expected, actual):
    """None, or the first that is not the same: (where, expected, actual). Both in the recorded form. What only `actual` has, such as
    another column of metrics.jsonl, is no difference."""
    if len(expected["figures"]) != len(actual["figures"]):
        return "lines of metrics.jsonl", len(expected["figures"]), len(actual["figures"])
    for theirs, ours in zip(expected["figures"], actual["figures"]):
        for field, value in theirs.items():
            # repr tells -0.0 from 0.0, 1 from 1.0, and has NaN be itself.
            if repr(ours.get(field, "missing")) != repr(value):
                return f"step {theirs['step']}, {field}" if "step" in theirs else field, value, ours.get(field, "missing")
    for file, digest in expected["files"].items():
        if actual["files"].get(file, "missing") != digest:
            return file, digest, actual["files"].get(file, "missing")
    return None


# ---- what decides the bits beside the program ------------------------------------------------------------------------

# Of /proc/cpuinfo, the best first: MKL and LibTorch choose their kernels by vendor and by these.
INSTRUCTIONS = ("amx_tile", "avx512_fp16", "avx512_bf16", "avx512_vnni", "avx512f", "avx_vnni", "avx2", "avx")


def cpu_facts():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def record_key():
    """Such as amd-avx512_bf16: under which the values of this machine are kept."""
    cpu = cpu_facts()
    vendor = {"GenuineIntel": "intel", "AuthenticAMD": "amd"}.get(cpu.get("vendor_id"), platform.machine())
    flags = cpu.get("flags", "").split()
    return "-".join([vendor, *[name for name in INSTRUCTIONS if name in flags][:1]])


def made_with(program):
    """What else decides them, or may: the compiler is what the program says of itself, kernels are those that LibTorch takes."""
    doctor = json.loads(subprocess.run([program, "doctor", "--json"], capture_output=True, text=True).stdout)
    compilers = sorted(set(re.findall(rb"(?:GCC|clang)[^\0]*?(\d+\.\d+\.\d+)\0", pathlib.Path(program).read_bytes())))
    cpu = cpu_facts()
    names = [cpu.get(name, "") for name in ("model name", "cpu family", "model", "cache size")]
    return {"cpu": "{}, family {} model {}, {}".format(*names), "kernels": doctor["use"]["instruction_set"], "torch": doctor["libraries"]["torch"],
            "compiler": b" ".join(compilers).decode(), "libc": " ".join(platform.libc_ver())}


def record(program):
    key, place = record_key(), work_place(program)
    runs = {name: recorded_form(place, name, carry_out(place, name)) for name in KEPT}
    place.tearDownClass()
    RECORDS.mkdir(exist_ok=True)
    lines = [f'"made_with": {json.dumps(made_with(program))}']
    for name, run in runs.items():
        figures = ",\n  ".join(json.dumps(line) for line in run["figures"])
        lines.append(f'"{name}": {{"inputs": "{run["inputs"]}", "figures": [\n  {figures}],\n "files": {json.dumps(run["files"], indent=2)}}}')
    (RECORDS / f"{key}.json").write_text("{" + ",\n".join(lines) + "}\n")
    print(f"{len(runs)} runs recorded in {(RECORDS / key).relative_to(ROOT)}.json")
    return 0


# ---- two programs ----------------------------------------------------------------------------------------------------

def tensors(path):
    content = path.read_bytes()
    begin = 8 + int.from_bytes(content[:8], "little")
    return {name: (entry["dtype"], entry["shape"], content[begin + entry["data_offsets"][0]:begin + entry["data_offsets"][1]])
            for name, entry in json.loads(content[8:begin]).items() if name != "__metadata__"}


def where_files_differ(base, head):
    """In words: which tensors, or which line and what stands there."""
    if base.suffix == ".safetensors":
        theirs, ours = tensors(base), tensors(head)
        names = [name for name in theirs if theirs[name] != ours.get(name)]
        return f"{len(names)} of {len(theirs)} tensors, first {names[0]}" if names else "the header or tensors that base has not"
    theirs, ours = base.read_text(), head.read_text()
    place = len(os.path.commonprefix([theirs, ours]))
    begin = max(theirs.rfind("\n", 0, place) + 1, place - 40)
    return f"line {theirs.count(chr(10), 0, place) + 1}: base {theirs[begin:place + 40]!r}, head {ours[begin:place + 40]!r}"


def compare_run(base, head, name):
    """None, or in words what differs."""
    outcomes = {}
    for who, place in (("base", base), ("head", head)):
        try:
            outcomes[who] = carry_out(place, name)
        except AssertionError as error:
            return f"{who} fails: {error}"
    difference = first_difference(recorded_form(base, name, outcomes["base"]), recorded_form(head, name, outcomes["head"]))
    if difference is None:
        return None
    where, expected, actual = difference
    theirs, ours = (outcome["files"].get(where) for outcome in outcomes.values())
    return f"{where}: " + (where_files_differ(theirs, ours) if theirs and ours else f"base {expected!r}, head {actual!r}")


def compare(base_program, head_program):
    begin, different = time.monotonic(), 0
    base, head = work_place(base_program), work_place(head_program)
    names = [name for name in RUNS if RUNS[name].get("settings", {}).get("training.threads", 1) <= len(os.sched_getaffinity(0))]
    for name in names:
        difference = compare_run(base, head, name)
        different += difference is not None
        print(f"{name:28}{'same' if difference is None else 'DIFFERENT: ' + difference}", flush=True)
    for place in (base, head):
        place.tearDownClass()
    for name in sorted(RUNS.keys() - names):
        print(f"{name:28}not run: needs more cores")
    print(f"{len(names) - different} of {len(names)} runs the same to the last bit, on {record_key()}, in {time.monotonic() - begin:.0f} s")
    return 1 if different else 0


BENCH = {"data.corpus": "bench", "model.num_hidden_layers": 4, "model.hidden_size": 256, "model.num_attention_heads": 4,
         "model.intermediate_size": 1024, "samples.max_length": 96, "training.global_batch": 16, "training.micro_batch_tokens": 1024,
         "training.steps": 1000, "training.threads": 1}
ROUNDS = 9

# CPU seconds are the whole process's, its start included. Where the machine does other things too, theirs is the ratio to look at.
BENCH_FIGURES = {
    "tokens/s, median": lambda rounds: statistics.median(result["tokens_per_s"] for result in rounds),
    "tokens/CPU s, best": lambda rounds: max(result["tokens"] / result["cpu_s"] for result in rounds),
    "MiB at the peak, median": lambda rounds: statistics.median(result["peak_memory_bytes"] for result in rounds) / 2**20,
}


def bench_place(program):
    """With a vocabulary large enough for the MLM head to count."""
    place = work_place(program)
    with open(place.folder / "vocab.txt", "a") as stream:
        stream.writelines(f"[unused{i}]\n" for i in range(8000))
    place.run_program("prepare", "jsonl", "--input", "documents.jsonl", "--vocab", "vocab.txt", "--output", "bench")
    place.write_configuration("bench", BENCH)
    return place


def cpu_seconds():
    """Of the children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def bench(base_program, head_program):
    """Base and head in turn: what else the machine does falls on both alike."""
    places = {"base": bench_place(base_program), "head": bench_place(head_program)}
    results = {name: [] for name in places}
    for number in range(ROUNDS):
        for name in sorted(places, reverse=number % 2 == 1):
            before = cpu_seconds()
            output, _ = places[name].run_program("bench", "step", "--config", "bench.yaml", "--warmup", 1, "--steps", 15, "--json")
            results[name].append({**json.loads(output), "cpu_s": cpu_seconds() - before})
    for place in places.values():
        place.tearDownClass()
    print(f"{'':26}{'base':>10}{'head':>10}{'head/base':>11}")
    for what, figure in BENCH_FIGURES.items():
        base, head = (figure(rounds) for rounds in results.values())
        print(f"{what:26}{base:10.1f}{head:10.1f}{head / base:11.3f}")
    return 0


def main(arguments):
    program = pathlib.Path(Program.program).resolve()
    if arguments == ["record"]:
        return record(program)
    if len(arguments) == 2 and arguments[0] in ("compare", "bench"):
        return {"compare": compare, "bench": bench}[arguments[0]](pathlib.Path(arguments[1]).resolve(), program)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
