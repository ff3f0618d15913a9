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

    def write(self, name, dump):
        """A dump of its own, also compressed; its articles."""
        with open(self.folder / name, "wb") as stream:
            articles = dump.write(stream, keep_articles=True)
        raw = (self.folder / name).read_bytes()
        (self.folder / f"{name}.bz2").write_bytes(bz2.compress(raw))
        (self.folder / f"{name}.gz").write_bytes(gzip.compress(raw))
        return articles

    def assert_fates(self, corpus, *dumps):
        """The links' of a corpus are those of the dumps together."""
        links = self.facts(corpus)["links"]
        truths = [dump.truth() for dump in dumps]
        for name in {name for truth in truths for name in truth["links"]}:
            self.assertEqual(links[name.replace(" ", "_")], sum(truth["links"].get(name, 0) for truth in truths), name)
        for name in {name for truth in truths for name in truth["other"]}:
            self.assertEqual(links["other"][name], sum(truth["other"].get(name, 0) for truth in truths), name)

    def test_standard_input_is_read_by_its_own_head(self):
        dump = Dump(200, seed=5, language="it")
        self.write("it.xml", dump)
        self.prepare("it", "it.xml")
        self.assert_fates("it", dump)
        for name in ("it.xml", "it.xml.bz2", "it.xml.gz"):
            with open(self.folder / name, "rb") as stream:
                subprocess.run([LINKBERT, "prepare", "wikipedia", "--input", "-", "--vocab", "vocab.txt", "--output", f"it-{name}"],
                               cwd=self.folder, env=ENVIRONMENT, stdin=stream, check=True, capture_output=True)
            files, piped = self.contents("it"), self.contents(f"it-{name}")
            self.assertEqual(files.keys(), piped.keys())
            for file in files.keys() - {"manifest.json"}:  # names the input
                self.assertEqual(piped[file], files[file], f"{name}: {file}")

    def test_dumps_of_two_wikis_keep_their_own_rules(self):
        italian, english = Dump(200, seed=5, language="it"), Dump(200, seed=5)
        articles = self.write("two-it.xml", italian)
        self.assertEqual(self.write("two-en.xml", english).keys(), articles.keys())
        for order in (("two-it.xml", "two-en.xml.bz2"), ("two-en.xml", "two-it.xml.gz")):
            output = f"two-{order[0]}"
            self.prepare(output, *order, ranks=2)
            self.assert_fates(output, italian, english)
            self.assertEqual(self.facts(output)["documents"], 2 * len(articles))
            self.assertEqual(self.facts(output)["links"]["ambiguous"], 0)
        documents, _ = read_documents(self.folder / "two-it.xml", self.folder / "two-en.xml")
        self.assertEqual({document["id"].split(":")[0] for document in documents}, {"itwiki", "enwiki"})
        for document in documents:
            for link in document.get("links", []):
                self.assertTrue(link["target"].startswith(document["id"].split(":")[0] + ":"), link)

    def test_pages_of_one_wiki_in_several_files_are_one_wiki(self):
        dump = Dump(200, seed=5, language="it")
        self.write("one-it.xml", dump)
        head, body = (self.folder / "one-it.xml").read_bytes().split(b"  <page>", 1)
        pages = [b"  <page>" + page for page in body.split(b"  <page>")]
        (self.folder / "a.xml").write_bytes(head + b"".join(pages[:100]) + b"</mediawiki>\n")
        (self.folder / "b.xml").write_bytes(b"<mediawiki>" + b"".join(pages[100:]))  # a piece without a head
        self.prepare("one", "one-it.xml")
        self.prepare("pieces", "a.xml", "b.xml", ranks=2)
        self.assertEqual({**self.contents("pieces"), "manifest.json": b""}, {**self.contents("one"), "manifest.json": b""})

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
    unittest.main(verbosity=2)
