"""What transformers computes for one random BERT and one ragged batch: outputs, losses and every parameter gradient.

Writes one safetensors file: parameters (param.NAME), a batch as core/model takes it (batch.*), outputs (out.*) and gradients
(grad.NAME); the model's config.json and the loss scales are in the file's metadata. The reference runs in double precision, so
that a difference is the tested program's own error.

  python bert_reference.py --output case.safetensors --lengths 5,1,40 --set hidden_size=32 --set hidden_act=gelu_new
  python bert_reference.py --output case.safetensors --lengths 5,1,40 --classes 4                 # a sequence classifier
  python bert_reference.py --output hidden.safetensors --lengths 5,1,40 --model FOLDER     # an existing model, hidden states only
"""
import argparse
import json

import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertForPreTraining, BertForSequenceClassification, BertModel

SMALL = dict(vocab_size=40, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
             max_position_embeddings=40, type_vocab_size=2, layer_norm_eps=1e-12)


def make_batch(lengths, vocab_size, masked_fraction):
    """Sequences one after another, [PAD] ids among them, with masked rows (also in the first and last place)."""
    tokens = sum(lengths)
    rows = (torch.rand(tokens) < masked_fraction).nonzero().flatten()
    if masked_fraction > 0:
        rows = torch.unique(torch.cat([rows, torch.tensor([0, tokens - 1])]))
    types = torch.cat([(torch.arange(n) >= (n + 1) // 2).long() for n in lengths])
    return {
        "token_ids": torch.randint(0, vocab_size, (tokens,)),
        "token_type_ids": types,
        "position_ids": torch.cat([torch.arange(n) for n in lengths]),
        "cu_seqlens": torch.tensor([0] + lengths).cumsum(0),
        "masked_rows": rows,
        "masked_labels": torch.randint(0, vocab_size, (len(rows),)),
        "relation": torch.arange(len(lengths)) % 3,
    }


def padded(values, lengths):
    result = torch.zeros(len(lengths), max(lengths), dtype=torch.long)
    for b, part in enumerate(values.split(lengths)):
        result[b, : len(part)] = part
    return result


def run_encoder(model, batch, lengths):
    """Hidden states of the real tokens [N, H] and pooled outputs [B, H]."""
    mask = padded(torch.ones(sum(lengths)).long(), lengths)
    out = model(input_ids=padded(batch["token_ids"], lengths), token_type_ids=padded(batch["token_type_ids"], lengths),
                position_ids=padded(batch["position_ids"], lengths), attention_mask=mask)
    return out.last_hidden_state[mask.bool()], out.pooler_output


def randomize(model):
    """Random values everywhere; returns them under our names, and the model in double precision."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
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
    batch = make_batch(lengths, config.vocab_size, masked_fraction)
    hidden, pooled = run_encoder(model.bert, batch, lengths)
    mlm_logits = model.cls.predictions(hidden[batch["masked_rows"]])
    drp_logits = model.cls.seq_relationship(pooled)
    entropy = torch.nn.CrossEntropyLoss(reduction="sum")
    mlm = entropy(mlm_logits, batch["masked_labels"])
    drp = entropy(drp_logits, batch["relation"])
    scale = {"mlm": 1.0 / max(1, len(batch["masked_rows"])), "drp": 0.5 / len(lengths)}
    (scale["mlm"] * mlm + scale["drp"] * drp).backward()
    tensors = {"param." + n: p for n, p in parameters.items()}
    tensors |= {"grad." + our_name(n): p.grad for n, p in model.named_parameters()}
    tensors |= {"out.hidden": hidden, "out.pooled": pooled, "out.mlm_logits": mlm_logits, "out.drp_logits": drp_logits}
    metadata = {"scale": scale, "mlm_loss_sum": mlm.item(), "drp_loss_sum": drp.item()}
    return tensors, batch, metadata


def classification_case(config, lengths):
    model, parameters = randomize(BertForSequenceClassification(config))
    batch = make_batch(lengths, config.vocab_size, 0.0)
    batch["labels"] = torch.arange(len(lengths)) % config.num_labels
    out = model(input_ids=padded(batch["token_ids"], lengths), token_type_ids=padded(batch["token_type_ids"], lengths),
                attention_mask=padded(torch.ones(sum(lengths)).long(), lengths), labels=batch["labels"])
    out.loss.backward()
    tensors = {"param." + n: p for n, p in parameters.items()} | {"grad." + n: p.grad for n, p in model.named_parameters()}
    return tensors | {"out.logits": out.logits}, batch, {"loss": out.loss.item()}


def existing_model_case(folder, lengths):
    model = BertModel.from_pretrained(folder).double().eval()
    batch = make_batch(lengths, model.config.vocab_size, 0.0)
    hidden, pooled = run_encoder(model, batch, lengths)
    return {"out.hidden": hidden, "out.pooled": pooled}, batch, {}, model.config


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", required=True)
    parser.add_argument("--lengths", required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--masked-fraction", type=float, default=0.2)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--model")
    parser.add_argument("--classes", type=int, default=0, help="BertForSequenceClassification with so many labels")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    lengths = [int(n) for n in args.lengths.split(",")]
    if args.model:
        tensors, batch, metadata, config = existing_model_case(args.model, lengths)
    else:
        changes = dict(s.split("=", 1) for s in args.set)
        config = BertConfig(**(SMALL | {k: type(SMALL.get(k, ""))(v) for k, v in changes.items()}))
        if args.classes:
            config.num_labels = args.classes
            tensors, batch, metadata = classification_case(config, lengths)
        else:
            tensors, batch, metadata = pretraining_case(config, lengths, args.masked_fraction)
    tensors = {n: t.detach().float().contiguous() for n, t in tensors.items()}
    tensors |= {"batch." + n: t for n, t in batch.items()}
    metadata = {n: json.dumps(v) for n, v in metadata.items()} | {"config": config.to_json_string(use_diff=False)}
    save_file(tensors, args.output, metadata)


if __name__ == "__main__":
    main()
