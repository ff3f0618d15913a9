#!/usr/bin/env python3
"""clang-tidy over every source file of the layers: prints the findings and exits 1 if there are any.
usage: tidy.py CLANG_TIDY BUILD_FOLDER [FILE...]

A file that passed is not looked at again until it, a header of ours that it includes, .clang-tidy, its compiler flags or
clang-tidy itself changes: BUILD_FOLDER/tidy holds a digest of these for each. Python's standard library only.
"""
import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("base", "data", "distributed", "core", "launch")
# clang cannot read g++'s precompiled headers (every file includes what it needs by itself) and has no omp.h of its own.
# Warnings are g++'s business: only clang-tidy's checks count here.
DROPPED = re.compile(r"-fpch-preprocess|-fopenmp|-W.*|-fsanitize.*")


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
    return kept


def our_headers(path, build, seen):
    """Adds `path` and, over and over, the headers of this tree (or generated for it) that it includes."""
    if path in seen:
        return
    seen.add(path)
    for name in re.findall(r'^\s*#\s*include\s*"([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE):
        for header in (ROOT / name, build / "generated" / name):
            if header.exists():
                our_headers(header, build, seen)


def digest(source, arguments, build, tool):
    files = set()
    our_headers(source, build, files)
    parts = [tool, json.dumps(arguments)] + [str(f) + "\n" + f.read_text(encoding="utf-8") for f in sorted(files)]
    return hashlib.sha256("\0".join(parts + [(ROOT / ".clang-tidy").read_text()]).encode()).hexdigest()


class Tidy:
    def __init__(self, program, build):
        self.program, self.build, self.folder = program, build, build / "tidy"
        self.folder.mkdir(exist_ok=True)
        self.tool = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
        self.arguments = {}
        for entry in json.loads((build / "compile_commands.json").read_text()):
            source = Path(entry["directory"], entry["file"]).resolve()
            if source.relative_to(ROOT).parts[0] in LAYERS:
                self.arguments[source] = clang_arguments(entry["command"])
        (self.folder / "compile_commands.json").write_text(json.dumps(
            [{"directory": str(build), "file": str(source), "arguments": arguments + ["-c", str(source)]}
             for source, arguments in self.arguments.items()], indent=1))

    def check(self, source):
        """(passed, what clang-tidy said)."""
        stamp = self.folder / (str(source.relative_to(ROOT)).replace("/", "-") + ".passed")
        now = digest(source, self.arguments[source], self.build, self.tool)
        if stamp.exists() and stamp.read_text() == now:
            return True, ""
        done = subprocess.run([self.program, "--quiet", "-p", str(self.folder), str(source)],
                              capture_output=True, text=True)
        if done.returncode == 0:
            stamp.write_text(now)
        return done.returncode == 0, done.stdout + done.stderr


def main():
    program, build = sys.argv[1], Path(sys.argv[2]).resolve()
    tidy = Tidy(program, build)
    sources = [Path(name).resolve() for name in sys.argv[3:]] or sorted(tidy.arguments)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for source, (passed, said) in zip(sources, pool.map(tidy.check, sources)):
            if not passed:
                failed += 1
                print(f"{source.relative_to(ROOT)}:\n{said}")
    print(f"clang-tidy: {len(sources)} files, {failed} with findings")
    return 1 if failed or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
