"""Makes tensorflow/, a tiny cased BERT as Google's scripts leave one, with TensorFlow 2.21's tf.compat.v1.train.Saver,
and tensorflow.safetensors, the same numbers under transformers' names: python make_tensorflow_golden.py (in this folder)."""
import json
import pathlib
import struct

import numpy
import tensorflow.compat.v1 as tf

HIDDEN, LAYERS, INNER, POSITIONS = 8, 2, 16, 16
VOCAB = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "The", "the", "##s", "Graph", "graph", "links", "Link", ".", ","]


def layer_norm(place):
    return {f"{place}/LayerNorm/gamma": (HIDDEN,), f"{place}/LayerNorm/beta": (HIDDEN,)}


def dense(place, inputs, outputs):
    return {f"{place}/kernel": (inputs, outputs), f"{place}/bias": (outputs,)}


def shapes():
    found = {"bert/embeddings/word_embeddings": (len(VOCAB), HIDDEN), "bert/embeddings/token_type_embeddings": (2, HIDDEN),
             "bert/embeddings/position_embeddings": (POSITIONS, HIDDEN), **layer_norm("bert/embeddings")}
    for number in range(LAYERS):
        layer = f"bert/encoder/layer_{number}"
        for part in ("self/query", "self/key", "self/value", "output/dense"):
            found |= dense(f"{layer}/attention/{part}", HIDDEN, HIDDEN)
        found |= layer_norm(f"{layer}/attention/output") | layer_norm(f"{layer}/output")
        found |= dense(f"{layer}/intermediate/dense", HIDDEN, INNER) | dense(f"{layer}/output/dense", INNER, HIDDEN)
    return (found | dense("bert/pooler/dense", HIDDEN, HIDDEN) | dense("cls/predictions/transform/dense", HIDDEN, HIDDEN)
            | layer_norm("cls/predictions/transform")
            | {"cls/predictions/output_bias": (len(VOCAB),), "cls/seq_relationship/output_weights": (2, HIDDEN),
               "cls/seq_relationship/output_bias": (2,)})


def hugging_face(name, value):
    """What transformers' load_tf_weights_in_bert made of a variable."""
    place, _, leaf = name.rpartition("/")
    ends = {"kernel": "weight", "gamma": "weight", "beta": "bias", "output_weights": "weight", "output_bias": "bias", "bias": "bias"}
    named = f"{place}/{ends[leaf]}" if leaf in ends else f"{name}/weight"
    return named.replace("layer_", "layer.").replace("/", "."), numpy.ascontiguousarray(value.T if leaf == "kernel" else value)


def write_safetensors(path, tensors):
    header, place = {}, 0
    for name, value in tensors.items():
        header[name] = {"dtype": "F32", "shape": value.shape, "data_offsets": [place, place + value.nbytes]}
        place += value.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(value.tobytes() for value in tensors.values()))


def main():
    draw = numpy.random.default_rng(1)
    values = {name: draw.normal(0, 0.3, shape).astype("float32") for name, shape in sorted(shapes().items())}
    slots = {f"{name}/adam_{slot}": numpy.zeros_like(value) for name, value in values.items() for slot in "mv"}
    folder = pathlib.Path("tensorflow")
    folder.mkdir(exist_ok=True)
    with tf.Graph().as_default(), tf.Session() as session:
        for name, value in {**values, **slots, "global_step": numpy.int64(3)}.items():
            tf.get_variable(name, initializer=value)
        session.run(tf.global_variables_initializer())
        tf.train.Saver().save(session, str(folder / "model.ckpt"), global_step=3, write_meta_graph=False)
    (folder / "bert_config.json").write_text(json.dumps({
        "attention_probs_dropout_prob": 0.1, "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": HIDDEN,
        "initializer_range": 0.02, "intermediate_size": INNER, "max_position_embeddings": POSITIONS, "num_attention_heads": 2,
        "num_hidden_layers": LAYERS, "type_vocab_size": 2, "vocab_size": len(VOCAB)}, indent=2) + "\n")
    (folder / "vocab.txt").write_text("\n".join(VOCAB) + "\n")
    write_safetensors(pathlib.Path("tensorflow.safetensors"), dict(sorted(hugging_face(*item) for item in values.items())))


main()
