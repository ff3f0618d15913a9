"""prepare-task on real files: byte for byte what LinkBERT's scripts write, as Python says it (json.dumps, csv, random,
str.strip). The functions here follow docs/datasets.md and share nothing with the program."""
import csv
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import tempfile
import unittest

from harness import ENVIRONMENT, LINKBERT

DATA = os.environ.get("LINKBERT_TEST_DATA")


def dumps(objects):
    return "".join(json.dumps(one) + "\n" for one in objects)


def stripped(path, header):
    with open(path, encoding="utf-8") as stream:
        return [line.strip().split("\t") for line in list(stream)[int(header):]]


def relations(path, header):
    return [{"id": i, "sentence": text, "label": "0" if "false" in label else label} for i, text, label in stripped(path, header)]


def biosses(path):
    return [{"sentence1": a, "sentence2": b, "label": float(score), "id": i} for i, a, b, score in stripped(path, True)]


def hallmarks(path):
    documents = []
    for label, text, sentence in stripped(path, True):
        label = [int(one.split("_")[1]) for one in label.split(",")]
        document = sentence.split("_")[0]
        if not documents or documents[-1]["id"] != document:
            documents.append({"sentence": "", "label": [0] * 10, "id": document})
        last = documents[-1]
        last["sentence"] = (last["sentence"] + " " + text).strip()
        last["label"] = [a | b for a, b in zip(last["label"], label, strict=True)]
    return documents


def words(path, pico):
    text = "\n".join(line.strip() for line in open(path, encoding="utf-8") if not line.startswith("-DOCSTART-"))
    sentences = [[line.split("\t") for line in block.split("\n") if line] for block in re.split("\n\n+", text)]
    examples = []
    for sentence in filter(None, sentences):
        tags = ["B" + tag[1:] if pico and tag.startswith("I") else tag for _, tag in sentence]
        examples.append({"tokens": [word for word, _ in sentence], "ner_tags": tags, "id": str(len(examples))})
    return examples


def questions_of_pubmed(entries):
    return [{"id": i, "sentence1": e["QUESTION"].strip(), "sentence2": " ".join(c.strip() for c in e["CONTEXTS"] if c.strip()),
             "label": e["final_decision"].strip()} for i, e in entries.items()]


