"""Forward and backward of one micro-batch: this program beside transformers, interleaved, same sizes and tokens.

  python compare_steps.py BUILD/bin/step_bench [--layers 6 --hidden 384 --heads 12 --sequences 16 --length 128 ...]

Peers: `full` is BertForMaskedLM with SDPA as people run it (logits of every token, padded batch without padding here);
`masked` is the same encoder with the head on the masked tokens only. Gradients are zeroed inside the timed part for all.
The optimizer is left out. Reports the best and the median step and real tokens a second; with --cpu in processor time,
which means something on a busy machine if --threads is 1.
"""
import argparse
import statistics
import subprocess
import time

import torch
from transformers import BertConfig, BertForMaskedLM

VOCABULARY = 30522


class Peer:
    def __init__(self, args, masked_only):
        config = BertConfig(vocab_size=VOCABULARY, hidden_size=args.hidden, num_hidden_layers=args.layers,
                            num_attention_heads=args.heads, intermediate_size=4 * args.hidden,
                            hidden_dropout_prob=args.dropout, attention_probs_dropout_prob=args.dropout)
        self.model = BertForMaskedLM._from_config(config, attn_implementation="sdpa").train()
        rows = torch.arange(args.sequences * args.length)
        self.masked = rows * 15 % 100 < 15
        self.labels = torch.where(self.masked, rows * 7919 % VOCABULARY, -100)
        shape = (args.sequences, args.length)
        types = (torch.arange(args.length) >= args.length // 2).long().expand(shape)
        self.inputs = dict(input_ids=(1 + rows * 104729 % (VOCABULARY - 1)).view(shape), token_type_ids=types,
                           attention_mask=torch.ones(shape, dtype=torch.long))
        self.masked_only = masked_only
        self.clock = time.process_time if args.cpu else time.perf_counter

    def step(self):
        begin = self.clock()
        self.model.zero_grad(set_to_none=False)
        hidden = self.model.bert(**self.inputs).last_hidden_state.flatten(0, 1)
        if self.masked_only:
            logits, labels = self.model.cls(hidden[self.masked]), self.labels[self.masked]
        else:
            logits, labels = self.model.cls(hidden), self.labels
        torch.nn.functional.cross_entropy(logits, labels).backward()
        return self.clock() - begin


def ours(program, args, steps):
    numbers = [args.layers, args.hidden, args.heads, args.sequences, args.length, args.dropout, args.threads, steps + 1]
    output = subprocess.run([program] + [str(n) for n in numbers], capture_output=True, text=True, check=True).stdout
    lines = output.splitlines()[1:]  # the first step allocates
    return [float(line.split()[args.cpu]) for line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    for name, default in dict(layers=6, hidden=384, heads=12, sequences=16, length=128, threads=2, rounds=5).items():
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--cpu", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    peers = {"transformers, full head": Peer(args, False), "transformers, masked head": Peer(args, True)}
    times = {name: [] for name in ["linkbert", *peers]}
    for peer in peers.values():
        peer.step()
    for _ in range(args.rounds):
        times["linkbert"] += ours(args.program, args, 3)
        for name, peer in peers.items():
            times[name] += [peer.step() for _ in range(2)]
    tokens = args.sequences * args.length
    print(f"torch {torch.__version__}, {args.threads} threads, {vars(args)}")
    for name, seconds in times.items():
        best, median = min(seconds), statistics.median(seconds)
        print(f"{name:28} best {1e3 * best:8.1f} ms {tokens / best:9.0f} tokens/s   median {1e3 * median:8.1f} ms "
              f"{tokens / median:9.0f} tokens/s   ours {best / min(times['linkbert']):5.2f} x as fast (best)")


if __name__ == "__main__":
    main()
