"""The converters of data/sources/converters: files written here in the documented form, and the real ones, to corpora."""
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import unittest

from harness import ROOT, Program

CONVERTERS = ROOT / "data/sources/converters"
DATA = os.environ.get("LINKBERT_TEST_DATA", "")

CITING = """<PAPER><S sid="0">Parsing &amp; more</S>
<ABSTRACT><S sid="1" ssid="1">We parse  text in &amp;quot;caf&#233;s&amp;quot;.</S></ABSTRACT>
<SECTION title="1 Introduction" number="1"><S sid="2" ssid="1">It is as old as the hills.</S>
<S sid="3" ssid="2">Others count words in long texts (Tally, 1990), which is simple.</S></SECTION>
<SECTION title="2 End" number="2"><S sid="4" ssid="1">That was all.</S></SECTION></PAPER>"""
CITED = """<PAPER><S sid="0" ssid="0">Counting words Tally University</S><S sid="1" ssid="1">One two three.</S></PAPER>"""


def citance(paper, words, clean=""):
    return {"citance_No": 1, "citing_paper_id": paper, "raw_text": words, "clean_text": clean or words}


def write_archive(path, files):
    with tarfile.open(path, "w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))


def read_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class Converters(Program):
    def convert(self, script, *arguments, code=0):
        command = [sys.executable, "-B", str(CONVERTERS / script), *map(str, arguments)]
        process = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(process.returncode, code, process.stdout + process.stderr)
        return process.stdout if code == 0 else process.stderr

    def corpus(self, documents, name):
        self.run_program("prepare", "jsonl", "--input", documents, "--vocab", "vocab.txt", "--output", name)
        return json.loads(self.run_program("inspect", "corpus", name, "--json")[0])

    def acl_files(self):
        citing = [citance("X00-1001", "Others count words in long texts(Tally, 1990), which is simp1e", "Others count words in long texts (Tally, 1990)."),
                  citance("X00-1001", "It is as old as the hills."),  # too few letters to be sure
                  citance("X00-1002", "Nobody wrote this sentence about counting words anywhere."),
                  citance("Z99-9999", "From a paper outside."), citance("W90-0001", "From the paper itself, which does not count.")]
        return {
            "scisummnet/X00-1001/X00-1001.xml": CITING,
            "scisummnet/X00-1001/citing_sentences.json": "[]",
            "scisummnet/X00-1002/X00-1002.xml": "<PAPER><S sid=\"0\"></S></PAPER>",
            "scisummnet/X00-1002/X00-1002.abstract.txt": "An abstract\nof two lines.\n",
            "scisummnet/W90-0001/W90-0001.xml": CITED,
            "scisummnet/W90-0001/citing_sentences.json": json.dumps(citing),
            "scisummnet/README": "no paper",
        }

    def test_acl_papers_have_text_and_links_with_and_without_a_place(self):
        write_archive(self.folder / "acl.tar.gz", self.acl_files())
        said = self.convert("acl_papers.py", "acl.tar.gz", "--output", "acl.jsonl")
        self.assertEqual(said, "acl.jsonl: 3 papers, 2 citations among them, 1 of these with 1 places in the text\n")
        cited, citing, bare = read_lines(self.folder / "acl.jsonl")
        self.assertEqual([paper["id"] for paper in (cited, citing, bare)], ["W90-0001", "X00-1001", "X00-1002"])
        self.assertEqual(citing["text"], "Parsing & more\nWe parse text in \"cafés\".\n1 Introduction\nIt is as old as the hills. "
                                         "Others count words in long texts (Tally, 1990), which is simple.\n2 End\nThat was all.")
        self.assertEqual(citing["title"], "Parsing & more")
        self.assertEqual((cited["title"], cited["text"]), ("Counting words Tally University", "Counting words Tally University\nOne two three."))
        self.assertEqual((bare["title"], bare["text"]), ("X00-1002", "An abstract of two lines."))
        (link,) = citing["links"]
        self.assertEqual(citing["text"][link["begin"]:link["end"]], "Others count words in long texts (Tally, 1990), which is simple.")
        self.assertEqual((link["target"], cited["links"], bare["links"]), ("W90-0001", [], ["W90-0001"]))
        summary = self.corpus("acl.jsonl", "acl-corpus")
        self.assertEqual((summary["documents"], summary["links"]["found"], summary["links"]["resolved"]), (3, 2, 2))

    def test_an_archive_of_another_form_is_told_and_leaves_no_file(self):
        broken = {**self.acl_files(), "scisummnet/X00-1001/X00-1001.xml": "<PAPER><S>"}
        write_archive(self.folder / "broken.tar.gz", broken)
        self.assertIn("X00-1001.xml is not in scisummnet's form", self.convert("acl_papers.py", "broken.tar.gz", "--output", "b.jsonl", code=4))
        write_archive(self.folder / "keys.tar.gz", {"s/A/A.xml": CITED, "s/A/citing_sentences.json": "[{\"who\": 1}]"})
        self.assertIn("citing_paper_id", self.convert("acl_papers.py", "keys.tar.gz", "--output", "b.jsonl", code=4))
        write_archive(self.folder / "none.tar.gz", {"README": "x"})
        self.assertIn("no document", self.convert("acl_papers.py", "none.tar.gz", "--output", "b.jsonl", code=4))
        (self.folder / "cut.tar.gz").write_bytes((self.folder / "broken.tar.gz").read_bytes()[:300])
        self.assertIn("cut.tar.gz", self.convert("acl_papers.py", "cut.tar.gz", "--output", "b.jsonl", code=4))
        self.assertIn("missing.tar.gz", self.convert("acl_papers.py", "missing.tar.gz", "--output", "b.jsonl", code=4))
        self.assertEqual(list(self.folder.glob("b.jsonl*")), [])

    def test_s2orc_metadata_files_become_documents_and_citations(self):
        papers = [{"paper_id": "1", "title": "Graph  models", "abstract": "Edges and\nnodes.", "outbound_citations": ["2", "3", "9"]},
                  {"paper_id": "2", "title": "Links", "abstract": None, "outbound_citations": []},
                  {"paper_id": "3", "title": "", "abstract": "No title.", "outbound_citations": ["3", "1"]}]
        lines = [json.dumps({**paper, "year": 2020, "inbound_citations": []}) + "\n" for paper in papers]
        (self.folder / "m0.jsonl").write_text(lines[0] + "\n")
        with gzip.open(self.folder / "m1.jsonl.gz", "wt") as stream:
            stream.write(lines[1] + lines[2])
        said = self.convert("s2orc_metadata.py", "m0.jsonl", "m1.jsonl.gz", "--output", "s2orc.jsonl")
        self.assertEqual(said, "s2orc.jsonl: 3 papers, 5 citations\n")
        self.assertEqual(read_lines(self.folder / "s2orc.jsonl")[0],
                         {"id": "1", "title": "Graph models", "text": "Graph models\nEdges and nodes.", "links": ["2", "3", "9"]})
        summary = self.corpus("s2orc.jsonl", "s2orc-corpus")
        self.assertEqual(summary["documents"], 3)
        self.assertEqual(summary["links"], {"found": 5, "resolved": 3, "by_redirect": 0, "ambiguous": 0, "dangling": 1, "self": 1, "other": {}})

    def test_a_line_of_another_form_is_told_and_leaves_no_file(self):
        good = json.dumps({"paper_id": "1", "title": "x", "abstract": None, "outbound_citations": []})
        for bad, wanted in (("{", "bad.jsonl:2"), ('{"paper_id": "1", "title": "x", "abstract": null}', "outbound_citations"),
                            (good.replace('"1"', "1"), "must be strings"), ("[]", "bad.jsonl:2")):
            (self.folder / "bad.jsonl").write_text(good + "\n" + bad + "\n")
            self.assertIn(wanted, self.convert("s2orc_metadata.py", "bad.jsonl", "--output", "b.jsonl", code=4))
        with gzip.open(self.folder / "whole.jsonl.gz", "wt") as stream:
            stream.write((good + "\n") * 50)
        (self.folder / "cut.jsonl.gz").write_bytes((self.folder / "whole.jsonl.gz").read_bytes()[:-9])
        self.assertIn("cut.jsonl.gz", self.convert("s2orc_metadata.py", "cut.jsonl.gz", "--output", "b.jsonl", code=4))
        (self.folder / "latin.jsonl").write_bytes(b'{"paper_id": "caf\xe9"}')
        self.assertIn("latin.jsonl", self.convert("s2orc_metadata.py", "latin.jsonl", "--output", "b.jsonl", code=4))
        self.assertEqual(list(self.folder.glob("b.jsonl*")), [])

    @unittest.skipUnless(DATA, "not run: needs LINKBERT_TEST_DATA")
    def test_the_real_acl_papers_have_1156_citations_and_train(self):
        said = self.convert("acl_papers.py", f"{DATA}/citation/scisummnet_1000.tar.gz", "--output", "real-acl.jsonl")
        self.assertIn("978 papers, 1156 citations among them", said)
        documents = read_lines(self.folder / "real-acl.jsonl")
        edges = {(paper["id"], link if isinstance(link, str) else link["target"]) for paper in documents for link in paper["links"]}
        self.assertEqual(len(edges), 1156)
        summary = self.corpus("real-acl.jsonl", "real-acl")
        self.assertEqual(summary["documents"], 978)
        self.assertEqual(summary["links"]["found"], summary["links"]["resolved"])
        self.assertEqual(summary["links"]["found"], sum(len(paper["links"]) for paper in documents))
        self.pretrain(self.configuration("acl", data__corpus="real-acl", training__steps=4))
        self.assertEqual(self.metrics("acl")[-1]["step"], 4)

    @unittest.skipUnless(DATA, "not run: needs LINKBERT_TEST_DATA")
    def test_of_the_real_s2orc_sample_four_citations_stay_inside_and_are_of_papers_that_cite_themselves(self):
        self.convert("s2orc_metadata.py", f"{DATA}/citation/s2orc_metadata_sample.jsonl", "--output", "real-s2orc.jsonl")
        documents = read_lines(self.folder / "real-s2orc.jsonl")
        papers = {paper["id"] for paper in documents}
        self.assertEqual(sum(cited in papers for paper in documents for cited in paper["links"]), 4)
        summary = self.corpus("real-s2orc.jsonl", "real-s2orc")
        self.assertEqual(summary["documents"], 1000)
        self.assertEqual(summary["links"], {"found": 3107, "resolved": 0, "by_redirect": 0, "ambiguous": 0, "dangling": 3103, "self": 4, "other": {}})


if __name__ == "__main__":
    unittest.main(verbosity=2)
