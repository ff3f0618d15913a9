"""Each type of task as a user runs it: it learns, resumes, is scored again from its folder, and predicts without labels."""
import json
import os
import pathlib
import random
import unittest

from harness import TINY_TASK, WORDS, Program

DATA = os.environ.get("LINKBERT_TEST_DATA")
OTHERS = [word for word in WORDS if word not in ("graph", "edge", "link")]


def words(draw, least=1, most=10):
    return [draw.choice(OTHERS) for _ in range(draw.randint(least, most))]


def placed(draw, word):
    """Words with `word` somewhere among them, and its place."""
    text = words(draw)
    place = draw.randrange(len(text) + 1)
    return text[:place] + [word] + text[place:], place


def question(draw):
    """The answer is "graph", wherever it stands."""
    text, place = placed(draw, "graph")
    return {"question": "node", "context": " ".join(text),
            "answers": {"answer_start": [len(" ".join(text[:place])) + (place > 0)], "text": ["graph"]}}


def sentence(draw):
    tags = {"graph": "B-x", "edge": "B-y"}
    tokens = [draw.choice(["graph", "edge", *OTHERS[:6]]) for _ in range(draw.randint(1, 12))]
    return {"tokens": tokens, "ner_tags": [tags.get(token, "O") for token in tokens]}


def choice(draw):
    label = draw.randrange(3)
    endings = {f"ending{i}": " ".join(placed(draw, "graph")[0] if i == label else words(draw, 1, 4)) for i in range(3)}
    return {"sent1": " ".join(words(draw, 1, 4)), "sent2": "", **endings, "label": label}


def number(draw):
    value = draw.randrange(3)
    return {"sentence1": " ".join(words(draw, 1, 6) + ["graph"] * value), "sentence2": "node", "label": float(value)}


def several(draw):
    """Short: among ten other words most seeds learn only one of the labels."""
    labels = [draw.randrange(2), draw.randrange(2)]
    return {"sentence": " ".join(words(draw, 1, 2) + ["graph"] * labels[0] + ["edge"] * labels[1]), "label": labels}


# name: (what makes an example, type, metric, least score of the test file, prediction files of `predict`)
TYPES = {
    "questions": (question, "question_answering", "f1", 80, ["predict_nbest_predictions.json", "predict_predictions.json"]),
    "sentences": (sentence, "token_classification", "seqeval_f1", 0.9, ["predict_predictions.jsonl"]),
    "choices": (choice, "multiple_choice", "accuracy", 0.8, ["predict_predictions.jsonl"]),
    "numbers": (number, "sequence_classification", "pearsonr", 0.8, ["predict_predictions.jsonl"]),
    "several": (several, "sequence_classification", "micro_f1", 0.85, ["predict_predictions.jsonl"]),
}
LABELS = ("answers", "ner_tags", "label")


