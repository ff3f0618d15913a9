"""`linkbert evaluate --predictions` gives the figures of independent references: the official answer scores
(tests/reference/answer_scores.py), seqeval, scikit-learn and scipy, on random and on real predictions.

Run by the reference Python; see docs/testing.md and docs/metrics.md."""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest
import warnings

import numpy
import scipy.stats
import seqeval.metrics
import seqeval.scheme
import sklearn.metrics

from harness import ENVIRONMENT, LINKBERT, ROOT

sys.path.insert(0, str(ROOT / "tests/reference"))
import answer_scores  # noqa: E402

warnings.simplefilter("ignore")  # undefined scores are compared, not told

# What str.lower, string.punctuation and \w treat in their own ways.
WORDS = ("The a AN the. Cat cat, sat U.S. don't 1,000 3rd É été ÉTÉ naïve ΟΔΟΣ οδος Σ İstanbul ǅ 漢字 𐐀𐐁 — the– “a” \u00a0 \u2003x "
         "a\u200bb the\u0301 _a_ a_b Straße ß STRASSE \x1c x\x1dthe ʰΣ A\u0345Σ").split(" ")


def text(draw, least=0):
    return " ".join(draw.choice(WORDS) for _ in range(draw.randint(least, 4)))


def json_lines(values):
    return "".join(json.dumps(value) + "\n" for value in values)


