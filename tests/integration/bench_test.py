"""`linkbert bench step` runs the steps of the run it measures, and leaves nothing behind."""
import json
import unittest

from harness import Program


class BenchStep(Program):
    def bench(self, path, *more, ranks=1):
        output, _ = self.run_program("bench", "step", "--config", path, "--warmup", 2, "--steps", 4, "--json", *more,
                                     ranks=ranks)
        return json.loads(output)

    def test_its_losses_are_those_of_the_run(self):
        path = self.configuration("measured")
        self.pretrain(path, "--set", "run.name=compared")
        losses = [record["loss"] for record in self.metrics("compared")][:6]
        self.assertEqual(self.bench(path)["losses"], losses)

    def test_counts_the_real_tokens_of_the_timed_steps(self):
        path = self.configuration("counted")
        output, _ = self.run_program("inspect", "sample", "corpus", "--config", path, "--index", 32, "--count", 64, "--json")
        tokens = sum(len(json.loads(line)["input_ids"]) for line in output.splitlines())
        for ranks in (1, 2):
            self.assertEqual(self.bench(path, ranks=ranks)["tokens"], tokens)

    def test_the_phases_add_up_to_the_step(self):
        result = self.bench(self.configuration("phases"), ranks=2)
        ms = result["ms"]
        self.assertAlmostEqual(ms["step"], sum(value for phase, value in ms.items() if phase != "step"))
        self.assertAlmostEqual(ms["step"], 1e3 * sum(result["seconds"]) / 4)
        self.assertTrue(all(value >= 0 for value in ms.values()), ms)
        self.assertEqual((result["ranks"], result["backend"]), (2, "mpi"))

    def test_writes_nothing(self):
        before = sorted(self.folder.rglob("*"))
        path = self.configuration("nothing")
        self.bench(path)
        self.assertEqual(sorted(self.folder.rglob("*")), sorted([*before, path]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