class TaskTypes(Program):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_task()
        draw = random.Random(3)
        for name, (make, *_) in TYPES.items():
            (cls.folder / name).mkdir()
            for part, count in (("train", 320), ("dev", 40), ("test", 40)):
                cls.write(name, part, [{"id": f"{part}-{i}", **make(draw)} for i in range(count)])

    @classmethod
    def write(cls, name, part, examples):
        (cls.folder / name / f"{part}.json").write_text("".join(json.dumps(example) + "\n" for example in examples))

    def tune(self, name, *more, task=None, ranks=1, code=0, **changes):
        task = task or name
        options = {"data.folder": task, "task.type": TYPES[task][1], "task.max_length": 32, "training.epochs": 4}
        if task == "questions":
            options["task.question.doc_stride"] = 8
        if task == "several":
            # Always both labels is 0.67 already. The first seed learns one label alone, others both.
            options.update({"training.epochs": 20, "training.global_batch": 8, "training.seed": 2, "schedule.learning_rate": 0.002})
        path = self.write_configuration(name, {**TINY_TASK, **options, **{k.replace("__", "."): v for k, v in changes.items()}})
        return self.run_program("finetune", "--config", path, *more, ranks=ranks, code=code)

    def learns_and_scores_again(self, name):
        make, task, metric, least, files = TYPES[name]
        self.tune(name, ranks=2)
        results = self.results(name)
        row = results["rows"][0]
        self.assertEqual((results["type"], results["metric"]), (task, metric))
        self.assertGreater(row["test"][metric]["mean"], least)
        self.run_program("evaluate", "--model", f"runs/{name}/model", "--task", task, "--input", f"{name}/test.json",
                         "--output", f"scores/{name}")
        again = json.loads((self.folder / f"scores/{name}/results.json").read_text())
        for key, figure in row["test"].items():
            self.assertAlmostEqual(again[key], figure["mean"], places=5)
        self.assertEqual(again["examples"], 40)
        examples = [json.loads(line) for line in (self.folder / name / "test.json").read_text().splitlines()]
        self.write(name, "unlabelled", [{k: v for k, v in example.items() if k not in LABELS} for example in examples])
        self.run_program("predict", "--model", f"runs/{name}/model", "--input", f"{name}/unlabelled.json", "--output", f"predictions/{name}")
        self.assertEqual(sorted(path.name for path in (self.folder / f"predictions/{name}").iterdir()), files)
        return [json.loads(line) for line in (self.folder / f"predictions/{name}/{files[-1]}").read_text().splitlines()] \
            if files[-1].endswith("jsonl") else json.loads((self.folder / f"predictions/{name}/{files[-1]}").read_text())

    def test_questions(self):
        predictions = self.learns_and_scores_again("questions")
        self.assertEqual(list(predictions), [f"test-{i}" for i in range(40)])
        self.assertGreater(list(predictions.values()).count("graph"), 30)
        self.assertEqual(json.loads((self.folder / "runs/questions/predictions/test_predictions.json").read_text()), predictions)

    def test_sentences(self):
        predictions = self.learns_and_scores_again("sentences")
        self.assertTrue(all(tag in ("O", "B-x", "B-y") for line in predictions for tag in line["predictions"]))

    def test_choices(self):
        self.assertEqual(len(self.learns_and_scores_again("choices")), 40)
        self.tune("choices-alone", task="choices")
        for one, two in zip(self.metrics("choices-alone"), self.metrics("choices"), strict=True):
            self.assertAlmostEqual(one["loss"], two["loss"], delta=2e-3)

    def test_numbers_and_several_labels(self):
        self.assertIsInstance(self.learns_and_scores_again("numbers")[0]["prediction"], float)
        self.assertEqual(len(self.learns_and_scores_again("several")[0]["prediction"]), 2)

    def test_a_stopped_run_ends_bitwise_equal_and_chooses_the_same_model(self):
        options = {"selection__rule": "best_on_dev", "selection__evaluate_epochs": 0.25, "training__save_every": 7}
        self.tune("whole", task="sentences", ranks=2, **options)
        output, _ = self.tune("parts", "--dry-run", task="sentences", ranks=2, **options)
        path = self.folder / "parts.yaml"
        self.stop_after("finetune", path, "parts", 17, ranks=2)
        output, _ = self.run_program("finetune", "--config", path, ranks=2)
        self.assertIn("resumed from", output)
        models = [(self.folder / f"runs/{name}/model/model.safetensors").read_bytes() for name in ("whole", "parts")]
        self.assertEqual(*models)
        self.assertEqual(self.results("whole"), self.results("parts"))
        scores = [line["evaluation"]["seqeval_f1"] for line in self.metrics("whole") if "evaluation" in line]
        self.assertEqual(len(scores), 16)
        self.assertEqual(self.results("whole")["rows"][0]["dev"]["seqeval_f1"]["mean"], max(scores))

    def test_ends_early_once_dev_does_not_get_better(self):
        output, _ = self.tune("early", "--train-fraction", 0.5, task="numbers", schedule__learning_rate=0, selection__patience=2)
        evaluations = [line["step"] for line in self.metrics("early") if "evaluation" in line]
        self.assertEqual(evaluations, [10, 20, 30])  # the first is the best, of 4 epochs of 160 / 16
        self.assertTrue((self.folder / "runs/early/results.json").exists())

    def test_the_mode_is_told_and_changes_what_counts(self):
        output, _ = self.tune("as-linkbert", task="sentences", ranks=2, task__max_length=8, task__mode="linkbert", training__accumulation=2)
        self.assertIn("take no part in training and scores", output)
        results = self.results("as-linkbert")
        self.assertEqual(results["mode"], "linkbert")
        found = {}
        for mode in ("", "default", "linkbert"):
            self.run_program("evaluate", "--model", "runs/as-linkbert/model", "--dataset", "ncbi", "--input", "sentences/test.json",
                             "--output", f"scores/mode{mode}", *(["--mode", mode] if mode else []))
            found[mode] = json.loads((self.folder / f"scores/mode{mode}/results.json").read_text())
            nulls = (self.folder / f"scores/mode{mode}/eval_predictions.jsonl").read_text().count("null")
            self.assertEqual(nulls > 0, mode != "default")
        self.assertEqual(found[""], found["linkbert"])
        self.assertEqual([found[mode]["mode"] for mode in ("default", "linkbert")], ["default", "linkbert"])
        self.assertAlmostEqual(found["linkbert"]["seqeval_f1"], results["rows"][0]["test"]["seqeval_f1"]["mean"], places=5)
        self.assertLess(found["default"]["recall"], found["linkbert"]["recall"])  # entities beyond the window are missed
        _, errors = self.tune("as-linkbert", "--set", "training.accumulation=3", "--set", "run.name=uneven", task="sentences",
                              task__mode="linkbert", code=3)
        self.assertIn("training.global_batch is 16, wanted a multiple of training.accumulation, 3", errors)

    @unittest.skipUnless(DATA, "not run: needs LINKBERT_TEST_DATA")
    def test_a_medqa_model_answers_mmlu_without_training_on_it(self):
        data = pathlib.Path(DATA).resolve()
        questions = data / "medqa/phrases_no_exclude_first400.jsonl"
        self.run_program("prepare-task", "medqa", "--train", questions, "--dev", questions, "--output", "medqa")
        self.run_program("prepare-task", "mmlu", "--subject", "anatomy", "--input", data / "mmlu", "--output", "mmlu")
        self.run_program("finetune", "--config", self.write_configuration("medqa-tiny", {
            **TINY_TASK, "task.type": "multiple_choice", "data.folder": "medqa", "training.epochs": 0.2, "training.micro_batch_tokens": 512}))
        for part, count in (("dev", 14), ("test", 135)):
            self.run_program("evaluate", "--dataset", "mmlu", "--model", "runs/medqa-tiny/model", "--input", f"mmlu/{part}.json",
                             "--output", f"scores/mmlu-{part}", ranks=2)
            results = json.loads((self.folder / f"scores/mmlu-{part}/results.json").read_text())
            self.assertEqual(results["examples"], count)
            predictions = [json.loads(line) for line in (self.folder / f"scores/mmlu-{part}/eval_predictions.jsonl").read_text().splitlines()]
            right = [line["prediction"] == line["label"] for line in predictions]
            self.assertAlmostEqual(results["accuracy"], sum(right) / count, places=9)
            self.assertEqual({len(line["logits"]) for line in predictions}, {4})

    def test_a_file_of_another_type_is_told(self):
        _, errors = self.run_program("finetune", "--config", self.write_configuration("wrong", {
            **TINY_TASK, "data.folder": "questions", "task.type": "token_classification"}), ranks=2, code=4)
        self.assertEqual(errors.count("questions/train.json:1"), 1, errors)
        self.assertIn("it looks like question_answering", errors)
        _, errors = self.tune("metric", task="choices", task__metric="hoc", code=3)
        self.assertIn('task.metric is "hoc", but multiple_choice has accuracy', errors)

    def test_a_misplaced_answer_is_told_and_strict_refuses_it(self):
        draw = random.Random(4)
        examples = [{"id": str(i), **question(draw)} for i in range(20)]
        examples[6]["answers"]["answer_start"] = [900]
        (self.folder / "misplaced").mkdir(exist_ok=True)
        for part in ("train", "dev"):
            self.write("misplaced", part, examples)
        arguments = ("--data", "misplaced", "--dry-run", "--set", "run.name=misplaced")
        output, _ = self.tune("misplaced", *arguments, task="questions")
        self.assertIn("misplaced/train.json: 1 of 20 answers are not in the context where they say, the first in misplaced/train.json:7", output)
        _, errors = self.tune("misplaced", *arguments, "--strict", task="questions", code=4)
        self.assertIn("misplaced/train.json:7", errors)


if __name__ == "__main__":
    unittest.main(verbosity=2)
