#!/usr/bin/env python3
"""Writes wiki_language_tables.cc: what MediaWiki knows of its languages: names of namespaces, fallbacks, variants.

Usage: generate_wiki_languages.py MEDIAWIKI VERSION [FOLDER]

MEDIAWIKI is an unpacked MediaWiki (Debian: the package `mediawiki`, /usr/share/mediawiki). Its PHP is not run: the few
array literals that are wanted are read by a tokenizer. Only names and codes are taken over, in a form of our own:
of languages/messages/Messages*.php namespaceNames, namespaceAliases, namespaceGenderAliases and fallback; of
includes/language the codes of variants, with their fallbacks, other spellings, names and what rules of a page may do in
them. FOLDER defaults to this script's.
"""
import os
import pathlib
import re
import sys

COLUMNS = 118
SPACES = {"NS_MEDIA": -2, "NS_SPECIAL": -1, "NS_TALK": 1, "NS_USER": 2, "NS_USER_TALK": 3, "NS_PROJECT": 4,
          "NS_PROJECT_TALK": 5, "NS_FILE": 6, "NS_FILE_TALK": 7, "NS_MEDIAWIKI": 8, "NS_MEDIAWIKI_TALK": 9,
          "NS_TEMPLATE": 10, "NS_TEMPLATE_TALK": 11, "NS_HELP": 12, "NS_HELP_TALK": 13, "NS_CATEGORY": 14,
          "NS_CATEGORY_TALK": 15}
NO_NAMES = {"NS_MAIN"}
TOKEN = re.compile(r"""\s+|\#[^\n]*|//[^\n]*|/\*.*?\*/|(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|"""
                   r"""(?P<other>=>|[\[\](),]|[A-Za-z_][A-Za-z_0-9]*|.)""", re.S)


def tokens(php, at):
    """Those of PHP from `at` on; texts as ("text", value), anything else as (itself, None)."""
    while at < len(php):
        match = TOKEN.match(php, at)
        at = match.end()
        if match["text"]:
            yield "text", re.sub(r"\\(['\"\\])", r"\1", match["text"][1:-1])
        elif match["other"]:
            yield match["other"], None


def array(php, begin):
    """The array literal behind `begin`: [(key, value)], either a text, a constant's name or an array; key None: none."""
    stream = tokens(php, begin)

    def entries():
        result, key, value = [], None, None
        for kind, text in stream:
            if kind in ("]", ")", ","):
                if value is not None:
                    result.append((key, value))
                key, value = None, None
                if kind != ",":
                    return result
            elif kind == "=>":
                key, value = value, None
            elif kind in ("[", "("):
                value = entries()
            elif kind != "array":
                value = text if kind == "text" else kind
        raise SystemExit("an array does not end")

    first = next(stream)[0]
    if first == "array":
        first = next(stream)[0]
    return entries() if first in ("[", "(") else []


def variable(php, name):
    match = re.search(rf"^\${name}\s*=\s*", php, re.M)
    return array(php, match.end()) if match else []


def returned(php, function):
    """What `function` returns, an array; nothing where the class has no such function."""
    match = re.search(rf"function {function}\(\)[^{{]*{{\s*return\s*", php)
    return array(php, match.end()) if match else []


def space(constant, path):
    if constant not in SPACES and constant not in NO_NAMES:
        raise SystemExit(f"{path}: {constant}: which namespace is that?")
    return SPACES.get(constant)


def names_of(php, path):
    """[(namespace, name)], each name once."""
    found = [(space(key, path), value) for key, value in variable(php, "namespaceNames")]
    found += [(space(value, path), key) for key, value in variable(php, "namespaceAliases")]
    for key, forms in variable(php, "namespaceGenderAliases"):
        found += [(space(key, path), form) for _, form in forms]
    named = {}
    for number, name in found:
        if number is not None and name:
            named.setdefault(name.replace("_", " "), number)
    return sorted((number, name) for name, number in named.items())


def message_files(root):
    """(code, path, text, codes of fallbacks) of each language."""
    for path in sorted((root / "languages/messages").glob("Messages*.php")):
        php = path.read_text(encoding="utf-8")
        fallback = re.search(r"^\$fallback\s*=\s*'([^']*)'", php, re.M)
        fallbacks = [each.strip() for each in fallback[1].split(",")] if fallback else []
        yield path.stem[len("Messages"):].lower().replace("_", "-"), path, php, fallbacks


def languages(root):
    """{code: (fallbacks, [(namespace, name)])}"""
    result = {}
    for code, path, php, fallbacks in message_files(root):
        result[code] = ([each for each in fallbacks if each != "en"], names_of(php, path))
    english = dict((name.lower(), number) for number, name in result["en"][1])
    for code, (fallbacks, names) in result.items():
        if code != "en":
            names = [(number, name) for number, name in names if english.get(name.lower()) != number]
        result[code] = (fallbacks, names)
    return {code: entry for code, entry in result.items() if entry[0] or entry[1]}


LEVELS = {"bidirectional": "kBothWays", "unidirectional": "kOneWay", "disable": "kNone"}


def literal(php, function, otherwise):
    match = re.search(rf"function {function}\(\)[^{{]*{{\s*return '([^']*)'", php)
    return match[1] if match else otherwise


