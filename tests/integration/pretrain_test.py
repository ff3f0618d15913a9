"""Pretraining as a user runs it: any number of ranks, stopped, resumed, finished."""
import json
import os
import shutil
import signal
import socket
import unittest

from harness import Program


class Pretrain(Program):
    def assert_same_curve(self, name, reference, tolerance=2e-4):
        ours, theirs = self.metrics(name), self.metrics(reference)
        self.assertEqual([m["step"] for m in ours], [m["step"] for m in theirs])
        for a, b in zip(ours, theirs):
            self.assertAlmostEqual(a["loss"], b["loss"], delta=tolerance * abs(b["loss"]), msg=f"{name}, step {a['step']}")

    def test_ranks_do_not_change_the_curve(self):
        for ranks in (1, 2, 4):
            self.pretrain(self.configuration(f"ranks{ranks}"), ranks=ranks)
        losses = [m["loss"] for m in self.metrics("ranks1")]
        self.assertEqual(len(losses), 24)
        self.assertLess(losses[-1], losses[0] - 0.3)
        self.assert_same_curve("ranks2", "ranks1")
        self.assert_same_curve("ranks4", "ranks1")

    def test_a_resumed_run_ends_bitwise_equal(self):
        self.pretrain(self.configuration("whole"), ranks=2)
        path = self.configuration("parts")
        self.stop_after("pretrain", path, "parts", 5, ranks=2)
        output, _ = self.pretrain(path, ranks=2)
        self.assertIn("resumed from", output)
        self.assertEqual(self.weights("parts", 24), self.weights("whole", 24))
        self.assertEqual([m["step"] for m in self.metrics("parts")], list(range(1, 25)))

    def test_where_no_save_was_finished_training_begins_anew(self):
        path = self.configuration("interrupted", training__steps=4, training__save_every=2)
        self.pretrain(path)
        weights = self.weights("interrupted", 4)
        for step in (2, 4):
            (self.step_folder("interrupted", step) / "manifest.json").unlink()
        output, _ = self.pretrain(path)
        self.assertIn("the save did not finish", output)
        self.assertEqual(self.weights("interrupted", 4), weights)

    def test_resumes_on_other_numbers_of_ranks(self):
        self.pretrain(self.configuration("steady"), ranks=1)
        path = self.configuration("moving")
        self.stop_after("pretrain", path, "moving", 4, ranks=2)
        self.stop_after("pretrain", path, "moving", 10, ranks=1)
        self.stop_after("pretrain", path, "moving", 16, ranks=3)
        self.pretrain(path, ranks=2)
        self.assert_same_curve("moving", "steady")

    def test_a_flipped_bit_in_any_file_is_named_and_the_checkpoint_before_is_used(self):
        path = self.configuration("flipped", training__steps=16)
        self.pretrain(path, ranks=2)
        sound = self.folder / "sound"
        (self.folder / "runs/flipped").rename(sound)
        names = sorted(file.name for file in (sound / "checkpoints/step-00000016").iterdir())
        self.assertEqual(len(names), 9, names)  # model, 2 of the optimizer, 4 of Hugging Face, state, manifest
        for name in names:
            with self.subTest(file=name):
                shutil.rmtree(self.folder / "runs/flipped", ignore_errors=True)
                shutil.copytree(sound, self.folder / "runs/flipped", symlinks=True)
                self.flip_a_bit(self.step_folder("flipped", 16) / name)
                output, _ = self.pretrain(path, ranks=0)
                self.assertRegex(output, f"warning: passed over a damaged checkpoint: .*step-00000016/{name}")
                self.assertRegex(output, "resumed from .*step-00000008")
                self.assertEqual([m["step"] for m in self.metrics("flipped")], list(range(1, 17)))
        self.assertIn("step-00000016", self.run_program("inspect", "checkpoint", "runs/flipped")[0])

    @staticmethod
    def flip_a_bit(path):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

    def test_a_second_start_is_refused_and_told_who_runs(self):
        path = self.configuration("busy", training__steps=100000, training__save_every=100000)
        first = self.start("pretrain", "--config", path)
        self.await_steps("busy", 1, first)
        for ranks in (0, 2):
            _, errors = self.pretrain(path, ranks=ranks, code=5)
            self.assertIn(f"in use by process {first.pid} on {socket.gethostname()} since 2", errors)
            self.assertEqual(errors.count("linkbert: error: "), 1)
        first.send_signal(signal.SIGTERM)
        self.assertIn("the same line again", first.communicate(timeout=60)[1])

    def test_a_finished_run_says_so(self):
        path = self.configuration("done", training__steps=4)
        self.pretrain(path)
        output, _ = self.pretrain(path)
        self.assertIn("this run is finished", output)

    def test_a_changed_configuration_names_the_keys(self):
        path = self.configuration("changed", training__steps=4)
        self.pretrain(path)
        _, errors = self.pretrain(path, "--set", "schedule.learning_rate=0.1", code=3)
        self.assertIn("schedule.learning_rate: was 0.003, now 0.1", errors)
        self.pretrain(path, "--set", "training.log_every=2")  # says nothing about the result

    def test_keeps_the_newest_checkpoints(self):
        self.pretrain(self.configuration("kept", training__save_every=4, training__keep_checkpoints=2))
        folders = sorted(p.name for p in (self.folder / "runs/kept/checkpoints").iterdir() if p.is_dir() and not p.is_symlink())
        self.assertEqual(folders, ["step-00000020", "step-00000024"])

    def test_run_json_says_what_was_asked_for_and_used(self):
        self.pretrain(self.configuration("recorded", training__steps=2), ranks=2)
        record = json.loads((self.folder / "runs/recorded/run.json").read_text())
        self.assertEqual(record["configuration"]["training.steps"], 2)
        self.assertEqual(record["starts"][0]["communication"], {"requested": "auto", "used": "mpi"})
        self.assertEqual(record["starts"][0]["ranks"], 2)

    def test_a_warning_signal_to_mpirun_saves_first(self):
        path = self.configuration("warned", training__steps=100000, training__save_every=100000)
        process = self.start("pretrain", "--config", path, ranks=2)
        self.await_steps("warned", 3, process)
        os.kill(process.pid, signal.SIGUSR1)
        output, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75, output + errors)
        checkpoints = list((self.folder / "runs/warned/checkpoints").glob("step-*/manifest.json"))
        self.assertEqual(len(checkpoints), 1, output + errors)


if __name__ == "__main__":
    unittest.main(verbosity=2)
