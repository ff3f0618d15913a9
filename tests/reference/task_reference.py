"""What LinkBERT's scripts make of a task's examples, restated over transformers' fast tokenizer.

  python task_reference.py features TYPE VOCAB cased|uncased INPUT.json OUTPUT.json [--max-length N] [--stride N]
  python task_reference.py answers INPUT.json FEATURES.json LOGITS.f32 OUTPUT.json [--n-best N] [--max-answer N] [--v2] [--threshold X]
  python task_reference.py examples SOURCE FOLDER OUTPUT.json      (SOURCE: made, xquad, newsqa, ncbi, medqa, rte)

features: one JSON object a line of OUTPUT. A question's chunks (run_qa.py's prepare_train_features, padding to the maximum as
LinkBERT's scripts do), a sentence's pieces with word labels (run_ner.py), a choice's or a text's sequence.
answers: utils_qa.py's postprocess_qa_predictions; LOGITS holds start and end of every token of every chunk, little-endian float32.
examples: JSON Lines of real data, or made ones with everything that is hard about offsets.
"""
import argparse
import csv
import json
import pathlib
import random
import sys

import numpy as np
from tokenizers import processors
from transformers import PreTrainedTokenizerFast

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from tokenizer_reference import tokenizer as plain_tokenizer  # noqa: E402


def fast_tokenizer(vocabulary, case):
    pieces = pathlib.Path(vocabulary).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    tokenizer = plain_tokenizer(pieces, case == "uncased")
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", pieces.index("[SEP]")), ("[CLS]", pieces.index("[CLS]")))
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]",
                                   unk_token="[UNK]", mask_token="[MASK]")


def read(path):
    return [json.loads(line) for line in pathlib.Path(path).read_text(encoding="utf-8").split("\n") if line.strip()]


def span_labels(offsets, sequence_ids, cls_index, answers):
    """run_qa.py, prepare_train_features."""
    if len(answers["answer_start"]) == 0:
        return cls_index, cls_index
    start_char = answers["answer_start"][0]
    end_char = start_char + len(answers["text"][0])
    token_start_index = 0
    while sequence_ids[token_start_index] != 1:
        token_start_index += 1
    token_end_index = len(offsets) - 1
    while sequence_ids[token_end_index] != 1:
        token_end_index -= 1
    if not (offsets[token_start_index][0] <= start_char and offsets[token_end_index][1] >= end_char):
        return cls_index, cls_index
    while token_start_index < len(offsets) and offsets[token_start_index][0] <= start_char:
        token_start_index += 1
    while offsets[token_end_index][1] >= end_char:
        token_end_index -= 1
    return token_start_index - 1, token_end_index + 1


def question_features(tokenizer, examples, max_length, stride):
    for number, example in enumerate(examples):
        made = tokenizer([example["question"].lstrip()], [example["context"]], truncation="only_second", max_length=max_length,
                         stride=stride, return_overflowing_tokens=True, return_offsets_mapping=True, return_token_type_ids=True,
                         padding="max_length")
        for i, ids in enumerate(made["input_ids"]):
            sequence_ids = made.sequence_ids(i)
            size = sum(made["attention_mask"][i])
            empty = 1 not in sequence_ids  # a context without a piece, on which the script fails
            start, end = (0, 0) if empty else span_labels(made["offset_mapping"][i], sequence_ids, ids.index(tokenizer.cls_token_id),
                                                          example["answers"])
            yield {"example": number, "ids": ids[:size], "types": made["token_type_ids"][i][:size], "start": start, "end": end,
                   "offsets": [list(o) if s == 1 else None for o, s in zip(made["offset_mapping"][i][:size], sequence_ids[:size])]}


def token_features(tokenizer, examples, max_length):
    for example in examples:
        made = tokenizer(example["tokens"], truncation=True, max_length=max_length, is_split_into_words=True)
        labels, previous = [], None
        for word in made.word_ids():
            labels.append(-100 if word is None or word == previous else example["ner_tags"][word])
            previous = word
        yield {"ids": made["input_ids"], "labels": labels}


def pair_features(tokenizer, pairs, max_length):
    for first, second in pairs:
        made = tokenizer([first], None if second is None else [second], truncation=True, max_length=max_length,
                         return_token_type_ids=True)
        yield {"ids": made["input_ids"][0], "types": made["token_type_ids"][0]}


