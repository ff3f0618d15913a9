"""`linkbert embed` gives the vectors that transformers gives, and `evaluate --dataset retrieval` the figures of scikit-learn.

Run by the reference Python; see docs/testing.md and docs/evaluation.md."""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

import numpy
import sklearn.metrics
import torch
import transformers

from harness import ENVIRONMENT, LINKBERT, ROOT, WORDS, write_vocabulary

MINILM = os.environ.get("LINKBERT_TEST_MINILM", "")
DATA = os.environ.get("LINKBERT_TEST_DATA", "")


def write_lines(path, lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def read_lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory(prefix="linkbert-test-")
        cls.folder = pathlib.Path(cls._folder.name)
        draw = random.Random(11)
        cls.texts = [{"id": f"t{i}" if i % 2 else i, "text": " ".join(draw.choice(WORDS) for _ in range(draw.randint(0, 90)))}
                     for i in range(60)]
        write_lines(cls.folder / "texts.jsonl", cls.texts)

    @classmethod
    def tearDownClass(cls):
        cls._folder.cleanup()

    @classmethod
    def run_program(cls, *arguments, ranks=0, code=0):
        command = (["mpirun", "-n", str(ranks)] if ranks else []) + [LINKBERT, *map(str, arguments)]
        process = subprocess.run(command, cwd=cls.folder, env=ENVIRONMENT, capture_output=True, text=True)
        if process.returncode != code:
            raise AssertionError(f"{arguments} exited with {process.returncode}, wanted {code}:\n{process.stdout}\n{process.stderr}")
        return process.stdout if code == 0 else process.stderr

    def embed(self, model, pooling, *options, ranks=0):
        output = self.folder / f"{pooling}-{ranks}.jsonl"
        self.run_program("embed", "--model", model, "--input", "texts.jsonl", "--pooling", pooling, "--output", output, *options, ranks=ranks)
        return read_lines(output)

    def reference(self, model, pooling, length):
        tokenizer = transformers.AutoTokenizer.from_pretrained(model)
        network = transformers.AutoModel.from_pretrained(model).eval()
        vectors = []
        for text in self.texts:
            inputs = tokenizer(text["text"], truncation=True, max_length=length, return_tensors="pt")
            with torch.no_grad():
                outputs = network(**inputs)
            hidden = outputs.last_hidden_state[0]
            vectors.append({"cls": hidden[0], "mean": hidden.mean(0), "none": hidden, "pooler": outputs.pooler_output[0]}[pooling])
        return vectors

    def assert_equal_vectors(self, model, pooling, length, ours):
        self.assertEqual([line["id"] for line in ours], [text["id"] for text in self.texts])
        for line, vector in zip(ours, self.reference(model, pooling, length), strict=True):
            mine = torch.tensor(line["embedding"])
            self.assertEqual(mine.shape, vector.shape)
            self.assertLessEqual((mine - vector).abs().max().item(), 1e-5 * max(1.0, vector.abs().max().item()))


class Embed(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        torch.manual_seed(3)
        cls.model = cls.folder / "model"
        cls.model.mkdir()
        write_vocabulary(cls.model / "vocab.txt")
        pieces = len((cls.model / "vocab.txt").read_text().splitlines())
        config = transformers.BertConfig(vocab_size=pieces, hidden_size=48, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96,
                                         max_position_embeddings=64)
        network = transformers.BertModel(config)
        for parameter in network.parameters():
            torch.nn.init.normal_(parameter, std=0.2)  # far from what a new model has, so that every part shows
        network.save_pretrained(cls.model)
        transformers.BertTokenizerFast(str(cls.model / "vocab.txt")).save_pretrained(cls.model)

    def test_every_pooling_is_that_of_transformers(self):
        for pooling in ("cls", "mean", "pooler", "none"):
            with self.subTest(pooling=pooling):
                self.assert_equal_vectors(self.model, pooling, 64, self.embed(self.model, pooling))

    def sentence_folder(self, part, pooling, modules=("Transformer", "Pooling", "Normalize"), **settings):
        """A folder as sentence-transformers lay it out, the transformer in `part`."""
        folder = self.folder / "sentences"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.model, folder / part if part else folder)
        paths = (part, *(f"{number}_{kind}" for number, kind in enumerate(modules[1:], 1)))
        (folder / "modules.json").write_text(json.dumps(
            [{"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"} for i, (path, kind) in enumerate(zip(paths, modules))]))
        (folder / "1_Pooling").mkdir(exist_ok=True)
        (folder / "1_Pooling/config.json").write_text(json.dumps({"word_embedding_dimension": 48, **pooling}))
        (folder / part / "sentence_bert_config.json").write_text(json.dumps({"do_lower_case": False, **settings}))
        return folder

    def embed_as_the_folder_says(self, folder):
        said = self.run_program("embed", "--model", folder, "--input", "texts.jsonl", "--output", "said.jsonl")
        return said, read_lines(self.folder / "said.jsonl")

    def test_folders_of_sentence_transformers_say_how(self):
        for part, pooling in (("", "cls"), ("0_Transformer", "mean")):
            folder = self.sentence_folder(part, {"pooling_mode_cls_token": pooling == "cls", "pooling_mode_mean_tokens": pooling == "mean"}, max_seq_length=20)
            said, ours = self.embed_as_the_folder_says(folder)
            self.assertIn(f"pooling {pooling}, at most 20 tokens, of length 1", said)
            for line, vector in zip(ours, self.reference(self.model, pooling, 20), strict=True):
                self.assertLessEqual((torch.tensor(line["embedding"]) - vector / vector.norm()).abs().max().item(), 1e-5)
            self.assert_equal_vectors(self.model, "mean", 64, self.embed(folder, "mean", "--max-length", 64))  # --pooling goes before it

    def test_what_sentence_transformers_do_otherwise_is_refused(self):
        pooling = {"pooling_mode_mean_tokens": True}
        for named in ("Dense", "pooling_mode_max_tokens", "max_seq_length"):
            made = self.sentence_folder("", {"pooling_mode_max_tokens": True} if named == "pooling_mode_max_tokens" else pooling,
                          ("Transformer", "Pooling", "Dense") if named == "Dense" else ("Transformer", "Pooling"),
                          max_seq_length="many" if named == "max_seq_length" else 30)
            message = self.run_program("embed", "--model", made, "--input", "texts.jsonl", "--output", "refused.jsonl", code=4)
            self.assertIn(named, message)

    def test_ranks_give_the_same_in_the_same_order(self):
        for pooling in ("mean", "none"):
            self.assert_equal_vectors(self.model, pooling, 32, self.embed(self.model, pooling, "--max-length", 32, ranks=3))

    def test_a_bad_line_leaves_no_file(self):
        write_lines(self.folder / "bad.jsonl", [{"id": 1, "text": "graph"}, {"id": 2, "words": "edge"}])
        message = self.run_program("embed", "--model", self.model, "--input", "bad.jsonl", "--output", "bad-out.jsonl", ranks=2, code=4)
        self.assertEqual(message.count('bad.jsonl:2: field "text" is missing'), 1, message)
        self.run_program("embed", "--model", self.model, "--input", "texts.jsonl", "--output", "nowhere/out.jsonl", code=5)
        self.run_program("embed", "--model", self.model, "--input", "texts.jsonl", "--output", "o.jsonl", "--max-length", 65, code=2)
        self.run_program("embed", "--model", self.model, "--input", "texts.jsonl", "--output", "o.jsonl", "--pooling", "max", code=2)
        self.assertEqual([path.name for path in self.folder.iterdir() if "out" in path.name or path.name.startswith("o.")], [])

    def test_damaged_weights_are_told(self):
        damaged = self.folder / "damaged"
        network = transformers.BertModel.from_pretrained(self.model)
        network.embeddings.word_embeddings.weight.data.fill_(float("nan"))
        network.save_pretrained(damaged)
        for name in ("vocab.txt", "tokenizer_config.json"):
            (damaged / name).write_text((self.model / name).read_text()) if (self.model / name).exists() else None
        message = self.run_program("embed", "--model", damaged, "--input", "texts.jsonl", "--output", "damaged.jsonl", code=7)
        self.assertIn("not finite", message)
        self.assertFalse((self.folder / "damaged.jsonl").exists())

    # Retrieval

    def write_set(self, name, queries, corpus, relevance):
        folder = self.folder / name
        folder.mkdir()
        write_lines(folder / "queries.jsonl", queries)
        write_lines(folder / "corpus.jsonl", corpus)
        write_lines(folder / "relevance.jsonl", relevance)
        return folder

    def vectors_set(self, queries=40, documents=300, seed=5):
        """Vectors, and {query: {document: gain}}; the first queries are documents too."""
        draw = numpy.random.default_rng(seed)
        corpus = draw.normal(size=(documents, 12)).astype(numpy.float32)
        asked = numpy.concatenate([corpus[:10], draw.normal(size=(queries - 10, 12)).astype(numpy.float32)])
        gains = {q: {int(d): int(draw.integers(1, 4)) for d in draw.choice(documents, size=draw.integers(1, 6), replace=False) if d != q}
                 for q in range(queries)}
        return corpus, asked, gains

    @staticmethod
    def reference_figures(corpus, asked, gains, cosine):
        if cosine:
            corpus, asked = (x / numpy.linalg.norm(x, axis=1, keepdims=True) for x in (corpus, asked))
        scores = asked.astype(float) @ corpus.astype(float).T
        figures = {}
        for q, relevant in gains.items():
            if not relevant:
                continue
            documents = [d for d in range(len(corpus)) if d != q or q >= 10]
            order = sorted(documents, key=lambda d: -scores[q, d])
            places = [order.index(d) for d in relevant]
            for k in (1, 5, 10, 20, 100):
                figures.setdefault(f"recall@{k}", []).append(sum(place < k for place in places) / len(relevant))
            figures.setdefault("mrr", []).append(1 / (min(places) + 1))
            figures.setdefault("ndcg@10", []).append(sklearn.metrics.ndcg_score(
                [[relevant.get(d, 0) for d in documents]], [[scores[q, d] for d in documents]], k=10, ignore_ties=True))
        return figures

    def test_retrieval_of_vectors_is_scored_as_scikit_learn_does(self):
        corpus, asked, gains = self.vectors_set()
        gains[20] = {}
        lines = [{"query": q, "document": d, "relevance": gain} for q, relevant in gains.items() for d, gain in relevant.items()]
        folder = self.write_set("vectors", [{"id": q, "embedding": x.tolist()} for q, x in enumerate(asked)],
                                [{"id": d if d < 10 else f"d{d}", "embedding": x.tolist()} for d, x in enumerate(corpus)],
                                [{**line, "document": line["document"] if line["document"] < 10 else f"d{line['document']}"} for line in lines])
        for similarity in ("cosine", "dot"):
            output = self.run_program("evaluate", "--dataset", "retrieval", "--input", folder, "--similarity", similarity, "--json",
                                      "--output", f"scores-{similarity}")
            results = json.loads(output)
            self.assertEqual(results, json.loads((self.folder / f"scores-{similarity}/results.json").read_text()))
            self.assertEqual((results["queries"], results["queries_without_relevant_documents"], results["documents"]),
                             (sum(map(bool, gains.values())), sum(not x for x in gains.values()), 300))
            for name, values in self.reference_figures(corpus, asked, gains, similarity == "cosine").items():
                self.assertAlmostEqual(results["metrics"][name], numpy.mean(values), delta=1e-9, msg=name)
                self.assertAlmostEqual(results["standard_errors"][name], numpy.std(values, ddof=1) / len(values) ** 0.5, delta=1e-9, msg=name)

    def test_retrieval_of_texts_is_that_of_their_vectors(self):
        queries, corpus = self.texts[:12], self.texts[6:]
        relevance = [{"query": text["id"], "document": self.texts[(7 * i + 20) % 50 + 6]["id"]} for i, text in enumerate(queries)]
        texts = self.write_set("as-texts", queries, corpus, relevance)
        ours = json.loads(self.run_program("evaluate", "--dataset", "retrieval", "--model", self.model, "--input", texts, "--pooling", "cls",
                                           "--json", ranks=2))
        vectors = {line["id"]: line for line in self.embed(self.model, "cls")}
        as_vectors = self.write_set("as-vectors", [vectors[text["id"]] for text in queries], [vectors[text["id"]] for text in corpus], relevance)
        theirs = json.loads(self.run_program("evaluate", "--dataset", "retrieval", "--input", as_vectors, "--json"))
        self.assertEqual(ours["metrics"], theirs["metrics"])
        self.run_program("evaluate", "--dataset", "retrieval", "--input", texts, code=2)
        self.run_program("evaluate", "--dataset", "retrieval", "--model", self.model, "--input", as_vectors, code=2)

    def test_wrong_retrieval_files_are_told_by_line(self):
        good = {"id": "a", "embedding": [1, 2]}
        for name, corpus, relevance, wanted in (
                ("widths", [good, {"id": "b", "embedding": [1]}], [], "corpus.jsonl:2"),
                ("mixed", [good, {"id": "b", "text": "x"}], [], "corpus.jsonl:2"),
                ("twice", [good, good], [], "corpus.jsonl:2"),
                ("unknown", [good], [{"query": "a", "document": "z"}], "relevance.jsonl:1"),
                ("gain", [good], [{"query": "a", "document": "a", "relevance": "high"}], "relevance.jsonl:1"),
                ("nothing", [good], [{"query": "a", "document": "a", "relevance": 0}], "no query has a relevant document")):
            with self.subTest(name=name):
                folder = self.write_set("bad-" + name, [good], corpus, relevance or [{"query": "a", "document": "a"}])
                self.assertIn(wanted, self.run_program("evaluate", "--dataset", "retrieval", "--input", folder, code=4))


@unittest.skipUnless(MINILM, "not run: needs LINKBERT_TEST_MINILM")
class RealModel(Case):
    def test_vectors_are_those_of_transformers(self):
        for pooling in ("mean", "pooler"):
            self.assert_equal_vectors(MINILM, pooling, 128, self.embed(MINILM, pooling, "--max-length", 128))

    @unittest.skipUnless(DATA, "not run: needs LINKBERT_TEST_DATA")
    def test_finds_the_papers_that_held_out_papers_cite(self):
        subprocess.run([sys.executable, ROOT / "tests/support/acl_citations.py", DATA + "/citation/scisummnet_1000.tar.gz", self.folder / "acl",
                        "--papers", "300", "--held-out", "0.3"], check=True, capture_output=True)
        results = json.loads(self.run_program("evaluate", "--dataset", "retrieval", "--model", MINILM, "--input", "acl", "--max-length", "64",
                                              "--json", ranks=2))
        self.assertGreater(results["queries"], 30)
        by_chance = 10 / results["documents"]
        self.assertGreater(results["metrics"]["recall@10"], 5 * by_chance)


if __name__ == "__main__":
    unittest.main(verbosity=2)