def converters(root):
    """{main code: (mark behind a code, mark behind a rule, [(code, other spelling, fallbacks, level, name)])} of the
    languages whose wikis have variants."""
    every = (root / "includes/languages/data/Names.php").read_text(encoding="utf-8")
    every = dict(array(every, re.search(r"static \$names = ", every).end()))
    codes = (root / "includes/language/LanguageCode.php").read_text(encoding="utf-8")
    start = re.search(r"const NON_STANDARD_LANGUAGE_CODE_MAPPING = ", codes)
    spelt = {code: other.lower() for code, other in array(codes, start.end())}
    factory = (root / "includes/language/LanguageConverterFactory.php").read_text(encoding="utf-8")
    used = re.search(r"\$converterList = \[.*?\n\t\];", factory, re.S)[0]
    result = {}
    for main in re.findall(r"^\t\t'([^']+)' => \[", used, re.M):
        php = (root / f"includes/language/converters/{main.title()}Converter.php").read_text(encoding="utf-8")
        fallbacks = dict(returned(php, "getVariantsFallbacks"))
        levels = dict(returned(php, "getAdditionalManualLevel"))
        own = re.search(r"function getVariantNames\(\)[^{]*{\s*\$names = ", php)
        names = every | (dict(array(php, own.end())) if own else {})
        variants = []
        for _, code in returned(php, "getLanguageVariants"):
            # A variant of which nothing is said falls back to the main one.
            behind = fallbacks.get(code, main)
            behind = [behind] if isinstance(behind, str) else [each for _, each in behind]
            variants.append((code, spelt.get(code, ""), [each for each in behind if each != code],
                             LEVELS[levels.get(code, "bidirectional")], names.get(code, "")))
        marks = literal(php, "getDescCodeSeparator", ":"), literal(php, "getDescVarSeparator", ";")
        result[main] = (*marks, variants)
    return result


def old_codes(root):
    codes = (root / "includes/language/LanguageCode.php").read_text(encoding="utf-8")
    return array(codes, re.search(r"const DEPRECATED_LANGUAGE_CODE_MAPPING = ", codes).end())


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def fill(items):
    lines, line = [], " "
    for item in items:
        if len(line) + len(item) + 2 > COLUMNS:
            lines.append(line)
            line = " "
        line += " " + item + ","
    return "\n".join(lines + [line])


def identifier(code):
    return "k" + "".join(part.title() for part in code.split("-"))


def write(path, version, root):
    table, variants = languages(root), converters(root)
    text = (f"// Generated by generate_wiki_languages.py from the message files of MediaWiki {version}; do not edit.\n"
            "// Source: https://www.mediawiki.org, languages/messages/Messages*.php and includes/language; names and codes alone.\n"
            '// clang-format off\n#include "data/wikitext/sites/wiki_languages.h"\n\nnamespace linkbert {\n'
            "namespace {\n\n")
    for code, (_, names) in table.items():
        if names:
            items = [f"{{{number}, {quoted(name)}}}" for number, name in names]
            text += f"constexpr NamespaceName {identifier(code)}[] = {{\n{fill(items)}\n}};\n"
    entries = [f"{{{quoted(code)}, {quoted(' '.join(fallbacks))}, {identifier(code) if names else '{}'}}}"
               for code, (fallbacks, names) in sorted(table.items())]
    text += f"\nconstexpr WikiLanguage kLanguages[] = {{\n{fill(entries)}\n}};\n\n"
    for main, (_, _, list_of) in variants.items():
        items = [f"{{{quoted(code)}, {quoted(other)}, {quoted(' '.join(behind))}, PageRules::{level}, {quoted(name)}}}"
                 for code, other, behind, level, name in list_of]
        text += f"constexpr LanguageVariant {identifier(main)}Variants[] = {{\n{fill(items)}\n}};\n"
    entries = [f"{{{quoted(main)}, {identifier(main)}Variants, {quoted(code_mark)}, {quoted(rule_mark)}}}"
               for main, (code_mark, rule_mark, _) in sorted(variants.items())]
    text += f"\nconstexpr LanguageVariants kVariants[] = {{\n{fill(entries)}\n}};\n\n"
    entries = [f"{{{quoted(old)}, {quoted(new)}}}" for old, new in sorted(old_codes(root))]
    text += f"constexpr OldLanguageCode kOldCodes[] = {{\n{fill(entries)}\n}};\n\n}}  // namespace\n\n"
    for kind, function, name in (("WikiLanguage", "WikiLanguages", "kLanguages"),
                                 ("LanguageVariants", "LanguagesWithVariants", "kVariants"),
                                 ("OldLanguageCode", "OldLanguageCodes", "kOldCodes")):
        text += f"std::span<const {kind}> {function}() {{ return {name}; }}\n"
    path.write_text(text + "\n}  // namespace linkbert\n", encoding="utf-8")
    return table, variants


def main():
    root, version = pathlib.Path(sys.argv[1]), sys.argv[2]
    folder = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else os.path.dirname(os.path.abspath(__file__)))
    table, variants = write(folder / "wiki_language_tables.cc", version, root)
    names = sum(len(names) for _, names in table.values())
    print(f"{len(table)} languages, {names} names, {len(variants)} languages with variants")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    main()
