"""`prepare wikipedia` on generated dumps: every text, every link and every count; ranks, compression and kills change nothing."""
import bz2
import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import time
import unittest

from harness import ENVIRONMENT, LINKBERT, ROOT, Program, kill_ranks

sys.path.insert(0, str(ROOT / "tests" / "support"))
from wiki_dump import Dump  # noqa: E402

READ_DOCUMENTS = os.environ["LINKBERT_READ_DOCUMENTS"]
PAGES, PARTS, KILLS = 1500, 12, 20


def read_documents(*paths):
    """The documents that are no redirects, and what was dropped."""
    lines = subprocess.run([READ_DOCUMENTS, "wikipedia", *map(str, paths)], check=True, capture_output=True).stdout.splitlines()
    *documents, last = map(json.loads, lines)
    return [document for document in documents if not document["redirect_to"]], last["dropped"]


class Wikipedia(Program):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dump = Dump(PAGES, seed=7)
        with open(cls.folder / "dump.xml", "wb") as stream:
            cls.articles = cls.dump.write(stream, keep_articles=True)
        cls.truth = cls.dump.truth()
        cls.parts = []
        for part in range(PARTS):
            cls.parts.append(f"part{part}.xml")
            with open(cls.folder / cls.parts[-1], "wb") as stream:
                Dump(PAGES, seed=7).write(stream, range(PAGES * part // PARTS, PAGES * (part + 1) // PARTS))
        cls.prepare("parts", *cls.parts)

    @classmethod
    def prepare(cls, output, *inputs, ranks=0, code=0):
        return cls.run_program("prepare", "wikipedia", "--input", *inputs, "--vocab", "vocab.txt", "--output", output, ranks=ranks, code=code)

    def contents(self, corpus):
        return {path.name: path.read_bytes() for path in (self.folder / corpus).iterdir() if path.is_file()}

    def facts(self, corpus):
        return json.loads(self.run_program("inspect", "corpus", corpus, "--json")[0])

    def test_texts_and_links_are_those_of_the_generator(self):
        documents, _ = read_documents(self.folder / "dump.xml")
        self.assertEqual([document["title"] for document in documents], list(self.articles))
        for document in documents:
            text, links = self.articles[document["title"]]
            self.assertEqual(" ".join(document["text"].split()), text)
            seen = [(link["anchor"], link["target"]) for link in document.get("links", []) if not link["target"].startswith("No such ")]
            self.assertEqual(seen, links)

    def test_every_page_and_link_has_the_fate_it_was_made_for(self):
        facts = self.facts("parts")
        links = facts["links"]
        self.assertEqual(facts["documents"], self.truth["entries"]["documents"])
        wanted = {name.replace(" ", "_"): number for name, number in self.truth["links"].items()}
        self.assertEqual({name: links[name] for name in wanted}, wanted)
        self.assertEqual(links["other"], self.truth["other"])
        for entry, number in self.truth["entries"].items():
            self.assertEqual(facts["entries"][entry], number, entry)
        fates = [links[name] for name in ("resolved", "by_redirect", "ambiguous", "dangling", "self")]
        self.assertEqual(links["found"], sum(fates) + sum(links["other"].values()))

    def test_ranks_and_compression_change_nothing(self):
        for ranks in (2, 4):
            self.prepare(f"ranks{ranks}", *self.parts, ranks=ranks)
            self.assertEqual(self.contents(f"ranks{ranks}"), self.contents("parts"))
        raw = (self.folder / "dump.xml").read_bytes()
        half = raw.index(b"  <page>", len(raw) // 2)
        (self.folder / "dump.xml.bz2").write_bytes(bz2.compress(raw[:half]) + bz2.compress(raw[half:]))
        (self.folder / "dump.xml.gz").write_bytes(gzip.compress(raw[:half]) + gzip.compress(raw[half:]))
        for name in ("dump.xml", "dump.xml.bz2", "dump.xml.gz"):
            self.prepare(f"from-{name}", name)
            for file, content in self.contents(f"from-{name}").items():
                if file != "manifest.json":  # names the input
                    self.assertEqual(content, self.contents("parts")[file], f"{name}: {file}")
        for name in ("dump.xml", "dump.xml.bz2"):
            with open(self.folder / name, "rb") as stream:
                subprocess.run([LINKBERT, "prepare", "wikipedia", "--input", "-", "--vocab", "vocab.txt", "--output", f"pipe-{name}"],
                               cwd=self.folder, env=ENVIRONMENT, stdin=stream, check=True, capture_output=True)
            self.assertEqual(self.facts(f"pipe-{name}")["links"], self.facts("parts")["links"])

    def test_a_page_larger_than_an_item_and_pages_of_one_title(self):
        def page(title, number, text):
            return f"<page><title>{title}</title><ns>0</ns><id>{number}</id><revision><text>{text}</text></revision></page>\n"

        draw = random.Random(6)
        words = " ".join(f"{draw.getrandbits(40):x}" for _ in range(200_000))
        large = words * (50_000_000 // len(words) + 1)
        dump = ("<mediawiki>" + page("A", 1, "one [[Twin]]") + page("Large", 2, "[[A]] " + large) + page("Twin", 3, "two [[A]]")
                + page("Twin", 4, "three [[Large]]") + "</mediawiki>").encode()
        for name, content in {"large.xml": dump, "large.xml.bz2": bz2.compress(dump, 9)}.items():
            (self.folder / name).write_bytes(content)
            self.prepare(f"from-{name}", name, ranks=2)
            facts = self.facts(f"from-{name}")
            self.assertEqual(facts["documents"], 4)
            self.assertEqual([facts["links"][fate] for fate in ("found", "resolved", "ambiguous")], [4, 3, 1])
            self.assertGreater(facts["tokens"], len(large.split()))
            shutil.rmtree(self.folder / f"from-{name}")

    def test_a_killed_run_goes_on_and_the_corpus_is_the_same(self):
        started = time.monotonic()
        self.prepare("timed", *self.parts, ranks=2)
        whole = time.monotonic() - started
        draw = random.Random(3)
        for kill in range(KILLS):
            process = self.start("prepare", "wikipedia", "--input", *self.parts, "--vocab", "vocab.txt", "--output", "killed", ranks=2)
            time.sleep(draw.uniform(0.2, 1.1) * whole)
            kill_ranks(process, kill % 3)
            if (self.folder / "killed" / "manifest.json").exists():  # it got through, but may have left its work
                self.prepare("killed", *self.parts)
                self.assertEqual(self.contents("killed"), self.contents("parts"), kill)
                shutil.rmtree(self.folder / "killed")
        self.prepare("killed", *self.parts, ranks=1)
        self.assertEqual(self.contents("killed"), self.contents("parts"))


if __name__ == "__main__":
    unittest.main()
