#!/usr/bin/env python3
"""Writes tokenizer_cases.json, tokenizer_sweep.json and tokenizer_options.json beside this script (needs the
`tokenizers` package).

tokenizer_cases.json: a small vocabulary, and hard texts with the ids and offsets (code points) that Hugging Face gives
them, cased and uncased. tokenizer_sweep.json: for every block of 4096 code points a CRC-32 of what becomes of the text
"ab<code point>cd": a line "<word> <begin> <end>" for each word and an empty line, surrogates left out.

tokenizer_options.json: the same for each of the 16 combinations of lowercase (1), strip_accents (2),
handle_chinese_chars (4) and clean_text (8), in this order: "sweep" one CRC-32 of the CRC-32s (little
endian) of the blocks of planes 0 to 2 and of U+E0000,
"cases" one of the lines "<id> <begin> <end>" of all the texts of tokenizer_cases.json, each followed by an empty line.
"""
import json
import os
import sys
import zlib

import tokenizers

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "reference"))
import tokenizer_reference as reference  # noqa: E402

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789àéßﬁσςıİжЖ中日한ᄒ\u1161\u11ab\u0301\u0323\u302e\U0001d165"
PIECES = (reference.SPECIAL + [c for c in LETTERS] + ["##" + c for c in LETTERS] + list("[]#,.!?'-$\u00ab\u2019\u3002=")
          + ["the", "un", "##aff", "##able", "want", "##ed", "cafe", "caf", "hello", "Hello", "##llo", "strasse", "istanbul",
             "##\u0301", "fi", "##fi", "sep", "SEP", "mask", "\U0001f600", "##\U0001f600", "\u110b", "##\u1161", "##\u11ab",
             "abab", "##abab", "##ababx", "ababababab", "\ufb01nd"])

CASES = [
    "", " ", "\t\n\r", "UNwant\u00c9d,running", "unaffable", "the Hello hello", "\u0130stanbul \u0131 I\u0307", "\ufb01nd find",
    "stra\u00dfe STRASSE \u1e9e", "cafe\u0301 caf\u00e9 CAF\u00c9", "e\u0301\u0323 e\u0323\u0301 \u1eb9\u0301 \u00e9\u0323",
    "\u03a3\u039f\u03a6\u039f\u03a3 \u03c3\u03c2 \u03a3", "a" * 100, "a" * 101, "\u0436" * 100, "\u0436" * 101, "\u00e9" * 101,
    "e\u0301" * 60, "a\u00ad" * 100, "\ud55c\uad6d\uc5b4 \u1112\u1161\u11ab", "\ud55c" * 33, "\ud55c" * 34, "\ud55c" * 51,
    "he\u200bllo", "he\u00adllo", "\u00adhello\u00ad", "he\u0000llo", "he\ufffdllo", "hello\u2028the", "hello\u00a0the\u3000the",
    "hello\u0085the", "he\u200dllo\ufeff", "\U0001f600hello\U0001f600\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "the[SEP]hello", "[MASK]", "[MASK", "[[MASK]]", "[mask]", "the [CLS]\u0301 hello", "[UNK][PAD]x[SEP][SEP]", "##a #a",
    "\u4e2d\u65e5hello\u4e2d", "\u4e2d\u0301\u65e5", "\uf900\U0002f800\u2e80", "hello\u3002the\uff0cthe", "\u00abhello\u00bb the\u2019s",
    "\u2260\u226e=\u0338", "a\u302e\u0301b \u0301\u302ea", "\U0001d15e\u0301 \U0001d160\U0001d165",
    "\u0958\u0929 \u09cb \u0ccb \u0dde", "\u0344\u0301a \u0f73\u0f71\u0f72 \u0f76", "\u1b06\u1b44 \u1b43\u1b44\u1b34",
    "\ue000private\U000f0000 \U0010ffff", "$1,234.56 don't --- ?!", "x\u0378y \u0870z", "\U0002b820\U0002b920\U0002ceaf\U0002ceb0",
    "ababababababab ababx abababx", "\u212bngstr\u00f6m \u212a \u2126", "\u1f80\u1fb3 \u1fef\u037e\u0387", "\u0301", "\u0301\u0301 a",
    "A\u030a\u0323\u0301\u302e\u1dce\u0315 z", "\u10a0\u13a0\uab70 \u1c89 \ua7dc", "\u0d4e\u0d02 \u0e33 \u0eb3", "\u2f00\u3400\u9fff\ua000",
]


def words(text, normalizer, split):
    result = tokenizers.PreTokenizedString(text)
    result.normalize(normalizer.normalize)
    split.pre_tokenize(result)
    return result.get_splits(offset_referential="original", offset_type="char")


# Behind the planes 0 to 2 there is nothing but a block of tags: the rest is not assigned or private.
ASSIGNED = [*range(0, 0x30000, 0x1000), 0xE0000]


def sweep(lower_case, blocks=range(0, 0x110000, 0x1000), **options):
    normalizer, split = reference.normalizer(lower_case, **options), tokenizers.pre_tokenizers.BertPreTokenizer()
    checksums = []
    for block in blocks:
        lines = []
        for c in range(block, block + 0x1000):
            if not 0xD800 <= c < 0xE000:
                lines += [f"{word} {begin} {end}\n" for word, (begin, end), _ in words(f"ab{chr(c)}cd", normalizer, split)]
                lines.append("\n")
        checksums.append(zlib.crc32("".join(lines).encode("utf-8")))
    return checksums


def options_of(number):
    return {"lowercase": bool(number & 1), "strip_accents": bool(number & 2), "handle_chinese_chars": bool(number & 4),
            "clean_text": bool(number & 8)}


def sweep_checksum(number):
    options = options_of(number)
    checksums = sweep(options.pop("lowercase"), ASSIGNED, **options)
    return zlib.crc32(b"".join(checksum.to_bytes(4, "little") for checksum in checksums))


def cases_checksum(number, pieces):
    options = options_of(number)
    tokenizer = reference.tokenizer(pieces, options.pop("lowercase"), **options)
    lines = ""
    for text in CASES:
        encoding = tokenizer.encode(text, add_special_tokens=False)
        lines += "".join(f"{i} {a} {b}\n" for i, (a, b) in zip(encoding.ids, encoding.offsets)) + "\n"
    return zlib.crc32(lines.encode("utf-8"))


def write(name, content):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as file:
        file.write(json.dumps(content, ensure_ascii=True, separators=(",", ":")).replace("},", "},\n") + "\n")


def main():
    cases = []
    pieces = list(dict.fromkeys(PIECES))
    for case in ("cased", "uncased"):
        tokenizer = reference.tokenizer(pieces, case == "uncased")
        for text in CASES:
            encoding = tokenizer.encode(text, add_special_tokens=False)
            cases.append({"case": case, "text": text, "ids": encoding.ids, "offsets": encoding.offsets})
    write("tokenizer_cases.json", {"tokenizers": tokenizers.__version__, "pieces": pieces, "cases": cases})
    write("tokenizer_sweep.json", {"tokenizers": tokenizers.__version__, "cased": sweep(False), "uncased": sweep(True)})
    write("tokenizer_options.json", {"tokenizers": tokenizers.__version__,
                                     "sweep": [sweep_checksum(number) for number in range(16)],
                                     "cases": [cases_checksum(number, pieces) for number in range(16)]})


if __name__ == "__main__":
    main()
