"""kill -9 at random instants, saves included: every next start finds a whole checkpoint, the end is bitwise the same.

LINKBERT_TEST_KILLS sets how many kills in a row (default 5)."""
import os
import random
import time
import unittest

from harness import Program, kill_ranks

KILLS = int(os.environ.get("LINKBERT_TEST_KILLS", "5"))


class Kill(Program):
    SETTINGS = {"training__steps": 60, "training__save_every": 3}

    def test_final_weights_are_those_of_an_undisturbed_run(self):
        self.pretrain(self.configuration("calm", **self.SETTINGS), ranks=2)
        path = self.configuration("killed", **self.SETTINGS)
        draw = random.Random(7)
        for number in range(KILLS):
            process = self.start("pretrain", "--config", path, ranks=2)
            time.sleep(draw.uniform(0.3, 1.6))
            kill_ranks(process, number % 3)
        self.pretrain(path, ranks=2)
        self.assertEqual(self.weights("killed", 60), self.weights("calm", 60))


if __name__ == "__main__":
    unittest.main(verbosity=2)
