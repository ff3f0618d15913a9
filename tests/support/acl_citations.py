#!/usr/bin/env python3
"""The ACL papers of scisummnet_1000.tar.gz as a retrieval set: which papers does a held-out paper cite?

Usage: acl_citations.py scisummnet_1000.tar.gz FOLDER [--held-out 0.1] [--papers N]

Writes FOLDER/{queries,corpus,relevance}.jsonl as `linkbert evaluate --dataset retrieval` reads them. A paper's text is its
title and abstract. The corpus holds every paper; queries are the papers held out, by a hash of their ids, that cite
another paper of the set (the archive's citing_sentences.json name who cites a paper). --papers takes the first N papers
by that hash: a smaller set for tests. Needs Python's standard library only."""
import argparse
import hashlib
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "data/sources/converters"))
import acl_papers  # noqa: E402
from document_lines import one_line  # noqa: E402


def share(paper):
    """In [0, 1), the same everywhere."""
    return int.from_bytes(hashlib.md5(paper.encode()).digest()[:6], "big") / 2**48


def read(archive):
    """{id: text}, and {(citing, cited)}."""
    papers, _, citations = acl_papers.read(archive)
    texts = {}
    for paper, root in papers.items():
        sentences = [root.find("S")] + root.findall("ABSTRACT/S")
        texts[paper] = " ".join(one_line("".join(s.itertext())) for s in sentences if s is not None)
    return texts, {citation[:2] for citation in citations}


def write(path, lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--held-out", type=float, default=0.1, help="share of the papers that ask")
    parser.add_argument("--papers", type=int, default=0, help="take so many papers only; 0: all")
    arguments = parser.parse_args()
    texts, edges = read(arguments.archive)
    papers = sorted(texts, key=lambda paper: (share(paper), paper))[:arguments.papers or None]
    kept = set(papers)
    held_out = {paper for paper in papers if share(paper) < arguments.held_out}
    cited = sorted((a, b) for a, b in edges if a in held_out and b in kept)
    queries = sorted({a for a, _ in cited})
    arguments.folder.mkdir(parents=True, exist_ok=True)
    write(arguments.folder / "queries.jsonl", [{"id": paper, "text": texts[paper]} for paper in queries])
    write(arguments.folder / "corpus.jsonl", [{"id": paper, "text": texts[paper]} for paper in sorted(papers)])
    write(arguments.folder / "relevance.jsonl", [{"query": a, "document": b} for a, b in cited])
    print(f"{arguments.folder}: {len(papers)} papers, {len(edges)} citations among all {len(texts)}; "
          f"{len(held_out)} held out, {len(queries)} of them with {len(cited)} citations")


if __name__ == "__main__":
    main()
