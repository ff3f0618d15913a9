#!/usr/bin/env python3
"""S2ORC's metadata files (https://github.com/allenai/s2orc, release 20200705v1) as JSON Lines for `linkbert prepare jsonl`.

Usage: s2orc_metadata.py metadata_0.jsonl.gz ... --output s2orc.jsonl

Of each line {"paper_id", "title", "abstract", "outbound_citations": [paper_id]} the text is title and abstract (the title alone
where the abstract is null), the links are the papers it cites, without a place. Files may be gzipped; they are read line by line.
A citation of a paper that is in none of the files is kept: `prepare` counts it as dangling. Needs Python's standard library only."""
import gzip
import json
import zlib

from document_lines import one_line, run, write


def lines(path):
    try:
        with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield f"{path}:{number}", line
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: cannot be read to its end: {error}") from error


def document(where, line):
    try:
        paper = json.loads(line)
        title, abstract = (one_line(paper[field] or "") for field in ("title", "abstract"))
        if not isinstance(paper["paper_id"], str) or not all(isinstance(cited, str) for cited in paper["outbound_citations"]):
            raise TypeError("paper_id and outbound_citations must be strings")
        text = "\n".join(filter(None, (title, abstract)))
        return {"id": paper["paper_id"], "title": title or paper["paper_id"], "text": text, "links": paper["outbound_citations"]}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{where}: is not in S2ORC's form: {error!r}. Wanted paper_id, title, abstract, outbound_citations.") from error


def convert(paths, output):
    documents, citations = write(output, (document(where, line) for path in paths for where, line in lines(path)))
    return f"{output}: {documents} papers, {citations} citations"


if __name__ == "__main__":
    run(__doc__, convert, "+")
