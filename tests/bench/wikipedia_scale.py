#!/usr/bin/env python3
"""Memory and time of `prepare wikipedia` against the number of pages, on generated dumps (tests/support/wiki_dump.py).

Usage: wikipedia_scale.py LINKBERT VOCAB [--pages 10000 100000 1000000] [--ranks 1 2] [--folder DIR]

Prints, for each number of ranks, seconds and the peak of memory, summed over ranks: what each has allocated, plus what is mapped of
the table of names, once. Mapped pages of the dump and of shards, which the system drops when it needs them, are in another column
(proportional set size). Then the slope in bytes a title between the two largest dumps, and the aim: 40 bytes a title and 1 GiB a rank.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from wiki_dump import Dump  # noqa: E402


def descendants(pid):
    found = [pid]
    for parent in found:
        found += map(int, subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True).stdout.split())
    return found


def memory(pids):
    """(allocated, proportional set size) in bytes, summed; the mapped table of names belongs to what is allocated."""
    allocated, proportional, names = 0, 0, 0
    for pid in pids:
        try:
            fields = dict(re.findall(r"^(\w+): +(\d+) kB", pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE))
            maps = pathlib.Path(f"/proc/{pid}/maps").read_text()
        except OSError:
            continue  # ended
        allocated += int(fields.get("Anonymous", 0)) * 1024
        proportional += int(fields.get("Pss", 0)) * 1024
        for begin, end in re.findall(r"^(\w+)-(\w+) .*/work/name-table", maps, re.MULTILINE):
            names = max(names, int(end, 16) - int(begin, 16))
    return allocated + names, proportional


def run(command):
    start, peaks = time.perf_counter(), (0, 0)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while process.poll() is None:
        peaks = tuple(map(max, peaks, memory(descendants(process.pid))))
        time.sleep(0.05)
    if process.returncode != 0:
        sys.exit(process.stderr.read().decode())
    return time.perf_counter() - start, *peaks


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("vocabulary")
    parser.add_argument("--pages", type=int, nargs="+", default=[10_000, 100_000, 300_000, 1_000_000])
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--folder")
    parser.add_argument("--sentences", type=int, default=1, help="of a page; at 1 names and links outweigh the text")
    options = parser.parse_args()
    print("| pages | MB | ranks | seconds | MB/s | allocated, peak MB | of the aim | with mapped pages, MB |\n|---|---|---|---|---|---|---|---|")
    peaks = {}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for pages in options.pages:
            path = pathlib.Path(folder) / f"{pages}.xml"
            with open(path, "wb") as stream:
                Dump(pages, sentences=options.sentences).write(stream)
            megabytes = path.stat().st_size / 1e6
            for ranks in options.ranks:
                command = [options.program, "prepare", "wikipedia", "--input", path, "--vocab", options.vocabulary,
                           "--output", f"{path}.{ranks}"]
                seconds, peak, mapped = run((["mpirun", "-n", str(ranks)] if ranks > 1 else []) + list(map(str, command)))
                peaks[ranks, pages] = peak
                aim = 40 * pages + ranks * 2**30
                print(f"| {pages} | {megabytes:.0f} | {ranks} | {seconds:.1f} | {megabytes / seconds:.1f} | {peak / 1e6:.0f} | "
                      f"{100 * peak / aim:.0f} % | {mapped / 1e6:.0f} |", flush=True)
            path.unlink()
    first, last = sorted(options.pages)[-2:]
    for ranks in options.ranks:
        print(f"{ranks} ranks: {(peaks[ranks, last] - peaks[ranks, first]) / (last - first):.1f} bytes a title")


if __name__ == "__main__":
    main()
