#!/usr/bin/env python3
"""The ACL papers of scisummnet (https://github.com/WING-NUS/scisumm-corpus) as JSON Lines for `linkbert prepare jsonl`.

Usage: acl_papers.py scisummnet_1000.tar.gz --output acl.jsonl

In the archive each paper has a folder: ID/ID.xml has title, abstract and sections as sentences (or sentences alone, and then
ID/ID.abstract.txt the abstract), ID/citing_sentences.json who cites the paper in which words. A document's id is the paper's, its
text title, abstract and sections. Where the words of a citing sentence are found in the citing paper, the link has that sentence
as its place; a citation found nowhere is a link without a place. Papers outside the archive are left out. Needs Python's standard
library only."""
import collections
import html
import json
import re
import tarfile
import xml.etree.ElementTree
import zlib

from document_lines import one_line, run, write

SHORTEST = 30  # letters and digits that must agree


def read(archive):
    """{paper: root element}, {paper: abstract}, and [(citing, cited, words, words)] among papers of the archive."""
    papers, abstracts, citations = {}, {}, []
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                parts = member.name.split("/")
                if len(parts) < 2 or not member.isfile():
                    continue
                paper, name = parts[-2:]
                content = tar.extractfile(member).read().decode("utf-8", "replace")
                if name == f"{paper}.xml":
                    papers[paper] = xml.etree.ElementTree.fromstring(content)
                elif name == f"{paper}.abstract.txt":
                    abstracts[paper] = content
                elif name == "citing_sentences.json":
                    for line in json.loads(content):
                        citations.append((line["citing_paper_id"], paper, line["raw_text"], line["clean_text"]))
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ValueError(f"{archive}: is no whole tar archive: {error}") from error
    except (xml.etree.ElementTree.ParseError, ValueError, TypeError, KeyError) as error:
        raise ValueError(f"{archive}: {member.name} is not in scisummnet's form: {error!r}") from error
    inside = [citation for citation in citations if citation[0] in papers and citation[1] in papers and citation[0] != citation[1]]
    return papers, abstracts, inside


def sentence_text(element):
    return one_line(html.unescape("".join(element.itertext())))  # the files escape quotes twice


def title_of(root):
    return "" if root.find("S") is None else sentence_text(root.find("S"))


def paragraphs(root, abstract):
    """Title, abstract, then each section's heading and sentences, as lists of sentences."""
    yield [title_of(root)]
    if root.find("ABSTRACT") is None:
        yield [one_line(html.unescape(abstract))]
    yield [sentence_text(sentence) for sentence in root.findall("S")[1:]]
    for part in root:
        if part.tag != "S":
            yield [one_line(html.unescape(part.get("title", "")))]
            yield [sentence_text(sentence) for sentence in part.iter("S")]


def letters(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())


def document(paper, root, abstract, citations):
    text, sentences = "", []  # (begin, end, letters) of each sentence
    for paragraph in paragraphs(root, abstract):
        paragraph = [sentence for sentence in paragraph if sentence]
        text += "\n" if text and paragraph else ""
        for number, sentence in enumerate(paragraph):
            begin = len(text) + (number > 0)
            text += " " * (number > 0) + sentence
            sentences.append((begin, len(text), letters(sentence)))

    def place(words):
        wanted = letters(html.unescape(words))
        for begin, end, found in sentences:
            if (len(found) >= SHORTEST and found in wanted) or (len(wanted) >= SHORTEST and wanted in found):
                return begin, end
        return None

    places = collections.defaultdict(set)
    for cited, *versions in citations:
        places[cited].add(next(filter(None, map(place, versions)), None))
    links = [{"begin": at[0], "end": at[1], "target": cited} for cited, found in places.items() for at in found if at]
    links.sort(key=lambda link: (link["begin"], link["target"]))
    links += sorted(cited for cited, found in places.items() if found == {None})
    return {"id": paper, "title": title_of(root) or paper, "text": text, "links": links}


def convert(archive, output):
    papers, abstracts, citations = read(archive)
    by_paper = collections.defaultdict(list)
    for citing, cited, *versions in citations:
        by_paper[citing].append((cited, *versions))
    documents = [document(paper, papers[paper], abstracts.get(paper, ""), by_paper[paper]) for paper in sorted(papers)]
    count, _ = write(output, documents)
    placed = [(paper["id"], link["target"]) for paper in documents for link in paper["links"] if isinstance(link, dict)]
    edges = {citation[:2] for citation in citations}
    return f"{output}: {count} papers, {len(edges)} citations among them, {len(set(placed))} of these with {len(placed)} places in the text"


if __name__ == "__main__":
    run(__doc__, convert, None)