def choice_pairs(examples):
    for example in examples:
        for i in range(sum(key.startswith("ending") for key in example)):
            yield example["sent1"], f"{example['sent2']} {example[f'ending{i}']}"


def write_features(args):
    tokenizer, examples = fast_tokenizer(args.vocabulary, args.case), read(args.input)
    features = {"question_answering": lambda: question_features(tokenizer, examples, args.max_length, args.stride),
                "token_classification": lambda: token_features(tokenizer, examples, args.max_length),
                "multiple_choice": lambda: pair_features(tokenizer, choice_pairs(examples), args.max_length),
                "sequence_classification": lambda: pair_features(
                    tokenizer, ((e.get("sentence1", e.get("sentence")), e.get("sentence2")) for e in examples), args.max_length)}
    with open(args.output, "w") as stream:
        for feature in features[args.type]():
            stream.write(json.dumps(feature) + "\n")


def choose(example, features, logits, args):
    """utils_qa.py, postprocess_qa_predictions, for one example."""
    least, found = None, []
    for feature, scores in zip(features, logits, strict=True):
        starts, ends, offsets = scores[:, 0], scores[:, 1], feature["offsets"]
        null = starts[0] + ends[0]
        if least is None or least["score"] > null:
            least = {"offsets": (0, 0), "score": null, "start_logit": starts[0], "end_logit": ends[0]}
        for s in np.argsort(starts)[-1: -args.n_best - 1: -1].tolist():
            for e in np.argsort(ends)[-1: -args.n_best - 1: -1].tolist():
                if offsets[s] is None or offsets[e] is None or e < s or e - s + 1 > args.max_answer:
                    continue
                found.append({"offsets": (offsets[s][0], offsets[e][1]), "score": starts[s] + ends[e], "start_logit": starts[s],
                              "end_logit": ends[e]})
    null_score = least["score"]
    if args.v2:
        found.append(least)
    answers = sorted(found, key=lambda x: x["score"], reverse=True)[:args.n_best]
    if args.v2 and not any(a["offsets"] == (0, 0) for a in answers):
        answers.append(least)
    for answer in answers:
        begin, end = answer.pop("offsets")
        answer["text"] = example["context"][begin:end]
    if len(answers) == 0 or (len(answers) == 1 and answers[0]["text"] == ""):
        answers.insert(0, {"text": "empty", "start_logit": 0.0, "end_logit": 0.0, "score": 0.0})
    scores = np.array([answer.pop("score") for answer in answers])
    shares = np.exp(scores - np.max(scores))
    for share, answer in zip(shares / shares.sum(), answers):
        answer["probability"] = share
    text, odds = answers[0]["text"], None
    if args.v2:
        best = next(answer for answer in answers if answer["text"] != "")
        odds = float(null_score - best["start_logit"] - best["end_logit"])
        text = "" if odds > args.threshold else best["text"]
    return {"text": text, "odds": odds, "n_best": [{k: v if isinstance(v, str) else float(v) for k, v in a.items()} for a in answers]}


def write_answers(args):
    examples, features = read(args.input), read(args.features)
    logits = np.fromfile(args.logits, dtype="<f4").reshape(-1, 2)
    per_example = [[] for _ in examples]
    at = 0
    for feature in features:
        size = len(feature["ids"])
        per_example[feature["example"]].append((feature, logits[at: at + size]))
        at += size
    assert at == len(logits), (at, len(logits))
    with open(args.output, "w") as stream:
        for example, parts in zip(examples, per_example):
            stream.write(json.dumps(choose(example, [p[0] for p in parts], [p[1] for p in parts], args)) + "\n")


WORDS = ["the", "Graph", "liNk", "données", "naïve", "e\u0301te\u0301", "\U0001d538\U0001d539", "\U0001f600", "中文", "ﬁne", "İzmir", "x\u200by", "don't",
         "(a)", "3.14", "\u1112\u1161\u11ab", "ß", "\u00a0", "unaffable", "…"]


