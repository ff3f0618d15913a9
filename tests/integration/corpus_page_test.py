"""`linkbert inspect corpus --html`: the page parses, its numbers are those of --json and of the source, its links lead somewhere."""
import collections
import html.parser
import json
import os
import unittest
import xml.etree.ElementTree

from harness import Program

FOLDOC = "/usr/share/dictd/foldoc"
VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(html.parser.HTMLParser):
    """Tables as rows of cells by section, ids, references, the text of each card; tags must be balanced."""

    def __init__(self, text):
        super().__init__()
        self.open, self.section, self.rows, self.ids, self.references, self.cards = [], "", collections.defaultdict(list), [], [], {}
        self.titles, self.scripts, self.card = [], 0, None
        self.feed(text)
        self.close()
        self.charts = ["<svg" + part.split("</svg>")[0] + "</svg>" for part in text.split("<svg")[1:]]

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        self.scripts += tag == "script"
        if tag == "h2":
            self.section = ""
        if tag == "tr":
            self.rows[self.section].append([])
        if tag in ("td", "th"):
            self.rows[self.section][-1].append("")
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "article":
            self.card = attributes["id"]
            self.cards[self.card] = {"h4": "", "p": ""}
        if "href" in attributes:
            self.references.append(attributes["href"])

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            raise AssertionError(f"</{tag}> at {self.getpos()} closes another tag")
        if tag == "article":
            self.card = None

    def handle_data(self, data):
        if "h1" in self.open:
            self.titles.append(data)
        if "h2" in self.open:
            self.section += data
        if "td" in self.open or "th" in self.open:
            self.rows[self.section][-1][-1] += data
        for part in ("h4", "p"):
            if self.card and part in self.open:
                self.cards[self.card][part] += data

    def facts(self, section):
        """{name: number} of a table of facts, or of a table with names in the first and numbers in the second column; of a name that
        stands in several tables the first."""
        return {row[0]: number(row[1]) for row in reversed(self.rows[section]) if len(row) > 1 and row[1][:1].isdigit()}


def number(text):
    return int(text.split(" ")[0].replace(",", ""))


