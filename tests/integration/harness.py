"""Runs the real program as a user would: a small corpus made here, configurations, launches under mpirun."""
import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import time
import unittest

LINKBERT = os.environ["LINKBERT_PROGRAM"]
ROOT = pathlib.Path(__file__).resolve().parents[2]

WORDS = ("graph node edge link page text model token layer head mask loss step rank batch shard bucket slice corpus anchor "
         "segment document title relation random contiguous linked encoder decoder weight bias norm gradient").split()
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

TINY = {
    "model.hidden_size": 32, "model.num_hidden_layers": 2, "model.num_attention_heads": 2, "model.intermediate_size": 64,
    "model.max_position_embeddings": 64, "samples.max_length": 48, "training.steps": 24, "training.global_batch": 16,
    "training.micro_batch_tokens": 200, "training.log_every": 1, "training.save_every": 8, "training.threads": 1,
    "schedule.learning_rate": 0.003, "schedule.warmup_steps": 4,
}


def mpi_environment():
    script = f". {ROOT}/launch/env.sh && env -0"
    output = subprocess.run(["sh", "-c", script], check=True, capture_output=True).stdout
    return dict(entry.split("=", 1) for entry in output.decode().split("\0") if "=" in entry)


ENVIRONMENT = mpi_environment()


def children(pid):
    return [int(line) for line in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()]


def kill_ranks(process, which):
    """SIGKILL to one rank of mpirun (0), to all (1) or to mpirun itself (2); returns when none of them is left. Within
    MPI_Init all may end and mpirun wait for good: that is its own affair, and it is ended too."""
    ranks = children(process.pid)
    for pid in (ranks[:1], ranks, [process.pid])[which]:
        with contextlib.suppress(ProcessLookupError):  # it was over before the blow fell
            os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while any(is_running(pid) for pid in ranks):
        if time.monotonic() > deadline:
            raise AssertionError(f"of the ranks {ranks} some go on")
        time.sleep(0.02)
    try:
        process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        if children(process.pid):
            raise
        process.kill()
        process.communicate()


