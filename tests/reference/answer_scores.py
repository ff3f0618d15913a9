"""The official question answering scores, written from their definitions: SQuAD 1.1, SQuAD 2.0, MRQA.

Both normalise alike; a question's score is the best over its golds; figures are percentages."""
import collections
import re
import string


def normalize(text):
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def overlap(prediction, gold):
    """F1 of the bags of words; 0 without a common word."""
    ours, theirs = normalize(prediction).split(), normalize(gold).split()
    common = sum((collections.Counter(ours) & collections.Counter(theirs)).values())
    if common == 0:
        return 0.0
    precision, recall = common / len(ours), common / len(theirs)
    return 2 * precision * recall / (precision + recall)


def overlap_2(prediction, gold):
    """As in SQuAD 2.0: two answers without words are equal."""
    ours, theirs = normalize(prediction).split(), normalize(gold).split()
    return float(ours == theirs) if not ours or not theirs else overlap(prediction, gold)


def exact(prediction, gold):
    return float(normalize(prediction) == normalize(gold))


def mean(values):
    return 100 * sum(values) / len(values)


def squad_1(golds, predictions):
    """golds: {id: [text]}, MRQA's `answers` or SQuAD's; predictions: {id: text}."""
    return {"exact_match": mean([max(exact(predictions[i], gold) for gold in texts) for i, texts in golds.items()]),
            "f1": mean([max(overlap(predictions[i], gold) for gold in texts) for i, texts in golds.items()])}


def squad_2(golds, predictions):
    figures = {}
    kinds = {"": list(golds), "HasAns_": [i for i in golds if golds[i]], "NoAns_": [i for i in golds if not golds[i]]}
    for kind, ids in kinds.items():
        if not ids:
            continue
        kept = {i: [gold for gold in golds[i] if normalize(gold)] or [""] for i in ids}
        figures[kind + "exact"] = mean([max(exact(predictions[i], gold) for gold in kept[i]) for i in ids])
        figures[kind + "f1"] = mean([max(overlap_2(predictions[i], gold) for gold in kept[i]) for i in ids])
        figures[kind + "total"] = len(ids)
    return figures
