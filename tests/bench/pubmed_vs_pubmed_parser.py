#!/usr/bin/env python3
"""PubMed XML to text and citations, and to a tokenised corpus, beside pubmed_parser: one thread each, in turn.

  pubmed_vs_pubmed_parser.py LINKBERT READ_DOCUMENTS VOCAB [--records 50000] [--rounds 5] [--sample RECORD.xml]

Needs Python with pubmed_parser; READ_DOCUMENTS is build/release/bin/read_documents. The input is a .xml.gz of
tests/support/pubmed_files.py; with --sample also a real record many times under numbers of its own (to text alone: it cites
nothing). Prints a Markdown table (processor seconds, medians over the rounds, MB of XML a second, ratios to pubmed_parser,
whose start is not counted) and every round as JSON."""
import argparse
import gzip
import json
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import pubmed_files  # noqa: E402

PEER = """
import json, sys, time, pubmed_parser
start = time.process_time()
records = citations = 0
for article in pubmed_parser.parse_medline_xml(sys.argv[1], reference_list=True):
    records += not article["delete"]
    citations += len([r for r in article.get("references", ()) if r["pmid"]])
print(json.dumps({"seconds": time.process_time() - start, "records": records, "citations": citations}))
"""


def run(command):
    """Processor seconds of the process, which has one thread, and what it prints."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{command} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def copies(sample, count, path):
    """The record of `sample` so many times."""
    text = pathlib.Path(sample).read_text(encoding="utf-8")
    begin, end = text.index("<PubmedArticle>"), text.index("</PubmedArticle>") + len("</PubmedArticle>")
    record = re.split(r"(?<=<PMID Version=\"1\">)\d+", text[begin:end], maxsplit=1)
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.write("<PubmedArticleSet>\n")
        for number in range(count):
            stream.write(f"{record[0]}{number + 1}{record[1]}\n")
        stream.write("</PubmedArticleSet>\n")
    return path


def measure(args, path, folder, corpus):
    times = {"pubmed_parser": [], "text": [], "corpus": []}
    for _ in range(args.rounds):
        peer = json.loads(run([sys.executable, "-c", PEER, path])[1])
        times["pubmed_parser"].append(peer["seconds"])
        seconds, output = run([args.documents, "pubmed", "--time", 1, path])
        times["text"].append(seconds)
        ours = json.loads(output)
        # pubmed_parser passes over books, nested lists and CommentsCorrections, and counts a paper cited twice twice.
        if not 0.8 < peer["records"] / ours["documents"] <= 1 or not (0.8 < peer["citations"] / max(1, ours["links"]) < 1.2 or not corpus):
            raise SystemExit(f"found {ours}, pubmed_parser {peer}")
        if corpus:
            shutil.rmtree(folder / "corpus", ignore_errors=True)
            times["corpus"].append(run([args.program, "prepare", "pubmed", "--input", path, "--vocab", args.vocab, "--output",
                                        folder / "corpus", "--threads", 1])[0])
    return {name: values for name, values in times.items() if values}


def report(name, path, times):
    megabytes = sum(len(piece) for piece in iter(lambda stream=gzip.open(path): stream.read(1 << 20), b"")) / 1e6
    peer = statistics.median(times["pubmed_parser"])
    for contender, values in times.items():
        seconds = statistics.median(values)
        print(f"| {name}, {megabytes:.0f} MB | {contender} | {seconds:.2f} | {megabytes / seconds:.1f} | {peer / seconds:.1f} |")
    print(json.dumps({name: times}), file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("documents")
    parser.add_argument("vocab")
    parser.add_argument("--records", type=int, default=50000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sample")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linkbert-bench-") as name:
        folder = pathlib.Path(name)
        [path], _ = pubmed_files.write(folder, args.records, updates=0, files=1)
        print("| input | contender | processor s | MB/s | ratio |\n|---|---|---|---|---|")
        report("generated", path, measure(args, path, folder, corpus=True))
        if args.sample:
            path = copies(args.sample, args.records // 10, folder / "sample.xml.gz")
            report("a real record", path, measure(args, path, folder, corpus=False))


if __name__ == "__main__":
    main()
