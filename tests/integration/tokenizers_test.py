"""Tokenizers of other people's folders: the ids of `linkbert tokenize`, of corpora, exports and step folders are those of
transformers' AutoTokenizer, whichever files there are and whatever they say.

Run by the reference Python; see docs/testing.md."""
import itertools
import json
import os
import random
import shutil
import subprocess
import unittest

import tokenizers
import torch
import transformers

from harness import ENVIRONMENT, LINKBERT, SPECIALS, WORDS, Program, write_task

MINILM = os.environ.get("LINKBERT_TEST_MINILM", "")
LETTERS = "abcdefghijklmnopqrstuvwxyzABMöäüéßıσ中日0123456789.,[]<>/@$"
MARKERS = ["[SUBJ]", "[/SUBJ]", "<e1>", "@GENE$"]
TEXTS = ["möchte mochte MÖCHTE", "İstanbul Straße ΣΑΣ", "cafe\u0301 CAFE\u0301", "中日 中文b", "a\u0000b\u200dc", "\ue000x\u0085y",
         "[SUBJ] graph [/SUBJ] and <e1>node@GENE$", "[SUBJ][SUBJ]x[SUBJ", "[ SUBJ ]", "xfoo Foo FOO foo_ foo", "[MASK] [mask] [SEP]"]
# Added to a vocabulary: special ones, one of each flag, and enough to see how their embeddings are drawn.
GROWTH = [{"content": "[SUBJ]", "special": True, "normalized": False}, {"content": "<e1>", "special": True, "normalized": False, "lstrip": True},
          {"content": "foo", "special": False, "normalized": True, "single_word": True},
          {"content": "Straße", "special": False, "normalized": False, "rstrip": True},
          *({"content": f"[E{i}]", "special": True, "normalized": False} for i in range(36))]


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

    # Growth beside transformers' resize_token_embeddings (core/weight_files/vocabulary_growth.h)

    def grown_by_transformers(self, model, kind):
        """The network and tokenizer of `model` with GROWTH added there; what is a piece already gets no second row."""
        torch.manual_seed(2)
        network = kind.from_pretrained(model)
        tokenizer = transformers.AutoTokenizer.from_pretrained(model)
        tokenizer.add_tokens([tokenizers.AddedToken(**token) for token in GROWTH])
        network.resize_token_embeddings(len(tokenizer))
        return network, tokenizer

    def assert_drawn_as_by_transformers(self, ours, theirs, old_rows):
        """Old rows bit for bit; new ones of the distribution that transformers draws from, along the axes of its covariance."""
        self.assertEqual(ours.shape, theirs.shape)
        self.assertTrue(torch.equal(ours[:old_rows], theirs[:old_rows]))
        old = theirs[:old_rows].double()
        mean = old.mean(0)
        variances, axes = torch.linalg.eigh((old - mean).T @ (old - mean) / old_rows * 1e-9)
        largest = slice(-16, None)  # the others are of the size of a float's last bit
        for new in (ours[old_rows:].double(), theirs[old_rows:].double()):
            self.assertFalse(torch.equal(new[0], new[1]))  # transformers took the covariance for positive definite
            self.assertLess((new - mean).abs().max().item(), 6 * (1e-9 * old.var(0).max()).sqrt().item() + 1e-8)
            scores = ((new - mean) @ axes)[:, largest] / variances[largest].sqrt()
            self.assertLess(scores.mean().abs().item(), 6 / scores.numel() ** 0.5)
            self.assertLess(abs(scores.square().mean().item() - 1), 6 * (2 / scores.numel()) ** 0.5)

    def assert_same_grown_ids(self, folder, tokenizer):
        texts = TEXTS + random_texts()
        texts += [text.replace("foo", draw["content"]) for text, draw in zip(texts, itertools.cycle(GROWTH))]
        for text, seen, wanted in zip(texts, self.ids(folder, texts), tokenizer(texts)["input_ids"], strict=True):
            self.assertEqual(seen, wanted, repr(text))
        again = transformers.AutoTokenizer.from_pretrained(folder)
        self.assertEqual(again(texts)["input_ids"], tokenizer(texts)["input_ids"])

    def test_a_grown_vocabulary_is_that_of_resize_token_embeddings(self):
        self.write("tokenizer_config.json", {"do_lower_case": True})
        self.write_weights()
        network = transformers.BertForPreTraining.from_pretrained(self.model)
        with torch.no_grad():
            network.cls.predictions.bias.normal_(0.5, 1.0)  # transformers begins it with zeros
        network.save_pretrained(self.model)
        theirs, tokenizer = self.grown_by_transformers(self.model, transformers.BertForMaskedLM)
        self.run_program("vocab", "--from", "model", "--add-tokens", json.dumps(GROWTH), "--output", "wide")
        shutil.copy(self.model / "config.json", self.folder / "wide")
        self.assert_same_grown_ids(self.folder / "wide", tokenizer)
        self.run_program("prepare", "jsonl", "--input", "documents.jsonl", "--vocab", "wide", "--output", "wide-corpus")
        self.pretrain_from("wide-corpus", f"model.add_tokens={json.dumps(GROWTH)}", "schedule.learning_rate=0")
        step = self.folder / "runs/wide-corpus/checkpoints/step-00000002"
        ours, info = transformers.BertForMaskedLM.from_pretrained(step, output_loading_info=True)
        self.assertEqual(set(info["missing_keys"]), set())
        self.assert_drawn_as_by_transformers(ours.get_input_embeddings().weight, theirs.get_input_embeddings().weight, len(pieces()))
        self.assertTrue(torch.equal(ours.cls.predictions.bias, theirs.cls.predictions.bias))
        self.assertEqual(ours.cls.predictions.bias[len(pieces()):].abs().max().item(), 0)
        for model in (ours, theirs):
            decoder = model.cls.predictions.decoder
            self.assertEqual(decoder.weight.data_ptr(), model.get_input_embeddings().weight.data_ptr())
            self.assertTrue(torch.equal(decoder.bias, model.cls.predictions.bias))
            self.assertEqual(model.config.vocab_size, len(tokenizer))
        self.assert_same_grown_ids(step, tokenizer)

    @unittest.skipUnless(MINILM, "not run: needs LINKBERT_TEST_MINILM, the folder of a trained model")
    def test_a_grown_minilm_is_that_of_resize_token_embeddings(self):
        theirs, tokenizer = self.grown_by_transformers(MINILM, transformers.BertModel)
        self.assertEqual(len(tokenizer), 30522 + len(GROWTH) - 1)  # "foo" is a piece
        write_task(self.folder / "task", sizes=(("train", 16), ("dev", 4), ("test", 4)))
        self.finetune("minilm", "--model", MINILM, "--set", f"model.add_tokens={json.dumps(GROWTH)}", training__epochs=1,
                      training__save_every=100, schedule__learning_rate=0)
        folder = self.folder / "runs/minilm/model"
        ours = transformers.BertModel.from_pretrained(folder)
        self.assert_drawn_as_by_transformers(ours.get_input_embeddings().weight, theirs.get_input_embeddings().weight, 30522)
        for name, tensor in theirs.state_dict().items():
            if name != "embeddings.word_embeddings.weight":
                self.assertTrue(torch.equal(ours.state_dict()[name], tensor), name)
        self.run_program("export", "--model", folder, "--output", "minilm-exported")
        self.assert_same_grown_ids(self.folder / "minilm-exported", tokenizer)

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
