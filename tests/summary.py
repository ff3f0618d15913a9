#!/usr/bin/env python3
"""After ctest: how many cases ran, what did not run and why, and where the minutes went.
usage: summary.py BUILD_FOLDER [PART=SECONDS...]      PART: a stage before the tests, such as build=540

CTest runs GoogleTest programs in shards, and Python's tests a file at a time, so that its own list has no cases.
Python's standard library only.
"""
import collections
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def google_cases(build):
    """({program: cases}, {reason: cases that did not run})."""
    counts, not_run = collections.Counter(), collections.Counter()
    for file in sorted((build / "cases").glob("*.xml")):
        for case in ElementTree.parse(file).iter("testcase"):
            counts[file.name.split(".")[0]] += 1
            for skipped in case.iter("skipped"):
                said = re.search(r"not run: (.*)", skipped.get("message", "") + "\n" + (skipped.text or ""))
                not_run[said.group(1) if said else "no reason given"] += 1
    return counts, not_run


def python_cases(log):
    """The same of Python's unittest, from the tests' output."""
    counts, not_run = collections.Counter(), collections.Counter()
    counts["python"] = sum(int(count) for count in re.findall(r"^Ran (\d+) tests? in", log, re.MULTILINE))
    for reason in re.findall(r"skipped ['\"]not run: (.*)['\"]$", log, re.MULTILINE):
        not_run[reason] += 1
    return counts, not_run


def test_seconds(log):
    """{group of tests: seconds of wall time}; tests run side by side."""
    seconds = collections.Counter()
    for name, hours, minutes, rest in re.findall(r'^"(\S+)" time elapsed: (\d+):(\d+):(\d+)', log, re.MULTILINE):
        time = int(hours) * 3600 + int(minutes) * 60 + int(rest)
        kind = re.match(r"lint\.tidy|sanitizers\.[a-z-]+|integration|lint", name)
        seconds[kind.group() if kind else "unit and distributed"] += time
    return seconds


def main():
    build = Path(sys.argv[1])
    log = (build / "Testing/Temporary/LastTest.log").read_text(errors="replace")
    counts, not_run = (a + b for a, b in zip(google_cases(build), python_cases(log)))
    programs = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    print(f"\n{sum(counts.values())} cases ({programs}), {sum(not_run.values())} of them not run")
    for reason, count in sorted(not_run.items()):
        print(f"  not run: {reason} ({count})")
    print("minutes by part; of tests the sum over what ran side by side:")
    parts = [(name, float(seconds)) for name, seconds in (part.split("=") for part in sys.argv[2:])]
    for name, seconds in parts + sorted(test_seconds(log).items()):
        print(f"  {name:<28}{seconds / 60:6.1f}")
    print()


if __name__ == "__main__":
    main()
