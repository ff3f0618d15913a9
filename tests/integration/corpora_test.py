"""Corpora as a user makes and mixes them: filters, duplicates, lexical links and mixtures, on any number of ranks, killed and
continued."""
import gzip
import json
import random
import signal
import subprocess
import time
import unittest

from harness import ENVIRONMENT, LINKBERT, WORDS, Program

EVERYTHING = ("--min-tokens", 20, "--near-duplicates", 0.7, "--lexical-links", 3, "--shard-tokens", 4000, "--held-out", 0.3)


def write_repeated_documents(path, count=400):
    """Documents without links: of every ten, one is short, one repeats another in other white space, one changes a word of it."""
    draw = random.Random(3)
    texts = []
    with open(path, "w") as stream:
        for number in range(count):
            words = [draw.choice(WORDS) for _ in range(draw.randint(40, 80))]
            if number % 10 == 7:
                words = words[:6]
            if number % 10 == 8:
                words = list(texts[number - 5])
            if number % 10 == 9:
                words = list(texts[number - 6])
                words[len(words) // 2] = "letters"
            texts.append(words)
            text = ("  " if number % 10 == 8 else " ").join(words)
            stream.write(json.dumps({"id": f"r{number}", "text": text}) + "\n")


class Corpora(Program):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        write_repeated_documents(cls.folder / "repeated.jsonl")

    def prepare(self, output, *options, ranks=0):
        arguments = ("prepare", "jsonl", "--input", "repeated.jsonl", "--vocab", "vocab.txt", "--output", output, *options)
        return self.run_program(*arguments, ranks=ranks)[0]

    def content(self, name):
        return {path.name: path.read_bytes() for path in (self.folder / name).iterdir()}

    def inspect(self, name):
        return json.loads(self.run_program("inspect", "corpus", name, "--json")[0])

    def test_looking_before_and_after(self):
        shown = self.run_program("prepare", "jsonl", "--input", "documents.jsonl", "--preview", 2)[0]
        self.assertIn("2 documents shown, nothing was written", shown)
        first = json.loads(open(self.folder / "documents.jsonl").readline())
        self.assertIn(f"== {first.get('title', first['id'])} (id {first['id']}; ", shown)
        with open(self.folder / "documents.jsonl.gz", "wb") as stream:
            stream.write(gzip.compress((self.folder / "documents.jsonl").read_bytes()))
        common = ("--vocab", "vocab.txt", "--output")
        self.run_program("prepare", "jsonl", "--input", "documents.jsonl", *common, "looked", "--diagnostics", "looked.jsonl")
        self.run_program("prepare", "jsonl", "--input", "documents.jsonl.gz", *common, "zipped")
        with open(self.folder / "documents.jsonl") as stream:
            piped = subprocess.run([LINKBERT, "prepare", "jsonl", "--input", "-", *common, "piped"], cwd=self.folder, stdin=stream,
                                   env=ENVIRONMENT, capture_output=True, text=True)
        self.assertEqual(piped.returncode, 0, piped.stderr)
        for name in ("graph.h5", "shard-00000.h5"):
            self.assertEqual(self.content("zipped")[name], self.content("looked")[name])
            self.assertEqual(self.content("piped")[name], self.content("looked")[name])
        lines = [json.loads(line) for line in open(self.folder / "looked.jsonl")]
        self.assertEqual(len(lines), self.inspect("looked")["documents"])
        document = json.loads(self.run_program("inspect", "document", "looked", first["id"], "--json")[0])
        self.assertEqual(document["id"], first["id"])
        text = self.run_program("inspect", "document", "looked", first["id"], "--diagnostics", "looked.jsonl")[0]
        self.assertIn(f"left out: {{\"id\":\"{first['id']}\"", text)

    def test_what_is_dropped_is_counted(self):
        text = self.prepare("dropped", *EVERYTHING, "--duplicates", "drop")
        for line in ("too short", "exact duplicate", "near duplicate", "lexical links"):
            self.assertIn(line, text)
        facts = self.inspect("dropped")
        entries = facts["entries"]
        self.assertEqual((entries["too short"], entries["exact duplicate"], entries["near duplicate"]), (40, 40, 40))
        self.assertEqual(sum(entries.values()), 400)
        self.assertEqual(facts["documents"], 280)
        self.assertEqual(facts["lexical_links"], {"added": 840, "known": 0})
        self.assertEqual(facts["document_links"], 840)
        self.assertEqual(facts["links"]["found"], 0)
        self.assertEqual(facts["moved_documents"], 0)

    def test_what_is_kept_shares_a_side(self):
        self.prepare("kept", *EVERYTHING)
        facts = self.inspect("kept")
        self.assertEqual(facts["documents"], 360)
        self.assertGreater(facts["moved_documents"], 10)
        self.assertLess(facts["moved_documents"], 80)

    def test_ranks_do_not_change_a_byte(self):
        for fate in ("keep", "drop"):
            self.prepare(f"{fate}1", *EVERYTHING, "--duplicates", fate)
            for ranks in (2, 4):
                self.prepare(f"{fate}{ranks}", *EVERYTHING, "--duplicates", fate, ranks=ranks)
                self.assertEqual(self.content(f"{fate}{ranks}"), self.content(f"{fate}1"))

    def test_killed_at_any_instant_it_goes_on_to_the_same_bytes(self):
        self.prepare("calm", *EVERYTHING)
        arguments = ("prepare", "jsonl", "--input", "repeated.jsonl", "--vocab", "vocab.txt", "--output", "killed", *EVERYTHING)
        draw = random.Random(5)
        for _ in range(8):
            process = self.start(*arguments)
            time.sleep(draw.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
            process.communicate()
        self.run_program(*arguments, ranks=2)
        self.assertEqual(self.content("killed"), self.content("calm"))

    def test_other_filters_on_the_same_folder_are_named(self):
        self.prepare("filtered", "--min-tokens", 10)
        arguments = ("prepare", "jsonl", "--input", "repeated.jsonl", "--vocab", "vocab.txt", "--output", "filtered")
        _, errors = self.run_program(*arguments, "--min-tokens", 11, code=3)
        self.assertIn("min_tokens is 11, the folder was made with 10", errors)
        _, errors = self.run_program(*arguments, "--near-duplicates", "7", code=2)
        self.assertIn("--near-duplicates", errors)

    def mixture(self, name, **changes):
        return self.configuration(name, **{"data__corpus": "corpus, lexical", "data__weights": "3, 1", **changes})

    def test_a_mixture_trains_stops_and_resumes_to_the_same_weights(self):
        self.prepare("lexical", "--lexical-links", 3)
        self.pretrain(self.mixture("whole"), ranks=2)
        path = self.mixture("parts")
        self.stop_after("pretrain", path, "parts", 5, ranks=2)
        output, _ = self.pretrain(path, ranks=2)
        self.assertIn("resumed from", output)
        self.assertIn("75.0 % of the samples: corpus", output)
        self.assertEqual(self.weights("parts", 24), self.weights("whole", 24))
        record = json.loads((self.folder / "runs/whole/run.json").read_text())
        shares = {corpus["folder"]: corpus["share"] for corpus in record["starts"][0]["facts"]["corpora"]}
        self.assertEqual(shares, {"corpus": 0.75, "lexical": 0.25})

    def test_weights_that_do_not_fit_are_named(self):
        _, errors = self.pretrain(self.mixture("bad", data__weights="1"), ranks=0, code=3)
        self.assertIn("data.weights has 1 number(s) for 2 corpora", errors)


if __name__ == "__main__":
    unittest.main(verbosity=2)
