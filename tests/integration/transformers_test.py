"""A trained step folder and its export are Hugging Face folders: transformers loads them and computes what we compute.

Run by the reference Python (torch, transformers); see docs/testing.md."""
import json
import os
import random
import subprocess
import unittest

import torch
import transformers

from harness import ENVIRONMENT, Program

OUTPUTS = os.environ["LINKBERT_MODEL_OUTPUTS"]


class Transformers(Program):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        transformers.utils.logging.disable_progress_bar()
        path = cls.configuration("model")
        cls.pretrain(path, ranks=2)
        cls.run_program("export", "--model", "runs/model", "--output", "exported")
        cls.folders = [cls.step_folder("model", 24), cls.folder / "exported"]
        draw = random.Random(3)
        cls.sequences = [[draw.randrange(5, 60) for _ in range(length)] for length in (48, 1, 7, 33)]

    def ours(self, folder):
        output = subprocess.run([OUTPUTS, folder], input=json.dumps(self.sequences), env=ENVIRONMENT, check=True, capture_output=True,
                                text=True).stdout
        return {name: torch.tensor(rows) for name, rows in json.loads(output).items()}

    def theirs(self, model):
        """The last layer, or the logits, of all sequences one after another."""
        rows = []
        with torch.no_grad():
            for ids in self.sequences:
                types = torch.tensor([[1 if 2 * i >= len(ids) else 0 for i in range(len(ids))]])
                rows.append(model(input_ids=torch.tensor([ids]), token_type_ids=types)[0][0])
        return torch.cat(rows)

    def test_loads_whole_and_computes_the_same(self):
        for folder in self.folders:
            ours = self.ours(folder)
            for kind, name in ((transformers.AutoModel, "hidden"), (transformers.BertForMaskedLM, "logits")):
                model, info = kind.from_pretrained(folder, output_loading_info=True)
                with self.subTest(folder=folder.name, model=kind.__name__):
                    self.assertEqual(set(info["missing_keys"]), set())
                    # BertForMaskedLM has no pooler and AutoModel no heads, whoever wrote the folder.
                    own = ("drp.", "bert.pooler.") if kind is transformers.BertForMaskedLM else ("drp.", "cls.")
                    self.assertEqual([key for key in info["unexpected_keys"] if not key.startswith(own)], [])
                    reference = self.theirs(model.eval())
                    largest = (ours[name] - reference).abs().max().item()
                    self.assertLessEqual(largest, 1e-5 * max(1.0, reference.abs().max().item()))

    def test_the_tokenizer_loads_and_agrees(self):
        text = "Graph links, anchors and segments: a random document."
        line = json.loads(subprocess.run([os.environ["LINKBERT_PROGRAM"], "tokenize", "--vocab", self.folder / "vocab.txt", "--special"],
                                         input=text + "\n", env=ENVIRONMENT, check=True, capture_output=True, text=True).stdout)
        for folder in self.folders:
            self.assertEqual(transformers.AutoTokenizer.from_pretrained(folder)(text)["input_ids"], line["ids"])


class FineTuned(Program):
    def test_transformers_loads_it_whole_and_classifies_the_same(self):
        self.make_task()
        self.finetune("model", ranks=2)
        folder = self.folder / "runs/model/model"
        model, info = transformers.AutoModelForSequenceClassification.from_pretrained(folder, output_loading_info=True)
        self.assertEqual(type(model).__name__, "BertForSequenceClassification")
        self.assertEqual((set(info["missing_keys"]), set(info["unexpected_keys"])), (set(), set()))
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        examples = [json.loads(line) for line in (self.folder / "task/test.json").read_text().splitlines()]
        predictions = [json.loads(line) for line in (self.folder / "runs/model/predictions/test_predictions.jsonl").read_text().splitlines()]
        for example, ours in zip(examples, predictions, strict=True):
            with torch.no_grad():
                logits = model.eval()(**tokenizer(example["sentence"], return_tensors="pt")).logits[0]
            self.assertLessEqual((logits - torch.tensor(ours["logits"])).abs().max().item(), 1e-5 * max(1.0, logits.abs().max().item()))
            self.assertEqual(model.config.id2label[int(logits.argmax())], ours["prediction"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
