#!/usr/bin/env python3
"""Baseline and update files like PubMed's, of any size, and what a reader must make of them.

Usage: pubmed_files.py FOLDER [--records N] [--updates N] [--files N] [--seed N] [--plain]

Writes FOLDER/pubmed26n0001.xml.gz ...: N records in so many baseline files, then N records in one update file, with mixed
content, several AbstractTexts, ReferenceLists, CommentsCorrections, books, further versions, deletions. Prints what
`truth` says of them as JSON. Equal arguments give equal bytes. Python's standard library only."""
import argparse
import collections
import gzip
import json
import pathlib
import random

WORDS = ("cell protein gene receptor mouse patient dose trial plasma enzyme binding growth factor tissue liver tumour acute chronic "
         "signal pathway expression level serum blood kinase membrane neuron cortex insulin glucose infection virus antibody "
         "bacterial strain resistance therapy outcome risk ratio cohort analysis method result increase decrease significant "
         "clinical response treatment control group mean study effect of the in and with for by from was were").split()
LABELS = ("BACKGROUND", "OBJECTIVE", "METHODS", "RESULTS", "CONCLUSIONS", "AIMS AND SCOPE:", "UNLABELLED")
CITING = ("Cites", "CommentOn", "ErratumFor", "RetractionOf", "UpdateOf", "RepublishedFrom")
CITED = ("CommentIn", "ErratumIn", "RetractionIn", "UpdateIn", "SummaryForPatientsIn")
HEAD = ('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
        '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n')

Record = collections.namedtuple("Record", "id version title text references")  # references: (fate or None, target)


