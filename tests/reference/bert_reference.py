"""What transformers computes for one BERT and one ragged batch: outputs, losses and every parameter gradient.

Writes one safetensors file: parameters (param.NAME), a batch as core/model takes it (batch.*), outputs (out.*) and gradients
(grad.NAME); the model's config.json and the loss scales are in the file's metadata. The reference runs in double precision, so
that a difference is the tested program's own error.

  python bert_reference.py --output case.safetensors --lengths 5,1,40 --set hidden_size=32 --set hidden_act=gelu_new
  python bert_reference.py --output case.safetensors --lengths 5,1,40 --family tokens --classes 4
  python bert_reference.py --output case.safetensors --lengths 5,1,40 --family qa --model FOLDER     # its encoder, a random head
  python bert_reference.py --output hidden.safetensors --lengths 5,1,40 --model FOLDER               # hidden states only
"""
import argparse
import json

import torch
import transformers
from safetensors.torch import save_file
from transformers import BertConfig, BertForPreTraining, BertModel

SMALL = dict(vocab_size=40, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
             max_position_embeddings=40, type_vocab_size=2, layer_norm_eps=1e-12)
FAMILIES = {"masked_lm": "BertForMaskedLM", "sequence": "BertForSequenceClassification", "regression": "BertForSequenceClassification",
            "multilabel": "BertForSequenceClassification", "tokens": "BertForTokenClassification", "choices": "BertForMultipleChoice",
            "qa": "BertForQuestionAnswering", "qa_padded": "BertForQuestionAnswering"}


