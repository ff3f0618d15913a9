"""What the README tells a newcomer to type: the quickstart's main job in its smallest size, and every line of "Your own run"."""
import os
import pathlib
import re
import shlex
import subprocess
import tempfile
import unittest

from harness import ENVIRONMENT, LINKBERT, ROOT, Program, write_task

PREFIX = os.environ["LINKBERT_DEPS"]
BUILD = pathlib.Path(LINKBERT).parents[1]


class Quickstart(unittest.TestCase):
    """In a folder that looks like a checkout, so that nothing is written into this one."""

    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory(prefix="linkbert-test-")
        cls.folder = pathlib.Path(cls._folder.name)
        for name in ("launch", "configs"):
            (cls.folder / name).symlink_to(ROOT / name)
        (cls.folder / "build").mkdir()
        (cls.folder / "build/release").symlink_to(BUILD)

    @classmethod
    def tearDownClass(cls):
        cls._folder.cleanup()

    def quickstart(self):
        command = [self.folder / "launch/quickstart.sh", "--tiny", "--built", "--prefix", PREFIX]
        run = subprocess.run(command, cwd=self.folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=600)
        self.assertEqual(run.returncode, 0, run.stdout[-4000:] + run.stderr[-4000:])
        return run.stdout

    def test_kills_resumes_and_tells_what_came_of_it(self):
        closing = self.quickstart().split("\n== ")[-1].splitlines()
        self.assertLessEqual(len(closing), 20, "\n".join(closing))
        text = "\n".join(closing)
        for fact in ("AUC 0.", "accuracy", "nats", "killed at step", "nothing lost", "from tiny + links", "report.html"):
            self.assertIn(fact, text)
        run = self.folder / "runs/foldoc-tiny-demo"
        self.assertTrue((run / "report.html").read_text().endswith("</html>\n"))
        self.assertTrue((run / "model/model.safetensors").exists())
        again = self.quickstart()  # the same line skips what is done
        self.assertIn("this run is finished", again)
        self.assertNotIn("Killed rank", again)


class OwnRun(Program):
    """The commands of "Your own run", a few steps of a small model each, on the corpora of these tests."""

    SMALL = {
        "pretrain": "--set training.steps=4 --set model.hidden_size=32 --set model.intermediate_size=64 --set training.global_batch=8",
        "finetune": "--set training.epochs=1 --set training.global_batch=8 --data task",
    }

    def commands(self):
        section = (ROOT / "README.md").read_text().split("## Your own run")[1].split("\n## ")[0]
        lines = "\n".join(re.findall(r"```bash\n(.*?)```", section, re.S)).splitlines()
        return [line.split("      #")[0].strip() for line in lines if "$linkbert" in line]

    def test_every_command_works(self):
        (self.folder / "my.jsonl").symlink_to("documents.jsonl")
        (self.folder / "configs").symlink_to(ROOT / "configs")
        write_task(self.folder / "task")
        commands = [line for line in self.commands() if "foldoc-subject --corpus" not in line]  # Quickstart runs that one
        self.assertGreater(len(commands), 5)
        for line in commands:
            verb = next(word for word in line.split() if word not in ("mpirun", "-n", "2", "$linkbert"))
            line = line.replace("tasks/foldoc-subject/", "task/").replace("$linkbert", shlex.quote(LINKBERT))
            with self.subTest(line=line):
                run = subprocess.run(["sh", "-c", f"{line} {self.SMALL.get(verb, '')}"], cwd=self.folder, env=ENVIRONMENT,
                                     stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240)
                self.assertEqual(run.returncode, 0, run.stdout + run.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
