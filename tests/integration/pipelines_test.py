"""Fine-tuned folders in `transformers`' pipelines, and in its models where version 5 has no pipeline: the outputs of `predict`.

Run by the reference Python; see docs/testing.md."""
import json
import random
import unittest

import torch
import transformers
from transformers import pipeline

from harness import TASK_LABELS, TINY_TASK, Program
from task_types_test import TYPES

CLOSE = 1e-4


class Pipelines(Program):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        transformers.utils.logging.disable_progress_bar()
        transformers.utils.logging.set_verbosity_error()
        cls.make_task()
        draw = random.Random(3)
        for name, (make, *_) in TYPES.items():
            (cls.folder / name).mkdir()
            for part, count in (("train", 64), ("dev", 8), ("test", 24)):
                examples = [{"id": f"{part}-{i}", **make(draw)} for i in range(count)]
                (cls.folder / name / f"{part}.json").write_text("".join(json.dumps(example) + "\n" for example in examples))

    def tuned(self, task, kind=None):
        """Fine-tunes a little; the model's folder, its test examples, and what `predict` says of them."""
        options = {"data.folder": task, "task.max_length": 48, "training.epochs": 1, "training.max_train_samples": 64}
        if kind:
            options["task.type"] = kind
        if task == "questions":
            options["task.question.doc_stride"] = 8
        self.run_program("finetune", "--config", self.write_configuration(task, {**TINY_TASK, **options}))
        model, source = f"runs/{task}/model", f"{task}/test.json"
        self.run_program("predict", "--model", model, "--input", source, "--output", f"predictions/{task}")
        examples = [json.loads(line) for line in (self.folder / source).read_text().splitlines()]
        files = sorted((self.folder / f"predictions/{task}").iterdir())
        return self.folder / model, examples, files

    def lines(self, files):
        return [json.loads(line) for line in files[0].read_text().splitlines()]

    def test_text_classification(self):
        model, examples, files = self.tuned("task")
        classify = pipeline("text-classification", model=str(model), top_k=None)
        for example, line in zip(examples, self.lines(files), strict=True):
            scores = {score["label"]: score["score"] for score in classify([example["sentence"]])[0]}
            ours = torch.tensor(line["logits"]).softmax(0)
            self.assertEqual(max(scores, key=scores.get), line["prediction"])
            self.assertEqual(set(scores), set(TASK_LABELS.values()))
            for label, score in scores.items():
                self.assertAlmostEqual(ours[classify.model.config.label2id[label]].item(), score, delta=CLOSE)

    def test_regression_of_pairs(self):
        model, examples, files = self.tuned("numbers", "sequence_classification")
        classify = pipeline("text-classification", model=str(model), function_to_apply="none")
        for example, line in zip(examples, self.lines(files), strict=True):
            theirs = classify([{"text": example["sentence1"], "text_pair": example["sentence2"]}])[0]["score"]
            self.assertAlmostEqual(line["prediction"], theirs, delta=CLOSE)

    def test_token_classification(self):
        model, examples, files = self.tuned("sentences", "token_classification")
        tag = pipeline("token-classification", model=str(model), ignore_labels=[])
        for example, line in zip(examples, self.lines(files), strict=True):
            self.assertEqual([token["entity"] for token in tag(" ".join(example["tokens"]))], line["predictions"])

    def test_fill_mask_and_feature_extraction(self):
        self.run_program("export", "--model", "runs/start", "--output", "exported")
        text = "graph node edge"
        filled = pipeline("fill-mask", model=str(self.folder / "exported"))("graph [MASK] edge")
        self.assertEqual(len(filled), 5)
        (self.folder / "text.jsonl").write_text(json.dumps({"id": "a", "text": text}) + "\n")
        self.run_program("embed", "--model", "exported", "--input", "text.jsonl", "--pooling", "none", "--output", "vectors.jsonl")
        ours = torch.tensor(json.loads((self.folder / "vectors.jsonl").read_text())["embedding"])
        theirs = torch.tensor(pipeline("feature-extraction", model=str(self.folder / "exported"))(text)[0])
        self.assertEqual(ours.shape, theirs.shape)
        self.assertLess((ours - theirs).abs().max().item(), CLOSE)

    def test_multiple_choice(self):
        folder, examples, files = self.tuned("choices", "multiple_choice")
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        model = transformers.AutoModelForMultipleChoice.from_pretrained(folder).eval()
        for example, line in zip(examples, self.lines(files), strict=True):
            endings = [example[f"ending{i}"] for i in range(3)]
            inputs = tokenizer([example["sent1"]] * 3, [f"{example['sent2']} {ending}" for ending in endings], padding=True,
                               return_tensors="pt")
            with torch.no_grad():
                theirs = model(**{name: value[None] for name, value in inputs.items()}).logits[0]
            self.assertLess((torch.tensor(line["logits"]) - theirs).abs().max().item(), CLOSE)

    def test_question_answering(self):
        folder, examples, files = self.tuned("questions", "question_answering")
        n_best = json.loads(files[0].read_text())
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        model = transformers.AutoModelForQuestionAnswering.from_pretrained(folder).eval()
        for example in examples:
            inputs = tokenizer(example["question"], example["context"], return_tensors="pt")
            with torch.no_grad():
                output = model(**inputs)
            context = [i for i, part in enumerate(inputs.sequence_ids(0)) if part == 1]
            start, end = output.start_logits[0], output.end_logits[0]
            best = max((start[i] + end[j]).item() for i in context for j in context if i <= j)
            ours = n_best[example["id"]][0]
            self.assertAlmostEqual(ours["start_logit"] + ours["end_logit"], best, delta=CLOSE)


if __name__ == "__main__":
    unittest.main(verbosity=2)