def make_batch(lengths, config, masked_fraction):
    """Sequences one after another, [PAD] ids among them, with masked rows (also in the first and last place)."""
    tokens = sum(lengths)
    rows = (torch.rand(tokens) < masked_fraction).nonzero().flatten()
    if masked_fraction > 0:
        rows = torch.unique(torch.cat([rows, torch.tensor([0, tokens - 1])]))
    types = torch.cat([(torch.arange(n) >= (n + 1) // 2).long() for n in lengths])
    return {
        "token_ids": torch.randint(0, config.vocab_size, (tokens,)),
        "token_type_ids": types.clamp(max=config.type_vocab_size - 1),
        "position_ids": torch.cat([torch.arange(n) for n in lengths]),
        "cu_seqlens": torch.tensor([0] + lengths).cumsum(0),
        "masked_rows": rows,
        "masked_labels": torch.randint(0, config.vocab_size, (len(rows),)),
        "relation": torch.arange(len(lengths)) % 3,
    }


def padded(values, lengths, value=0):
    return torch.nn.utils.rnn.pad_sequence(values.split(lengths), batch_first=True, padding_value=value)


def model_inputs(batch, lengths):
    return {"input_ids": padded(batch["token_ids"], lengths), "token_type_ids": padded(batch["token_type_ids"], lengths),
            "attention_mask": padded(torch.ones(sum(lengths)).long(), lengths)}


def run_encoder(model, batch, lengths):
    """Hidden states of the real tokens [N, H] and pooled outputs [B, H]."""
    inputs = model_inputs(batch, lengths)
    out = model(**inputs, position_ids=padded(batch["position_ids"], lengths))
    return out.last_hidden_state[inputs["attention_mask"].bool()], out.pooler_output


def randomize(model, encoder_too=True):
    """Random values everywhere, or in the heads alone; returns them under our names, and the model in double precision."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.startswith("bert.") and not encoder_too:
                continue
            parameter.normal_(0, 0.15 if parameter.dim() > 1 else 0.1)
            if name.endswith("LayerNorm.weight"):
                parameter.add_(1)
    parameters = {our_name(n): p.detach().clone() for n, p in model.named_parameters()}
    return model.double().eval(), parameters


def our_name(name):
    return name.replace("cls.seq_relationship", "drp")


def pretraining_case(config, lengths, masked_fraction):
    model = BertForPreTraining(config)
    model.cls.seq_relationship = torch.nn.Linear(config.hidden_size, 3)
    model, parameters = randomize(model)
    batch = make_batch(lengths, config, masked_fraction)
    hidden, pooled = run_encoder(model.bert, batch, lengths)
    mlm_logits = model.cls.predictions(hidden[batch["masked_rows"]])
    drp_logits = model.cls.seq_relationship(pooled)
    entropy = torch.nn.CrossEntropyLoss(reduction="sum")
    mlm = entropy(mlm_logits, batch["masked_labels"])
    drp = entropy(drp_logits, batch["relation"])
    scale = {"mlm": 1.0 / max(1, len(batch["masked_rows"])), "drp": 0.5 / len(lengths)}
    (scale["mlm"] * mlm + scale["drp"] * drp).backward()
    tensors = {"out.hidden": hidden, "out.pooled": pooled, "out.mlm_logits": mlm_logits, "out.drp_logits": drp_logits}
    metadata = {"scale": scale, "mlm_loss_sum": mlm.item(), "drp_loss_sum": drp.item()}
    return tensors | named(model, parameters), batch, metadata


def named(model, parameters):
    # Where the model has a parameter that no output depends on (an untied bias), its gradient is none.
    gradients = {"grad." + our_name(n): p.grad for n, p in model.named_parameters() if p.grad is not None}
    return {"param." + n: p for n, p in parameters.items()} | gradients


def masked_lm(model, batch, lengths):
    labels = torch.full((sum(lengths),), -100)
    labels[batch["masked_rows"]] = batch["masked_labels"]
    out = model(**model_inputs(batch, lengths), labels=padded(labels, lengths, -100))
    real = model_inputs(batch, lengths)["attention_mask"].bool()
    return out.loss, out.logits[real][batch["masked_rows"]]


def sequence(model, batch, lengths):
    batch["labels"] = torch.arange(len(lengths)) % model.config.num_labels
    out = model(**model_inputs(batch, lengths), labels=batch["labels"])
    return out.loss, out.logits


def regression(model, batch, lengths):
    batch["targets"] = torch.randn(len(lengths))
    out = model(**model_inputs(batch, lengths), labels=batch["targets"].double())
    return out.loss, out.logits


def multilabel(model, batch, lengths):
    batch["targets"] = torch.randint(0, 2, (len(lengths), model.config.num_labels)).float()
    out = model(**model_inputs(batch, lengths), labels=batch["targets"].double())
    return out.loss, out.logits


def tokens(model, batch, lengths):
    labels = torch.randint(0, model.config.num_labels, (sum(lengths),))
    labels[torch.rand(sum(lengths)) < 0.4] = -100
    labels[0] = 0
    batch["labels"] = labels
    inputs = model_inputs(batch, lengths)
    out = model(**inputs, labels=padded(labels, lengths, -100))
    return out.loss, out.logits[inputs["attention_mask"].bool()]


def choices(model, batch, lengths):
    examples = len(lengths) // model.config.num_labels
    batch["labels"] = torch.arange(examples) % model.config.num_labels
    inputs = {n: v.view(examples, model.config.num_labels, -1) for n, v in model_inputs(batch, lengths).items()}
    out = model(**inputs, labels=batch["labels"])
    return out.loss, out.logits


def qa(model, batch, lengths):
    """One sequence at a time: in a padded batch the softmax would run over [PAD] positions too."""
    batch["starts"] = torch.tensor([n // 3 for n in lengths])
    batch["ends"] = torch.tensor([n - 1 for n in lengths])
    losses, logits, begin = [], [], 0
    for b, length in enumerate(lengths):
        part = slice(begin, begin + length)
        begin += length
        out = model(input_ids=batch["token_ids"][None, part], token_type_ids=batch["token_type_ids"][None, part],
                    start_positions=batch["starts"][None, b], end_positions=batch["ends"][None, b])
        losses.append(out.loss)
        logits.append(torch.stack([out.start_logits[0], out.end_logits[0]], dim=1))
    return torch.stack(losses).mean(), torch.cat(logits)


def qa_padded(model, batch, lengths):
    """All sequences at one length, as run_qa.py has them: the softmax runs over [PAD] positions too."""
    batch["starts"] = torch.tensor([n // 3 for n in lengths])
    batch["ends"] = torch.tensor([n - 1 for n in lengths])
    inputs = {n: torch.nn.functional.pad(v, (0, 3)) for n, v in model_inputs(batch, lengths).items()}
    count, length = inputs["input_ids"].shape
    batch |= {"token_ids": inputs["input_ids"].flatten(), "token_type_ids": inputs["token_type_ids"].flatten(),
              "position_ids": torch.arange(length).repeat(count), "cu_seqlens": torch.arange(count + 1) * length,
              "attended": torch.tensor(lengths)}
    out = model(**inputs, start_positions=batch["starts"], end_positions=batch["ends"])
    return out.loss, torch.stack([out.start_logits, out.end_logits], dim=-1).flatten(0, 1)


def family_case(family, model, encoder_too, lengths, masked_fraction):
    model, parameters = randomize(model, encoder_too)
    batch = make_batch(lengths, model.config, masked_fraction if family == "masked_lm" else 0.0)
    loss, logits = globals()[family](model, batch, lengths)
    loss.backward()
    return {"out.logits": logits} | named(model, parameters), batch, {"loss": loss.item()}


def family_model(args, config):
    kind = getattr(transformers, FAMILIES[args.family])
    labels = {"num_labels": {"regression": 1, "qa": 2, "qa_padded": 2}.get(args.family, args.classes)}
    if args.family == "multilabel":
        labels["problem_type"] = "multi_label_classification"
    if args.model:
        return kind.from_pretrained(args.model, **labels).float()
    config.update({"num_labels": labels.pop("num_labels")} | labels)
    return kind(config)


def existing_model_case(folder, lengths):
    model = BertModel.from_pretrained(folder).double().eval()
    batch = make_batch(lengths, model.config, 0.0)
    hidden, pooled = run_encoder(model, batch, lengths)
    return {"out.hidden": hidden, "out.pooled": pooled}, batch, {}, model.config


def changed(value):
    """The text of --set as JSON where it is JSON (numbers, true, false), otherwise as it is."""
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", required=True)
    parser.add_argument("--lengths", required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--masked-fraction", type=float, default=0.2)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--model")
    parser.add_argument("--family", choices=FAMILIES, help="BertForPreTraining without it")
    parser.add_argument("--classes", type=int, default=2, help="labels of a classifier, choices of an example")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    lengths = [int(n) for n in args.lengths.split(",")]
    config = BertConfig(**(SMALL | {k: changed(v) for k, v in (s.split("=", 1) for s in args.set)}))
    if args.family:
        model = family_model(args, config)
        config = model.config
        tensors, batch, metadata = family_case(args.family, model, not args.model, lengths, args.masked_fraction)
    elif args.model:
        tensors, batch, metadata, config = existing_model_case(args.model, lengths)
    else:
        tensors, batch, metadata = pretraining_case(config, lengths, args.masked_fraction)
    tensors = {n: t.detach().float().contiguous() for n, t in tensors.items()}
    tensors |= {"batch." + n: t for n, t in batch.items()}
    metadata = {n: json.dumps(v) for n, v in metadata.items()} | {"config": config.to_json_string(use_diff=False)}
    save_file(tensors, args.output, metadata)


if __name__ == "__main__":
    main()
