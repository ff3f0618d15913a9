"""Makes bert_small.safetensors with transformers 5.23 and torch 2.11: python make_bert_golden.py (in this folder)."""
import subprocess
import sys

subprocess.run([sys.executable, "../reference/bert_reference.py", "--output", "bert_small.safetensors", "--seed", "1",
                "--lengths", "7,1,24,2,13"], check=True)
