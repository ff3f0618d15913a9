"""`linkbert doctor`: what it says, and its exit code."""
import json
import subprocess
import tempfile
import unittest

from harness import ENVIRONMENT, LINKBERT


def doctor(*arguments, folder, ranks=0, environment=ENVIRONMENT):
    command = (["mpirun", "-n", str(ranks)] if ranks else []) + [LINKBERT, "doctor", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


class Doctor(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="linkbert-test-")
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name

    def test_a_machine_that_runs_the_tests_can_train(self):
        done = doctor("--json", folder=self.folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        report = json.loads(done.stdout)
        self.assertTrue(report["ready"])
        self.assertEqual(report["use"]["backend"], "self")
        self.assertEqual(report["launch"]["missing_settings"], [])
        self.assertEqual(report["libraries"]["torch"].split(".")[0], "2")

    def test_the_table_says_what_will_be_used(self):
        done = doctor(folder=self.folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("will be used", done.stdout)
        self.assertTrue(done.stdout.endswith("ready to train\n"))

    def test_prints_once_a_host_under_mpirun(self):
        done = doctor("--json", folder=self.folder, ranks=2)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual((report["launch"]["launcher"], report["launch"]["ranks"]), ("mpirun", 2))
        self.assertEqual(report["use"]["backend"], "mpi")

    def test_exits_with_8_where_runs_cannot_be_kept(self):
        with open(self.folder + "/runs", "w") as stream:
            stream.write("a file, not a folder\n")
        done = doctor("--json", folder=self.folder)
        self.assertEqual(done.returncode, 8)
        self.assertFalse(json.loads(done.stdout)["ready"])
        self.assertIn("runs/ cannot be written", done.stderr)

    def test_names_the_settings_that_are_missing(self):
        environment = {key: value for key, value in ENVIRONMENT.items() if not key.startswith("OMPI_MCA_")}
        report = json.loads(doctor("--json", folder=self.folder, environment=environment).stdout)
        self.assertIn("OMPI_MCA_mpi_yield_when_idle", report["launch"]["missing_settings"])
        self.assertIn("source launch/env.sh", [finding["command"] for finding in report["findings"]])


if __name__ == "__main__":
    unittest.main(verbosity=2)