class CorpusPage(Program):
    def page(self, corpus):
        first, _ = self.run_program("inspect", "corpus", corpus, "--json", "--html", "page.html")
        text = (self.folder / "page.html").read_text(encoding="utf-8")
        self.run_program("inspect", "corpus", corpus, "--html", "again.html")
        self.assertEqual((self.folder / "again.html").read_text(encoding="utf-8"), text)
        page = Page(text)
        self.assertEqual(page.open, [])
        for elsewhere in ("src=", "url(", "@import", "<link", "<iframe"):
            self.assertNotIn(elsewhere, text.replace("&lt;img src=x", ""))  # a title
        self.assertEqual(page.scripts, 1)
        self.assertEqual(len(page.ids), len(set(page.ids)))
        for reference in page.references:
            self.assertTrue(reference.startswith("#") and reference[1:] in page.ids, reference)
        for chart in page.charts:
            xml.etree.ElementTree.fromstring(chart)
        return page, json.loads(first)

    def assert_numbers(self, page, summary):
        facts = page.facts("Facts")
        for name, key in (("documents", "documents"), ("held out", "held_out_documents"), ("segments", "segments"), ("tokens", "tokens"),
                          ("redirects", "redirects"), ("links with a place in the text", "positioned_links"),
                          ("links without", "document_links")):
            self.assertEqual(facts[name], summary[key], name)
        links, facts = summary["links"], page.facts("Links by fate")
        for name, key in (("links found", "found"), ("resolved", "resolved"), ("ambiguous", "ambiguous"), ("dangling", "dangling"),
                          ("to themselves", "self")):
            self.assertEqual(facts[name], links[key], name)
        for reason, count in links["other"].items():
            self.assertEqual(facts[reason], count, reason)
        fates = page.facts("Entries of the source by fate")
        self.assertEqual(fates.pop("all"), sum(summary["entries"].values()))
        self.assertEqual(fates, summary["entries"])
        top = [(row[0], number(row[2])) for row in page.rows["Most linked documents"][1:]]
        self.assertEqual([count for _, count in top][:10], [entry["in_degree"] for entry in summary["in_degree"]["top"]])
        self.assertEqual([title for title, _ in top][:10], [" ".join(entry["title"].split()) for entry in summary["in_degree"]["top"]])
        bins = page.rows["Degrees"][1:]
        for column in (1, 2):
            self.assertEqual(sum(number(row[column]) for row in bins), summary["documents"])
        self.assertAlmostEqual(number(bins[0][1]) / summary["documents"], summary["in_degree"]["zero_share"], delta=1e-9)
        longest = [number(row[1]) for row in page.rows["Longest documents"][1:]]
        self.assertEqual(longest, sorted(longest, reverse=True))

    @unittest.skipUnless(os.path.exists(FOLDOC + ".index"), f"not run: needs {FOLDOC}.index (package dict-foldoc)")
    def test_foldoc(self):
        self.run_program("prepare", "dictd", "--input", FOLDOC, "--vocab", "vocab.txt", "--output", "foldoc")
        page, summary = self.page("foldoc")
        self.assert_numbers(page, summary)
        self.assertEqual(page.titles, ["foldoc"])
        self.assertEqual(summary["redirects"], 0)
        self.assertGreater(len(page.charts), 0)
        self.assertGreater(len(page.cards), 10)
        self.assertGreater(sum(reference.startswith("#d") for reference in page.references), 10)

    def test_a_small_corpus_with_names_that_are_markup(self):
        evil = "<script>alert('x')</script>"
        documents = [
            {"id": "a", "title": evil, "text": "Here is b & more. A <b>tag</b>.", "links": [{"begin": 8, "end": 9, "target": "b"}, "c"]},
            {"id": "b", "title": "\"'><img src=x onerror=alert(1)>", "text": "Back to a.", "links": [{"begin": 8, "end": 9, "target": "a"}, "a", "b", "zz"]},
            {"id": "c", "title": "Plain &amp; simple", "text": "No link at all in this one.", "links": []},
        ]
        (self.folder / "evil.jsonl").write_text("".join(json.dumps(document) + "\n" for document in documents))
        vocabulary = (self.folder / "vocab.txt").read_text() + "&\n<\n>\n/\n##/\n"
        (self.folder / "evil-vocab.txt").write_text(vocabulary)
        self.run_program("prepare", "jsonl", "--input", "evil.jsonl", "--vocab", "evil-vocab.txt", "--output", "<i>evil", "--held-out", 0)
        page, summary = self.page("<i>evil")
        self.assert_numbers(page, summary)
        self.assertEqual(page.titles, ["<i>evil"])
        self.assertEqual({card["h4"] for card in page.cards.values()}, {document["title"] for document in documents})
        self.assertEqual(summary["links"], {"found": 6, "resolved": 4, "by_redirect": 0, "ambiguous": 0, "dangling": 1, "self": 1, "other": {}})
        self.assertIn("here is b & more . a < b > tag < / b > .", page.cards["d0"]["p"])
        self.assertIn("Links to: Plain &amp; simple", page.cards["d0"]["p"])
        self.assertEqual([row[:3] for row in page.rows["Degrees"][1:]], [["0", "0", "1"], ["1", "3", "1"], ["2–3", "0", "1"]])
        self.assertEqual(page.references.count("#d1"), 3)  # both rankings and the text

    def test_a_wiki_has_templates_redirects_and_reasons(self):
        pages = ["[[Beta]], [[Nowhere]] {{Cite <b>|x}} {{cite <b>}} {{note}} [[File:x.png]]", "[[Alpha]] [[B]] [[User:Me|me]] <math>x</math>"]
        text = "<mediawiki><siteinfo><case>first-letter</case></siteinfo>\n"
        for i, (title, body) in enumerate(zip(("Alpha", "Beta"), pages)):
            body = body.replace("<", "&lt;").replace(">", "&gt;")
            text += f"<page><title>{title}</title><ns>0</ns><id>{i}</id><revision><text>word {body}</text></revision></page>\n"
        text += "<page><title>B</title><ns>0</ns><id>7</id><redirect title=\"Beta\"/><revision><text>x</text></revision></page></mediawiki>\n"
        (self.folder / "dump.xml").write_text(text)
        self.run_program("prepare", "wikipedia", "--input", "dump.xml", "--vocab", "vocab.txt", "--output", "wiki", "--held-out", 0)
        page, summary = self.page("wiki")
        self.assert_numbers(page, summary)
        self.assertEqual(summary["redirects"], 1)
        self.assertEqual(summary["templates"], {"common": {"cite <b>": 2, "note": 1}, "other_names": 0, "other": 0})
        self.assertEqual(summary["elements"]["common"], {"math": 1})
        self.assertEqual(page.facts("Templates and elements"), {"cite <b>": 2, "note": 1, "math": 1})
        self.run_program("prepare", "wikipedia", "--input", "dump.xml", "--vocab", "vocab.txt", "--output", "wiki2", "--held-out", 0, ranks=2)
        self.assertEqual((self.folder / "wiki/manifest.json").read_bytes(), (self.folder / "wiki2/manifest.json").read_bytes())

    def test_a_page_that_cannot_be_written_is_told(self):
        _, errors = self.run_program("inspect", "corpus", "corpus", "--html", "no-such-folder/page.html", code=5)
        self.assertIn("no-such-folder", errors)


if __name__ == "__main__":
    unittest.main(verbosity=2)
