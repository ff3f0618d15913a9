"""A trained step folder and its export are Hugging Face folders: transformers loads them and computes what we compute.

Run by the reference Python (torch, transformers); see docs/testing.md."""
import json
import os
import random
import subprocess
import unittest

import safetensors.torch
import torch
import transformers

from harness import ENVIRONMENT, ROOT, WORDS, Program

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


class TensorFlow(Program):
    """tests/golden/tensorflow, which TensorFlow wrote, through an export, in transformers."""

    def test_transformers_computes_the_same_of_the_export(self):
        golden = ROOT / "tests/golden/tensorflow"
        self.run_program("export", "--model", golden / "model.ckpt-3", "--output", "from-tensorflow")
        folder = self.folder / "from-tensorflow"
        network, info = transformers.BertForPreTraining.from_pretrained(folder, output_loading_info=True)
        self.assertEqual((set(info["missing_keys"]), set(info["unexpected_keys"])), (set(), set()))
        self.assertEqual(type(transformers.AutoModelForPreTraining.from_pretrained(folder)), transformers.BertForPreTraining)
        wanted = safetensors.torch.load_file(golden.with_suffix(".safetensors"))
        for name, tensor in network.state_dict().items():
            if name in wanted:
                self.assertTrue(torch.equal(tensor, wanted.pop(name)), name)
        self.assertEqual(wanted, {})
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        texts = ["The Graph links, the graphs.", "Link ."]
        self.assertEqual(tokenizer.tokenize(texts[0]), ["The", "Graph", "links", ",", "the", "graph", "##s", "."])
        (self.folder / "texts.jsonl").write_text("".join(json.dumps({"id": i, "text": text}) + "\n" for i, text in enumerate(texts)))
        self.run_program("embed", "--model", golden, "--pooling", "none", "--input", "texts.jsonl", "--output", "vectors.jsonl")
        for text, line in zip(texts, (self.folder / "vectors.jsonl").read_text().splitlines(), strict=True):
            with torch.no_grad():
                hidden = network.eval().bert(**tokenizer(text, return_tensors="pt")).last_hidden_state[0]
            self.assertLessEqual((torch.tensor(json.loads(line)["embedding"]) - hidden).abs().max().item(), 1e-5)


class Heads(Program):
    """Heads that transformers saved, with labels in an order of their own: a run that begins with one gives every label's name the
    logits that transformers gives it."""
    NLI = ["neutral", "entailment", "contradiction"]
    TAGS = ["B-gene", "O", "I-gene", "B-cell", "I-cell"]

    def write_model(self, name, kind, labels):
        torch.manual_seed(4)
        pieces = len((self.folder / "vocab.txt").read_text().splitlines())
        network = kind(transformers.BertConfig(vocab_size=pieces, hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
                                               intermediate_size=64, max_position_embeddings=64, id2label=dict(enumerate(labels)),
                                               label2id={label: i for i, label in enumerate(labels)}))
        with torch.no_grad():
            network.classifier.weight.normal_()  # far from each other, not 0.02 apart
            network.classifier.bias.normal_()
        network.save_pretrained(self.folder / name)
        transformers.BertTokenizer(str(self.folder / "vocab.txt")).save_pretrained(self.folder / name)
        return network.eval(), transformers.AutoTokenizer.from_pretrained(self.folder / name)

    def tune(self, name, examples, **options):
        """A run of one step that changes nothing."""
        (self.folder / f"{name}-task").mkdir()
        for part in ("train", "dev", "test"):
            (self.folder / f"{name}-task/{part}.json").write_text("".join(json.dumps(example) + "\n" for example in examples))
        self.finetune(f"{name}-run", "--model", name, "--data", f"{name}-task", training__epochs=0.01, schedule__learning_rate=0, **options)
        return self.folder / f"runs/{name}-run"

    def lines(self, path):
        return [json.loads(line) for line in path.read_text().splitlines()]

    def assert_logits(self, labels, ours, wanted):
        """ours: a row; wanted: {label: logit}."""
        self.assertEqual(len(labels), len(ours))
        for label, logit in zip(labels, ours, strict=True):
            self.assertAlmostEqual(logit, wanted[label], delta=1e-5 * max(1.0, max(map(abs, wanted.values()))), msg=label)

    def test_classes_keep_their_logits_by_name(self):
        network, tokenizer = self.write_model("nli", transformers.BertForSequenceClassification, self.NLI)
        draw = random.Random(6)
        examples = [{"id": str(i), "sentence1": " ".join(draw.choices(WORDS, k=5)), "sentence2": " ".join(draw.choices(WORDS, k=4)),
                     "label": self.NLI[i % 3]} for i in range(12)]
        run = self.tune("nli", examples)
        ours = list(json.loads((run / "model/config.json").read_text())["id2label"].values())
        self.assertEqual(ours, sorted(self.NLI))
        self.run_program("evaluate", "--model", "nli", "--task", "sequence_classification", "--input", "nli-task/test.json",
                         "--output", "nli-scores")
        for labels, path in ((ours, run / "predictions/test_predictions.jsonl"),
                             (self.NLI, self.folder / "nli-scores/eval_predictions.jsonl")):
            for example, line in zip(examples, self.lines(path), strict=True):
                with torch.no_grad():
                    logits = network(**tokenizer(example["sentence1"], example["sentence2"], return_tensors="pt")).logits[0].tolist()
                wanted = {network.config.id2label[i]: logit for i, logit in enumerate(logits)}
                self.assert_logits(labels, line["logits"], wanted)
                self.assertEqual(line["prediction"], max(wanted, key=wanted.get))

    def test_tags_keep_their_logits_by_name(self):
        network, tokenizer = self.write_model("ner", transformers.BertForTokenClassification, self.TAGS)
        draw = random.Random(7)
        examples = [{"id": str(i), "tokens": draw.choices(WORDS, k=6), "tags": [self.TAGS[(i + k) % 5] for k in range(6)]} for i in range(10)]
        run = self.tune("ner", examples, task__type="token_classification")
        tuned = transformers.AutoModelForTokenClassification.from_pretrained(run / "model").eval()
        ours = [tuned.config.id2label[i] for i in range(5)]
        self.assertNotEqual(ours, self.TAGS)
        self.assertEqual(sorted(ours), sorted(self.TAGS))
        for example, line in zip(examples, self.lines(run / "predictions/test_predictions.jsonl"), strict=True):
            inputs = tokenizer(example["tokens"], is_split_into_words=True, return_tensors="pt")
            with torch.no_grad():
                logits, again = network(**inputs).logits[0], tuned(**inputs).logits[0]
            for row, other in zip(logits.tolist(), again.tolist(), strict=True):
                self.assert_logits(ours, other, {network.config.id2label[i]: logit for i, logit in enumerate(row)})
            words = inputs.word_ids()
            firsts = [words.index(word) for word in range(6)]
            self.assertEqual(line["predictions"], [network.config.id2label[i] for i in logits[firsts].argmax(1).tolist()])


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
