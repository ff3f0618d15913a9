"""Wikitext to text and links, page by page, against mwparserfromhell (every link) and wikiextractor (text and links of the text).

On a generated dump, and on the real ones where LINKBERT_TEST_DATA is set. docs/wikipedia.md explains each difference that is allowed
here. Run by the reference Python."""
import bz2
import collections
import html
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import xml.etree.ElementTree

import mwparserfromhell

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from wiki_dump import Dump  # noqa: E402

DATA = os.environ.get("LINKBERT_TEST_DATA", "")
WORD = re.compile(r"\w+")


def ours(path):
    lines = subprocess.run([os.environ["LINKBERT_READ_DOCUMENTS"], "wikipedia", str(path)], check=True, capture_output=True).stdout
    documents = [json.loads(line) for line in lines.splitlines()[:-1]]
    return {document["title"]: document for document in documents if not document["redirect_to"]}


def sources(path):
    """Title -> wikitext of the pages of namespace 0 that are no redirects."""
    pages = {}
    with (bz2.open if path.suffix == ".bz2" else open)(path, "rb") as stream:
        for _, element in xml.etree.ElementTree.iterparse(stream):
            if not element.tag.endswith("page"):
                continue
            fields = {child.tag.split("}")[-1]: child for child in element.iter()}
            if fields["ns"].text == "0" and "redirect" not in fields:
                pages[fields["title"].text] = fields["text"].text or ""
            element.clear()
    return pages


def wikiextractor_lines(path):
    """What it writes; runs in a process of its own, as it is used."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "wikiextractor.WikiExtractor", "--json", "--links", "--no-templates", "--processes", "1", "--quiet",
                   "--output", "-", str(path)]
        return subprocess.run(command, check=True, capture_output=True, cwd=folder).stdout


def wikiextractor(path):
    """Title -> (words, targets of the links)."""
    pages = {}
    for line in wikiextractor_lines(path).splitlines():
        document = json.loads(line)
        marked = html.unescape(document["text"])
        targets = [html.unescape(urllib.parse.unquote(urllib.parse.unquote(target))) for target in re.findall(r'<a href="([^"]*)">', marked)]
        text = re.sub(r"\bformula_\d+", " ", re.sub(r"</?a\b[^>]*>", "", marked))  # its stand-in for <math>
        pages[document["title"]] = (WORD.findall(html.unescape(text).replace('"', "")), targets)  # quotes are its italics
    return pages


def title(target):
    target = " ".join(target.split("#")[0].replace("_", " ").split()).lstrip(":").strip()
    return target[:1].upper() + target[1:] if target[:1] != "ß" else target


class Peers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory(prefix="linkbert-test-")
        cls.generated = pathlib.Path(cls._folder.name) / "dump.xml"
        with open(cls.generated, "wb") as stream:
            Dump(150, seed=11).write(stream)

    @classmethod
    def tearDownClass(cls):
        cls._folder.cleanup()

    def compare_links(self, path, other_pages):
        """Every link that mwparserfromhell finds is counted here, with its fate; other_pages: how many may differ. Rules make at most
        a link of a template, such as {{flag|Chile}}, which it does not know as one."""
        different = []
        documents = ours(path)
        for name, wikitext in sources(path).items():
            if name not in documents:  # a disambiguation page
                continue
            document = documents[name]
            inside = {place: count for place, count in document["other_links"].items() if place in ("in <gallery>", "in <imagemap>")}
            found = len(document.get("links", [])) + sum(document["other_links"].values()) - sum(inside.values())
            parsed = mwparserfromhell.parse(wikitext)
            theirs = len(parsed.filter_wikilinks())
            if not theirs <= found <= theirs + len(parsed.filter_templates()):
                different.append((name, found, theirs))
        print(path.name, "pages with other numbers of links:", different)
        self.assertLessEqual(len(different), other_pages)

    def compare_text(self, path, words, links):
        """At most so many of a thousand of wikiextractor's words and links are missing here."""
        documents, theirs, wikitexts = ours(path), wikiextractor(path), sources(path)
        self.assertEqual(set(documents) - set(theirs), set())
        counts = collections.Counter()
        for name, document in documents.items():
            their_words, targets = theirs[name]
            mine = collections.Counter(WORD.findall(document["text"].replace('"', "")))
            wanted = collections.Counter(their_words)
            counts["words"] += wanted.total()
            counts["words missing"] += (wanted - mine).total()
            mine = collections.Counter(title(link["target"]) for link in document.get("links", []))
            # Not links between articles: other projects and namespaces, sections of the page itself, what <nowiki> protects.
            wanted = collections.Counter(title(target) for target in targets if title(target) and not re.match("(?i)[a-z]+:(?! )", target))
            protected = "".join(re.findall("<nowiki>(.*?)</nowiki>", wikitexts[name]))
            wanted -= collections.Counter(title(target) for target in re.findall(r"\[\[([^]|]*)", protected))
            counts["links"] += wanted.total()
            counts["links missing"] += (wanted - mine).total()
        print(path.name, dict(counts))
        self.assertGreater(counts["words"], 1000)
        self.assertLessEqual(counts["words missing"], words * counts["words"] / 1000)
        self.assertLessEqual(counts["links missing"], links * counts["links"] / 1000)

    def test_generated(self):
        self.compare_links(self.generated, other_pages=0)
        self.compare_text(self.generated, words=1, links=1)

    def test_its_lines_become_a_corpus(self):
        lines = wikiextractor_lines(self.generated)
        folder = pathlib.Path(self._folder.name)
        (folder / "wiki_00").write_bytes(lines)
        (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", *map(chr, range(97, 123))]) + "\n")
        program = os.environ["LINKBERT_PROGRAM"]
        subprocess.run([program, "prepare", "wikipedia", "--input", folder / "wiki_00", "--vocab", folder / "vocab.txt", "--output",
                        folder / "corpus"], check=True, capture_output=True)
        corpus = json.loads(subprocess.run([program, "inspect", "corpus", folder / "corpus", "--json"], check=True, capture_output=True).stdout)
        pages = [json.loads(line) for line in lines.splitlines()]
        texts = [html.unescape(page["text"]) for page in pages if page["text"].strip()]
        self.assertGreater(len(texts), 50)
        self.assertEqual(corpus["documents"], len(texts))
        self.assertEqual(corpus["links"]["found"], sum(len(re.findall('<a href="', text)) for text in texts))
        self.assertGreater(corpus["links"]["resolved"], 10)

    @unittest.skipUnless(DATA, "not run: needs LINKBERT_TEST_DATA")
    def test_a_whole_small_wikipedia(self):
        path = pathlib.Path(DATA) / "wikipedia" / "dumpster-dive_smallwiki.xml"
        self.compare_links(path, other_pages=2)
        self.compare_text(path, words=4, links=15)

    @unittest.skipUnless(DATA, "not run: needs LINKBERT_TEST_DATA")
    def test_english_pages(self):
        path = next((pathlib.Path(DATA) / "wikipedia").glob("gensim_enwiki-latest*.bz2"))
        self.compare_links(path, other_pages=2)
        self.compare_text(path, words=1, links=1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
