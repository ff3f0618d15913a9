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

from harness import Program

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


if __name__ == "__main__":
    unittest.main(verbosity=2)