class Case(unittest.TestCase):
    """Runs the program on two files made here."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory(prefix="linkbert-test-")
        self.folder = pathlib.Path(self._folder.name)
        self.draw = random.Random(7)

    def tearDown(self):
        self._folder.cleanup()

    def run_program(self, gold, predictions, *options, code=0):
        """gold, predictions: contents of the two files. Returns the JSON, or the message of a failure."""
        for name, content in (("gold.json", gold), ("predictions.json", predictions)):
            (self.folder / name).write_text(content if isinstance(content, str) else json.dumps(content))
        process = subprocess.run([LINKBERT, "evaluate", "--input", "gold.json", "--predictions", "predictions.json", "--json", *options],
                                 cwd=self.folder, env=ENVIRONMENT, capture_output=True, text=True)
        self.assertEqual(process.returncode, code, process.stdout + process.stderr)
        return json.loads(process.stdout) if code == 0 else process.stderr

    def figures(self, gold, predictions, *options):
        return self.run_program(gold, predictions, *options, "--bootstrap", "0")["metrics"]

    def assert_equal_figures(self, ours, reference):
        for name, value in reference.items():
            self.assertAlmostEqual(ours[name], value, delta=1e-12 * max(1, abs(value)), msg=name)

    def questions(self, count, without_answer=0.0):
        golds = {f"q{i}": [] if self.draw.random() < without_answer else [text(self.draw) for _ in range(self.draw.randint(1, 3))]
                 for i in range(count)}
        return golds, {i: self.draw.choice(texts) if texts and self.draw.random() < 0.4 else text(self.draw) for i, texts in golds.items()}

    @staticmethod
    def squad(golds):
        questions = [{"id": i, "question": "?", "answers": [{"text": gold, "answer_start": 0} for gold in texts]} for i, texts in golds.items()]
        return {"version": "1", "data": [{"title": "", "paragraphs": [{"context": "", "qas": questions}]}]}

    def tagged(self, tags, sentences=120):
        gold = [[self.draw.choice(tags) for _ in range(self.draw.randint(1, 12))] for _ in range(sentences)]
        return gold, [[tag if self.draw.random() < 0.7 else self.draw.choice(tags) for tag in sentence] for sentence in gold]

    def score_tags(self, gold, predicted, *options):
        golds = json_lines({"id": i, "tokens": ["x"] * len(tags), "ner_tags": tags} for i, tags in enumerate(gold))
        return self.figures(golds, json_lines({"id": str(i), "predictions": tags} for i, tags in enumerate(predicted)),
                            "--task", "token_classification", *options)

    @staticmethod
    def seqeval_figures(gold, predicted, **options):
        figures = {"accuracy": seqeval.metrics.accuracy_score(gold, predicted)}
        for name, score in (("precision", seqeval.metrics.precision_score), ("recall", seqeval.metrics.recall_score),
                            ("f1", seqeval.metrics.f1_score)):
            figures["seqeval_f1" if name == "f1" else name] = score(gold, predicted, **options)
            figures["macro_" + name] = score(gold, predicted, average="macro", **options)
        report = seqeval.metrics.classification_report(gold, predicted, output_dict=True, **options)
        for kind, scores in report.items():
            if not kind.endswith(" avg"):
                figures.update({f"{kind}_precision": scores["precision"], f"{kind}_recall": scores["recall"],
                                f"{kind}_f1": scores["f1-score"], f"{kind}_number": scores["support"]})
        return figures

    def score_labels(self, gold, predicted, *options):
        golds = json_lines({"id": i, "sentence": "x", "label": label} for i, label in enumerate(gold))
        return self.run_program(golds, json_lines({"id": i, "prediction": label} for i, label in enumerate(predicted)), *options)

    def labels(self, classes, count=300):
        gold = [self.draw.choice(classes) for _ in range(count)]
        return gold, [label if self.draw.random() < 0.6 else self.draw.choice(classes) for label in gold]


class Metrics(Case):
    # Question answering

    def test_squad_1_in_all_its_forms(self):
        golds, predictions = self.questions(400)
        reference = answer_scores.squad_1(golds, predictions)
        self.assertNotIn(reference["f1"], (0, 100))
        self.assert_equal_figures(self.figures(self.squad(golds), predictions, "--dataset", "squad"), reference)
        lines = json_lines({"id": i, "question": "?", "context": "", "answers": {"text": texts, "answer_start": [0] * len(texts)}}
                           for i, texts in golds.items())
        self.assert_equal_figures(self.figures(lines, predictions, "--task", "question_answering"), reference)
        mrqa = json_lines([{"header": {"dataset": "x"}}, {"context": "", "qas": [
            {"qid": i, "question": "?", "answers": texts, "detected_answers": [{"text": "other", "char_spans": [[0, 4]]}]}
            for i, texts in golds.items()]}])
        predicted = json_lines({"id": i, "prediction": prediction} for i, prediction in predictions.items())
        result = self.run_program(mrqa, predicted, "--dataset", "newsqa")
        self.assert_equal_figures(result["metrics"], reference)
        self.assertIn("MRQA", result["rule"])

    def test_squad_2(self):
        golds, predictions = self.questions(400, without_answer=0.4)
        self.assert_equal_figures(self.figures(self.squad(golds), predictions, "--dataset", "squad2.0"),
                                  answer_scores.squad_2(golds, predictions))
        all_answered = {i: texts or ["x"] for i, texts in golds.items()}
        self.assert_equal_figures(self.figures(self.squad(all_answered), predictions, "--dataset", "squad2.0"),
                                  answer_scores.squad_2(all_answered, predictions))

    # Token classification

    def test_lenient_tags_are_seqevals(self):
        for tags in (["O", "B-X", "I-X", "B-Y", "I-Y"], ["O", "B", "I"], ["O", "B-X", "I-X", "E-X", "S-X", "I-Y", "S-Y-Z"],
                     ["O", "X", "B--X", "I-", "L-X", ".", "U-Y", "Ä-Y", "BX-Y"]):
            with self.subTest(tags=tags):
                gold, predicted = self.tagged(tags)
                self.assert_equal_figures(self.score_tags(gold, predicted), self.seqeval_figures(gold, predicted))

    def test_strict_tags_are_seqevals(self):
        for tags in (["O", "B-X", "I-X", "B-Y", "I-Y"], ["O", "B", "I", "I--X", "B-X"]):
            with self.subTest(tags=tags):
                gold, predicted = self.tagged(tags)
                self.assert_equal_figures(self.score_tags(gold, predicted, "--strict-tags"),
                                          self.seqeval_figures(gold, predicted, mode="strict", scheme=seqeval.scheme.IOB2))

    SCHEMES = {"iob1": ("BIO", seqeval.scheme.IOB1), "iob2": ("BIO", seqeval.scheme.IOB2), "iobes": ("BIOES", seqeval.scheme.IOBES),
               "bilou": ("BILOU", seqeval.scheme.BILOU)}

    def test_every_scheme_is_strict_as_seqevals(self):
        for name, (letters, scheme) in self.SCHEMES.items():
            with self.subTest(scheme=name):
                tags = ["O"] + [f"{letter}-{kind}" for letter in letters if letter != "O" for kind in "XY"]
                gold, predicted = self.tagged(tags, 300)
                self.assert_equal_figures(self.score_tags(gold, predicted, "--strict-tags", "--tag-scheme", name),
                                          self.seqeval_figures(gold, predicted, mode="strict", scheme=scheme))
                self.assert_equal_figures(self.score_tags(gold, predicted, "--tag-scheme", "none"), self.seqeval_figures(gold, predicted))

    def entities_in(self, name, sentences=150):
        """Sentences whose tags keep to a scheme, and others of the same lengths."""
        first, last, alone = {"iobes": "BES", "bilou": "BLU"}[name]
        def sentence(length):
            tags = []
            while len(tags) < length:
                kind, size = self.draw.choice("XY"), min(self.draw.randint(1, 3), length - len(tags))
                if self.draw.random() < 0.5:
                    tags.append("O")
                else:
                    tags += [f"{alone}-{kind}"] if size == 1 else [f"{first}-{kind}", *[f"I-{kind}"] * (size - 2), f"{last}-{kind}"]
            return tags
        lengths = [self.draw.randint(1, 10) for _ in range(sentences)]
        gold, other = ([sentence(length) for length in lengths] for _ in range(2))
        return gold, [one if self.draw.random() < 0.5 else two for one, two in zip(gold, other, strict=True)]

    def test_the_scheme_is_seen_in_the_gold_tags(self):
        for name, (_, scheme) in list(self.SCHEMES.items())[2:]:
            gold, predicted = self.entities_in(name)
            reference = self.seqeval_figures(gold, predicted, mode="strict", scheme=scheme)
            self.assert_equal_figures(self.score_tags(gold, predicted, "--strict-tags"), reference)
            self.assert_equal_figures(self.score_tags(gold, predicted), reference)

    def test_pico_is_the_mean_over_types(self):
        gold, predicted = self.tagged(["O", "O", "B-PAR", "B-INT", "B-OUT"])
        golds = json_lines({"id": i, "tokens": tags, "ner_tags": tags} for i, tags in enumerate(gold))
        result = self.run_program(golds, json_lines({"id": i, "predictions": tags} for i, tags in enumerate(predicted)), "--dataset", "ebmnlp")
        self.assertEqual(result["metric"], "macro_f1")
        flat_gold, flat_predicted = (sum(tags, []) for tags in (gold, predicted))
        by_token = sklearn.metrics.f1_score(flat_gold, flat_predicted, labels=["B-PAR", "B-INT", "B-OUT"], average="macro")
        self.assertAlmostEqual(result["metrics"]["macro_f1"], by_token, delta=1e-12)

    def test_words_without_a_prediction_take_no_part(self):
        figures = self.score_tags([["B-X", "I-X", "B-X"]], [["B-X", None, "O"]])
        self.assertEqual((figures["precision"], figures["recall"], figures["accuracy"]), (1, 0.5, 0.5))

    # Sequence classification and multiple choice

    def test_classes_are_scored_as_scikit_learn_does(self):
        gold, predicted = self.labels(["0", "CPR:3", "CPR:4", "CPR:9"])
        common = {"accuracy": sklearn.metrics.accuracy_score(gold, predicted),
                  "macro_f1": sklearn.metrics.f1_score(gold, predicted, average="macro")}
        positive = {"labels": ["CPR:3", "CPR:4", "CPR:9"], "average": "micro"}
        self.assert_equal_figures(self.score_labels(gold, predicted, "--dataset", "chemprot")["metrics"],
                                  {**common, "PRF1": sklearn.metrics.f1_score(gold, predicted, **positive),
                                   "precision": sklearn.metrics.precision_score(gold, predicted, **positive),
                                   "recall": sklearn.metrics.recall_score(gold, predicted, **positive)})
        self.assert_equal_figures(self.score_labels(gold, predicted, "--task", "sequence_classification", "--metric", "matthews")["metrics"],
                                  {**common, "matthews": sklearn.metrics.matthews_corrcoef(gold, predicted)})

    def test_two_classes_are_scored_as_glue_does(self):
        gold, predicted = self.labels([0, 1])
        accuracy, f1 = sklearn.metrics.accuracy_score(gold, predicted), sklearn.metrics.f1_score(gold, predicted)
        self.assert_equal_figures(self.score_labels(gold, predicted, "--dataset", "mrpc")["metrics"],
                                  {"accuracy": accuracy, "f1": f1, "accuracy_f1": (accuracy + f1) / 2})
        self.assert_equal_figures(self.score_labels(gold, predicted, "--dataset", "cola")["metrics"],
                                  {"matthews": sklearn.metrics.matthews_corrcoef(gold, predicted)})

    def test_numbers_are_scored_as_scipy_does(self):
        gold = [round(self.draw.uniform(0, 5), 1) for _ in range(300)]  # with ties
        predicted = [value + self.draw.gauss(0, 1) if i % 3 else round(value) for i, value in enumerate(gold)]
        pearson, spearman = scipy.stats.pearsonr(gold, predicted)[0], scipy.stats.spearmanr(gold, predicted)[0]
        self.assert_equal_figures(self.score_labels(gold, predicted, "--dataset", "stsb")["metrics"],
                                  {"pearsonr": pearson, "spearmanr": spearman, "pearson_spearman": (pearson + spearman) / 2,
                                   "mse": sklearn.metrics.mean_squared_error(gold, predicted)})

    def test_hoc_is_scored_by_document(self):
        gold = [[int(self.draw.random() < 0.2) for _ in range(10)] for _ in range(200)]
        predicted = [[value if self.draw.random() < 0.8 else 1 - value for value in labels] for labels in gold]
        ids = [f"{self.draw.randrange(60)}_s{i}" for i in range(200)]
        documents = sorted({i.split("_")[0] for i in ids})
        merged = [numpy.array([numpy.max([labels for i, labels in zip(ids, all_labels) if i.split("_")[0] == document], axis=0)
                               for document in documents]).ravel() for all_labels in (gold, predicted)]
        golds = json_lines({"id": i, "sentence": "x", "label": labels} for i, labels in zip(ids, gold))
        result = self.run_program(golds, json_lines({"id": i, "prediction": labels} for i, labels in zip(ids, predicted)), "--dataset", "hoc")
        precision, recall, f1, _ = sklearn.metrics.precision_recall_fscore_support(*merged, average="binary")
        self.assert_equal_figures(result["metrics"], {"hoc": f1, "precision": precision, "recall": recall})

    def test_multiple_choice_is_scored_by_accuracy(self):
        gold, predicted = self.labels([0, 1, 2, 3])
        self.assert_equal_figures(self.score_labels(gold, predicted, "--dataset", "medqa")["metrics"],
                                  {"accuracy": sklearn.metrics.accuracy_score(gold, predicted)})

    # What has no value, and errors

    def test_what_is_undefined_is_said(self):
        result = self.score_labels([1.0, 2.0, 3.5], [2, 2, 2], "--dataset", "biosses")
        self.assertIsNone(result["metrics"]["pearsonr"])
        self.assertIn("all predictions", result["remarks"]["pearsonr"])
        self.assertNotIn("bootstrap", result)
        result = self.score_labels(["0", "0"], ["0", "0"], "--dataset", "gad")
        self.assertEqual(result["metrics"]["PRF1"], sklearn.metrics.f1_score(["0", "0"], ["0", "0"], labels=["1"], average="micro"))
        self.assertIn("nothing was predicted", result["remarks"]["PRF1"])
        result = self.score_labels(["0", "1", "2"] * 50, ["0"] * 150, "--dataset", "ddi")  # 0 of 100 is a recall as defined
        self.assertEqual((result["metrics"]["recall"], sorted(result["remarks"])), (0, ["PRF1", "precision"]))
        result = self.score_labels([1, 1], [1, 0], "--dataset", "cola")
        self.assertEqual(result["metrics"]["matthews"], 0)
        self.assertIn("one class only", result["remarks"]["matthews"])

    def test_the_standard_error_is_that_of_the_mean(self):
        gold, predicted = self.labels([0, 1], count=400)
        result = self.score_labels(gold, predicted, "--dataset", "rte")
        accuracy = result["metrics"]["accuracy"]
        exact = (accuracy * (1 - accuracy) / 400) ** 0.5
        self.assertAlmostEqual(result["bootstrap"]["standard_error"] / exact, 1, delta=0.1)  # 1000 replicates know it to 2 %
        self.assertLess(result["bootstrap"]["low"], accuracy)
        self.assertGreater(result["bootstrap"]["high"], accuracy)

    def test_ids_must_be_the_same(self):
        golds, predictions = self.questions(6)
        missing = {i: prediction for i, prediction in predictions.items() if i != "q3"}
        message = self.run_program(self.squad(golds), missing, "--dataset", "squad", code=4)
        self.assertIn("no prediction for 1 (q3) of the 6 ids", message)
        message = self.run_program(self.squad(golds), {**predictions, "other": "x"}, "--dataset", "squad", code=4)
        self.assertIn("predictions for 1 (other) that are not ids", message)
        message = self.run_program(self.squad(golds), json_lines([{"id": "q0", "prediction": "x"}] * 2), "--dataset", "squad", code=4)
        self.assertIn('predictions.json:2: id "q0" comes twice', message)

    def test_wrong_files_are_told_by_place(self):
        golds, predictions = self.questions(3)
        message = self.run_program(self.squad(golds), {**predictions, "q1": ["nbest"]}, "--dataset", "squad", code=4)
        self.assertIn('id "q1": the prediction is ["nbest"], wanted a text', message)
        message = self.run_program(self.squad({**golds, "q1": []}), predictions, "--dataset", "squad", code=4)
        self.assertIn("squad2.0", message)
        line = json.dumps({"id": 1, "tokens": ["x", "y"], "ner_tags": ["O", "O"]})
        message = self.run_program(line, json.dumps({"id": 1, "predictions": ["O"]}), "--dataset", "ncbi", code=4)
        self.assertIn("a list of 2 tags", message)
        message = self.run_program(json.dumps({"id": 1, "sentence": "x", "label": -1}), {"1": 0}, "--dataset", "cola", code=4)
        self.assertIn("gold.json:1", message)
        message = self.run_program("nonsense", {"1": 0}, "--dataset", "cola", code=4)
        self.assertIn("gold.json:1: is no JSON object", message)
        self.run_program(line, {"1": 0}, "--dataset", "nothing", code=2)
        self.run_program(json.dumps({"id": 1, "label": 0}), {"1": 0}, "--dataset", "cola", "--metric", "hoc", code=2)


@unittest.skipUnless("LINKBERT_TEST_DATA" in os.environ, "not run: needs LINKBERT_TEST_DATA")
class RealMetrics(Case):
    """The same figures on real examples, with predictions that are theirs, partly changed."""

    DATA = pathlib.Path(os.environ.get("LINKBERT_TEST_DATA", "."))

    def test_squad_questions(self):
        gold = json.loads((self.DATA / "qa/xquad/xquad.en.json").read_text())
        paragraphs = [paragraph for article in gold["data"] for paragraph in article["paragraphs"]]
        golds = {qa["id"]: [answer["text"] for answer in qa["answers"]] for paragraph in paragraphs for qa in paragraph["qas"]}
        predictions = {}
        for paragraph in paragraphs:
            words = paragraph["context"].split()
            for qa in paragraph["qas"]:
                begin = self.draw.randrange(len(words))
                other = " ".join(words[begin:begin + self.draw.randint(1, 6)])
                answer = qa["answers"][0]["text"]
                predictions[qa["id"]] = self.draw.choice([answer, "the " + answer.upper() + ".", answer.split()[0], other])
        self.assert_equal_figures(self.figures(gold, predictions, "--dataset", "squad1.1"), answer_scores.squad_1(golds, predictions))

    def test_mrqa_questions(self):
        content = (self.DATA / "qa/mrqa/NewsQA_sample.jsonl").read_text()
        golds = {qa["qid"]: qa["answers"] for line in content.splitlines() for qa in json.loads(line)["qas"]}
        predictions = {i: self.draw.choice(texts)[:self.draw.randint(3, 30)] for i, texts in golds.items()}
        self.assert_equal_figures(self.figures(content, predictions, "--dataset", "newsqa"), answer_scores.squad_1(golds, predictions))

    def test_disease_mentions(self):
        sentences, tags = [], []
        for line in (self.DATA / "blurb/NCBI-disease/test.tsv").read_text().splitlines():
            if line.strip():
                tags.append(line.split("\t")[1].strip())
            elif tags:
                sentences.append(tags)
                tags = []
        names = sorted({tag for sentence in sentences for tag in sentence})
        predicted = [[tag if self.draw.random() < 0.95 else self.draw.choice(names) for tag in sentence] for sentence in sentences]
        self.assertGreater(len(sentences), 900)
        self.assert_equal_figures(self.score_tags(sentences, predicted), self.seqeval_figures(sentences, predicted))


if __name__ == "__main__":
    unittest.main(verbosity=2)