class PubmedSplit:
    """The official folds, with Python's own random: by answer, shuffled; a short last part takes one of each other."""

    def __init__(self, entries):
        self.entries = entries
        self.random = random.Random(0)

    def split(self, ids, folds):
        parts = [[] for _ in range(folds)]
        for answer in ("yes", "no", "maybe"):
            same = [i for i in ids if self.entries[i]["final_decision"] == answer]
            self.random.shuffle(same)
            size = -(-len(same) // folds)
            for fold in range(folds):
                parts[fold] += same[fold * size:(fold + 1) * size if fold + 1 < folds else None]
        if len(parts[-1]) != len(parts[0]):
            for part in parts[:-1]:
                picked = self.random.choice(part)
                parts[-1].append(picked)
                part.remove(picked)
        return parts

    def parts(self):
        first, test = self.split(list(self.entries), 2)
        dev, *train = self.split(first, 10)
        named = {"train": sum(train, []), "dev": dev, "test": test}
        return {part: {i: self.entries[i] for i in ids} for part, ids in named.items()}


def choices(ident, question, endings, letter):
    return {"id": ident, "sent1": question, "sent2": "", **{f"ending{i}": text for i, text in enumerate(endings)},
            "label": ord(letter) - ord("A")}


def medqa(path, part):
    rows = [json.loads(line) for line in open(path, encoding="utf-8")]
    return [choices(f"{part}-{i:05d}", r["question"], [r["options"][k] for k in "ABCD"], r["answer_idx"]) for i, r in enumerate(rows)]


def mmlu(path, prefix):
    with open(path, encoding="utf-8") as stream:
        return [choices(f"{prefix}-{i:05d}", r[0], r[1:5], r[5]) for i, r in enumerate(csv.reader(stream))]


def answers(pairs):
    return {"answer_start": [start for start, _ in pairs], "text": [text for _, text in pairs]}


def mrqa(lines):
    return [{"id": qa.get("id", qa["qid"]), "question": qa["question"].strip(), "context": context["context"],
             "answers": answers([(a["char_spans"][0][0], a["text"]) for a in qa["detected_answers"]])}
            for context in map(json.loads, lines) for qa in context["qas"]]


def squad(path):
    data = json.load(open(path, encoding="utf-8"))["data"]
    return [{"id": qa["id"], "question": qa["question"].strip(), "context": paragraph["context"],
             "answers": answers([(a["answer_start"], a["text"]) for a in qa["answers"]])}
            for article in data for paragraph in article["paragraphs"] for qa in paragraph["qas"]]


GLUE = {"cola": ("CoLA", "sentence", None, "label"), "mrpc": ("MRPC", "#1 String", "#2 String", "Quality"),
        "rte": ("RTE", "sentence1", "sentence2", "label"), "stsb": ("STS-B", "sentence1", "sentence2", "score")}


def glue(name, path, part):
    _, first, second, label = GLUE[name]
    names = ["source", "label", "mark", "sentence"] if name == "cola" and part != "test_unlabeled" else None
    examples = []
    with open(path, encoding="utf-8-sig") as stream:
        for number, row in enumerate(csv.DictReader(stream, names, delimiter="\t", quoting=csv.QUOTE_NONE)):
            texts = {"sentence1": row[first], "sentence2": row[second]} if second else {"sentence": row[first]}
            gold = {} if part == "test_unlabeled" else {"label": float(row[label]) if name == "stsb" else row[label]}
            if None not in texts.values() and None not in gold.values():
                examples.append({"id": str(number), **texts, **gold})
    return examples


@unittest.skipIf(DATA is None, "not run: needs LINKBERT_TEST_DATA")
class PrepareTask(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory(prefix="linkbert-test-")
        self.addCleanup(self._folder.cleanup)
        self.folder = pathlib.Path(self._folder.name)
        self.data = pathlib.Path(DATA).resolve()

    def prepare(self, *arguments, code=0):
        """Runs prepare-task into a new folder; returns its files, and what was printed."""
        out = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        run = subprocess.run([LINKBERT, "prepare-task", *map(str, arguments), "--output", out / "task"], env=ENVIRONMENT,
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        files = {path.stem: path.read_text(encoding="utf-8") for path in (out / "task").glob("*")}
        return files, run.stdout + run.stderr

    def check(self, files, wanted):
        self.assertEqual(sorted(files), sorted(wanted))
        for part, examples in wanted.items():
            self.assertGreater(len(examples), 0)
            if files[part] == dumps(examples):
                continue
            for ours, theirs in zip(files[part].splitlines(), dumps(examples).splitlines(), strict=False):
                self.assertEqual(ours, theirs, part)
            self.assertEqual(files[part].count("\n"), len(examples), part)

    def blurb(self, dataset, folder, convert, parts=("train", "dev", "test")):
        files, output = self.prepare("blurb", "--dataset", dataset, "--input", self.data / "blurb")
        self.check(files, {part: convert(self.data / "blurb" / folder / f"{part}.tsv") for part in parts})
        return output

    def test_entities(self):
        for dataset, folder in (("ncbi", "NCBI-disease"), ("bc5chem", "BC5CDR-chem")):
            self.assertNotIn("warning", self.blurb(dataset, folder, lambda path: words(path, False)))

    def test_pico_and_a_difference_from_the_published_counts(self):
        output = self.blurb("ebmnlp", "ebmnlp", lambda path: words(path, True), ("dev", "test"))
        self.assertRegex(output, r"warning: dev.json \(.*ebmnlp/dev.tsv\): 87308 labelled words, published for EBM PICO are 85321")
        self.assertEqual(output.count("warning"), 1)

    def test_relations(self):
        self.assertNotIn("warning", self.blurb("gad", "GAD", lambda path: relations(path, True)))
        self.assertNotIn("warning", self.blurb("chemprot", "chemprot", lambda path: relations(path, False), ("dev",)))

    def test_similarity_and_documents(self):
        self.assertNotIn("warning", self.blurb("biosses", "BIOSSES", biosses))
        self.assertNotIn("warning", self.blurb("hoc", "HoC", hallmarks))

    def test_pubmedqa_from_its_own_file(self):
        entries = json.loads((self.data / "blurb/pubmedqa/ori_pqal.json").read_text(encoding="utf-8"))
        official = json.loads((self.data / "blurb/pubmedqa/test_ground_truth.json").read_text(encoding="utf-8"))
        parts = PubmedSplit(entries).parts()
        self.assertEqual(set(parts["test"]), set(official))
        self.assertEqual(len(official), 500)
        files, output = self.prepare("blurb", "--dataset", "pubmedqa", "--input", self.data / "blurb/pubmedqa/ori_pqal.json")
        self.check(files, {part: questions_of_pubmed(some) for part, some in parts.items()})
        self.assertNotIn("warning", output)

    def test_glue(self):
        for dataset, (folder, *_) in GLUE.items():
            files, output = self.prepare("glue", "--dataset", dataset, "--input", self.data / "glue")
            raw = {"train": "train", "dev": "dev", "test_unlabeled": "test"}
            self.check(files, {part: glue(dataset, self.data / "glue" / folder / f"{name}.tsv", part) for part, name in raw.items()})
            if dataset == "mrpc":  # the file lacks a pair
                self.assertIn("3667 examples, published for MRPC are 3668", output)
            else:
                self.assertNotIn("warning", output, dataset)

    def test_multiple_choice(self):
        raw = self.data / "medqa/phrases_no_exclude_first400.jsonl"
        files, output = self.prepare("medqa", "--test", raw)
        self.check(files, {"test": medqa(raw, "test")})
        self.assertNotIn("published", output)  # of the test file itself, which this is a part of
        for subject, parts in (("professional_medicine", ("dev", "val")), ("anatomy", ("dev", "val", "test"))):
            files, output = self.prepare("mmlu", "--subject", subject, "--input", self.data / "mmlu")
            ours = {"dev": "train", "val": "dev", "test": "test"}
            self.check(files, {ours[part]: mmlu(self.data / f"mmlu/{subject}_{part}.csv", f"{subject}_{part}") for part in parts})
            self.assertNotIn("warning", output)

    def test_mrqa_halved_by_a_split(self):
        raw = self.data / "qa/mrqa/NewsQA_sample.jsonl"
        lines = raw.read_text(encoding="utf-8").splitlines()
        (self.folder / "inhouse_split_newsqa.json").write_text(json.dumps({"dev": [2], "test": [1, 0]}))
        files, _ = self.prepare("mrqa", "--dataset", "newsqa", "--dev", raw, "--splits", self.folder)
        self.check(files, {"dev": mrqa([lines[2]]), "test": mrqa([lines[1], lines[0]])})
        _, errors = self.prepare("mrqa", "--dataset", "newsqa", "--dev", raw, "--splits", self.data / "qa/linkbert_inhouse_splits", code=4)
        self.assertIn("has 3 contexts, but the halves in --splits name 319 for dev and 319 for test", errors)

    def test_the_published_halves_have_the_published_sizes(self):
        for name, contexts in (("hotpot", 5901), ("naturalqa", 12836), ("newsqa", 638), ("searchqa", 16980), ("squad", 2067), ("triviaqa", 7785)):
            split = json.loads((self.data / f"qa/linkbert_inhouse_splits/inhouse_split_{name}.json").read_text())
            raw = self.folder / f"{name}.jsonl"
            context = '{"context": "c", "qas": [{"qid": "%d", "question": "q", "detected_answers": []}]}\n'
            raw.write_text('{"header": {}}\n' + "".join(context % i for i in range(contexts)))
            files, output = self.prepare("mrqa", "--dataset", name, "--dev", raw, "--splits", self.data / "qa/linkbert_inhouse_splits")
            for part in ("dev", "test"):
                ids = [int(json.loads(line)["id"]) for line in files[part].splitlines()]
                self.assertEqual(ids, split[part])
            self.assertNotIn("contexts, published", output)

    def test_squad_and_its_distractors(self):
        raw = self.data / "qa/xquad/xquad.en.json"
        files, _ = self.prepare("squad", "--dev", raw, "--strict")
        plain = squad(raw)
        self.check(files, {"dev": plain})
        files, _ = self.prepare("squad", "--dev", raw, "--distractors", "1-2")
        again, _ = self.prepare("squad", "--dev", raw, "--distractors", "1-2")
        self.assertEqual(files, again)
        sides = [0, 0]
        for line, own in zip(files["dev"].splitlines(), plain, strict=True):
            question = json.loads(line)
            begin = question["context"].index(own["context"])
            sides[0] += begin > 0
            sides[1] += begin + len(own["context"]) < len(question["context"])
            for start, text in zip(question["answers"]["answer_start"], question["answers"]["text"], strict=True):
                self.assertEqual(question["context"][start:start + len(text)], text)
                self.assertNotIn(text, question["context"][:begin] + question["context"][begin + len(own["context"]):])
        self.assertGreater(min(sides), 400)

    def test_hotpotqa_spans_are_where_they_say(self):
        raw = self.data / "qa/hotpot/hotpot_dev_sample100.json"
        asked = json.loads(raw.read_text(encoding="utf-8"))
        files, output = self.prepare("hotpotqa", "--dev", raw)
        lines = [json.loads(line) for line in files["dev"].splitlines()]
        spans = [q for q in asked if q["answer"] not in ("yes", "no")]
        self.assertIn(f"{len(asked) - len(spans)} left out: answer is yes or no, not a span", output)
        kept = [q["_id"] for q in spans if any(q["answer"] in line["context"] for line in lines if line["id"] == q["_id"])]
        self.assertEqual([line["id"] for line in lines], kept)
        self.assertGreater(len(kept), 80)
        for line in lines:
            (start,), (text,) = line["answers"]["answer_start"], line["answers"]["text"]
            self.assertEqual(line["context"][start:start + len(text)], text)

    def test_bad_input_leaves_nothing_behind(self):
        shutil.copytree(self.data / "blurb/NCBI-disease", self.folder / "NCBI-disease", copy_function=shutil.copyfile)
        with open(self.folder / "NCBI-disease/test.tsv", "a") as stream:
            stream.write("one two\n")
        files, errors = self.prepare("blurb", "--dataset", "ncbi", "--input", self.folder, code=4)
        self.assertEqual(files, {})
        self.assertRegex(errors, r"NCBI-disease/test.tsv:\d+: 1 columns, wanted two")
        _, errors = self.prepare("blurb", "--dataset", "ncbi", "--input", self.data / "blurb/BC5CDR-chem", code=4)
        self.assertIn("is the folder of BC5-chem, not of NCBI-disease", errors)


class Where(unittest.TestCase):
    def tell(self, *arguments, code=0):
        run = subprocess.run([LINKBERT, "prepare-task", *arguments], env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True,
                             text=True, timeout=60)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run.stdout + run.stderr

    def test_where_of_all_of_one_and_of_a_family(self):
        self.assertEqual(len(self.tell("--where").splitlines()), 36)  # 31 of the tables, four beside them, one line of help
        self.assertIn("train 5134, dev 787, test 960 (mentions)", self.tell("--where", "ncbi"))
        self.assertIn("--dataset bioasq", self.tell("blurb", "--where"))
        self.assertIn("SQuAD 2.0", self.tell("--where", "squad"))
        self.assertIn("MedQA-USMLE", self.tell("medqa", "--where"))
        self.assertIn("There is no dataset", self.tell("--where", "ncbj", code=2))

    def test_a_pipe_is_read_once_where_the_kind_of_label_is_told(self):
        table = b"t\ty\na\t1\nb\t2\n"
        with tempfile.TemporaryDirectory(prefix="linkbert-test-") as folder:
            folder = pathlib.Path(folder)
            (folder / "table.tsv").write_bytes(table)
            for label in ("--class-label", "--number-label"):
                for source, given in (("/dev/stdin", table), (folder / "table.tsv", b"")):
                    subprocess.run([LINKBERT, "prepare-task", "table", "--train", source, "--format", "tsv", "--text", "t", "--label", "y",
                                    label, "--output", folder / f"out{len(given)}"], env=ENVIRONMENT, input=given, check=True,
                                   capture_output=True, timeout=60)
                piped, read = ((folder / f"out{length}/train.json").read_text() for length in (len(table), 0))
                self.assertEqual(piped, read)
                self.assertEqual([json.loads(line)["label"] for line in piped.splitlines()],
                                 ["1", "2"] if label == "--class-label" else [1, 2])

    def test_usage(self):
        self.assertIn("--dataset is missing: one of bc5chem", self.tell("blurb", code=2))
        self.assertIn("no raw files", self.tell("blurb", "--dataset", "ncbi", code=2))
        self.assertIn("prepare-task needs a name", self.tell(code=2))


if __name__ == "__main__":
    unittest.main(verbosity=2)