class Writer:
    """Draws records and keeps what is left of them: `live` by PMID, in the order of the source."""

    def __init__(self, seed):
        self.draw = random.Random(seed)
        self.live = {}
        self.versions = {}  # the highest seen of each PMID since it was last deleted
        self.fates = collections.Counter()
        self.ids = []
        self.sources = []  # every record with its text, as a reader without regard to versions sees it

    def mixed(self, words):
        """(XML, plain text) of about so many words."""
        draw, parts = self.draw, []
        for _ in range(words):
            word, kind = draw.choice(WORDS), draw.random()
            if kind < 0.9:
                parts.append((word, word))
            elif kind < 0.92:
                parts.append((f"<i>{word}<sub>2<b>n</b></sub></i>-x", f"{word}2n-x"))
            elif kind < 0.94:
                parts.append((f"Ca<sup>2+</sup>/<u>{word}</u>", f"Ca2+/{word}"))
            elif kind < 0.96:
                parts.append(("p &lt; 0.05 &amp; &#946;-&#x3b1;", "p < 0.05 & β-α"))
            elif kind < 0.97:
                parts.append((f"<![CDATA[<{word}> & ]]>{word}", f"<{word}> & {word}"))
            elif kind < 0.98:
                parts.append(('<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>k</mml:mi><mml:mo>=</mml:mo>'
                              "<mml:mn>3</mml:mn></mml:math>", "k=3"))
            else:
                parts.append((f"({word}; 95% CI, 0.{draw.randint(10, 99)}).", None))
                parts[-1] = (parts[-1][0], parts[-1][0])
        space = [" " if draw.random() < 0.97 else "\n\t\t\t" for _ in parts]
        return "".join(xml + gap for (xml, _), gap in zip(parts, space)), " ".join(text for _, text in parts)

    def abstract(self):
        """([XML], [paragraph])."""
        draw = self.draw
        if draw.random() < 0.6:
            xml, text = self.mixed(draw.randint(80, 250))
            return [f"<AbstractText>{xml}</AbstractText>"], [text]
        xmls, texts = [], []
        for label in draw.sample(LABELS, draw.randint(2, 5)):
            xml, text = self.mixed(draw.randint(20, 80))
            xmls.append(f'<AbstractText Label="{label}" NlmCategory="{label}">{xml}</AbstractText>')
            texts.append(text if label == "UNLABELLED" else f"{label.rstrip(':')}: {text}")
        return xmls, texts

    def target(self):
        """A PMID: few are cited often, some are not in the files."""
        if not self.ids or self.draw.random() < 0.2:
            return str(self.draw.randint(90_000_000, 99_999_999))
        return self.ids[int(len(self.ids) * self.draw.random() ** 3)]

    def references(self, pmid):
        """(ReferenceList's XML, CommentsCorrectionsList's XML, [(fate, target)])."""
        draw, corrections, lists, found = self.draw, [], [], []
        for _ in range(draw.choice((0, 0, 0, 1, 2))):
            kind, target = draw.choice(CITING + CITED), self.target()
            corrections.append(f'<CommentsCorrections RefType="{kind}"><RefSource>J Test. {draw.randint(1950, 2025)}</RefSource>'
                               f'<PMID Version="1">{target}</PMID></CommentsCorrections>')
            found.append((None, target) if kind in CITING else ("made by the other paper", None))
        for _ in range(draw.choice((0, 5, 10, 30, 50))):
            target = pmid if draw.random() < 0.01 else self.target()
            if draw.random() < 0.15:
                ids, target = "", None
            else:
                ids = f'<ArticleIdList><ArticleId IdType="doi">10.1/{target}</ArticleId><ArticleId IdType="pubmed">{target}</ArticleId></ArticleIdList>'
            lists.append(f"<Reference><Citation>Author A. A title. J Test. {draw.randint(1950, 2025)};3(2):1-9.</Citation>{ids}</Reference>")
            found.append((None, target) if target else ("reference without PMID", None))
        nested = len(lists) // 2 if draw.random() < 0.2 else len(lists)
        inner = f"<ReferenceList><Title>More</Title>{''.join(lists[nested:])}</ReferenceList>" if nested < len(lists) else ""
        seen, fates = set(), []
        for fate, target in found:
            if fate is None and target in seen:
                fate = "repeated"
            seen.add(target)
            fates.append((fate, target if fate is None else None))
        return (f"<ReferenceList>{''.join(lists[:nested])}{inner}</ReferenceList>" if lists else "",
                f"<CommentsCorrectionsList>{''.join(corrections)}</CommentsCorrectionsList>" if corrections else "", fates)

    def surroundings(self):
        """What stands in every record and is not read."""
        draw = self.draw
        authors = "".join(
            f'<Author ValidYN="Y"><LastName>{draw.choice(WORDS).title()}</LastName><ForeName>A B</ForeName><Initials>AB</Initials>'
            f"<AffiliationInfo><Affiliation>Department of {draw.choice(WORDS)} {draw.choice(WORDS)}, University of {draw.choice(WORDS).title()}, "
            f"Country.</Affiliation></AffiliationInfo></Author>" for _ in range(draw.randint(1, 9)))
        headings = "".join(
            f'<MeshHeading><DescriptorName UI="D{draw.randint(1, 999999):06}" MajorTopicYN="N">{draw.choice(WORDS).title()}</DescriptorName>'
            f'<QualifierName UI="Q000378" MajorTopicYN="Y">{draw.choice(WORDS)}</QualifierName></MeshHeading>'
            for _ in range(draw.randint(0, 14)))
        return (f'<AuthorList CompleteYN="Y">{authors}</AuthorList><Language>eng</Language><PublicationTypeList><PublicationType UI="D016428">'
                "Journal Article</PublicationType></PublicationTypeList>",
                "<MedlineJournalInfo><Country>Country</Country><MedlineTA>J Test</MedlineTA><NlmUniqueID>1</NlmUniqueID></MedlineJournalInfo>",
                f"<MeshHeadingList>{headings}</MeshHeadingList>" if headings else "")

    def record(self, pmid, version, empty=False):
        """Draws a record and returns its XML."""
        draw = self.draw
        title_xml, title = self.mixed(draw.randint(5, 15))
        xmls, texts = ([], []) if empty else self.abstract()
        lists, corrections, references = self.references(pmid)
        other = empty and draw.random() < 0.3
        abstract = f"<Abstract>{''.join(xmls)}<CopyrightInformation>Copyright.</CopyrightInformation></Abstract>" if xmls else ""
        titles = f"<ArticleTitle>{title_xml}</ArticleTitle>"
        book = draw.random() < 0.03
        if not book and draw.random() < 0.05:
            titles = f"<ArticleTitle>[Not Available].</ArticleTitle>{{}}<VernacularTitle>{title_xml}</VernacularTitle>"
        elif book and draw.random() < 0.5:
            titles = ""
        self.keep(Record(pmid, version, title, "\n\n".join(texts), references), other)
        number = f'<PMID Version="{version}">{pmid}</PMID>'
        spanish = '<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Resumen.</AbstractText></OtherAbstract>' if other else ""
        if book:
            name = title_xml if not titles else "A book"
            return (f'<PubmedBookArticle><BookDocument>{number}<Book><Publisher><PublisherName>P</PublisherName></Publisher>'
                    f"<BookTitle book=\"b\">{name}</BookTitle></Book>{titles}{abstract}{spanish}{corrections}{lists}</BookDocument><PubmedBookData>"
                    f"<PublicationStatus>ppublish</PublicationStatus></PubmedBookData></PubmedBookArticle>\n")
        authors, journal, headings = self.surroundings()
        before, vernacular = titles.split("{}") if "{}" in titles else (titles, "")
        return (f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">{number}<DateRevised><Year>2025</Year><Month>01</Month>'
                f'<Day>02</Day></DateRevised><Article PubModel="Print"><Journal><ISSN IssnType="Print">0000-0000</ISSN><JournalIssue '
                f'CitedMedium="Print"><Volume>3</Volume><PubDate><Year>{draw.randint(1950, 2025)}</Year></PubDate></JournalIssue><Title>J</Title>'
                f"</Journal>{before}<Pagination><MedlinePgn>1-9</MedlinePgn></Pagination>{abstract}{authors}{vernacular}</Article>{journal}"
                f'{corrections}{headings}{spanish}</MedlineCitation><PubmedData><History><PubMedPubDate PubStatus="pubmed"><Year>2025</Year>'
                f'</PubMedPubDate></History><PublicationStatus>ppublish</PublicationStatus><ArticleIdList><ArticleId IdType="pubmed">{pmid}'
                f"</ArticleId></ArticleIdList>{lists}</PubmedData></PubmedArticle>\n")

    def keep(self, record, other):
        self.sources.append(record)
        older = record.version < self.versions.get(record.id, 0)
        if not record.text:
            self.fates["only an OtherAbstract" if other else "no abstract"] += 1
        elif older:
            self.fates["superseded"] += 1
        if older:
            return
        self.fates["superseded"] += self.live.pop(record.id, None) is not None
        self.versions[record.id] = record.version
        if record.text:
            self.live[record.id] = record

    def new(self):
        self.ids.append(str(len(self.ids) * 7 + 1001))
        return self.record(self.ids[-1], 1, empty=self.draw.random() < 0.15)

    def update(self):
        draw = self.draw
        if draw.random() < 0.4:
            return self.new()
        pmid = draw.choice(self.ids)
        version = max(1, self.versions.get(pmid, 1) + draw.choice((0, 0, 0, 1, -1)))
        return self.record(pmid, version, empty=draw.random() < 0.1)

    def deletions(self, count):
        xml = []
        for _ in range(count):
            pmid = self.target()
            xml.append(f'<PMID Version="9">{pmid}</PMID>')
            known = self.versions.pop(pmid, None) is not None
            self.fates["deletions" if known else "deletions_of_nothing"] += 1
            self.fates["deleted"] += self.live.pop(pmid, None) is not None
        return f"<DeleteCitation>{''.join(xml)}</DeleteCitation>\n"


