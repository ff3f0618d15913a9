"""Each type of task as a user runs it: it learns, resumes, is scored again from its folder, and predicts without labels."""
import json
import random
import shutil
import unittest

from harness import TINY_TASK, WORDS, Program

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
    labels = [draw.randrange(2), draw.randrange(2)]
    word = (("node", "edge"), ("graph", "link"))[labels[0]][labels[1]]
    return {"sentence": " ".join([word] + words(draw, 0, 3)), "label": labels}


# name: (what makes an example, type, metric, least score of the test file, prediction files of `predict`)
TYPES = {
    "questions": (question, "question_answering", "f1", 80, ["predict_nbest_predictions.json", "predict_predictions.json"]),
    "sentences": (sentence, "token_classification", "seqeval_f1", 0.9, ["predict_predictions.jsonl"]),
    "choices": (choice, "multiple_choice", "accuracy", 0.8, ["predict_predictions.jsonl"]),
    "numbers": (number, "sequence_classification", "pearsonr", 0.8, ["predict_predictions.jsonl"]),
    "several": (several, "sequence_classification", "micro_f1", 0.85, ["predict_predictions.jsonl"]),
}
LABELS = ("answers", "ner_tags", "label")


def permute_rows(path, prefix, order):
    """Writes the safetensors file again with the rows of some tensors in another order."""
    content = path.read_bytes()
    begin = 8 + int.from_bytes(content[:8], "little")
    data = bytearray(content[begin:])
    for name, tensor in json.loads(content[8:begin]).items():
        if name.startswith(prefix):
            first, last = tensor["data_offsets"]
            size = (last - first) // len(order)
            rows = [bytes(data[first + i * size:first + (i + 1) * size]) for i in order]
            data[first:last] = b"".join(rows)
    path.write_bytes(content[:begin] + data)


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
            # Always both labels is 0.67 already. Seeds end at 1.0 or see one label only; how tokens are dealt is no matter.
            options |= {"training.epochs": 12, "training.seed": 2}
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

    # What a run takes of the head of the model that it begins with

    def foreign(self, source, name, order, config):
        """The model of a run as others would have written it: the head's rows in another order, no "linkbert" in config.json."""
        folder = self.folder / name
        shutil.copytree(self.folder / f"runs/{source}/model", folder)
        written = json.loads((folder / "config.json").read_text())
        names = [written["id2label"][str(i)] for i in order]
        del written["linkbert"], written["id2label"], written["label2id"]
        (folder / "config.json").write_text(json.dumps({**written, "id2label": dict(enumerate(names)), **config}))
        permute_rows(folder / "model.safetensors", "classifier.", order)
        return name

    def heads(self, name):
        """What the screen, log.txt and run.json say of the head, which must agree."""
        facts = json.loads((self.folder / f"runs/{name}/run.json").read_text())["starts"][0]["facts"]["head"]
        self.assertIn(facts["why"], (self.folder / f"runs/{name}/log.txt").read_text())
        return facts

    def accuracy(self, *arguments):
        output, _ = self.run_program("evaluate", "--input", "task/test.json", "--json", *arguments)
        return json.loads(output)["accuracy"]

    def still(self, name, *more, **changes):
        """A run whose one step changes nothing: what it scores is what it took."""
        path = self.write_configuration(name, {**TINY_TASK, "training.epochs": 0.01, "schedule.learning_rate": 0,
                                               **{k.replace("__", "."): v for k, v in changes.items()}})
        output, _ = self.run_program("finetune", "--config", path, *more)
        head = self.heads(name)
        self.assertIn(head["why"], output)
        return head, self.results(name)["rows"][0]["test"]

    def test_heads_are_taken_by_the_labels_names(self):
        path = self.write_configuration("labelled", {**TINY_TASK, "training.epochs": 2})
        self.run_program("finetune", "--config", path)
        labels = ["about edges", "about graphs", "about links"]
        score = self.accuracy("--model", "runs/labelled/model")
        self.assertGreater(score, 0.6)
        turned = self.foreign("labelled", "turned", [2, 0, 1], {})
        self.assertEqual(self.accuracy("--model", turned), score)  # by name, and with the task of `architectures`
        for model in (turned, "runs/labelled/model"):
            head, scores = self.still(f"again-{len(model)}", "--model", model)
            self.assertEqual((head["taken"], head["anew"]), (labels, []))
            self.assertEqual(scores["accuracy"]["mean"], score)
        # Without names: by place, in the order that --labels gives.
        unnamed = self.foreign("labelled", "unnamed", [2, 0, 1], {"id2label": {i: f"LABEL_{i}" for i in range(3)}})
        head, scores = self.still("placed", "--model", unnamed)
        self.assertIn("by place", head["why"])
        self.assertNotEqual(scores["accuracy"]["mean"], score)
        order = "about links,about edges,about graphs"
        self.assertEqual(self.still("ordered", "--model", unnamed, "--labels", order)[1]["accuracy"]["mean"], score)
        self.assertEqual(self.accuracy("--model", unnamed, "--labels", order), score)
        _, errors = self.run_program("evaluate", "--input", "task/test.json", "--model", unnamed, code=4)
        self.assertIn("--labels", errors)
        # Other names, another number, another type.
        renamed = self.foreign("labelled", "renamed", [0, 1, 2], {"id2label": {0: "about edges", 1: "b", 2: "c"}})
        head, _ = self.still("renamed", "--model", renamed)
        self.assertEqual((head["taken"], head["anew"]), (labels[:1], labels[1:]))
        _, errors = self.run_program("evaluate", "--input", "task/test.json", "--model", renamed, code=4)
        self.assertIn("about edges, b, c", errors)
        self.assertIn("about edges, about graphs, about links", errors)
        for name, task, kind in (("tags", "sentences", "token_classification"), ("lists", "several", "sequence_classification"),
                                 ("one", "numbers", "sequence_classification"), ("span", "questions", "question_answering")):
            changes = {"data__folder": task, "task__type": kind, **({"task__question__doc_stride": 8} if task == "questions" else {})}
            head, _ = self.still(f"other-{name}", "--model", "runs/labelled/model", **changes)
            self.assertEqual(head["taken"], [], name)
            self.assertIn("anew", head["why"])

    def test_tags_may_be_numbers_and_their_scheme_is_told(self):
        names = ["O", "B-y", "B-x"]
        for part in ("train", "dev", "test"):
            lines = [json.loads(line) for line in (self.folder / "sentences" / f"{part}.json").read_text().splitlines()]
            (self.folder / "numbered").mkdir(exist_ok=True)
            self.write("numbered", part, [{"id": line["id"], "tokens": line["tokens"], "tags": [names.index(tag) for tag in line["ner_tags"]]}
                                          for line in lines])
        _, errors = self.tune("numbered", task="sentences", data__folder="numbered", task__type="token_classification", code=4)
        self.assertIn("--labels", errors)
        output, _ = self.tune("numbered", "--labels", ",".join(names), task="sentences", data__folder="numbered",
                              task__type="token_classification", training__epochs=0.1)
        self.assertIn("the scheme of its tags: IOB2", output)
        model = json.loads((self.folder / "runs/numbered/model/config.json").read_text())
        self.assertEqual(list(model["id2label"].values()), names)

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