def made_examples(draw):
    """Questions: answers anywhere, at chunk borders, of one word, beyond the BMP, none; empty contexts and questions."""
    for number in range(120):
        words = [draw.choice(WORDS) for _ in range(draw.choice([0, 1, 3, 20, 60, 200]))]
        context = " ".join(words)
        answers = {"answer_start": [], "text": []}
        if words and draw.random() < 0.9:
            first = draw.randrange(len(words))
            last = min(len(words), first + draw.randint(1, 4))
            begin = len(" ".join(words[:first])) + (first > 0)
            answers = {"answer_start": [begin], "text": [" ".join(words[first:last])]}
        yield {"id": f"q{number}", "question": " ".join(draw.choice(WORDS) for _ in range(draw.randint(0, 9))), "context": context,
               "answers": answers}


def made_sentences(draw):
    for number in range(120):
        tokens = [draw.choice(WORDS + [" ", "", "\u200b"]) for _ in range(draw.choice([0, 1, 5, 20, 60]))]
        yield {"id": f"s{number}", "tokens": tokens, "ner_tags": [draw.choice(["O", "B-x", "I-x"]) for _ in tokens]}


def made_choices(draw):
    def text(most):
        return " ".join(draw.choice(WORDS) for _ in range(draw.randint(0, most)))
    for number in range(80):
        yield {"id": f"c{number}", "sent1": text(30), "sent2": text(10), **{f"ending{i}": text(25) for i in range(3)}, "label": number % 3}


def real_questions(source, folder):
    if source == "newsqa":
        for line in read(folder / "qa/mrqa/NewsQA_sample.jsonl"):
            for qa in line["qas"]:
                answers = qa["detected_answers"]
                yield {"id": qa["qid"], "question": qa["question"], "context": line["context"], "answers": {
                    "answer_start": [a["char_spans"][0][0] for a in answers], "text": [a["text"] for a in answers]}}
        return
    for article in json.loads((folder / "qa/xquad/xquad.en.json").read_text())["data"]:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                yield {"id": qa["id"], "question": qa["question"], "context": paragraph["context"], "answers": {
                    "answer_start": [a["answer_start"] for a in qa["answers"]], "text": [a["text"] for a in qa["answers"]]}}


def real_sentences(path):
    tokens, tags = [], []
    for line in path.read_text(encoding="utf-8").split("\n") + [""]:
        if line.strip():
            token, tag = line.split("\t")
            tokens.append(token), tags.append(tag.strip())
        elif tokens:
            yield {"id": str(len(tokens)), "tokens": tokens, "ner_tags": tags}
            tokens, tags = [], []


def real_choices(path):
    for number, line in enumerate(read(path)):
        yield {"id": str(number), "sent1": line["question"], "sent2": "", "label": ord(line["answer_idx"]) - 65,
               **{f"ending{i}": line["options"]["ABCD"[i]] for i in range(4)}}


def real_pairs(path):
    with open(path, newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield {"id": row["index"], "sentence1": row["sentence1"], "sentence2": row["sentence2"], "label": row["label"]}


def write_examples(args):
    folder, draw = pathlib.Path(args.folder), random.Random(7)
    examples = {"made-questions": lambda: made_examples(draw), "made-sentences": lambda: made_sentences(draw),
                "made-choices": lambda: made_choices(draw), "newsqa": lambda: real_questions("newsqa", folder),
                "xquad": lambda: real_questions("xquad", folder), "ncbi": lambda: real_sentences(folder / "blurb/NCBI-disease/test.tsv"),
                "medqa": lambda: real_choices(folder / "medqa/phrases_no_exclude_first400.jsonl"),
                "rte": lambda: real_pairs(folder / "glue/RTE/dev.tsv")}
    with open(args.output, "w") as stream:
        for example in examples[args.source]():
            stream.write(json.dumps(example) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("features")
    for name in ("type", "vocabulary", "case", "input", "output"):
        command.add_argument(name)
    command.add_argument("--max-length", type=int, default=384)
    command.add_argument("--stride", type=int, default=128)
    command.set_defaults(run=write_features)
    command = commands.add_parser("answers")
    for name in ("input", "features", "logits", "output"):
        command.add_argument(name)
    command.add_argument("--n-best", type=int, default=20)
    command.add_argument("--max-answer", type=int, default=30)
    command.add_argument("--v2", action="store_true")
    command.add_argument("--threshold", type=float, default=0)
    command.set_defaults(run=write_answers)
    command = commands.add_parser("examples")
    for name in ("source", "folder", "output"):
        command.add_argument(name)
    command.set_defaults(run=write_examples)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
