#!/usr/bin/env python3
"""What is wrong with the text of Wikipedia pages: markup left in it, words lost and gained beside two other programs.

Usage: wikipedia_quality.py READ_DOCUMENTS DUMP... [--show N]
(READ_DOCUMENTS: build/release/bin/read_documents; run by the reference Python, which has mwparserfromhell and wikiextractor)

A page is residual if its text has [[ ]] {{ }} {| |} '' or a tag or a named reference that its source does not hold in <nowiki>, <pre>,
<code>, <math>, <syntaxhighlight> or <source>. Words are compared as multisets, page by page; what is lost or gained is put into the
first class whose words hold it: where it stands in the source, by mwparserfromhell. Prints tables; --show N names pages and words.
"""
import argparse
import bz2
import collections
import html
import html.entities
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import mwparserfromhell

WORD = re.compile(r"\w+")
PROTECTED = re.compile(r"<(nowiki|pre|code|math|ce|chem|syntaxhighlight|source)\b[^<>]*(?<!/)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
MARKS = {"[[": r"\[\[", "]]": r"\]\]", "{{": r"\{\{", "}}": r"\}\}", "{|": r"\{\|", "|}": r"\|\}", "''": "''",
         "tag": r"</?[A-Za-z][\w:-]*(?:\s+[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))*\s*/?>", "reference": r"&[A-Za-z][A-Za-z0-9]*;"}


def ours(program, path):
    lines = subprocess.run([program, "wikipedia", path], check=True, capture_output=True).stdout.splitlines()[:-1]
    documents = [json.loads(line) for line in lines]
    return {document["title"]: document["text"] for document in documents if not document["redirect_to"]}


def sources(path):
    """Title -> wikitext of the pages of namespace 0 that are no redirects."""
    pages = {}
    with (bz2.open if path.endswith(".bz2") else open)(path, "rb") as stream:
        for _, element in xml.etree.ElementTree.iterparse(stream):
            if not element.tag.endswith("page"):
                continue
            fields = {child.tag.split("}")[-1]: child for child in element.iter()}
            if ("ns" not in fields or fields["ns"].text == "0") and "redirect" not in fields:
                pages[fields["title"].text] = fields["text"].text or ""
            element.clear()
    return pages


def residual(text, source):
    """[(kind, what stands around it)] of the markup in the text that its source does not protect."""
    protected = html.unescape(" ".join(match.group(2) for match in PROTECTED.finditer(source)))
    found = []
    for kind, pattern in MARKS.items():
        for match in re.finditer(pattern, text):
            mark = match.group()
            if kind == "reference" and mark[1:] not in html.entities.html5:
                continue
            if mark not in protected:
                found.append((kind, text[max(0, match.start() - 40):match.end() + 40]))
    return found


def words(text):
    return collections.Counter(word.lower() for word in WORD.findall(text))


def wikiextractor(path):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([sys.executable, "-m", "wikiextractor.WikiExtractor", "--json", "--no-templates", "--processes", "1", "--quiet",
                               "--output", "-", os.path.abspath(path)], check=True, capture_output=True, cwd=folder)
    pages = [json.loads(line) for line in done.stdout.splitlines()]
    return {page["title"]: words(re.sub(r"\bformula_\d+|\bcodice_\d+", " ", html.unescape(html.unescape(page["text"])))) for page in pages}


def classes(source):
    """Words of the source by where they stand, in the order in which they explain a difference."""
    code = mwparserfromhell.parse(source)
    links = [link for link in code.filter_wikilinks() if ":" in str(link.title)]
    tags = code.filter_tags()
    of_tags = lambda *names: " ".join(str(tag.contents) for tag in tags if str(tag.tag).lower() in names)
    return {
        "files, categories, languages": words(" ".join(map(str, links))),
        "tables": words(of_tags("table")),
        "galleries, code and the like": words(of_tags("gallery", "timeline", "imagemap", "syntaxhighlight", "source", "score", "includeonly",
                                                      "math", "ce", "chem")),
        "references": words(of_tags("ref", "references")),
        "templates": words(" ".join(map(str, code.filter_templates()))),
        "list items": words(" ".join(re.findall(r"(?m)^[*#:;]+.*", source))),
        "headings": words(" ".join(re.findall(r"(?m)^=.*", source))),
        "comments": words(" ".join(re.findall(r"(?s)<!--.*?-->", source))),
        "external links": words(" ".join(map(str, code.filter_external_links()))),
        "tags and their attributes": words(" ".join(re.findall(r"<[^<>]*>", source))),
        "link targets": words(" ".join(str(link.title) for link in code.filter_wikilinks())),
    }


def explain(difference, places, totals, examples):
    for name, held in places.items():
        both = difference & held
        totals[name] += both.total()
        difference -= both
    totals["other"] += difference.total()
    examples.update(difference)


def compare(name, texts, others, pages, show):
    lost, gained = collections.Counter(), collections.Counter()
    lost_words, gained_words = collections.Counter(), collections.Counter()
    all_words = their_words = 0
    for title, text in texts.items():
        if title not in others:
            continue
        mine, theirs, places = words(text), others[title], classes(pages[title])
        all_words += mine.total()
        their_words += theirs.total()
        explain(theirs - mine, dict(places), lost, lost_words)
        explain(mine - theirs, dict(places), gained, gained_words)
    print(f"\n| words beside {name} | lost here | gained here |\n|---|---|---|")
    for place in sorted(set(lost) | set(gained), key=lambda place: -lost[place] - gained[place]):
        print(f"| {place} | {lost[place]:,} | {gained[place]:,} |")
    print(f"| **all**, of {their_words:,} there, {all_words:,} here | {lost.total():,} | {gained.total():,} |")
    if show:
        print("lost:", lost_words.most_common(show), "\ngained:", gained_words.most_common(show))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("dumps", nargs="+")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--without-peers", action="store_true", help="only look for residual markup")
    options = parser.parse_args()
    for path in options.dumps:
        texts, pages = ours(options.program, path), sources(path)
        kinds, marked = collections.Counter(), 0
        for title, text in texts.items():
            found = residual(text, pages.get(title, ""))
            marked += bool(found)
            kinds.update({kind for kind, _ in found})
            for kind, around in found[:2 if options.show else 0]:
                print(f"  {title}: {kind}: {around!r}")
        share = 100 * marked / max(1, len(texts))
        print(f"\n{os.path.basename(path)}: {len(texts)} pages, {marked} of them residual ({share:.2f} %): {dict(kinds) or 'no markup'}")
        if not options.without_peers:
            compare("mwparserfromhell", texts, {title: words(mwparserfromhell.parse(source).strip_code()) for title, source in pages.items()},
                    pages, options.show)
            compare("wikiextractor", texts, wikiextractor(path), pages, options.show)


if __name__ == "__main__":
    main()
