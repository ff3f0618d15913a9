#!/usr/bin/env python3
"""Memory and time of `prepare wikipedia` against the number of pages, on generated dumps (tests/support/wiki_dump.py).

Usage: wikipedia_scale.py LINKBERT VOCAB [--pages 10000 100000 1000000] [--ranks 1 2] [--folder DIR]

Prints, for each number of ranks, seconds and the peak of memory: the sum over ranks of what each has alone plus its share of what
they share (proportional set size), and the slope between the smallest and the largest dump in bytes a title.
"""
import argparse
import pathlib
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


def proportional_bytes(pids):
    total = 0
    for pid in pids:
        try:
            text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue  # ended
        total += sum(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:"))
    return total


def run(command):
    start, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while process.poll() is None:
        peak = max(peak, proportional_bytes(descendants(process.pid)))
        time.sleep(0.1)
    if process.returncode != 0:
        sys.exit(process.stderr.read().decode())
    return time.perf_counter() - start, peak


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("vocabulary")
    parser.add_argument("--pages", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--folder")
    options = parser.parse_args()
    print("| pages | MB | ranks | seconds | MB/s | peak MB |\n|---|---|---|---|---|---|")
    peaks = {}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for pages in options.pages:
            path = pathlib.Path(folder) / f"{pages}.xml"
            with open(path, "wb") as stream:
                Dump(pages, sentences=1).write(stream)
            megabytes = path.stat().st_size / 1e6
            for ranks in options.ranks:
                command = [options.program, "prepare", "wikipedia", "--input", path, "--vocab", options.vocabulary,
                           "--output", f"{path}.{ranks}"]
                seconds, peak = run((["mpirun", "-n", str(ranks)] if ranks > 1 else []) + list(map(str, command)))
                peaks[ranks, pages] = peak
                print(f"| {pages} | {megabytes:.0f} | {ranks} | {seconds:.1f} | {megabytes / seconds:.1f} | {peak / 1e6:.0f} |", flush=True)
            path.unlink()
    first, last = min(options.pages), max(options.pages)
    for ranks in options.ranks:
        print(f"{ranks} ranks: {(peaks[ranks, last] - peaks[ranks, first]) / (last - first):.1f} bytes a title")


if __name__ == "__main__":
    main()
