"""Every row of docs/errors.md's table of bad input, as a user meets it: the exit code, one message that names what the
table says, and everything good left as it was. Some also under mpirun: still one message, and the same exit code."""
import bz2
import dataclasses
import fcntl
import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest
import zipfile

import small_disk
from harness import ENVIRONMENT, LINKBERT, ROOT, SPECIALS, TINY_TASK, Program, dotted, write_documents

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89" + bytes(range(256)) * 4


DUMP = b"<mediawiki><page><title>A</title><ns>0</ns><id>1</id><revision><text>a [[B]]</text></revision></page></mediawiki>"

RECORD = (b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><Abstract><AbstractText>graph</AbstractText></Abstract>"
          b'</Article></MedlineCitation><PubmedData><ReferenceList><Reference><ArticleIdList><ArticleId IdType="pubmed">2</ArticleId>'
          b"</ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle></PubmedArticleSet>")


@dataclasses.dataclass
class Row:
    code: int
    fragments: list


def table():
    """By id: exit code and the `fragments` that the message has to hold."""
    rows = {}
    text = (ROOT / "docs/errors.md").read_text().split("\n## Bad input\n", 1)[1]
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if re.fullmatch(r"`[a-z0-9-]+`", cells[0].strip("| ")) and len(cells) == 6:
            rows[cells[0].strip("|` ")] = Row(int(cells[3]), re.findall(r"`([^`]+)`", cells[4]))
    return rows


@dataclasses.dataclass
class Command:
    arguments: list
    given: bytes = b""
    output: object = subprocess.PIPE
    disk: object = None


def snapshot(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path): hashlib.md5(path.read_bytes()).hexdigest() for path in files}


def damaged(path, place=None):
    """Flips a bit in the middle, or at `place`."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if place is None else place] ^= 4
    path.write_bytes(content)


def prepare(source, **options):
    more = [word for name, value in options.items() for word in ("--" + name.replace("_", "-"), value)]
    return ["prepare", source, *([] if "vocab" in options else ["--vocab", "good/vocab.txt"]),
            *([] if "output" in options else ["--output", "out"]), *more]


def jsonl(*lines):
    """A file of a good line and these."""
    pathlib.Path(BadInput.folder / "bad.jsonl").write_bytes(b"\n".join([b'{"id": "a", "text": "a graph"}', *lines]) + b"\n")
    return Command(prepare("jsonl", input="bad.jsonl"))


def document(fields):
    return jsonl(b'{"id": "b", ' + fields + b"}")


def dictd(index, text=b"a\ngraph", name="bad"):
    (BadInput.folder / f"{name}.index").write_bytes(index)
    (BadInput.folder / f"{name}.dict.dz").write_bytes(gzip.compress(text) if isinstance(text, bytes) else text[0])
    return Command(prepare("dictd", input=name))


def wikipedia(content, given=b"", **options):
    (BadInput.folder / "bad.xml").write_bytes(content)
    command = prepare("wikipedia", **options, input="bad.xml")
    return Command(command + ["-"] if given else command, given)


def rules(text):
    """A file of rules of templates."""
    (BadInput.folder / "bad.txt").write_text(text)
    return wikipedia(wiki(b"enwiki"), templates="bad.txt")


def wiki(database):
    """A dump that says whose it is."""
    return DUMP.replace(b"<page>", b'<siteinfo><dbname>%b</dbname><namespaces><namespace key="0" /><namespace key="1">Talk</namespace></namespaces></siteinfo>'
                        b"<page>" % database)


def pubmed(content, **options):
    (BadInput.folder / "bad.xml").write_bytes(content)
    return Command(prepare("pubmed", input="bad.xml", **options))


def vocabulary(content):
    (BadInput.folder / "bad.txt").write_bytes(content)
    return Command(["tokenize", "--vocab", "bad.txt"])


def tokenizer(change):
    altered("good/tokenizer", "bad", change)
    return Command(["tokenize", "--vocab", "bad"])


def change_json(path, change):
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def configuration(text, *more):
    (BadInput.folder / "bad.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return Command(["config", "--config", "bad.yaml", *more])


def pretrain(*settings, config="good/run.yaml", **options):
    arguments = ["pretrain", "--config", config]
    for setting in ("run.folder=runs", "run.name=bad", *settings):
        arguments += ["--set", setting]
    return Command(arguments, **options)


def altered(source, name, change):
    """A copy of a good folder, changed."""
    target = BadInput.folder / name
    subprocess.run(["cp", "-r", BadInput.folder / source, target], check=True)
    change(target)
    return target


def cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def bad_corpus(name, change, *settings):
    altered("good/corpus", name, change)
    return pretrain(f"data.corpus={name}", *settings)


def bad_run(name, change, *settings):
    altered("good/runs", name, lambda folder: change(folder / "run"))
    return pretrain(f"run.folder={name}", "run.name=run", *settings)


def zipped(pickle):
    """What torch.save leaves, with this pickle."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        file.writestr("archive/data.pkl", pickle)
    return whole.getvalue()