def is_running(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def write_documents(path, count=120, seed=1):
    """count documents of a few sentences, each linking to up to three others."""
    draw = random.Random(seed)
    with open(path, "w") as stream:
        for number in range(count):
            text, links = "", []
            for _ in range(draw.randint(2, 6)):
                words = [draw.choice(WORDS) for _ in range(draw.randint(4, 12))]
                sentence = " ".join(words).capitalize() + ". "
                if draw.random() < 0.6:
                    begin = len(text)
                    links.append({"begin": begin, "end": begin + len(words[0]), "target": f"d{draw.randrange(count)}"})
                text += sentence
            stream.write(json.dumps({"id": f"d{number}", "title": f"Title {number}", "text": text, "links": links}) + "\n")


def write_vocabulary(path):
    pieces = SPECIALS + ["."] + [chr(c) for c in range(ord("a"), ord("z") + 1)] + WORDS
    pieces += ["##" + chr(c) for c in range(ord("a"), ord("z") + 1)]
    pathlib.Path(path).write_text("\n".join(pieces) + "\n")


def dotted(changes):
    """Keyword arguments as keys: double underscores are dots."""
    return {key.replace("__", "."): value for key, value in changes.items()}


# A task that a tiny model learns in seconds: which of the three words is in the sentence?
TASK_LABELS = {"graph": "about graphs", "edge": "about edges", "link": "about links"}

TINY_TASK = {
    "data.folder": "task", "model.from": "runs/start", "task.max_length": 32, "training.epochs": 3, "training.global_batch": 16,
    "training.micro_batch_tokens": 100, "training.log_every": 1, "training.save_every": 8, "training.threads": 1,
    "schedule.learning_rate": 0.003, "schedule.warmup_ratio": 0.1,
}


def write_task(folder, sizes=(("train", 320), ("dev", 60), ("test", 60)), seed=5):
    draw = random.Random(seed)
    folder.mkdir()
    others = [word for word in WORDS if word not in TASK_LABELS]
    for part, count in sizes:
        with open(folder / f"{part}.json", "w") as stream:
            for number in range(count):
                word = draw.choice(sorted(TASK_LABELS))
                words = [draw.choice(others) for _ in range(draw.randint(1, 12))]
                words.insert(draw.randrange(len(words) + 1), word)
                stream.write(json.dumps({"id": f"{part}-{number}", "sentence": " ".join(words), "label": TASK_LABELS[word]}) + "\n")


class Program(unittest.TestCase):
    """A folder of its own with a prepared corpus for each test class."""
    program = LINKBERT  # a subclass may run another

    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory(prefix="linkbert-test-")
        cls.folder = pathlib.Path(cls._folder.name)
        write_documents(cls.folder / "documents.jsonl")
        write_vocabulary(cls.folder / "vocab.txt")
        cls.run_program("prepare", "jsonl", "--input", "documents.jsonl", "--vocab", "vocab.txt", "--output", "corpus")

    @classmethod
    def tearDownClass(cls):
        cls._folder.cleanup()

    @classmethod
    def start(cls, *arguments, ranks=0):
        command = (["mpirun", "-n", str(ranks)] if ranks else []) + [cls.program, *map(str, arguments)]
        return subprocess.Popen(command, cwd=cls.folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    @classmethod
    def run_program(cls, *arguments, ranks=0, code=0):
        process = cls.start(*arguments, ranks=ranks)
        output, errors = process.communicate(timeout=240)
        if process.returncode != code:
            raise AssertionError(f"{arguments} on {ranks} ranks exited with {process.returncode}, wanted {code}:\n{output}\n{errors}")
        return output, errors

    @classmethod
    def configuration(cls, name, **changes):
        """Writes NAME.yaml with TINY and the changes (dots as double underscores); returns its path."""
        return cls.write_configuration(name, {**TINY, "data.corpus": "corpus", **dotted(changes)})

    @classmethod
    def write_configuration(cls, name, settings):
        groups = {}
        for key, value in settings.items():
            group, option = key.split(".", 1)
            groups.setdefault(group, []).append(f"  {option}: {value}")
        path = cls.folder / f"{name}.yaml"
        path.write_text("".join(f"{group}:\n" + "\n".join(lines) + "\n" for group, lines in groups.items()))
        return path

    @classmethod
    def pretrain(cls, path, *more, ranks=1, code=0):
        return cls.run_program("pretrain", "--config", path, *more, ranks=ranks, code=code)

    @classmethod
    def make_task(cls):
        """The task's files, and runs/start, a model of two steps."""
        write_task(cls.folder / "task")
        cls.pretrain(cls.configuration("start", training__steps=2))

    @classmethod
    def finetune(cls, name, *more, ranks=1, code=0, **changes):
        path = cls.write_configuration(name, {**TINY_TASK, **dotted(changes)})
        return cls.run_program("finetune", "--config", path, *more, ranks=ranks, code=code)

    @classmethod
    def results(cls, name):
        return json.loads((cls.folder / "runs" / name / "results.json").read_text())

    @classmethod
    def await_steps(cls, name, step, process):
        """Returns once the run has logged `step`, or its process has ended."""
        log = cls.folder / "runs" / name / "metrics.jsonl"
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and process.poll() is None:
            if log.exists() and any(json.loads(line)["step"] >= step for line in log.read_text().splitlines(True) if line[-1] == "\n"):
                return
            time.sleep(0.01)

    @classmethod
    def metrics(cls, name):
        lines = (cls.folder / "runs" / name / "metrics.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    @classmethod
    def step_folder(cls, name, step):
        return cls.folder / "runs" / name / "checkpoints" / f"step-{step:08d}"

    @classmethod
    def weights(cls, name, step):
        return (cls.step_folder(name, step) / "model.safetensors").read_bytes()

    def stop_after(self, verb, path, name, step, ranks):
        """Starts the run and asks it to stop once it has logged `step`."""
        process = self.start(verb, "--config", path, ranks=ranks)
        self.await_steps(name, step, process)
        (self.folder / "runs" / name / "stop").touch()
        output, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 75, output + errors)
        self.assertIn("the same line again", output + errors)
