"""Fine-tuning as LinkBERT's scripts do it, restated over transformers: the same order of the same examples as this program.

  python finetuning_reference.py JSON        (torch and transformers; what JSON holds: see `run`)

A loop of its own over transformers' models: Hugging Face's Trainer 4.9.1 and its AdamW, whose rules LinkBERT's recipes were tuned with,
are no longer in transformers. Features are task_reference.py's. The order is core/finetuning/epoch_order.h's, restated. Prints one JSON object:
losses by step, seconds and real tokens by step, scores of a labelled file.
"""
import json
import math
import pathlib
import sys
import time

import numpy as np
import torch
import transformers

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import task_reference  # noqa: E402


# ---- the order of examples: base/philox.h, data/samples/permutation.h, core/finetuning/epoch_order.h ----------------------

def philox(key, counter):
    words, (k0, k1) = list(counter), (key & 0xFFFFFFFF, key >> 32)
    for _ in range(10):
        a, b = 0xD2511F53 * words[0], 0xCD9E8D57 * words[2]
        words = [(b >> 32) ^ words[1] ^ k0, b & 0xFFFFFFFF, (a >> 32) ^ words[3] ^ k1, a & 0xFFFFFFFF]
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return words


def permutation(seed, epoch, size):
    def bits(draw):
        words = philox(seed, (epoch & 0xFFFFFFFF, epoch >> 32, 1, draw))
        return words[1] << 32 | words[0]

    keys, half = [bits(draw) for draw in range(6)], max(4, ((size - 1).bit_length() + 1) // 2)
    mask = (1 << half) - 1

    def encrypt(value):
        left, right = value >> half, value & mask
        for key in keys:
            left, right = right, left ^ (philox(key, (right & 0xFFFFFFFF, 0, 0, 0))[0] & mask)
        return left << half | right

    order = []
    for place in range(size):
        value = encrypt(place)
        while value >= size:
            value = encrypt(value)
        order.append(value)
    return order


def batches(units, batch, seed, steps):
    """The units of every step; an epoch's last batch may be smaller."""
    a_epoch, orders = math.ceil(units / batch), {}
    for step in range(steps):
        epoch, place = divmod(step, a_epoch)
        if epoch not in orders:
            orders = {epoch: permutation(seed, epoch, units)}
        yield orders[epoch][place * batch:(place + 1) * batch]


def chosen(examples, most):
    """The examples that training.max_train_samples takes."""
    if most == 0 or most >= len(examples):
        return examples
    return [examples[i] for i in sorted(permutation(0, 0, len(examples))[:most])]


# ---- features: a list of sequences a unit, and its label ------------------------------------------------------------

def sequence(ids, types=None):
    return {"ids": ids, "types": types or [0] * len(ids)}


def classification_units(tokenizer, examples, given):
    pairs = [(e.get("sentence1", e.get("sentence")), e.get("sentence2")) for e in examples]
    names = given["labels"]
    for made, example in zip(task_reference.pair_features(tokenizer, pairs, given["max_length"]), examples):
        label = example["label"]
        yield {"sequences": [sequence(made["ids"], made["types"])],
               "label": names[str(label)] if not isinstance(label, (float, list)) else label}


def choice_units(tokenizer, examples, given):
    pairs = list(task_reference.choice_pairs(examples))
    made = [sequence(m["ids"], m["types"]) for m in task_reference.pair_features(tokenizer, pairs, given["max_length"])]
    width = len(made) // len(examples)
    for number, example in enumerate(examples):
        yield {"sequences": made[number * width:(number + 1) * width], "label": example["label"]}


def token_units(tokenizer, examples, given):
    for made, example in zip(task_reference.token_features(tokenizer, examples, given["max_length"]), examples):
        labels = [tag if tag == -100 else given["labels"][tag] for tag in made["labels"]]
        yield {"sequences": [sequence(made["ids"])], "label": labels, "tags": example["ner_tags"]}


def question_units(tokenizer, examples, given):
    for made in task_reference.question_features(tokenizer, examples, given["max_length"], given["stride"]):
        size = len(made["ids"])
        start = made["start"]
        if not given["padded"] and start > 0:  # the answer begins with the chunk's last token, and is labelled so
            start = min(start, size - 2)
        yield {"sequences": [sequence(made["ids"], made["types"])], "label": (start, made["end"])}


UNITS = {"sequence_classification": classification_units, "multiple_choice": choice_units, "token_classification": token_units,
         "question_answering": question_units}
MODELS = {"sequence_classification": transformers.AutoModelForSequenceClassification,
          "multiple_choice": transformers.AutoModelForMultipleChoice,
          "token_classification": transformers.AutoModelForTokenClassification,
          "question_answering": transformers.AutoModelForQuestionAnswering}


# ---- the loop -------------------------------------------------------------------------------------------------------

def collate(units, given):
    sequences = [s for unit in units for s in unit["sequences"]]
    longest = given["max_length"] if given["padded"] else max(len(s["ids"]) for s in sequences)

    def padded(values):
        return torch.tensor([v + [0] * (longest - len(v)) for v in values])

    inputs = {"input_ids": padded([s["ids"] for s in sequences]), "token_type_ids": padded([s["types"] for s in sequences]),
              "attention_mask": padded([[1] * len(s["ids"]) for s in sequences])}
    if given["type"] == "multiple_choice":
        inputs = {name: value.view(len(units), -1, longest) for name, value in inputs.items()}
    return inputs


def loss_of(model, units, inputs, given):
    labels = [unit["label"] for unit in units]
    if given["type"] == "question_answering":
        starts, ends = (torch.tensor(side) for side in zip(*labels))
        if given["padded"]:  # the softmax runs over [PAD] too
            return model(**inputs, start_positions=starts, end_positions=ends).loss
        out, hidden = model(**inputs), inputs["attention_mask"] == 0
        scores = [logits.masked_fill(hidden, -torch.inf) for logits in (out.start_logits, out.end_logits)]
        return sum(torch.nn.functional.cross_entropy(s, wanted) for s, wanted in zip(scores, (starts, ends))) / 2
    if given["type"] == "token_classification":
        longest = inputs["input_ids"].shape[1]
        labels = [label + [-100] * (longest - len(label)) for label in labels]
    labels = torch.tensor(labels, dtype=torch.float if isinstance(labels[0], float) or given["lists"] else torch.long)
    return model(**inputs, labels=labels).loss


class HfAdamW:
    """transformers' AdamW until 5.0: epsilon is added to the uncorrected root, decay comes after the step."""

    def __init__(self, model, decay):
        self.parameters = [p for p in model.parameters() if p.requires_grad]
        plain = [name.endswith("bias") or "LayerNorm" in name for name, p in model.named_parameters() if p.requires_grad]
        self.decay = [0.0 if no else decay for no in plain]
        self.moments = [(torch.zeros_like(p), torch.zeros_like(p)) for p in self.parameters]
        self.steps = 0

    @torch.no_grad()
    def step(self, rate, betas=(0.9, 0.999), epsilon=1e-8):
        self.steps += 1
        size = rate * math.sqrt(1 - betas[1] ** self.steps) / (1 - betas[0] ** self.steps)
        for parameter, decay, (first, second) in zip(self.parameters, self.decay, self.moments):
            if parameter.grad is None:
                continue
            first.mul_(betas[0]).add_(parameter.grad, alpha=1 - betas[0])
            second.mul_(betas[1]).addcmul_(parameter.grad, parameter.grad, value=1 - betas[1])
            parameter.addcdiv_(first, second.sqrt().add_(epsilon), value=-size)
            if decay:
                parameter.mul_(1 - rate * decay)


def train(model, units, given):
    optimizer, total = HfAdamW(model, given.get("weight_decay", 0)), given["total_steps"]
    losses, seconds, tokens = [], [], []
    model.train()
    for step, places in enumerate(batches(len(units), given["batch"], given["seed"], given["steps"])):
        start = time.perf_counter()
        batch = [units[i] for i in places]
        model.zero_grad()
        loss = loss_of(model, batch, collate(batch, given), given)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        warmup = math.ceil(total * given.get("warmup_ratio", 0))
        rate = step / warmup if step < warmup else max(0.0, (total - step) / max(1, total - warmup))
        optimizer.step(given["learning_rate"] * rate)
        losses.append(loss.item())
        seconds.append(time.perf_counter() - start)
        tokens.append(sum(len(s["ids"]) for unit in batch for s in unit["sequences"]))
    return {"losses": losses, "seconds": seconds, "tokens": tokens}


# ---- scores, by scikit-learn, scipy and seqeval ------------------------------------------------------------------------

@torch.no_grad()
def logits_of(model, units, given):
    model.eval()
    order = sorted(range(len(units)), key=lambda i: len(units[i]["sequences"][0]["ids"]))
    logits = [None] * len(units)
    for begin in range(0, len(order), 32):
        places = order[begin:begin + 32]
        inputs = collate([units[i] for i in places], {**given, "padded": False})
        for i, row in zip(places, model(**inputs).logits):
            logits[i] = row.numpy()
    return logits


def tags_of(unit, logits, names):
    """The mode default: words beyond the window are predicted O. (No word here is without a piece.)"""
    predicted = [names[int(np.argmax(row))] for row, label in zip(logits, unit["label"]) if label != -100]
    return predicted + ["O"] * (len(unit["tags"]) - len(predicted))


def scores_of(units, logits, given):
    import scipy.stats
    import seqeval.metrics
    import sklearn.metrics
    if given["type"] == "token_classification":
        names = {number: name for name, number in given["labels"].items()}
        predicted = [tags_of(unit, row, names) for unit, row in zip(units, logits)]
        return {"seqeval_f1": seqeval.metrics.f1_score([unit["tags"] for unit in units], predicted)}
    gold = [unit["label"] for unit in units]
    if given["lists"]:
        return {"hoc": sklearn.metrics.f1_score(gold, np.array(logits) > 0, average="micro", zero_division=0)}
    if isinstance(gold[0], float):
        values = [float(row[0]) for row in logits]
        correlations = [float(f(gold, values)[0]) for f in (scipy.stats.pearsonr, scipy.stats.spearmanr)]
        return {"pearson_spearman": sum(correlations) / 2}
    predicted = [int(np.argmax(row)) for row in logits]
    accuracy = sklearn.metrics.accuracy_score(gold, predicted)
    f1 = sklearn.metrics.f1_score(gold, predicted, average="macro" if len(set(gold)) > 2 else "binary", zero_division=0)
    return {"accuracy": accuracy, "accuracy_f1": (accuracy + f1) / 2}


def labels_of(examples, kind):
    if kind == "token_classification":
        names = sorted({tag for e in examples for tag in e["ner_tags"]})
    elif kind == "sequence_classification" and not isinstance(examples[0]["label"], (float, list)):
        names = sorted({str(e["label"]) for e in examples})
    else:
        return {}
    return {name: number for number, name in enumerate(names)}


def run(given):
    """given: type, model (folder), train, max_length, batch, steps, total_steps, learning_rate, seed; and, if need be: stride, padded (to
    max_length, as LinkBERT's scripts do), max_train_samples, warmup_ratio, weight_decay, threads, test (a file to score)."""
    given = {"stride": 128, "padded": False, "max_train_samples": 0, "threads": 2, **given}
    torch.set_num_threads(given["threads"])
    tokenizer = task_reference.fast_tokenizer(pathlib.Path(given["model"], "vocab.txt"), "uncased")
    everything = task_reference.read(given["train"])
    given["labels"] = labels_of(everything, given["type"])
    given["lists"] = isinstance(everything[0].get("label"), list)
    make = UNITS[given["type"]]
    model = MODELS[given["type"]].from_pretrained(given["model"])
    result = train(model, list(make(tokenizer, chosen(everything, given["max_train_samples"]), given)), given)
    if "test" in given:
        units = list(make(tokenizer, task_reference.read(given["test"]), given))
        result["scores"] = scores_of(units, logits_of(model, units, given), given)
    return result


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.argv[1]))))
