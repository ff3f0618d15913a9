"""Tokenizers of other people's folders: the ids of `linkbert tokenize`, of corpora, exports and step folders are those of
transformers' AutoTokenizer, whichever files there are and whatever they say.

Run by the reference Python; see docs/testing.md."""
import itertools
import json
import random
import shutil
import subprocess
import unittest

import tokenizers
import torch
import transformers

from harness import ENVIRONMENT, LINKBERT, SPECIALS, WORDS, Program

LETTERS = "abcdefghijklmnopqrstuvwxyzABMöäüéßıσ中日0123456789.,[]<>/@$"
MARKERS = ["[SUBJ]", "[/SUBJ]", "<e1>", "@GENE$"]
TEXTS = ["möchte mochte MÖCHTE", "İstanbul Straße ΣΑΣ", "cafe\u0301 CAFE\u0301", "中日 中文b", "a\u0000b\u200dc", "\ue000x\u0085y",
         "[SUBJ] graph [/SUBJ] and <e1>node@GENE$", "[SUBJ][SUBJ]x[SUBJ", "[ SUBJ ]", "xfoo Foo FOO foo_ foo", "[MASK] [mask] [SEP]"]


def pieces():
    return [*SPECIALS, *LETTERS, *("##" + c for c in LETTERS), *WORDS, "mo", "##chte", "mochte", "möchte"]


def random_texts(count=300):
    draw = random.Random(3)
    parts = [*MARKERS, *WORDS[:6], "foo", "FOO", " ", " ", "  ", "\u3000", "é", "\u0301", "_", ".", "[", "中", "Ö", "\t", "1"]
    return ["".join(draw.choice(parts) for _ in range(draw.randint(1, 14))).replace("\n", " ") for _ in range(count)]


