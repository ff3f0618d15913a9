"""One of three ranks fails in a real run: the job ends with the documented exit code, one message that names rank, host,
step and operation, and no process left behind. And losses that are not finite."""
import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import time
import unittest

from harness import ENVIRONMENT, LINKBERT, TINY_TASK, Program, write_documents, write_task

HOST = socket.gethostname()


def ranks_of(launcher):
    """Process ids by rank."""
    pids = subprocess.run(["pgrep", "-P", str(launcher)], capture_output=True, text=True).stdout.split()
    ranks = {}
    for pid in map(int, pids):
        variables = dict(entry.split("=", 1) for entry in pathlib.Path(f"/proc/{pid}/environ").read_text().split("\0") if "=" in entry)
        ranks[int(variables["OMPI_COMM_WORLD_RANK"])] = pid
    return ranks


def lives(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Failure(Program):
    def fail(self, name, blow, **settings):
        """Starts three ranks, strikes rank 1 under way, returns exit code and messages."""
        path = self.configuration(name, training__steps=1000000, training__log_every=1, **settings)
        process = self.start("pretrain", "--config", path, ranks=3)
        self.await_steps(name, 3, process)
        ranks = ranks_of(process.pid)
        self.assertEqual(sorted(ranks), [0, 1, 2])
        blow(ranks[1])
        _, errors = process.communicate(timeout=120)
        self.assertEqual(errors.count("linkbert: error: "), 1, errors)
        deadline = time.monotonic() + 30  # a rank that mpirun has just ended may take a moment
        while any(map(lives, ranks.values())) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertFalse(any(map(lives, ranks.values())), errors)
        return process.returncode, errors

    def test_a_killed_rank_is_named(self):
        code, errors = self.fail("killed", lambda pid: os.kill(pid, signal.SIGKILL))
        self.assertEqual(code, 128 + signal.SIGKILL, errors)
        self.assertRegex(errors, rf"rank [02] \(host {HOST}, process \d+\) at step \d+: \w+ of \d+ bytes: "
                                 rf"rank 1 \(host {HOST}, process \d+\) has died")

    def test_a_stuck_rank_is_named_once_the_deadline_has_passed(self):
        code, errors = self.fail("stuck", lambda pid: os.kill(pid, signal.SIGSTOP), communication__deadline_s=4)
        self.assertEqual(code, 6, errors)
        self.assertRegex(errors, rf"rank 0 \(host {HOST}, process \d+\) at step \d+: \w+ of \d+ bytes: "
                                 rf"missed its deadline of 4 s.* No answer from rank 1 \(host {HOST}, process \d+\)")

    def test_a_throwing_rank_is_named_with_what_it_was_doing(self):
        limit = lambda pid: resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, 4096))  # as a quota: its next save fails
        code, errors = self.fail("throwing", limit, training__save_every=5)
        self.assertEqual(code, 5, errors)
        self.assertRegex(errors, rf"rank 1 on host {HOST}: step \d+, saving: .*/checkpoints/step-\d+/.*File too large")

    # A weight this large makes the gradient of every step overflow, whichever rank has the sample.
    def test_a_loss_that_is_not_finite_ends_the_run_and_writes_every_ranks_samples_down(self):
        path = self.configuration("infinite", training__drp_weight=1e300)
        _, errors = self.pretrain(path, ranks=3, code=7)
        self.assertEqual(errors.count("linkbert: error: "), 1, errors)
        self.assertRegex(errors, "step 0: loss .* not finite; the indices of its samples are in .*/not-finite-step-0-rank-")
        samples = sum((self.reported("infinite", 0, rank) for rank in range(3)), [])
        self.assertEqual(sorted(samples), list(range(16)))

    # At this weight the gradient overflows in some steps only.
    def test_skipped_steps_are_counted_and_written_down_and_training_goes_on(self):
        self.pretrain(self.configuration("bumpy", training__drp_weight=9e38, training__not_finite="skip"), ranks=3)
        skipped = [m["step"] - 1 for m in self.metrics("bumpy") if m["skipped_steps"] == 1]
        self.assertTrue(0 < len(skipped) < 24, skipped)
        for step in skipped:
            samples = sum((self.reported("bumpy", step, rank) for rank in range(3)), [])
            self.assertEqual(sorted(samples), list(range(16 * step, 16 * step + 16)))
        log = (self.folder / "runs/bumpy/log.txt").read_text()
        self.assertEqual(log.count("not finite; skipped"), len(skipped))
        self.run_program("inspect", "checkpoint", self.step_folder("bumpy", 24))

    def reported(self, name, step, rank):
        return json.loads((self.folder / f"runs/{name}/not-finite-step-{step}-rank-{rank}.json").read_text())["samples"]

    def test_too_many_skipped_steps_in_a_row_end_the_run(self):
        path = self.configuration("hopeless", training__drp_weight=1e300, training__not_finite="skip")
        output, errors = self.pretrain(path, ranks=2, code=7)
        self.assertRegex(errors, "step 9: .*, the 10th step in a row")
        self.assertIn("warning: step 0: loss", output)
        self.assertEqual([m["skipped_steps"] for m in self.metrics("hopeless")], [1] * 9)

    # mpirun's application contexts: rank 0 by the first line, rank 1 by the second.
    def two_lines(self, first, second, *fragments, code=3):
        command = ["mpirun", "-n", "1", LINKBERT, *map(str, first), ":", "-n", "1", LINKBERT, *map(str, second)]
        process = subprocess.run(command, cwd=self.folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=120)
        self.assertEqual(process.returncode, code, process.stdout + process.stderr)
        if code == 0:
            return
        self.assertEqual(process.stderr.count("linkbert: error: "), 1, process.stderr)
        for fragment in fragments:
            self.assertIn(fragment, process.stderr)

    def test_ranks_that_pretrain_something_else_are_named(self):
        line = ["pretrain", "--config", self.configuration("apart", training__steps=2)]
        for key, value in (("schedule.learning_rate", "0.5"), ("samples.seed", "7"), ("model.hidden_size", "64")):
            self.two_lines(line, [*line, "--set", f"{key}={value}"], f"configuration: rank 1 on host {HOST}: {key} is {value}, rank 0 has ")
        write_documents(self.folder / "others.jsonl", seed=2)
        prepare = ["prepare", "jsonl", "--vocab", "vocab.txt", "--output", "other", "--input"]
        self.run_program(*prepare, "others.jsonl")
        self.two_lines(line, [*line, "--set", "data.corpus=other"], f"corpus: rank 1 on host {HOST}: fingerprint of corpus 1 is ")
        self.assertFalse((self.folder / "runs/apart").exists())
        self.two_lines(line, [*line, "--set", "training.loader_threads=2"], code=0)  # a rank's own affair
        self.two_lines(line, ["bench", "step", *line[1:]], f"command line: rank 1 on host {HOST}: arguments is bench step")

    def test_ranks_that_begin_with_another_model_or_other_data_are_named(self):
        self.make_task()
        self.pretrain(self.configuration("start2", training__steps=2, samples__seed=9))
        path = self.write_configuration("tuned", {**TINY_TASK, "training.epochs": 1})
        line = ["finetune", "--config", path]
        self.two_lines(line, [*line, "--set", "model.from=runs/start2", "--set", "model.name=start"],
                       "starting weights: rank 1 on host", "hash of model.safetensors is ")
        write_task(self.folder / "task2", seed=6)
        self.two_lines(line, [*line, "--set", "data.folder=task2"], "data: rank 1 on host", "fingerprint of train and dev is ")
        evaluate = ["evaluate", "--task", "pretraining", "--config", self.folder / "start.yaml", "--input", "corpus", "--model"]
        self.two_lines([*evaluate, "runs/start"], [*evaluate, "runs/start2"], "starting weights: rank 1 on host")
        embed = ["embed", "--model", "runs/start", "--output", "vectors.jsonl", "--input"]
        for name in ("a", "b"):
            (self.folder / f"{name}.jsonl").write_text(json.dumps({"id": name, "text": "graph node"}) + "\n")
        self.two_lines([*embed, "a.jsonl"], [*embed, "b.jsonl"], "data: rank 1 on host")
        self.two_lines([*embed, "a.jsonl"], [*embed, "a.jsonl", "--pooling", "cls"], "command line: rank 1 on host")

    def test_ranks_that_prepare_something_else_are_named(self):
        write_documents(self.folder / "second.jsonl", seed=3)
        line = ["prepare", "jsonl", "--vocab", "vocab.txt", "--output", "both", "--input"]
        self.two_lines([*line, "documents.jsonl"], [*line, "second.jsonl"], "data: rank 1 on host", "second.jsonl")
        self.two_lines([*line, "documents.jsonl"], [*line, "documents.jsonl", "--held-out", "0.5"], "command line: rank 1 on host")


if __name__ == "__main__":
    unittest.main(verbosity=2)
