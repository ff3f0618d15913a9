#!/usr/bin/env python3
"""Compares the throughput of tokenizer_bench with Hugging Face's encode_batch, one thread each, in turn.

Usage: compare_tokenizers.py BENCH VOCAB TEXT [ROUNDS]     (needs the `tokenizers` package; BENCH: the built program)

Both read the same lines and give ids and offsets. Prints a table of MB/s (median of the rounds) and checks that both
found equally many tokens.
"""
import json
import os
import statistics
import subprocess
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "reference"))
import tokenizer_reference  # noqa: E402


def time_reference(tokenizer, lines):
    start = time.perf_counter()
    encodings = tokenizer.encode_batch(lines, add_special_tokens=False)
    seconds = time.perf_counter() - start
    return seconds, sum(len(encoding.ids) for encoding in encodings)


def main():
    bench, vocabulary, text = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    with open(vocabulary, encoding="utf-8", newline="\n") as file:
        pieces = file.read().removesuffix("\n").split("\n")
    with open(text, encoding="utf-8", newline="\n") as file:
        lines = file.read().removesuffix("\n").split("\n")
    print("| case | Hugging Face MB/s | linkbert MB/s | ratio | linkbert tokens/s | linkbert set-up ms |")
    print("|---|---|---|---|---|---|")
    for case in ("uncased", "cased"):
        tokenizer = tokenizer_reference.tokenizer(pieces, case == "uncased")
        theirs, ours = [], []
        for _ in range(rounds):
            seconds, tokens = time_reference(tokenizer, lines)
            theirs.append(seconds)
            result = json.loads(subprocess.run([bench, vocabulary, case, text, "1"], check=True, capture_output=True).stdout)
            assert result["tokens"] == tokens, (result["tokens"], tokens)
            ours.append(result["seconds"][0])
        megabytes, theirs, ours = result["bytes"] / 1e6, statistics.median(theirs), statistics.median(ours)
        print(f"| {case} | {megabytes / theirs:.1f} | {megabytes / ours:.1f} | {theirs / ours:.0f} | "
              f"{tokens / ours / 1e6:.1f} M | {result['construction'] * 1e3:.0f} |")


if __name__ == "__main__":
    main()
