#!/usr/bin/env python3.11
"""Prints the checksums in tests/core/metrics/python_text_test.cc: of what str does with every code point.

Usage: python3.11 make_python_text_golden.py"""
import zlib

CHARACTERS = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
SIGMA = "\N{GREEK CAPITAL LETTER SIGMA}"


def checksum(lines):
    return f"0x{zlib.crc32(''.join(line + chr(10) for line in lines).encode()):08x}"


print("lower", checksum(c.lower() for c in CHARACTERS))
print("kinds", checksum(f"{c.isspace():d}{c.isalnum():d}" for c in CHARACTERS))
print("sigma", checksum(f"A{c}{SIGMA} {c}{SIGMA} A{SIGMA}{c}a A{SIGMA}{c}".lower() for c in CHARACTERS))
