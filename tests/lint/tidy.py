#!/usr/bin/env python3
"""clang-tidy over every source file of the layers: prints the findings and exits 1 if there are any.
usage: tidy.py CLANG_TIDY BUILD_FOLDER [FILE...]

Each check walks every header again for every file, so files of one folder are looked at together, as one unit that
includes them; where they do not compile together (a name twice in anonymous namespaces), one by one.

A file that passed is not looked at again until it, a header of ours that it includes, .clang-tidy, its compiler flags or
clang-tidy itself changes: LINKBERT_TIDY_CACHE (~/.cache/linkbert/tidy) holds a digest of these for each, the same in every
checkout. Python's standard library only.
"""
import collections
import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("base", "data", "distributed", "core", "launch")
# clang cannot read g++'s precompiled headers (every file includes what it needs by itself) and has no omp.h of its own.
# Warnings are g++'s business: only clang-tidy's checks count here.
DROPPED = re.compile(r"-fpch-preprocess|-fopenmp|-W.*|-fsanitize.*")
MOST_IN_A_UNIT = 12
KEPT_SECONDS = 60 * 86400  # a digest that nobody asked for so long is forgotten


def clang_arguments(command):
    """The compiler's arguments for clang: without its launcher, output, precompiled header and g++'s own flags."""
    words = shlex.split(command)
    compiler = next(i for i, word in enumerate(words) if re.search(r"\+\+[-.\d]*$", word))
    kept, rest = ["clang++", "-w"], iter(words[compiler + 1:])
    for word in rest:
        if word in ("-o", "-c"):
            next(rest)
        elif word == "-include":
            header = next(rest)
            kept += [] if "cmake_pch" in header else [word, header]
        elif not DROPPED.fullmatch(word):
            kept.append(word)
    return tuple(kept)


class Sources:
    """The files with their flags, and digests of all that what clang-tidy says of one depends on."""

    def __init__(self, build, tool):
        self.build, self.fixed, self.included = build, [tool, (ROOT / ".clang-tidy").read_text()], {}
        self.arguments = {}
        for entry in json.loads((build / "compile_commands.json").read_text()):
            source = Path(entry["directory"], entry["file"]).resolve()
            if source.relative_to(ROOT).parts[0] in LAYERS:
                self.arguments[source] = clang_arguments(entry["command"])

    def headers(self, path):
        """What of this tree (or generated for it) the file includes by name."""
        if path not in self.included:
            names = re.findall(r'^\s*#\s*include\s*"([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
            places = [place / name for name in names for place in (ROOT, self.build / "generated")]
            self.included[path] = [place for place in places if place.exists()]
        return self.included[path]

    def digest(self, source):
        files, new = set(), [source]
        while new:
            path = new.pop()
            if path not in files:
                files.add(path)
                new += self.headers(path)
        flags = json.dumps(self.arguments[source]).replace(str(self.build), "BUILD").replace(str(ROOT), "ROOT")
        parts = self.fixed + [flags] + [path.name + "\n" + path.read_text(encoding="utf-8") for path in sorted(files)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Passed:
    """Digests of files in which nothing was found: an empty file each."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for stamp in folder.iterdir():
            if time.time() - stamp.stat().st_mtime > KEPT_SECONDS:
                stamp.unlink(missing_ok=True)

    def has(self, digest):
        known = (self.folder / digest).exists()
        if known:
            self.add([digest])
        return known

    def add(self, digests):
        for digest in digests:
            (self.folder / digest).touch()


class Tidy:
    def __init__(self, program, sources):
        self.program, self.sources = program, sources
        self.folder = sources.build / "tidy"
        self.folder.mkdir(exist_ok=True)

    def units(self, files):
        """Files of one folder and one set of flags together, at most MOST_IN_A_UNIT."""
        alike = collections.defaultdict(list)
        for file in files:
            alike[file.parent, self.sources.arguments[file]].append(file)
        return [group[i:i + MOST_IN_A_UNIT] for group in alike.values() for i in range(0, len(group), MOST_IN_A_UNIT)]

    def check(self, unit):
        """[(files, passed, what clang-tidy said)]: of the unit whole, or of each file if they do not compile together."""
        if len(unit) > 1:
            path = self.folder / (str(unit[0].relative_to(ROOT)).replace("/", "-") + f"-and-{len(unit) - 1}-more.cc")
            allowed = "  // NOLINT(bugprone-suspicious-include)"
            path.write_text("".join(f'#include "{file.relative_to(ROOT)}"{allowed}\n' for file in unit))
            passed, said = self.run(path, self.sources.arguments[unit[0]])
            if "clang-diagnostic-error" not in said:
                return [(unit, passed, said)]
        return [([file], *self.run(file, self.sources.arguments[file])) for file in unit]

    def run(self, path, arguments):
        done = subprocess.run([self.program, "--quiet", f"--config-file={ROOT}/.clang-tidy", str(path), "--", *arguments[1:]],
                              capture_output=True, text=True, cwd=ROOT)
        return done.returncode == 0, done.stdout + done.stderr


def cache_folder():
    default = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "linkbert", "tidy")
    return Path(os.environ.get("LINKBERT_TIDY_CACHE") or default)


def main():
    program, build = sys.argv[1], Path(sys.argv[2]).resolve()
    tool = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    sources, passed = Sources(build, tool), Passed(cache_folder())
    tidy = Tidy(program, sources)
    files = [Path(name).resolve() for name in sys.argv[3:]] or sorted(sources.arguments)
    digests = {file: sources.digest(file) for file in files}
    new = [file for file in files if not passed.has(digests[file])]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for results in pool.map(tidy.check, tidy.units(new)):
            for unit, good, said in results:
                if good:
                    passed.add(digests[file] for file in unit)
                else:
                    failed += 1
                    print(f"in {', '.join(str(file.relative_to(ROOT)) for file in unit)}:\n{said}", flush=True)
    print(f"clang-tidy: {len(files)} files, {len(new)} of them new or changed; findings in {failed} places")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
