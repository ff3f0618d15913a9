#!/usr/bin/env python3
"""After ctest: how many GoogleTest cases ran, what did not run and why, and where the minutes went.
usage: summary.py BUILD_FOLDER CTEST_OUTPUT [PART=SECONDS...]      PART: a stage before the tests, such as build=540

CTest runs GoogleTest programs in shards, so that its own list has no cases. Python's standard library only.
"""
import collections
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def cases(build):
    """({program: cases}, {reason: cases that did not run})."""
    counts, not_run = collections.Counter(), collections.Counter()
    for file in sorted((build / "cases").glob("*.xml")):
        for case in ElementTree.parse(file).iter("testcase"):
            counts[file.name.split(".")[0]] += 1
            for skipped in case.iter("skipped"):
                said = re.search(r"not run: (.*)", skipped.get("message", "") + "\n" + (skipped.text or ""))
                not_run[said.group(1) if said else "no reason given"] += 1
    return counts, not_run


def test_seconds(output):
    """{group of tests: seconds of wall time}, as CTest printed them; tests run side by side."""
    seconds = collections.Counter()
    for name, time in re.findall(r"Test +#\d+: (\S+) [. *]+[A-Za-z ]* +([\d.]+) sec", output):
        kind = re.match(r"lint\.tidy|sanitizers\.[a-z-]+|integration|lint", name)
        seconds[kind.group() if kind else "unit and distributed"] += float(time)
    return seconds


def main():
    build, output = Path(sys.argv[1]), Path(sys.argv[2]).read_text(errors="replace")
    counts, not_run = cases(build)
    programs = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    print(f"\nGoogleTest: {sum(counts.values())} cases ({programs}), {sum(not_run.values())} of them not run")
    for reason, count in sorted(not_run.items()):
        print(f"  not run: {reason} ({count})")
    print("minutes by part; of tests the sum over what ran side by side:")
    parts = [part.split("=") for part in sys.argv[3:]]
    for name, seconds in [(name, float(seconds)) for name, seconds in parts] + sorted(test_seconds(output).items()):
        print(f"  {name:<28}{seconds / 60:6.1f}")
    print()


if __name__ == "__main__":
    main()
