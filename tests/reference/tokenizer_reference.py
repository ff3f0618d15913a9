#!/usr/bin/env python3
"""Hugging Face's fast BERT tokenizer as the reference for data/tokens.

Usage: tokenizer_reference.py VOCAB cased|uncased|OPTIONS TEXT OUTPUT      (needs the `tokenizers` package)

OPTIONS is a JSON object: BertNormalizer's lowercase, strip_accents, handle_chinese_chars and clean_text, and "added", a
list of added tokens as in tokenizer.json, without ids.

TEXT holds one UTF-8 text a line ("\\n" alone ends a line). OUTPUT gets, line by line, little-endian 32-bit words:
n, ids[n], begins[n], ends[n], offsets in code points, without [CLS] and [SEP].
"""
import array
import json
import sys

from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def normalizer(lower_case, **options):
    return normalizers.BertNormalizer(**{"clean_text": True, "handle_chinese_chars": True, "strip_accents": None,
                                         "lowercase": lower_case, **options})


def tokenizer(pieces, lower_case, added=(), **options):
    """What transformers' BertTokenizerFast builds from a vocab.txt, less the template that adds [CLS] and [SEP]."""
    result = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]",
                                        max_input_chars_per_word=100, continuing_subword_prefix="##"))
    result.normalizer = normalizer(lower_case, **options)
    result.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    result.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in SPECIAL])
    for token in added:
        one = AddedToken(**token)
        (result.add_special_tokens if one.special else result.add_tokens)([one])
    return result


def main():
    vocabulary, case, text, output = sys.argv[1:]
    with open(vocabulary, encoding="utf-8", newline="\n") as file:
        pieces = file.read().removesuffix("\n").split("\n")
    with open(text, encoding="utf-8", newline="\n") as file:
        lines = file.read().removesuffix("\n").split("\n")
    words = array.array("i")
    options = json.loads(case) if case.startswith("{") else {"lowercase": case == "uncased"}
    for encoding in tokenizer(pieces, options.pop("lowercase"), **options).encode_batch(lines, add_special_tokens=False):
        words.append(len(encoding.ids))
        words.extend(encoding.ids)
        words.extend(begin for begin, _ in encoding.offsets)
        words.extend(end for _, end in encoding.offsets)
    with open(output, "wb") as file:
        words.tofile(file)


if __name__ == "__main__":
    main()