def write(folder, records=100, updates=30, files=2, seed=1, compress=True):
    """Writes the files and returns (their paths, the Writer)."""
    writer, paths = Writer(seed), []
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, files + 1 + (updates > 0)):
        baseline = number <= files
        path = folder / f"pubmed26n{number:04}.xml{'.gz' if compress else ''}"
        with open(path, "wb") as raw:
            stream = gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="", compresslevel=6) if compress else raw
            stream.write(HEAD.encode())
            share = records * number // files - records * (number - 1) // files if baseline else updates
            for _ in range(share):
                stream.write((writer.new() if baseline else writer.update()).encode())
            if not baseline:
                stream.write(writer.deletions(max(1, updates // 10)).encode())
            stream.write(b"</PubmedArticleSet>\n")
            if compress:
                stream.close()
        paths.append(path)
    return paths, writer


def truth(writer):
    """What a corpus of the files must hold: entries and links by fate."""
    entries = {"documents": len(writer.live), **{fate: count for fate, count in writer.fates.items() if count}}
    links = collections.Counter()
    for record in writer.live.values():
        for fate, target in record.references:
            links["found"] += 1
            links[fate or ("self" if target == record.id else "resolved" if target in writer.live else "dangling")] += 1
    return {"entries": entries, "links": dict(links)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--updates", type=int, default=100)
    parser.add_argument("--files", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true")
    args = parser.parse_args()
    _, writer = write(args.folder, args.records, args.updates, args.files, args.seed, not args.plain)
    print(json.dumps(truth(writer)))


if __name__ == "__main__":
    main()
