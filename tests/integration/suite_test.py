"""A suite of tasks as a user runs it: every task over its seeds, the table, a stop and the same line again, a comparison."""
import json
import os
import shutil
import subprocess
import unittest

from harness import ENVIRONMENT, LINKBERT, ROOT, TINY_TASK, Program, write_task

SUITE = "suite:\n  average: mean\ntasks:\n  one: one.yaml\n  two: two.yaml\n  absent: one.yaml\n"


class Suite(Program):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_task()
        (cls.folder / "tasks").mkdir()
        for number, name in enumerate(("one", "two")):
            write_task(cls.folder / "tasks" / name, sizes=(("train", 160), ("dev", 40), ("test", 50 + 10 * number)), seed=number)
        settings = {key: value for key, value in TINY_TASK.items() if key not in ("data.folder", "model.from")}
        for name in ("one", "two"):
            cls.write_configuration(name, {**settings, "task.metric": "macro_f1" if name == "two" else "accuracy"})

    def suite(self, name, *more, data="tasks", ranks=1, code=0):
        (self.folder / f"{name}.yaml").write_text(SUITE)
        return self.run_program("finetune", "--config", f"{name}.yaml", "--model", "runs/start", "--data", data, *more, ranks=ranks, code=code)

    def test_every_task_over_its_seeds_and_their_table(self):
        output, _ = self.suite("whole", "--seeds", 2, ranks=2)
        results = json.loads((self.folder / "runs/whole/results.json").read_text())
        for name, metric in (("one", "accuracy"), ("two", "macro_f1")):
            row = self.results(f"whole/{name}")["rows"][0]
            task = results["results"][name]
            self.assertEqual(task["seeds"], [1, 2])
            self.assertEqual((task["mode"], self.results(f"whole/{name}")["mode"]), ("default", "default"))
            self.assertEqual(task["values"], [100 * value for value in row["metrics"][metric]["values"]])
            self.assertAlmostEqual(task[f"{metric},none"], 100 * row["metrics"][metric]["mean"], places=9)
            self.assertAlmostEqual(task[f"{metric}_stderr,none"], 100 * row["metrics"][metric]["standard_error"], places=9)
            self.assertGreater(task[f"{metric}_bootstrap_stderr,none"], 0)
        self.assertEqual(results["n-samples"]["two"]["effective"], 60)
        self.assertIn("absent/train.json", results["results"]["absent"]["not_run"])
        self.assertIsNone(results["groups"]["whole_average"]["mean,none"])
        self.assertIn("absent", results["groups"]["whole_average"]["remark"])
        table = (self.folder / "runs/whole/results.md").read_text()
        self.assertIn(table, output)
        self.assertIn("| one | accuracy |", table)
        self.assertIn("<th scope=\"row\">one</th>", (self.folder / "runs/whole/results.html").read_text())

        # The same line runs nothing again; another model is compared seed by seed.
        before = (self.folder / "runs/whole/one/seed-1/results.json").stat().st_mtime_ns
        output, _ = self.suite("whole", "--seeds", 2, "--compare", "runs/whole")
        self.assertEqual(output.count("is finished"), 4)
        self.assertEqual((self.folder / "runs/whole/one/seed-1/results.json").stat().st_mtime_ns, before)
        self.assertIn("+0.00 ± 0.00 (2 seeds)", output)

    def test_one_task_alone_then_the_rest(self):
        self.suite("parts", "--only", "two")
        self.assertFalse((self.folder / "runs/parts/one").exists())
        first = json.loads((self.folder / "runs/parts/results.json").read_text())
        self.assertEqual((first["results"]["one"]["seeds"], first["results"]["two"]["seeds"]), ([], [1]))
        output, _ = self.suite("parts")
        self.assertEqual(output.count("is finished"), 1)
        self.assertEqual(json.loads((self.folder / "runs/parts/results.json").read_text())["results"]["one"]["seeds"], [1])

    def test_a_stopped_suite_goes_on(self):
        (self.folder / "stopped.yaml").write_text(SUITE)
        line = ["finetune", "--config", "stopped.yaml", "--model", "runs/start", "--data", "tasks", "--set", "training.epochs=15"]
        process = self.start(*line, ranks=2)
        self.await_steps("stopped/one", 3, process)
        (self.folder / "runs/stopped/one/stop").touch()
        output, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 75, output + errors)
        output, _ = self.run_program(*line, ranks=2)
        self.assertIn("resumed from", output)
        results = json.loads((self.folder / "runs/stopped/results.json").read_text())
        self.assertEqual([results["results"][name]["seeds"] for name in ("one", "two")], [[1], [1]])

    def test_a_second_dev_file_is_averaged(self):
        data = self.folder / "mnli-data"
        shutil.copytree(self.folder / "tasks/one", data / "one")
        (data / "one/test.json").unlink()
        shutil.copy(self.folder / "tasks/two/test.json", data / "one/dev_mismatched.json")
        (self.folder / "second.yaml").write_text("tasks:\n  one: one.yaml\n")
        self.run_program("finetune", "--config", "second.yaml", "--model", "runs/start", "--data", "mnli-data")
        matched = self.results("second/one")["rows"][0]["dev"]["accuracy"]["mean"]
        mismatched = json.loads((self.folder / "runs/second/one/dev_mismatched/results.json").read_text())["accuracy"]
        task = json.loads((self.folder / "runs/second/results.json").read_text())["results"]["one"]
        self.assertAlmostEqual(task["values"][0], 50 * (matched + mismatched), places=9)
        self.assertEqual(task["split"], "dev")

    def test_no_epoch_scores_a_fine_tuned_model_as_it_is(self):
        self.run_program("finetune", "--config", "one.yaml", "--model", "runs/start", "--data", "tasks/one")
        (self.folder / "zero-shot.yaml").write_text("tasks:\n  one: one.yaml\n")
        self.run_program("finetune", "--config", "zero-shot.yaml", "--model", "runs/one/model", "--data", "tasks", "--set", "training.epochs=0")
        before, after = (self.results(name)["rows"][0]["test"] for name in ("one", "zero-shot/one"))
        self.assertEqual(before, after)

    def batch(self, number, code, ends=""):
        """cluster/suite.sbatch as Slurm starts a job of an array, with stand-ins for srun (which may end as told) and scontrol."""
        tools = self.folder / "tools"
        tools.mkdir(exist_ok=True)
        (tools / "srun").write_text('#!/bin/bash\n[ -n "$SRUN_ENDS" ] && exit "$SRUN_ENDS"\nwhile [[ $1 == --* ]]; do shift; done\nexec "$@"\n')
        (tools / "scontrol").write_text(f'#!/bin/bash\necho "$@" >> {tools}/requeued\n')
        for tool in tools.glob("s*"):
            tool.chmod(0o755)
        (self.folder / "array.yaml").write_text(SUITE)
        environment = {**ENVIRONMENT, "PATH": f"{tools}:{ENVIRONMENT['PATH']}", "SLURM_SUBMIT_DIR": str(ROOT), "SLURM_JOB_ID": "7",
                       "SLURM_ARRAY_TASK_ID": str(number), "SLURM_JOB_NODELIST": "here", "SRUN_ENDS": ends, "LINKBERT": os.path.abspath(LINKBERT)}
        done = subprocess.run(["bash", ROOT / "cluster/suite.sbatch", self.folder / "array.yaml", "--model", self.folder / "runs/start", "--data",
                               self.folder / "tasks", "--set", f"run.folder={self.folder}/runs"], env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_a_job_of_a_slurm_array_is_one_task(self):
        output = self.batch(2, 0)
        self.assertIn("task two", output)
        results = json.loads((self.folder / "runs/array/results.json").read_text())["results"]
        self.assertEqual((results["one"]["seeds"], results["two"]["seeds"]), ([], [1]))
        self.assertFalse((self.folder / "tools/requeued").exists())
        self.assertIn("no task number 4", self.batch(4, 2))
        self.batch(1, 75, ends="75")
        self.assertEqual((self.folder / "tools/requeued").read_text(), "requeue 7\n")

    def test_mistakes_are_told(self):
        _, errors = self.suite("wrong", "--only", "three", code=2)
        self.assertIn("--only three", errors)
        (self.folder / "wrong.yaml").write_text("tasks:\n  one: nowhere.yaml\n")
        _, errors = self.run_program("finetune", "--config", "wrong.yaml", ranks=2, code=3)
        self.assertEqual(errors.count("wrong.yaml:2"), 1, errors)
        _, errors = self.suite("wrong", data="nothing", code=4)
        self.assertIn("no task has data", errors)
        _, errors = self.run_program("finetune", "--config", "one.yaml", "--only", "one", code=2)
        self.assertIn("one run", errors)


if __name__ == "__main__":
    unittest.main(verbosity=2)
