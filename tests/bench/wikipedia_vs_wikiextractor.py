#!/usr/bin/env python3
"""Wikipedia XML to text with links, and to tokens, one core: here and wikiextractor, in turn; then .bz2 beside bzip2 alone, and two cores.

Usage: wikipedia_vs_wikiextractor.py READ_DOCUMENTS VOCAB DUMP... [--megabytes 500] [--rounds 5] [--folder DIR]
(READ_DOCUMENTS: build/release/bin/read_documents; run by the reference Python, which has wikiextractor)

The dumps' pages are repeated under titles of their own until there are so many megabytes; wikiextractor, which takes minutes for
them, gets a twentieth of the same pages and is judged by its own articles/s. Prints medians, and of one core the time by phase: the
differences between runs that stop earlier.
"""
import argparse
import bz2
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

SITE = b"""<mediawiki xml:lang="en">
  <siteinfo>
    <dbname>enwiki</dbname>
    <base>https://en.wikipedia.org/wiki/Main_Page</base>
    <case>first-letter</case>
    <namespaces>
      <namespace key="10" case="first-letter">Template</namespace>
    </namespaces>
  </siteinfo>
"""


def pages_of(paths):
    pages = []
    for path in paths:
        with (bz2.open if path.endswith(".bz2") else open)(path, "rb") as stream:
            pages += re.findall(rb"<page>.*?</page>", stream.read(), re.DOTALL)
    return pages


def write(path, pages, megabytes):
    articles, size, copy = 0, 0, 0
    with open(path, "wb") as stream:
        stream.write(SITE)
        while size < megabytes * 1e6:
            for page in pages:
                page = page.replace(b"</title>", b" copy %d</title>" % copy, 1)
                stream.write(page + b"\n")
                size += len(page) + 1
                articles += b"<ns>0</ns>" in page and b"<redirect" not in page
                if size >= megabytes * 1e6:
                    break
            copy += 1
        stream.write(b"</mediawiki>\n")
    return articles


def on_core(command, cores="0", **more):
    return subprocess.run(["taskset", "-c", cores, *map(str, command)], check=True, capture_output=True, **more)


def ours(program, path, *options, cores="0"):
    return json.loads(on_core([program, "wikipedia", "--time", 1, *options, path], cores).stdout)["seconds"][0]


def theirs(path, folder):
    done = on_core([sys.executable, "-m", "wikiextractor.WikiExtractor", "--json", "--links", "--no-templates", "--processes", "1",
                    "--output", os.path.join(folder, "out"), path], cwd=folder)
    return float(re.search(rb"\(([\d.]+) art/s\)", done.stderr).group(1))


def print_phases(median, size):
    steps = {"decompression of .bz2": median["records from bz2"] - median["records"], "cut into pages": median["records"],
             "XML": median["xml"] - median["records"], "wikitext and its layout": median["text"] - median["xml"],
             "sentences and tokens": median["tokens"] - median["text"]}
    for name, seconds in steps.items():
        print(f"  {name:30s}{1e3 * seconds / size:8.2f} ms/MB of XML")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("vocabulary")
    parser.add_argument("dumps", nargs="+")
    parser.add_argument("--megabytes", type=float, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", help="for the files made, twice as large as --megabytes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        folder, pages = pathlib.Path(folder), pages_of(options.dumps)
        whole, part, packed = folder / "whole.xml", folder / "part.xml", folder / "whole.xml.bz2"
        articles = write(whole, pages, options.megabytes)
        write(part, pages, options.megabytes / 20)
        with open(packed, "wb") as stream:
            subprocess.run(["bzip2", "-c", str(whole)], check=True, stdout=stream)
        size = whole.stat().st_size / 1e6
        rates = {name: [] for name in ("wikiextractor", "records", "xml", "text", "tokens", "bzip2", "records from bz2", "text from bz2", "two cores")}
        for _ in range(options.rounds):
            rates["wikiextractor"].append(theirs(part, folder))
            rates["records"].append(ours(options.program, whole, "--until", "records"))
            rates["xml"].append(ours(options.program, whole, "--until", "xml"))
            rates["text"].append(ours(options.program, whole))
            rates["tokens"].append(ours(options.program, whole, "--vocab", options.vocabulary))
            start = time.perf_counter()
            on_core(["sh", "-c", f"bzip2 -dc {packed} > /dev/null"])
            rates["bzip2"].append(time.perf_counter() - start)
            rates["records from bz2"].append(ours(options.program, packed, "--until", "records"))
            rates["text from bz2"].append(ours(options.program, packed))
            rates["two cores"].append(ours(options.program, packed, "--threads", 2, cores="0,1"))
        median = {name: statistics.median(values) for name, values in rates.items()}
    text, tokens, alone, from_bz2, on_two = (size / median[name] for name in ("text", "tokens", "bzip2", "text from bz2", "two cores"))
    bound = 1 / (1 / alone + 1 / text)
    print(f"{size:.0f} MB, {articles} articles, medians of {options.rounds}, one core")
    print(f"wikiextractor                   {median['wikiextractor']:8.0f} articles/s")
    print(f"XML to text with links          {articles / median['text']:8.0f} articles/s, {articles / median['text'] / median['wikiextractor']:.1f} times; {text:.1f} MB/s")
    print(f"XML to tokens of sentences      {tokens:8.1f} MB/s")
    print(f"bzip2 -dc alone                 {alone:8.1f} MB/s of XML")
    print(f".bz2 to text with links         {from_bz2:8.1f} MB/s, {from_bz2 / bound:.2f} of 1 / (1/D + 1/P) = {bound:.1f}")
    print(f".bz2 to text, two cores         {on_two:8.1f} MB/s, {on_two / from_bz2:.2f} times one core")
    print_phases(median, size)


if __name__ == "__main__":
    main()