class Tokenizers(Program):
    def setUp(self):
        self.model = self.folder / "model"
        shutil.rmtree(self.model, ignore_errors=True)
        self.model.mkdir()
        (self.model / "vocab.txt").write_text("\n".join(pieces()) + "\n", encoding="utf-8")
        self.write("config.json", {"model_type": "bert", "vocab_size": len(pieces()), "hidden_size": 32, "num_hidden_layers": 2,
                                   "num_attention_heads": 2, "intermediate_size": 64, "max_position_embeddings": 64})

    def write(self, name, content):
        (self.model / name).write_text(json.dumps(content), encoding="utf-8")

    def write_weights(self, folder=None, tokens=None):
        torch.manual_seed(1)
        config = transformers.BertConfig.from_pretrained(self.model)
        config.vocab_size = tokens or config.vocab_size
        transformers.BertForPreTraining(config).save_pretrained(folder or self.model)

    def ids(self, vocabulary, texts, *options):
        process = subprocess.run([LINKBERT, "tokenize", "--vocab", vocabulary, "--special", *options], cwd=self.folder, env=ENVIRONMENT,
                                 input="\n".join(texts) + "\n", capture_output=True, text=True, encoding="utf-8")
        self.assertEqual(process.returncode, 0, process.stderr)
        return [json.loads(line)["ids"] for line in process.stdout.split("\n")[:-1]]

    def assert_same_ids(self, ours, theirs=None, *options):
        texts = TEXTS + random_texts()
        tokenizer = transformers.AutoTokenizer.from_pretrained(theirs or ours)
        for text, seen, wanted in zip(texts, self.ids(ours, texts, *options), tokenizer(texts)["input_ids"], strict=True):
            self.assertEqual(seen, wanted, repr(text))

    def test_options_of_tokenizer_config_are_obeyed(self):
        for lower, strip, chinese in itertools.product((True, False), (None, True, False), (True, False)):
            with self.subTest(lower=lower, strip=strip, chinese=chinese):
                self.write("tokenizer_config.json", {"do_lower_case": lower, "strip_accents": strip, "tokenize_chinese_chars": chinese})
                self.assert_same_ids(self.model)

    def test_options_of_the_command_line_are_those_of_a_folder(self):
        self.write("tokenizer_config.json", {"do_lower_case": True, "strip_accents": False, "tokenize_chinese_chars": False})
        self.assert_same_ids(self.model / "vocab.txt", self.model, "--strip-accents", "no", "--chinese-characters", "no")
        self.write("tokenizer_config.json", {"do_lower_case": False, "strip_accents": True})
        self.assert_same_ids(self.model / "vocab.txt", self.model, "--cased", "--strip-accents", "yes")

    def test_vocabularies_with_marks_padding_and_blank_lines_give_the_same_ids(self):
        lines = pieces()
        for text in ("\r\n".join(lines) + "\r\n", "\n".join(lines) + "\n\n", "\n".join(lines), "  \n".join(lines) + "\t\n"):
            (self.model / "vocab.txt").write_bytes(text.encode())
            self.assert_same_ids(self.model)

    def saved(self, *, extra=(), words=(), **options):
        """What transformers saves today: tokenizer.json and no vocab.txt."""
        self.write("tokenizer_config.json", options)
        tokenizer = transformers.AutoTokenizer.from_pretrained(self.model)
        tokenizer.add_special_tokens({"additional_special_tokens": list(extra)})
        tokenizer.add_tokens(list(words))
        target = self.folder / "saved"
        shutil.rmtree(target, ignore_errors=True)
        tokenizer.save_pretrained(target)
        shutil.copy(self.model / "config.json", target)
        self.assertFalse((target / "vocab.txt").exists())
        return target, len(tokenizer)

    def test_folders_of_todays_transformers_open_and_survive_an_export(self):
        special = tokenizers.AddedToken("<e1>", special=True, rstrip=True, normalized=False)
        word = tokenizers.AddedToken("foo", single_word=True, lstrip=True)
        source, tokens = self.saved(extra=["[SUBJ]", special], words=["[/SUBJ]", word, tokenizers.AddedToken("@GENE$", normalized=False)],
                                    do_lower_case=True, strip_accents=False)
        self.assert_same_ids(source)
        self.write_weights(source, tokens)
        self.run_program("export", "--model", source, "--output", "exported")
        exported = self.folder / "exported"
        self.assert_same_ids(exported)
        self.assert_same_ids(exported, source)
        (exported / "tokenizer.json").unlink()  # vocab.txt, added_tokens.json and what transformers wrote
        self.assert_same_ids(exported, exported)

    def test_old_files_of_added_tokens_are_obeyed(self):
        count = len(pieces())
        self.write("added_tokens.json", {"[SUBJ]": count, "foo": count + 1})
        self.write("special_tokens_map.json", {"additional_special_tokens": ["[SUBJ]"], "mask_token": {"content": "[MASK]", "lstrip": True}})
        self.write("tokenizer_config.json", {"do_lower_case": True})
        self.assert_same_ids(self.model)
        self.write_weights(tokens=count + 2)
        self.run_program("export", "--model", self.model, "--output", "old-exported")
        self.assert_same_ids(self.folder / "old-exported", self.model)

    def test_tokenizer_json_is_what_transformers_saves(self):
        for options in ({}, {"do_lower_case": True, "strip_accents": False}, {"do_lower_case": False, "tokenize_chinese_chars": False}):
            self.write("tokenizer_config.json", options)
            shutil.rmtree(self.folder / "ours", ignore_errors=True)
            self.run_program("vocab", "--from", self.model, "--add-tokens", "[SUBJ], <e1>", "--output", "ours")
            ours = self.folder / "ours"
            shutil.copy(self.model / "config.json", ours)
            transformers.AutoTokenizer.from_pretrained(ours).save_pretrained(self.folder / "theirs")
            theirs = json.loads((self.folder / "theirs/tokenizer.json").read_text(encoding="utf-8"))
            self.assertEqual(json.loads((ours / "tokenizer.json").read_text(encoding="utf-8")), theirs)

    def test_embeddings_tell_umlauts_apart_where_the_folder_says_so(self):
        self.write_weights()
        (self.folder / "umlauts.jsonl").write_text('{"id": 1, "text": "möchte"}\n{"id": 2, "text": "mochte"}\n', encoding="utf-8")
        for strip in (None, False):
            self.write("tokenizer_config.json", {"do_lower_case": True, "strip_accents": strip})
            self.run_program("embed", "--model", self.model, "--input", "umlauts.jsonl", "--output", "vectors.jsonl")
            one, two = (json.loads(line)["embedding"] for line in (self.folder / "vectors.jsonl").read_text().splitlines())
            self.assertEqual(max(abs(a - b) for a, b in zip(one, two)) < 1e-5, strip is None)

    def pretrain_from(self, name, *settings, code=0):
        config = self.configuration(name, data__corpus=name, model__from="model", training__steps=2, training__save_every=2)
        more = [word for setting in settings for word in ("--set", setting)]
        return self.run_program("pretrain", "--config", config, *more, code=code)[1]

    def test_a_vocabulary_grows_and_the_run_keeps_it(self):
        self.write("tokenizer_config.json", {"do_lower_case": True, "strip_accents": False})
        self.write_weights()
        self.run_program("vocab", "--from", "model", "--add-tokens", "[SUBJ], <e1>", "--output", "grown")
        self.run_program("prepare", "jsonl", "--input", "documents.jsonl", "--vocab", "grown", "--output", "grown-corpus")
        manifest = json.loads((self.folder / "grown-corpus/manifest.json").read_text())["tokenizer"]
        self.assertEqual((manifest["strip_accents"], manifest["vocabulary_size"], len(manifest["added_tokens"])), (False, len(pieces()) + 2, 7))
        message = self.pretrain_from("grown-corpus", "run.name=refused", code=4)
        self.assertIn(f"of {len(pieces())} pieces is not that of grown-corpus, of {len(pieces()) + 2}", message)
        self.pretrain_from("grown-corpus", "model.add_tokens=[SUBJ], <e1>")
        step = self.folder / "runs/grown-corpus/checkpoints/step-00000002"
        shutil.copy(self.model / "config.json", self.folder / "grown")
        self.assert_same_ids(step, self.folder / "grown")
        self.assert_same_ids(step)
        message = self.pretrain_from("grown-corpus", "model.add_tokens=[SUBJ], <e2>", code=3)
        self.assertIn('model.add_tokens: was "[SUBJ], <e1>", now "[SUBJ], <e2>"', message)
        network = transformers.BertForMaskedLM.from_pretrained(step)
        self.assertEqual(network.get_input_embeddings().weight.shape[0], len(pieces()) + 2)

    def test_normalisers_that_differ_are_refused_where_they_meet(self):
        self.write("tokenizer_config.json", {"do_lower_case": True, "strip_accents": False})
        self.write_weights()
        self.run_program("prepare", "jsonl", "--input", "documents.jsonl", "--vocab", "model/vocab.txt", "--output", "stripped")
        message = self.pretrain_from("stripped", code=4)
        self.assertIn("do_lower_case true, strip_accents false; not do_lower_case true", message)
        self.run_program("prepare", "jsonl", "--input", "documents.jsonl", "--vocab", "model", "--output", "accents")
        config = self.configuration("mixed", data__corpus="stripped, accents", training__steps=2)
        self.assertIn("strip_accents false", self.run_program("pretrain", "--config", config, code=4)[1])


if __name__ == "__main__":
    unittest.main(verbosity=2)