def without_weights(name):
    return altered("good/exported", name, lambda folder: (folder / "model.safetensors").unlink())


def torch_model(content):
    (without_weights("torch") / "pytorch_model.bin").write_bytes(content)
    return Command(["export", "--model", "torch", "--output", "out"])


def parts(files):
    (without_weights("parts") / "model.safetensors.index.json").write_text(json.dumps({"weight_map": files}))
    return Command(["export", "--model", "parts", "--output", "out"])


def table_file(content, *options, name="bad.csv", given=b""):
    if content is not None:
        (BadInput.folder / name).write_bytes(content)
    columns = ["--text", "t", "--label", "y"] if "--no-header" not in options else []
    return Command(["prepare-task", "table", "--train", name, *columns, "--output", "out", *options], given)


def conll(content):
    (BadInput.folder / "bad.conll").write_bytes(content)
    return Command(["prepare-task", "conll", "--train", "bad.conll", "--output", "out"])


CLASSES = [{"sentence": "a graph", "label": "x"}, {"sentence": "an edge", "label": "y"}]


def task(*lines, kind="sequence_classification", dev=None, **settings):
    """Fine-tuning on two good examples, of classes, and these lines; without a line on those alone."""
    folder = BadInput.folder / "bad-task"
    folder.mkdir()
    for part, more in (("train", lines), ("dev", dev or [])):
        examples = (CLASSES if kind == "sequence_classification" else []) + list(more)
        (folder / f"{part}.json").write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in examples))
    BadInput.write_configuration("task", {**TINY_TASK, "data.folder": "bad-task", "model.from": "good/exported", "task.type": kind,
                                          **dotted(settings)})
    return Command(["finetune", "--config", "task.yaml"])


def tags(*tags, tokens=("a", "graph")):
    return task({"tokens": tokens, "ner_tags": tags}, kind="token_classification")


def question(**changes):
    good = {"question": "node", "context": "a graph", "answers": {"answer_start": [2], "text": ["graph"]}}
    return task(good, kind="question_answering", dev=[{**good, **changes}], task__question__doc_stride=8)


def choices(**changes):
    good = {"sent1": "a", "sent2": "", "ending0": "b", "ending1": "c", "label": 0}
    return task(good, {**good, **changes}, kind="multiple_choice")


def tensorflow(change):
    """The golden checkpoint with a change, which gets its folder, index and data."""
    shutil.copytree(ROOT / "tests/golden/tensorflow", BadInput.folder / "tf")
    change(BadInput.folder / "tf", *((BadInput.folder / "tf" / f"model.ckpt-3.{end}") for end in ("index", "data-00000-of-00001")))
    return Command(["export", "--model", "tf", "--output", "out"])


def two_checkpoints(folder, index, data):
    for name in "ab":
        shutil.copy(index, folder / f"{name}.ckpt.index")
    for path in (index, data, folder / "checkpoint"):
        path.unlink()


def foreign(name):
    folder = BadInput.folder / "good" / name
    folder.mkdir()
    (folder / "thesis.tex").write_text("Ten years of work.")
    return f"good/{name}"


def all_checkpoints_damaged(run):
    for folder in (run / "checkpoints").glob("step-*"):
        if not folder.is_symlink():
            damaged(folder / "model.safetensors")


def remove_specials(_):
    return "\n".join(piece for piece in (BadInput.folder / "good/vocab.txt").read_text().splitlines() if piece not in SPECIALS)


def sparse_line():
    with open(BadInput.folder / "bad.jsonl", "wb") as stream:
        stream.truncate(70 << 20)
    return Command(prepare("jsonl", input="bad.jsonl"))


def in_use():
    """A run whose lock somebody holds, as long as this process lives."""
    run = altered("good/runs", "r0", lambda folder: None) / "run"
    (run / "lock").write_text("process 77 on node-7 since yesterday\n")
    fcntl.flock(os.open(run / "lock", os.O_RDWR), fcntl.LOCK_EX)
    return pretrain("run.folder=r0", "run.name=run")


