#!/usr/bin/env python3
"""Writes link_affix_tables.cc: which letters beside [[...]] belong to the link's text, in each of MediaWiki's languages.

Usage: generate_link_affixes.py MEDIAWIKI VERSION [FOLDER]

MEDIAWIKI and FOLDER are those of generate_wiki_languages.py, which reads the languages' fallbacks. Read here, of
languages/messages/Messages*.php, are linkTrail, a regular expression of one of a few forms, linkPrefixExtension and
linkPrefixCharset. Only the sets of characters are taken over; an expression of another form is an error.
"""
import os
import pathlib
import re
import sys

import generate_wiki_languages as wiki

TRAIL = re.compile(r"/\^\((?P<body>.*)\)\(\.\*\)\$/(?P<flags>[sDu]+)", re.S)
ONE_APOSTROPHE = "'(?!')"
PIECE = re.compile(r"""\s*(?:'(?P<single>(?:[^'\\]|\\.)*)'|"(?P<double>(?:[^"\\]|\\.)*)"|\$(?P<name>\w+))\s*(?P<end>[.;])""",
                   re.S)
DOUBLE = re.compile(r'\\u\{([0-9A-Fa-f]+)\}|\\x([0-9A-Fa-f]{1,2})|\\(["\\$])')


def string(php, name):
    """The value of $name, strings and variables that are joined; None where it is not set."""
    begin = re.search(rf"^\${name}\s*=", php, re.M)
    if not begin:
        return None
    value, at = "", begin.end()
    while True:
        piece = PIECE.match(php, at)
        if not piece:
            raise SystemExit(f"${name}: no string: {php[at:at + 40]!r}")
        if piece["name"]:
            value += string(php, piece["name"])
        elif piece["single"] is not None:
            value += re.sub(r"\\([\\'])", r"\1", piece["single"])
        else:
            value += DOUBLE.sub(lambda m: m[3] or chr(int(m[1] or m[2], 16)), piece["double"])
        if piece["end"] == ";":
            return value
        at = piece.end()


def merged(ranges):
    result = []
    for first, last in sorted(ranges):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], last))
        else:
            result.append((first, last))
    return tuple(result)


def character_class(text):
    """What stands between [ and ] as ranges. Behind a range "-" is itself, as at an end."""
    codes = [int(m[1] or m[2], 16) if m[1] or m[2] else m[0]
             for m in re.finditer(r"\\x\{([0-9A-Fa-f]+)\}|\\x([0-9A-Fa-f]{2})|.", text, re.S)]
    if "\\" in codes or "[" in codes or "^" in codes[:1]:
        raise SystemExit(f"[{text}]: not known")
    number = lambda code: ord(code) if isinstance(code, str) else code
    ranges, at = [], 0
    while at < len(codes):
        last = at + 2 if at + 2 < len(codes) and codes[at + 1] == "-" else at
        ranges.append((number(codes[at]), number(codes[last])))
        at = last + 1
    return merged(ranges)


def trail(expression, code):
    """(ranges, sequences, whether an apostrophe alone goes with them, whether a colon may stand before)."""
    match = TRAIL.fullmatch(expression)
    if not match:
        raise SystemExit(f"{code}: {expression}: not known")
    body, ranges, sequences, apostrophe = match["body"], [], [], False
    colon = body.startswith(":?[")
    one_class = re.fullmatch(r"(?::\?)?\[([^\[\]]+)\]\+", body, re.S)
    choice = re.fullmatch(r"\(\?:(.*)\)\+", body, re.S)
    if one_class:
        ranges = character_class(one_class[1])
    elif choice:
        for each in re.findall(r"\[[^\[\]]+\]|'\(\?!'\)|[^|\[\]]+", choice[1], re.S):
            plain = each.replace("\\'", "'")
            if each.startswith("["):
                ranges += character_class(each[1:-1])
            elif each == ONE_APOSTROPHE:
                apostrophe = True
            elif len(plain) == 1:
                ranges.append((ord(plain), ord(plain)))
            else:
                sequences.append(plain)
    elif body:
        raise SystemExit(f"{code}: {expression}: not known")
    ranges = merged(ranges)
    if "u" not in match["flags"] and ranges and ranges[-1][1] > 0x7F:
        raise SystemExit(f"{code}: {expression}: no UTF-8")
    return ranges, " ".join(sequences), apostrophe, colon


def affixes(root):
    """{code: (trail, prefix ranges)} where that is not English's."""
    files = {}
    for code, _, php, fallbacks in wiki.message_files(root):
        extension = re.search(r"^\$linkPrefixExtension\s*=\s*(\w+);", php, re.M)
        files[code] = {"fallbacks": fallbacks,
                       "trail": string(php, "linkTrail"), "charset": string(php, "linkPrefixCharset"),
                       "extension": extension and extension[1] == "true"}
    result = {}
    for code, own in files.items():
        chain = [own] + [files[each] for each in own["fallbacks"] if each in files] + [files["en"]]
        first = lambda key: next(each[key] for each in chain if each[key] is not None)
        prefix = character_class(first("charset")) if first("extension") else ()
        result[code] = (trail(first("trail"), code), prefix)
    return {code: each for code, each in result.items() if each != result["en"] or code == "en"}


class Ranges:
    """The sets of characters, each written once, with the name of the first language that has it."""

    def __init__(self):
        self.names = {(): "{}"}
        self.text = ""

    def name(self, ranges, code, suffix):
        if ranges not in self.names:
            self.names[ranges] = wiki.identifier(code) + suffix
            items = [f"{{0x{first:02X}, 0x{last:02X}}}" for first, last in ranges]
            self.text += f"constexpr CodeRange {self.names[ranges]}[] = {{\n{wiki.fill(items)}\n}};\n"
        return self.names[ranges]


def write(path, version, root):
    table, ranges, entries = affixes(root), Ranges(), []
    for code, ((trails, sequences, apostrophe, colon), prefix) in sorted(table.items()):
        flags = ", ".join("true" if each else "false" for each in (apostrophe, colon))
        entries.append(f"{{{wiki.quoted(code)}, {ranges.name(trails, code, 'Trail')}, "
                       f"{ranges.name(prefix, code, 'Prefix')}, {wiki.quoted(sequences)}, {flags}}}")
    text = (f"// Generated by generate_link_affixes.py from the message files of MediaWiki {version}; do not edit.\n"
            "// Source: https://www.mediawiki.org, languages/messages/Messages*.php; sets of characters alone.\n"
            '// clang-format off\n#include "data/wikitext/sites/link_affixes.h"\n\nnamespace linkbert {\n'
            f"namespace {{\n\n{ranges.text}\nconstexpr LinkAffixes kAffixes[] = {{\n{wiki.fill(entries)}\n}};\n\n"
            "}  // namespace\n\nstd::span<const LinkAffixes> AffixesOfLanguages() { return kAffixes; }\n\n"
            "}  // namespace linkbert\n")
    path.write_text(text, encoding="utf-8")
    return table


def main():
    root, version = pathlib.Path(sys.argv[1]), sys.argv[2]
    folder = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else os.path.dirname(os.path.abspath(__file__)))
    table = write(folder / "link_affix_tables.cc", version, root)
    print(f"{len(table)} languages, {sum(1 for _, prefix in table.values() if prefix)} with prefixes")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    main()
