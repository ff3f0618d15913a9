"""Fine-tuning as a user runs it: any number of ranks, several seeds, stopped, resumed, scored again."""
import json
import shutil
import sys
import unittest

from harness import ROOT, TINY_TASK, Program

sys.path.insert(0, str(ROOT / "tests/support"))
from tf_checkpoint import convert  # noqa: E402


class Finetune(Program):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_task()

    def model(self, name):
        return (self.folder / "runs" / name / "model/model.safetensors").read_bytes()

    def test_ranks_do_not_change_the_curve_and_it_learns(self):
        for ranks in (1, 2, 3):
            self.finetune(f"ranks{ranks}", ranks=ranks)
        losses = [[m["loss"] for m in self.metrics(f"ranks{ranks}")] for ranks in (1, 2, 3)]
        self.assertEqual(len(losses[0]), 60)  # 3 epochs of 320 / 16
        for others in losses[1:]:
            for a, b in zip(losses[0], others, strict=True):
                self.assertAlmostEqual(a, b, delta=2e-3 * max(losses[0]))
        row = self.results("ranks1")["rows"][0]
        self.assertEqual((row["start"], row["seeds"]), ("start", [1]))
        self.assertGreater(row["metrics"]["accuracy"]["mean"], 0.8)  # chance is 0.33
        self.assertIsNone(row["metrics"]["accuracy"]["standard_error"])

    def test_a_resumed_run_ends_bitwise_equal(self):
        self.finetune("whole", ranks=2)
        path = self.write_configuration("parts", TINY_TASK)
        self.stop_after("finetune", path, "parts", 5, ranks=2)
        output, _ = self.run_program("finetune", "--config", path, ranks=2)
        self.assertIn("resumed from", output)
        self.assertEqual(self.model("parts"), self.model("whole"))
        self.assertEqual(self.results("parts"), {**self.results("whole")})
        self.assertFalse((self.folder / "runs/parts/checkpoints").exists())

    def test_seeds_are_averaged_and_not_repeated(self):
        options = {"training__epochs": 0.5}
        self.finetune("several", "--seeds", 2, **options)
        table = self.results("several")
        accuracy = table["rows"][0]["metrics"]["accuracy"]
        alone = [self.results(f"several/seed-{seed}")["rows"][0]["metrics"]["accuracy"]["mean"] for seed in (1, 2)]
        self.assertEqual(accuracy["values"], alone)
        self.assertAlmostEqual(accuracy["mean"], sum(alone) / 2)
        self.assertAlmostEqual(accuracy["standard_error"], abs(alone[0] - alone[1]) / 2)
        self.assertNotEqual(self.model("several/seed-1"), self.model("several/seed-2"))
        before = (self.folder / "runs/several/seed-1/results.json").stat().st_mtime_ns
        output, _ = self.finetune("several", "--seeds", 3, **options)
        self.assertIn("seed 1 is finished", output)
        self.assertEqual((self.folder / "runs/several/seed-1/results.json").stat().st_mtime_ns, before)
        self.assertEqual(self.results("several")["rows"][0]["seeds"], [1, 2, 3])

    def test_evaluate_scores_the_same(self):
        self.finetune("scored", "--set", "task.metric=macro_f1", training__epochs=0.5)
        row = self.results("scored")["rows"][0]
        for part, ranks in (("dev", 1), ("test", 2)):
            output, _ = self.run_program("evaluate", "--model", "runs/scored/model", "--task", "sequence_classification", "--input",
                                         f"task/{part}.json", "--output", f"scores/{part}", ranks=ranks)
            metrics = json.loads((self.folder / f"scores/{part}/results.json").read_text())
            self.assertRegex(output, f"accuracy +{metrics['accuracy']:.4f}")
            for name in ("accuracy", "macro_f1"):
                self.assertAlmostEqual(metrics[name], row[part][name]["mean"], places=12)
            ours, theirs = ((self.folder / path).read_text().splitlines()
                            for path in (f"scores/{part}/eval_predictions.jsonl", f"runs/scored/predictions/{part}_predictions.jsonl"))
            self.assertEqual([json.loads(line)["prediction"] for line in ours], [json.loads(line)["prediction"] for line in theirs])

    def copy_task(self, name, part, line):
        """The task with one more line in one part."""
        folder = self.folder / name
        folder.mkdir()
        for each in ("train", "dev", "test"):
            (folder / f"{each}.json").write_text((self.folder / "task" / f"{each}.json").read_text())
        with open(folder / f"{part}.json", "a") as stream:
            stream.write(json.dumps(line) + "\n")

    def test_an_unknown_label_is_told_once_with_its_line(self):
        self.copy_task("broken", "dev", {"id": "x", "sentence": "graph", "label": "about nothing"})
        _, errors = self.finetune("broken", "--data", "broken", ranks=2, code=4)
        self.assertEqual(errors.count("broken/dev.json:61"), 1, errors)
        self.assertIn("about nothing", errors)

    def test_no_label_of_the_test_file_is_read_before_the_seed_is_trained(self):
        self.copy_task("secret", "test", {"id": "x", "sentence": "graph"})
        output, errors = self.finetune("secret", "--data", "secret", training__epochs=0.2, code=4)
        self.assertIn("dev: accuracy", output)
        self.assertIn('secret/test.json:61: field "label" is missing', errors)
        (self.folder / "secret/test.json").write_text((self.folder / "task/test.json").read_text())
        self.finetune("secret", "--data", "secret", training__epochs=0.2)  # mended, the same line ends what was begun
        self.assertIn("test", self.results("secret")["rows"][0])

    def test_a_refused_run_is_not_in_the_way_of_the_next_start(self):
        model = self.folder / "cut"
        shutil.copytree(self.step_folder("start", 2), model)
        (model / "manifest.json").unlink()
        config = json.loads((model / "config.json").read_text())
        (model / "config.json").write_text(json.dumps({**config, "num_hidden_layers": config["num_hidden_layers"] + 1}))
        _, errors = self.finetune("refused", "--model", "cut", training__epochs=0.1, code=4)
        self.assertIn("has no parameter", errors)
        (model / "config.json").write_text(json.dumps(config))
        self.finetune("refused", "--model", "cut", training__epochs=0.2)
        self.assertTrue((self.folder / "runs/refused/results.json").exists())

    def test_trains_on_as_many_examples_as_asked_for(self):
        self.finetune("few", training__max_train_samples=40, training__epochs=1)
        self.assertEqual(len(self.metrics("few")), 3)
        record = json.loads((self.folder / "runs/few/run.json").read_text())
        self.assertEqual(record["starts"][0]["facts"]["train_examples"], 40)

    def test_begins_from_random_weights_on_request(self):
        output, _ = self.finetune("scratch", model__random_weights="true", training__epochs=0.1)
        self.assertEqual(self.results("scratch")["rows"][0]["start"], "start, random weights")
        self.assertNotIn("begins with the weights", output)

    def test_a_checkpoint_of_tensorflow_is_the_same_model(self):
        convert(self.step_folder("start", 2), self.folder / "google")
        for name, model in (("plain", "runs/start"), ("converted", "google/model.ckpt-1000")):
            self.finetune(name, "--model", model, training__epochs=0.5)
            self.run_program("embed", "--model", model, "--pooling", "none", "--input", "documents.jsonl", "--output",
                             f"{name}.jsonl")
        self.assertEqual(self.model("plain"), self.model("converted"))
        self.assertEqual((self.folder / "plain.jsonl").read_bytes(), (self.folder / "converted.jsonl").read_bytes())
        # What run_classifier leaves: a head without a name, labels that only its command line knew.
        model = self.folder / "runs/plain/model"
        convert(model, self.folder / "google-task", "model.ckpt")
        labels = ",".join(json.loads((model / "config.json").read_text())["label2id"])
        self.run_program("evaluate", "--model", "google-task", "--task", "sequence_classification", "--labels", labels, "--input",
                         "task/test.json", "--output", "google-scores")
        scores = json.loads((self.folder / "google-scores/results.json").read_text())
        self.assertEqual(scores["accuracy"], self.results("plain")["rows"][0]["test"]["accuracy"]["mean"])
        self.assertIn("name them in its order with --labels", self.run_program("evaluate", "--model", "google-task", "--task", "sequence_classification",
                                                     "--input", "task/test.json", code=4)[1])

    def test_added_tokens_are_kept_when_a_run_is_resumed(self):
        tokens = {"training.epochs": 1, "model.add_tokens": '"[SUBJ], <e1>"'}
        self.finetune("tokens-whole", **{key.replace(".", "__"): value for key, value in tokens.items()})
        path = self.write_configuration("tokens-parts", {**TINY_TASK, **tokens})
        self.stop_after("finetune", path, "tokens-parts", 5, ranks=1)
        step = next((self.folder / "runs/tokens-parts/checkpoints").glob("step-*"))
        config = json.loads((step / "config.json").read_text())
        before = json.loads((self.step_folder("start", 2) / "config.json").read_text())["vocab_size"]
        self.assertEqual(config["vocab_size"], before + 2)
        for other in ("[SUBJ], <e2>", "[SUBJ]", "<e1>, [SUBJ]", ""):
            _, errors = self.run_program("finetune", "--config", path, "--set", f"model.add_tokens={other}", code=3)
            self.assertIn(f'model.add_tokens: was "[SUBJ], <e1>", now "{other}"', errors)
        output, _ = self.run_program("finetune", "--config", path)
        self.assertIn("resumed from", output)
        self.assertEqual(self.model("tokens-parts"), self.model("tokens-whole"))
        self.assertEqual(self.results("tokens-parts"), self.results("tokens-whole"))
        added = json.loads((self.folder / "runs/tokens-parts/model/added_tokens.json").read_text())
        self.assertEqual(added, {"[SUBJ]": before, "<e1>": before + 1})

    def test_a_dry_run_checks_and_trains_nothing(self):
        output, _ = self.finetune("dry", "--dry-run", ranks=2)
        self.assertIn("3 labels, 60 steps", output)
        self.assertFalse((self.folder / "runs/dry/results.json").exists())
        self.finetune("dry", "--dry-run", "--model", "nowhere", code=4)

    def test_a_changed_configuration_names_the_keys(self):
        self.finetune("changed", training__epochs=0.1)
        _, errors = self.finetune("changed", "--set", "schedule.learning_rate=0.1", training__epochs=0.1, code=3)
        self.assertIn("schedule.learning_rate: was 0.003, now 0.1", errors)


if __name__ == "__main__":
    unittest.main(verbosity=2)
