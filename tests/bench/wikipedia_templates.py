#!/usr/bin/env python3
"""What the rules of templates keep of the words that a dump's templates hold.

Usage: wikipedia_templates.py LINKBERT VOCAB DUMP... [--templates FILE] [--most 20]

Prepares each dump and reads the manifest's tallies: of the templates that no rule leaves out on purpose, the costliest by words of
arguments, and how many of them are kept. Then the words left out on purpose, which are no running text.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile


def tallies(program, vocabulary, dump, rules):
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "prepare", "wikipedia", "--input", dump, "--vocab", vocabulary, "--output", f"{folder}/corpus",
                   "--lexical-links", "1"]  # a sample has no link between its documents
        done = subprocess.run(command + (["--templates", rules] if rules else []), capture_output=True, text=True)
        if done.returncode != 0:
            return done.stderr.strip()
        fates = json.loads((pathlib.Path(folder) / "corpus" / "manifest.json").read_text()).get("template_fates", {})
    dropped = fates.get("words_dropped", {"common": {}, "other": 0})
    return {name: counts["common"] for name, counts in fates.items()}, sum(dropped["common"].values()) + dropped["other"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("vocabulary")
    parser.add_argument("dumps", nargs="+")
    parser.add_argument("--templates", help="a file of rules")
    parser.add_argument("--most", type=int, default=20)
    options = parser.parse_args()
    for dump in options.dumps:
        told = tallies(options.program, options.vocabulary, dump, options.templates)
        if isinstance(told, str):
            print(f"{pathlib.Path(dump).name}: {told}", file=sys.stderr)
            continue
        fates, dropped = told
        kept, lost = fates.get("words_kept", {}), fates.get("words_lost", {})
        names = sorted(kept.keys() | lost.keys(), key=lambda name: (-kept.get(name, 0) - lost.get(name, 0), name))[: options.most]
        words = sum(kept.get(name, 0) + lost.get(name, 0) for name in names)
        share = 100 * sum(kept.get(name, 0) for name in names) / words if words else 100
        print(f"{pathlib.Path(dump).name}: {share:.1f} % of {words} words kept; {dropped} left out on purpose")
        for name in names:
            print(f"  {kept.get(name, 0):>6} kept  {lost.get(name, 0):>6} lost  {fates.get('not_covered', {}).get(name, 0):>4} not covered  {name}")


if __name__ == "__main__":
    main()