def full(arguments, kib, **options):
    disk = small_disk.full(BadInput.folder / "small", kib)
    return Command([str(disk.folder) if word == "SMALL" else str(word).replace("SMALL", str(disk.folder)) for word in arguments],
                   disk=disk, **options)


def locked(arguments):
    disk = small_disk.read_only(BadInput.folder / "read-only")
    return Command([str(word).replace("LOCKED", str(disk.folder)) for word in arguments], disk=disk)


def model(change):
    altered("good/exported", "model", change)
    return Command(["export", "--model", "model", "--output", "out"])


# Also on two ranks, a few of each kind: a launch takes seconds. Of these all ranks or only one find the mistake.
BOTH = (0, 2)
RANKS = {"jsonl-missing": BOTH, "jsonl-link-beyond-text": BOTH, "option-negative": BOTH, "config-missing": BOTH, "config-threads": BOTH,
         "corpus-shard-damaged": BOTH, "run-in-use": BOTH, "run-no-whole-checkpoint": BOTH, "config-backend": (2,)}
STEP = "checkpoints/step-00000008"
CASES = {
    # documents
    "jsonl-missing": lambda: Command(prepare("jsonl", input="absent.jsonl")),
    "jsonl-empty": lambda: [(BadInput.folder / "bad.jsonl").write_bytes(b""), Command(prepare("jsonl", input="bad.jsonl"))][1],
    "jsonl-truncated": lambda: jsonl(b'{"id": "b", "text": "cut he'),
    "jsonl-png": lambda: [(BadInput.folder / "bad.jsonl").write_bytes(PNG), Command(prepare("jsonl", input="bad.jsonl"))][1],
    "jsonl-folder": lambda: Command(prepare("jsonl", input="good")),
    "jsonl-latin1": lambda: document('"text": "café"'.encode("latin-1")),
    "jsonl-line-too-long": sparse_line,
    "jsonl-not-an-object": lambda: jsonl(b"[1, 2]"),
    "jsonl-field-missing": lambda: document(b'"title": "no text"'),
    "jsonl-wrong-type": lambda: document(b'"text": 7'),
    "jsonl-negative": lambda: document(b'"text": "a graph", "links": [{"begin": -1, "end": 2, "target": "a"}]'),
    "jsonl-link-beyond-text": lambda: document(b'"text": "a graph", "links": [{"begin": 0, "end": 99, "target": "a"}]'),
    "jsonl-same-id": lambda: jsonl(b'{"id": "a", "text": "again"}'),
    "jsonl-too-deep": lambda: document(b'"text": "x", "links": ' + b"[" * 100000 + b"]" * 100000),
    "dictd-missing": lambda: Command(prepare("dictd", input="absent")),
    "dictd-index-missing": lambda: [dictd(b"", name="bare"), (BadInput.folder / "bare.index").unlink(),
                                    Command(prepare("dictd", input="bare"))][2],
    "dictd-empty": lambda: dictd(b""),
    "dictd-truncated": lambda: dictd(b"a\tA\tH\n", [gzip.compress(bytes(range(256)) * 100)[:-9]]),
    "dictd-index-png": lambda: dictd(PNG),
    "dictd-mismatch": lambda: dictd(b"a\tA\tzz\n"),
    # vocabularies and text
    "vocab-missing": lambda: Command(prepare("jsonl", vocab="absent.txt", input="good/documents.jsonl")),
    "vocab-empty": lambda: vocabulary(b""),
    "vocab-hdf5": lambda: vocabulary((BadInput.folder / "good/corpus/shard-00000.h5").read_bytes()),
    "vocab-folder": lambda: Command(["tokenize", "--vocab", "good/runs"]),
    "vocab-corpus": lambda: Command(["tokenize", "--vocab", "good/corpus"]),
    "vocab-long-line": lambda: vocabulary("\n".join(SPECIALS).encode() + b"\n" + b"x" * 100_000_000),
    "vocab-disagreement": lambda: tokenizer(lambda t: (t / "vocab.txt").write_text("\n".join([*SPECIALS, ".", "zzz"]))),
    "vocab-unigram": lambda: tokenizer(lambda t: change_json(t / "tokenizer.json", lambda j: j["model"].update(type="Unigram"))),
    "vocab-strip-accents": lambda: tokenizer(lambda t: change_json(t / "tokenizer_config.json", lambda j: j.update(strip_accents="no"))),
    "vocab-added-gap": lambda: tokenizer(lambda t: (t / "added_tokens.json").write_text('{"[E]": 99999}')),
    "vocab-latin1": lambda: vocabulary("\n".join(SPECIALS + ["café"]).encode("latin-1")),
    "vocab-same-piece": lambda: vocabulary("\n".join(SPECIALS + ["node", "edge", "node"]).encode()),
    "vocab-without-specials": lambda: vocabulary(b"graph\nnode\n"),
    "text-latin1": lambda: Command(["tokenize", "--vocab", "good/vocab.txt"], given="good\ncafé\n".encode("latin-1")),
    "text-reader-full": lambda: Command(["tokenize", "--vocab", "good/vocab.txt"], given=b"graph\n" * 100_000,
                                        output=open("/dev/full", "wb")),
    "train-missing": lambda: Command(["vocab", "--format", "text", "--input", "absent", "--output", "out"]),
    "train-empty": lambda: Command(["vocab", "--format", "text", "--input", "/dev/null", "--output", "out"]),
    "train-png": lambda: [(BadInput.folder / "bad.png").write_bytes(PNG),
                          Command(["vocab", "--format", "text", "--input", "bad.png", "--output", "out"])][1],
    "train-folder": lambda: Command(["vocab", "--format", "text", "--input", "good", "--output", "out"]),
    "train-too-small": lambda: Command(["vocab", "--format", "text", "--input", "good/documents.jsonl", "--size", "7", "--output", "out"]),
    "train-negative": lambda: Command(["vocab", "--format", "text", "--input", "good/vocab.txt", "--size", "-5", "--output", "out"]),
    "train-other-vocabulary": lambda: Command(["vocab", "--format", "text", "--input", "good/documents.jsonl", "--size", "200",
                                               "--output", "good"]),
    "train-two-sources": lambda: Command(["vocab", "--from", "good/vocab.txt", "--input", "good/letters.txt", "--format", "text", "--output", "out"]),
    "train-token-twice": lambda: Command(["vocab", "--from", "good/vocab.txt", "--add-tokens", "[E], [E]", "--output", "out"]),
    "train-full-disk": lambda: full(["vocab", "--format", "text", "--input", "good/letters.txt", "--size", "30000", "--alphabet", "30000",
                                     "--output", "SMALL"], 16),
    # what prepare writes
    "output-foreign": lambda: Command(prepare("jsonl", input="good/documents.jsonl", output=foreign("theirs"))),
    "duplicates-unknown": lambda: Command(prepare("jsonl", input="good/documents.jsonl", duplicates="maybe")),
    "near-duplicates-range": lambda: Command(prepare("jsonl", input="good/documents.jsonl", near_duplicates="80")),
    "near-duplicates-nan": lambda: Command(prepare("jsonl", input="good/documents.jsonl", near_duplicates="nan")),
    "lexical-links-none": lambda: Command(prepare("jsonl", input="good/documents.jsonl", lexical_links="0")),
    "filter-leaves-nothing": lambda: Command(prepare("jsonl", input="good/documents.jsonl", min_tokens="100000")),
    "output-other-settings": lambda: Command(prepare("jsonl", input="good/documents.jsonl", output="good/corpus", held_out="0.5")),
    "output-under-a-file": lambda: Command(prepare("jsonl", input="good/documents.jsonl", output="good/vocab.txt/corpus")),
    "output-read-only": lambda: locked(prepare("jsonl", input="good/documents.jsonl", output="LOCKED/corpus")),
    "output-full-disk": lambda: full(prepare("jsonl", input="good/documents.jsonl", output="SMALL"), 40),
    "option-negative": lambda: Command(prepare("jsonl", input="good/documents.jsonl", held_out="-1")),
    "option-unknown": lambda: Command(prepare("jsonl", inputs="good/documents.jsonl")),
    # configurations
    "config-missing": lambda: pretrain(config="absent.yaml"),
    "config-empty": lambda: configuration(""),
    "config-png": lambda: configuration(PNG),
    "config-folder": lambda: Command(["config", "--config", "good"]),
    "config-latin1": lambda: configuration("run:\n  name: café\n".encode("latin-1")),
    "config-no-yaml": lambda: configuration("training:\n  steps: [1\n"),
    "config-unknown-key": lambda: configuration("training:\n  step: 5\n"),
    "config-wrong-type": lambda: configuration("training:\n  steps: many\n"),
    "config-negative": lambda: configuration("training:\n  steps: -5\n"),
    "config-too-large": lambda: configuration("training:\n  steps: 99999999999999999999\n"),
    "config-twice": lambda: configuration("training:\n  steps: 5\n  steps: 6\n"),
    "config-circle": lambda: configuration("extends: bad.yaml\ntraining:\n  steps: 5\n"),
    "config-alias": lambda: configuration("training: &t\n  steps: 5\n  more: *t\n"),
    "config-large": lambda: configuration("run:\n  name: " + "x" * (2 << 20) + "\n"),
    "config-base-missing": lambda: configuration("extends: absent.yaml\ntraining:\n  steps: 5\n"),
    "config-list": lambda: configuration("training:\n  steps: [5, 6]\n"),
    "set-without-value": lambda: configuration("training:\n  steps: 5\n", "--set", "training.steps"),
    "set-unknown-key": lambda: pretrain("trainin.steps=5"),
    "config-heads": lambda: pretrain("model.num_attention_heads=3"),
    "config-too-long": lambda: pretrain("samples.max_length=4096"),
    "config-micro-batch": lambda: pretrain("training.micro_batch_tokens=8"),
    "config-threads": lambda: pretrain("training.threads=1000"),
    "config-backend": lambda: pretrain("communication.backend=self"),
    # corpora
    "corpus-missing": lambda: pretrain("data.corpus=absent"),
    "corpus-weights": lambda: pretrain("data.corpus=good/corpus, good/other", "data.weights=2, 0"),
    "corpus-weights-missing": lambda: pretrain("data.corpus=good/corpus, good/other", "data.weights=2"),
    "corpus-comma": lambda: pretrain("data.corpus=good/corpus,, good/other"),
    "corpora-other-vocabulary": lambda: pretrain("data.corpus=good/corpus, good/small-vocabulary"),
    "corpus-not-named": lambda: pretrain("data.corpus="),
    "corpus-other-kind": lambda: pretrain("data.corpus=good/runs/run"),
    "corpus-manifest-truncated": lambda: bad_corpus("c1", lambda c: cut(c / "manifest.json")),
    "corpus-shard-missing": lambda: bad_corpus("c2", lambda c: (c / "shard-00000.h5").unlink()),
    "corpus-shard-truncated": lambda: bad_corpus("c3", lambda c: cut(c / "shard-00000.h5")),
    "corpus-shard-damaged": lambda: bad_corpus("c4", lambda c: BadInput.damage_numbers(c / "shard-00000.h5")),
    "corpus-graph-damaged": lambda: bad_corpus("c5", lambda c: BadInput.damage_numbers(c / "graph.h5")),
    "corpus-vocab-changed": lambda: bad_corpus("c6", lambda c: damaged(c / "vocab.txt", -3)),
    "corpora-other-normaliser": lambda: pretrain("data.corpus=good/corpus, good/accents"),
    "corpus-other-normaliser": lambda: pretrain("data.corpus=good/accents", "model.from=good/exported"),
    "add-tokens-without-model": lambda: pretrain("model.add_tokens=[E]"),
    "corpus-other-vocabulary": lambda: pretrain("data.corpus=good/small-vocabulary", "model.from=good/exported"),
    "corpus-other-version": lambda: bad_corpus("c7", lambda c: (c / "manifest.json").write_text(
        (c / "manifest.json").read_text().replace('"version": 1', '"version": 9', 1))),
    "inspect-corpus-damaged": lambda: [altered("good/corpus", "c8", lambda c: BadInput.damage_numbers(c / "shard-00000.h5")),
                                       Command(["inspect", "corpus", "c8", "--verify"])][1],
    "inspect-output-folder": lambda: Command(["inspect", "corpus", "good/corpus", "--html", "good"]),
    "inspect-sample-negative": lambda: Command(["inspect", "sample", "good/corpus", "--index", "-1"]),
    # runs and checkpoints
    "run-foreign": lambda: pretrain("run.folder=good", f"run.name={foreign('his')[5:]}"),
    "run-under-a-file": lambda: pretrain("run.folder=good/vocab.txt"),
    "run-read-only": lambda: locked(pretrain("run.folder=LOCKED").arguments),
    "run-full-disk": lambda: full(pretrain("run.folder=SMALL", "training.steps=60", "training.save_every=4").arguments, 900),
    "run-in-use": in_use,
    "run-other-configuration": lambda: bad_run("r1", lambda run: None, "schedule.learning_rate=0.1"),
    "run-other-corpus": lambda: bad_run("r2", lambda run: None, "data.corpus=good/other"),
    "run-no-whole-checkpoint": lambda: bad_run("r3", all_checkpoints_damaged),
    "checkpoint-missing": lambda: Command(["inspect", "checkpoint", "absent"]),
    "checkpoint-damaged": lambda: [altered(f"good/runs/run/{STEP}", "k1", lambda k: damaged(k / "model.safetensors")),
                                   Command(["inspect", "checkpoint", "k1"])][1],
    "checkpoint-file-missing": lambda: [altered(f"good/runs/run/{STEP}", "k2", lambda k: (k / "state.json").unlink()),
                                        Command(["inspect", "checkpoint", "k2"])][1],
    "checkpoint-unfinished": lambda: [altered(f"good/runs/run/{STEP}", "k3", lambda k: (k / "manifest.json").unlink()),
                                      Command(["inspect", "checkpoint", "k3"])][1],
    "wikipedia-cut": lambda: wikipedia(DUMP[:-5]),
    "wikipedia-bz2-cut": lambda: wikipedia(bz2.compress(DUMP)[:-30]),
    "wikipedia-utf16": lambda: wikipedia(DUMP.decode().encode("utf-16")),
    "wikipedia-no-links": lambda: wikipedia(DUMP),
    "wikipedia-png": lambda: wikipedia(PNG),
    "wikipedia-namespace": lambda: wikipedia(wiki(b"enwiki"), namespaces="0,Cookbok"),
    "wikipedia-variant": lambda: wikipedia(wiki(b"enwiki"), variant="zh-xx"),
    "wikipedia-wikis": lambda: wikipedia(wiki(b"enwiki"), wiki(b"itwiki")),
    "templates-missing": lambda: wikipedia(wiki(b"enwiki"), templates="absent"),
    "templates-unknown-function": lambda: rules('# mine\n* | foo => {shout: 1}\n  {{foo|a}} => A\n'),
    "templates-no-example": lambda: rules("* | foo => {1}\n"),
    "templates-syntax": lambda: rules("* | foo => {1\n  {{foo|a}} => a\n"),
    "templates-wrong-example": lambda: rules("* | foo => {1}\n  {{foo|a}} => b\n"),
    "templates-wikiextractor": lambda: wikipedia(b'{"id": "1", "title": "A", "text": "a"}\n', templates="absent"),
    "wikiextractor-no-json": lambda: wikipedia(b'{"id": "1", "title": "A"'),
    "wikiextractor-variant": lambda: wikipedia(b'{"id": "1", "title": "A", "text": "a"}\n', variant="zh-hant"),
    "wikiextractor-math": lambda: [wikipedia(b'{"id": "1", "title": "A", "text": "a"}\n'),
                                   Command(prepare("wikipedia", math="source", input="bad.xml") + ["--keep-disambiguation"])][1],
    "wikiextractor-no-title": lambda: wikipedia(b'{"id": "1", "text": "a"}\n'),
    "pubmed-cut": lambda: pubmed(RECORD[:-5]),
    "pubmed-gzip-cut": lambda: pubmed(gzip.compress(RECORD)[:-12]),
    "pubmed-utf16": lambda: pubmed(RECORD.decode().encode("utf-16")),
    "pubmed-no-abstract": lambda: pubmed(RECORD.replace(b"graph", b" ")),
    "pubmed-no-links": lambda: pubmed(RECORD),
    "pubmed-png": lambda: pubmed(PNG),
    "pubmed-limit": lambda: Command(prepare("pubmed", input="-", limit="3")),
    "table-missing": lambda: table_file(None, name="absent.csv"),
    "table-no-column": lambda: table_file(b"t,label\na,x\n"),
    "table-more-columns": lambda: table_file(b"t,y\na,x\na, graph,y\n"),
    "table-open-quote": lambda: table_file(b't,y\n"a,x\n'),
    "table-latin1": lambda: table_file(b"t,y\nm\xf6chte,x\n"),
    "table-nan": lambda: table_file(b"t,y\na,0.5\nb,nan\n"),
    "table-decimal-comma": lambda: table_file(b't,y\na,1\nb,"1,5"\n'),
    "table-number-wanted": lambda: table_file(b"t,y\na,much\n", "--number-label"),
    "table-no-form": lambda: table_file(b"t,y\na,x\n", name="bad.txt"),
    "table-pipe": lambda: table_file(None, "--format", "csv", name="/dev/stdin", given=b"t,y\na,x\n"),
    "table-standard-input": lambda: table_file(None, "--format", "csv", "--class-label", name="-", given=b"t,y\na,x\n"),
    "table-needs-columns": lambda: table_file(b"a,x\n", "--no-header"),
    "conll-columns": lambda: conll(b"a\tO\nb\n"),
    "conll-tag": lambda: conll(b"a\tO\nb\tPER-B\n"),
    "conll-two-schemes": lambda: conll(b"a\tS-x\nb\tU-x\n"),
    "task-missing": lambda: [task(), (BadInput.folder / "bad-task/train.json").unlink()][0],
    "task-empty": lambda: task(kind="multiple_choice"),
    "task-no-json": lambda: task('{"sentence": "a'),
    "task-not-an-object": lambda: task("[1]"),
    "task-field-missing": lambda: task({"sentence": "a"}),
    "task-field-wrong": lambda: task({"sentence": 7, "label": "x"}),
    "task-other-type": lambda: task(*CLASSES, kind="token_classification"),
    "task-one-label": lambda: tags("O", "O"),
    "task-unknown-label": lambda: task(dev=[{"sentence": "a", "label": "z"}]),
    "task-label-not-named": lambda: task(task__labels="x,z"),
    "task-label-kinds": lambda: task({"sentence": "a", "label": [0, 1]}),
    "task-tags-for-tokens": lambda: tags("O", "B-x", "O"),
    "task-tags-are-numbers": lambda: tags(0, 1),
    "task-answers": lambda: question(answers={"answer_start": [2, 3], "text": ["graph"]}),
    "task-no-answer": lambda: question(answers={"answer_start": [], "text": []}),
    "task-choice-label": lambda: choices(label=2),
    "task-choice-endings": lambda: choices(ending2="d"),
    "task-metric": lambda: task(task__metric="seqeval_f1"),
    "task-too-long": lambda: task(task__max_length=4096),
    "model-too-many-layers": lambda: [altered("good/exported", "layers", lambda m: (m / "config.json").write_text(
        json.dumps({**json.loads((m / "config.json").read_text()), "num_hidden_layers": 100000}))),
        pretrain("model.from=layers")][1],
    "export-missing": lambda: Command(["export", "--model", "absent", "--output", "out"]),
    "export-config-png": lambda: model(lambda m: (m / "config.json").write_bytes(PNG)),
    "export-model-truncated": lambda: model(lambda m: cut(m / "model.safetensors")),
    "export-model-png": lambda: model(lambda m: (m / "model.safetensors").write_bytes(PNG)),
    "export-model-empty": lambda: model(lambda m: (m / "model.safetensors").write_bytes(b"")),
    "export-torch-code": lambda: torch_model(zipped(b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00evil\x85R.")),
    "export-torch-old": lambda: torch_model(b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."),
    "export-part-missing": lambda: parts({"x": "b.safetensors"}),
    "export-part-outside": lambda: parts({"x": "../a.safetensors"}),
    "export-tensorflow-several": lambda: tensorflow(two_checkpoints),
    "export-tensorflow-cut": lambda: tensorflow(lambda _, index, data: data.write_bytes(data.read_bytes()[:9000])),
    "export-tensorflow-data-missing": lambda: tensorflow(lambda _, index, data: data.unlink()),
    "export-tensorflow-index-missing": lambda: tensorflow(lambda _, index, data: index.unlink()),
    "export-tensorflow-altered": lambda: tensorflow(lambda _, index, data: data.write_bytes(b"\1" + data.read_bytes()[1:])),
    "export-tensorflow-index": lambda: tensorflow(lambda _, index, data: index.write_bytes(PNG)),
    "export-hub-missing": lambda: Command(["export", "--model", "org/absent", "--output", "out"]),
    "export-foreign": lambda: Command(["export", "--model", "good/exported", "--output", foreign("hers")]),
    "export-full-disk": lambda: full(["export", "--model", "good/exported", "--output", "SMALL/model"], 64),
}


class BadInput(Program):
    RUN = {"training__steps": 8, "training__save_every": 4, "run__folder": "good/runs", "data__corpus": "good/corpus"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maxDiff = None
        good = cls.folder / "good"
        good.mkdir()
        for name in ("documents.jsonl", "vocab.txt", "corpus"):
            (cls.folder / name).rename(good / name)
        write_documents(cls.folder / "other.jsonl", seed=2)
        cls.run_program("prepare", "jsonl", "--input", "other.jsonl", "--vocab", "good/vocab.txt", "--output", "good/other")
        (cls.folder / "small.txt").write_text("".join((good / "vocab.txt").read_text().splitlines(True)[:-5]))
        cls.run_program("prepare", "jsonl", "--input", "other.jsonl", "--vocab", "small.txt", "--output", "good/small-vocabulary")
        cls.run_program("prepare", "jsonl", "--input", "other.jsonl", "--vocab", "good/vocab.txt", "--strip-accents", "no", "--output", "good/accents")
        cls.run_program("vocab", "--from", "good/vocab.txt", "--output", "good/tokenizer")
        cls.configuration("run", **cls.RUN).rename(good / "run.yaml")
        (good / "letters.txt").write_text(" ".join(chr(c) for c in range(0x3400, 0x9000)))
        cls.pretrain("good/run.yaml")
        cls.run_program("export", "--model", "good/runs/run", "--output", "good/exported")

    @staticmethod
    def damage_numbers(path):
        """One bit within a dataset of small numbers, which stand at multiples of 4,096 bytes: tokens, in-degrees."""
        content = path.read_bytes()
        pages = (content[at:at + 64] for at in range(0, len(content), 4096))
        small = [not any(page[1::2]) and sum(map(bool, page[::2])) > 8 for page in pages]
        damaged(path, small.index(True) * 4096 + 8)

    def launch(self, command, ranks):
        words = (["mpirun", "-n", str(ranks)] if ranks else []) + [LINKBERT, *map(str, command.arguments)]
        disk = command.disk
        return subprocess.run((disk.prefix if disk else []) + words, cwd=self.folder, env=ENVIRONMENT, input=command.given,
                              stdout=command.output, stderr=subprocess.PIPE, preexec_fn=disk.before_exec if disk else None, timeout=120)

    def check(self, name):
        self.keep_only_good()
        row, command = table()[name], CASES[name]()
        for ranks in RANKS.get(name, (0,)):
            for leftover in ("out", "runs"):
                shutil.rmtree(self.folder / leftover, ignore_errors=True)
            before = snapshot(self.folder / "good")
            ended = self.launch(command, ranks)
            errors = ended.stderr.decode(errors="replace")
            with self.subTest(ranks=ranks, errors=errors):
                self.assertEqual(ended.returncode, row.code)
                self.assertEqual(errors.count("linkbert: error: "), 1)
                self.assertGreater(len(row.fragments), 0)
                for fragment in row.fragments:
                    self.assertIn(fragment, errors)
                self.assertLess(max(map(len, errors.splitlines())), 1200)
                self.assertEqual(snapshot(self.folder / "good"), before)
                self.assertEqual(self.finished_outputs(command), [])
                if command.disk:
                    self.check_what_is_left(command.disk)

    def keep_only_good(self):
        for path in self.folder.iterdir():
            if path.is_dir() and path.name != "good":
                shutil.rmtree(path)
            elif path.name != "good":
                path.unlink()

    def finished_outputs(self, command):
        """What a reader would take for a finished corpus, checkpoint, model or vocabulary."""
        marks = {"manifest.json", "config.json", "model.safetensors"} | ({"vocab.txt"} if command.arguments[0] == "vocab" else set())
        return [str(path) for folder in ("out", "runs") for path in (self.folder / folder).rglob("*") if path.name in marks]

    def check_what_is_left(self, disk):
        """Whole files under final names only; the checkpoints before the one that failed."""
        names = [path.name for path in disk.left.rglob("*") if path.is_file()]
        self.assertFalse([name for name in names if name in ("vocab.txt", "config.json") and "state.json" not in names], names)
        manifests = list(disk.left.rglob("manifest.json"))
        for manifest in manifests:
            self.run_program("inspect", "checkpoint", manifest.parent)
        if "metrics.jsonl" in names and disk.prefix:
            self.assertEqual(len(manifests), 2, names)

    def test_the_table_and_the_tests_have_the_same_rows(self):
        self.assertEqual(sorted(table()), sorted(CASES))


for case in CASES:
    setattr(BadInput, "test_" + case.replace("-", "_"), lambda self, case=case: self.check(case))

if __name__ == "__main__":
    unittest.main(verbosity=2)
