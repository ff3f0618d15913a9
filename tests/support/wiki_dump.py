"""MediaWiki dumps of any size from a seed, with what a reader has to find in them.

  python wiki_dump.py --pages 100000 --output dump.xml [--seed 1] [--sentences 12]      # prints the truth as JSON

Page i, its kind and its title are functions of seed and i, so that memory does not grow with the dump. In-degrees are Zipf-like;
redirects form chains and loops, lead to sections and to nowhere. Every link is made for one fate, which the truth counts.
"""
import argparse
import collections
import json
import random
import sys
import xml.sax.saxutils

WORDS = ("river stone letter garden winter engine island colour market village copper forest history language mountain museum "
         "science bridge harbour theory county station church music theatre border people animal castle railway").split()
SITE = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="{language}">
  <siteinfo>
    <sitename>Wikipedia</sitename><dbname>{language}wiki</dbname><case>first-letter</case>
    <namespaces>
      <namespace key="0" case="first-letter" /><namespace key="1" case="first-letter">{talk}</namespace>
      <namespace key="6" case="first-letter">File</namespace><namespace key="10" case="first-letter">Template</namespace>
      <namespace key="14" case="first-letter">{category}</namespace>
    </namespaces>
  </siteinfo>
"""
# What is written of namespaces; an alias of files is in no dump's head.
LANGUAGES = {"en": {"talk": "Talk", "category": "Category", "file": "File"},
             "it": {"talk": "Discussione", "category": "Categoria", "file": "Immagine"}}
ARTICLE, REDIRECT, TALK, TEMPLATE, DISAMBIGUATION = range(5)
KINDS = [ARTICLE] * 70 + [REDIRECT] * 18 + [TALK] * 6 + [TEMPLATE] * 4 + [DISAMBIGUATION] * 2


def mix(value):
    """SplitMix64: a number that looks random for every value."""
    value = (value + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return value ^ (value >> 31)


class Dump:
    def __init__(self, pages, seed=1, sentences=12, language="en"):
        self.pages, self.seed, self.sentences, self.language = pages, seed, sentences, language
        self.names = LANGUAGES[language]
        self.namespaces = {TALK: (1, self.names["talk"] + ":"), TEMPLATE: (10, "Template:")}
        self.entries, self.links, self.other = collections.Counter(), collections.Counter(), collections.Counter()

    def draw(self, page, what):
        return mix(mix(self.seed * 1_000_003 + page) + what)

    def kind(self, page):
        return KINDS[self.draw(page, 1) % len(KINDS)]

    def title(self, page):
        draw = self.draw(page, 2)
        return f"{WORDS[draw % 30].title()} {WORDS[draw // 30 % 30]} {page}"

    def popular(self, uniform):
        return int(self.pages * uniform ** 3)

    def redirect_target(self, page):
        """A page, or None: nowhere. Every 16th leads to itself, which is a loop."""
        draw = self.draw(page, 3)
        if draw % 16 == 0:
            return page
        return None if draw % 16 == 1 else self.popular((draw >> 8) / 2 ** 56)

    def end(self, page):
        """Where a link to the page ends: (document or None, whether by redirect, whether in a loop)."""
        seen = []
        while page is not None and self.kind(page) == REDIRECT:
            if page in seen:
                return None, True, True
            seen.append(page)
            page = self.redirect_target(page)
        if page is not None and self.kind(page) != ARTICLE:
            page = None
        return page, bool(seen), False

    def link(self, draw, source):
        """(wikitext, text, (anchor, page) or None) of a link, whose fate is counted."""
        target, form = self.popular(draw.random()), draw.randrange(12)
        title, anchor = self.title(target), draw.choice(WORDS)
        if form == 0:
            self.links["dangling"] += 1
            return f"[[No such {title}|{anchor}]]", anchor, None
        if form == 1:
            self.other["section of the page"] += 1
            return f"[[#Part|{anchor}]]", anchor, None
        if form == 2:
            self.other["other wiki"] += 1
            return f"[[wikt:{anchor}|]]", anchor, None
        kind = self.kind(target)
        if kind in self.namespaces:
            self.other["other namespace"] += 1
            return f"[[{self.namespaces[kind][1]}{title}|{anchor}]]", anchor, None
        end, redirected, _ = self.end(target)
        fate = "dangling" if end is None else "self" if end == source else "by redirect" if redirected else "resolved"
        self.links[fate] += 1
        shown = (anchor, target)
        if form == 3:
            return f"[[{title}]]", title, (title, target)
        if form == 4:
            return f"[[{title[0].lower()}{title[1:].replace(' ', '_')}|{anchor}]]s", anchor + "s", (anchor + "s", target)
        if form == 5:
            return f"[[{title}#A part|''{anchor}'']]", anchor, shown
        if form == 6:
            return f"[[{title.replace(' ', '%20')}|{anchor}&nbsp;{anchor}]]", f"{anchor} {anchor}", (f"{anchor} {anchor}", target)
        return f"[[ {title} |{anchor}]]", anchor, shown

    def hidden(self, draw):
        """Wikitext that is no text, with a link that is counted by its place."""
        title, form = self.title(self.popular(draw.random())), draw.randrange(5)
        if form == 4:
            return f"<!-- [[{title}]] -->"
        place, wikitext = [("in <ref>", f"<ref name=\"a\">See [[{title}]].</ref>"), ("in a template", f"{{{{cite|at={{{{x}}}}|of=[[{title}]]}}}}"),
                           ("in a table", f"\n{{| class=\"wikitable\"\n|-\n| [[{title}]] || b\n|}}\n"),
                           ("in a file's caption", f"\n[[{self.names['file']}:a.jpg|thumb|A [[{title}|b]] c]]\n")][form]
        self.other[place] += 1
        if place == "in a file's caption":
            self.other["file"] += 1
        return wikitext

    def article(self, page):
        """(wikitext, text, links as (anchor, title))"""
        draw = random.Random(self.draw(page, 4))
        wikitext, text, links = [], [], []
        for sentence in range(1 + draw.randrange(2 * self.sentences)):
            if sentence % 6 == 5:
                heading = draw.choice(WORDS).title()
                wikitext.append(f"\n\n== {heading} ==\n")
                text.append(f"\n\n{heading}\n\n")
            source, plain = [], []
            for _ in range(4 + draw.randrange(8)):
                form = draw.randrange(12)
                if form < 2:
                    shown, seen, link = self.link(draw, page)
                    if link:
                        links.append((link[0], self.title(link[1])))
                elif form == 2:
                    shown, seen = [("'''old'''", "old"), ("{{convert|5|km|mi}}", "5 km"), ("<nowiki>[[x]]</nowiki>", "[[x]]"), ("3 &lt; 4", "3 < 4"),
                                   ("[http://a.b/c label]", "label"), ("H<sub>2</sub>O", "H2O"), ("<math>x^2</math>y", "y"),
                                   ("{{lang|fr|''été''}}", "été")][draw.randrange(8)]
                else:
                    shown = seen = draw.choice(WORDS)
                source.append(shown)
                plain.append(seen)
            end = "." + (self.hidden(draw) if draw.randrange(8) == 0 else "")
            wikitext.append(" ".join(source) + end + "\n" * (1 + draw.randrange(2)))
            # A line alone is no paragraph, unless what is hidden stands on lines of its own.
            text.append(" ".join(plain) + ".")
        self.other["category"] += 1
        wikitext.append(f"\n[[{self.names['category']}:{draw.choice(WORDS)}]]")
        return "".join(wikitext), " ".join(" ".join(text).split()), links

    def page(self, page):
        """The <page> element, and its article."""
        kind, redirect, article = self.kind(page), "", None
        space, prefix = self.namespaces.get(kind, (0, ""))
        title, text = prefix + self.title(page), f"About [[{self.title(0)}]]."
        if kind == ARTICLE:
            self.entries["documents"] += 1
            article = self.article(page)
            text = article[0]
        elif kind == REDIRECT:
            target = self.redirect_target(page)
            to = f"Nothing {page}" if target is None else self.namespaces.get(self.kind(target), (0, ""))[1] + self.title(target)
            redirect, text = f'\n    <redirect title="{to}" />', f"#REDIRECT [[{to}#Part]]"
            if target is not None and self.kind(target) in self.namespaces:
                self.entries["redirect out of the namespace"] += 1
            else:
                end, _, loop = self.end(page)
                self.entries["redirects" if end is not None else "redirects_in_a_loop" if loop else "redirects_dangling"] += 1
        elif kind == DISAMBIGUATION:
            self.entries["disambiguation"] += 1
            text = f"'''x''' may be:\n* [[{self.title(0)}]]\n{{{{disambiguation}}}}"
        else:
            self.entries["other namespace"] += 1
        return (f"  <page>\n    <title>{title}</title>\n    <ns>{space}</ns>\n    <id>{page + 1}</id>{redirect}\n    <revision>\n"
                f"      <id>{page + 7}</id>\n      <model>wikitext</model>\n      <text bytes=\"1\" xml:space=\"preserve\">"
                f"{xml.sax.saxutils.escape(text)}</text>\n    </revision>\n  </page>\n"), article

    def write(self, stream, pages=None, keep_articles=False):
        """Writes bytes, of all pages or a range of them; returns title -> (text, links) if they are to be kept."""
        stream.write(SITE.format(language=self.language, **self.names).encode())
        articles = {}
        for page in range(self.pages) if pages is None else pages:
            element, article = self.page(page)
            stream.write(element.encode())
            if article and keep_articles:
                articles[self.title(page)] = article[1:]
        stream.write(b"</mediawiki>\n")
        return articles

    def truth(self):
        found = sum(self.links.values()) + sum(self.other.values())
        return {"entries": dict(self.entries), "links": {"found": found, **self.links}, "other": dict(self.other)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sentences", type=int, default=12, help="of an article, in the mean")
    options = parser.parse_args()
    dump = Dump(options.pages, options.seed, options.sentences)
    with open(options.output, "wb") as stream:
        dump.write(stream)
    json.dump(dump.truth(), sys.stdout)


if __name__ == "__main__":
    main()
