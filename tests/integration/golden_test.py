"""Losses, gradient norms, models, predictions and vectors are to the last bit those that tests/golden/runs keeps for this kind of CPU.

tests/golden/runs.py has the runs; docs/testing.md says when to record anew."""
import json
import pathlib
import sys
import tempfile
import unittest

from harness import LINKBERT, ROOT

sys.path.insert(0, str(ROOT / "tests/golden"))
import runs  # noqa: E402

KEY = runs.record_key()
RECORD = runs.RECORDS / f"{KEY}.json"


@unittest.skipUnless(RECORD.exists(), f"not run: no values recorded for {KEY} (tests/golden/runs; tests/golden/runs.py record writes them)")
class Golden(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.record = json.loads(RECORD.read_text())
        there, here = cls.record["made_with"], runs.made_with(LINKBERT)
        other = [f"{name} {there[name]}, here {here[name]}" for name in there if there[name] != here[name]]
        if other:
            raise unittest.SkipTest(f"not run: the values for {KEY} were recorded with {'; '.join(other)}")
        cls.place = runs.work_place(LINKBERT)

    @classmethod
    def tearDownClass(cls):
        cls.place.tearDownClass()

    def test_every_bit_is_the_recorded_one(self):
        for name in runs.KEPT:
            with self.subTest(run=name):
                actual = runs.recorded_form(self.place, name, runs.carry_out(self.place, name))
                expected = self.record[name]
                self.assertEqual(actual["inputs"], expected["inputs"], f"{name}: other inputs or options than those recorded: record anew")
                difference = runs.first_difference(expected, actual)
                if difference:
                    where, wanted, seen = difference
                    self.fail(f"{name}, {where}: expected {wanted!r}, actual {seen!r}.")


class FirstDifference(unittest.TestCase):
    """The comparison itself: what it finds, and where."""

    @staticmethod
    def outcome(loss=0.5, digest="d", **more):
        return {"figures": [{"step": 1, "loss": 1.25}, {"step": 2, "loss": loss, **more}], "files": {"model.safetensors": digest}}

    def test_the_last_bit_counts(self):
        found = runs.first_difference(self.outcome(0.1), self.outcome(0.10000000000000002))
        self.assertEqual(found, ("step 2, loss", 0.1, 0.10000000000000002))
        self.assertEqual(runs.first_difference(self.outcome(0.0), self.outcome(-0.0))[0], "step 2, loss")
        self.assertIsNone(runs.first_difference(self.outcome(float("nan")), self.outcome(float("nan"))))

    def test_what_is_missing_is_a_difference_and_what_is_new_is_none(self):
        self.assertEqual(runs.first_difference(self.outcome(norm=3.0), self.outcome()), ("step 2, norm", 3.0, "missing"))
        self.assertIsNone(runs.first_difference(self.outcome(), self.outcome(norm=3.0)))
        self.assertEqual(runs.first_difference(self.outcome(), {**self.outcome(), "figures": []})[0], "lines of metrics.jsonl")

    def test_files_are_compared_by_digest(self):
        self.assertEqual(runs.first_difference(self.outcome(), self.outcome(digest="e")), ("model.safetensors", "d", "e"))
        self.assertEqual(runs.first_difference(self.outcome(), {**self.outcome(), "files": {}}), ("model.safetensors", "d", "missing"))

    def test_it_is_said_where_files_differ(self):
        with tempfile.TemporaryDirectory(prefix="linkbert-test-") as name:
            one, two = pathlib.Path(name, "one"), pathlib.Path(name, "two")
            for folder in (one, two):
                runs.write_start(folder)
            content = bytearray((two / "model.safetensors").read_bytes())
            content[-1] ^= 1  # the last one written is the bias of the MLM head's LayerNorm
            (two / "model.safetensors").write_bytes(content)
            self.assertRegex(runs.where_files_differ(one / "model.safetensors", two / "model.safetensors"),
                             "^1 of [0-9]+ tensors, first cls.predictions.transform.LayerNorm.bias$")
            for folder, figure in ((one, 1.5), (two, 1.25)):
                (folder / "lines.jsonl").write_text(f"first\nsecond {figure}\n")
            self.assertEqual(runs.where_files_differ(one / "lines.jsonl", two / "lines.jsonl"),
                             "line 2: base 'second 1.5\\n', head 'second 1.25\\n'")


if __name__ == "__main__":
    unittest.main(verbosity=2)
