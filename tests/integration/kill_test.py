"""kill -9 at random instants, saves included: every next start finds a whole checkpoint, the end is bitwise the same.

LINKBERT_TEST_KILLS sets how many kills in a row (default 5); each meets a run that has begun."""
import json
import os
import random
import time
import unittest

from harness import Program, kill_ranks

KILLS = int(os.environ.get("LINKBERT_TEST_KILLS", "5"))


class Kill(Program):
    STEPS = 60 * KILLS
    SETTINGS = {"training__steps": STEPS, "training__save_every": 3}

    def starts(self):
        """How often the run has begun, as it says itself once all is loaded."""
        try:
            return len(json.loads((self.folder / "runs/killed/run.json").read_text())["starts"])
        except FileNotFoundError:
            return 0

    def await_start(self, process, number):
        deadline = time.monotonic() + 60
        while self.starts() < number:
            self.assertIsNone(process.poll(), "it ended before it could be killed")
            self.assertLess(time.monotonic(), deadline, "it does not begin")
            time.sleep(0.01)

    def test_final_weights_are_those_of_an_undisturbed_run(self):
        self.pretrain(self.configuration("calm", **self.SETTINGS), ranks=2)
        path = self.configuration("killed", **self.SETTINGS)
        draw = random.Random(7)
        for number in range(KILLS):
            process = self.start("pretrain", "--config", path, ranks=2)
            self.await_start(process, number + 1)
            time.sleep(draw.uniform(0, 0.3))
            self.assertIsNone(process.poll(), "it ended before it was killed")
            kill_ranks(process, number % 3)
            self.assertFalse((self.folder / f"runs/killed/checkpoints/step-{self.STEPS:08}/manifest.json").exists(), "the last kill came too late")
        self.pretrain(path, ranks=2)
        self.assertEqual(self.starts(), KILLS + 1)
        self.assertEqual(self.weights("killed", self.STEPS), self.weights("calm", self.STEPS))


if __name__ == "__main__":
    unittest.main(verbosity=2)
