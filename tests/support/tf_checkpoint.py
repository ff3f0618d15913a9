"""Writes a Hugging Face folder's BERT as TensorFlow 1's Saver leaves one beside Google's scripts: bert_config.json, vocab.txt,
NAME.index, NAME.data-00000-of-00001. Kernels are [in, out], an optimizer's moments lie between them."""
import array
import json
import re
import shutil
import struct

HEADS = {"classifier.weight": "output_weights", "classifier.bias": "output_bias",
         "qa_outputs.weight": "cls/squad/output_weights", "qa_outputs.bias": "cls/squad/output_bias",
         "cls.predictions.bias": "cls/predictions/output_bias", "cls.seq_relationship.weight": "cls/seq_relationship/output_weights",
         "cls.seq_relationship.bias": "cls/seq_relationship/output_bias"}


def crc_table():
    table = []
    for crc in range(256):
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
        table.append(crc)
    return table


CRC = crc_table()


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ CRC[(crc ^ byte) & 0xFF]
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def varint(number):
    data = b""
    while number >= 0x80:
        data += bytes([number & 0x7F | 0x80])
        number >>= 7
    return data + bytes([number])


def block(entries):
    """Every 16th key whole, the others without what they share with the one before."""
    data, restarts, before = b"", [], b""
    for number, (key, value) in enumerate(entries):
        shared = 0
        if number % 16 == 0:
            restarts.append(len(data))
        else:
            while shared < min(len(key), len(before)) and key[shared] == before[shared]:
                shared += 1
        data += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        before = key
    restarts = restarts or [0]
    return data + struct.pack(f"<{len(restarts)}II", *restarts, len(restarts))


def table(entries):
    data = b""

    def add(content):
        nonlocal data
        place = varint(len(data)) + varint(len(content))
        data += content + b"\0" + struct.pack("<I", masked_crc(content + b"\0"))
        return place

    listed = [(entries[-1][0], add(block(entries)))]
    footer = add(block([])) + add(block(listed))
    return data + footer.ljust(40, b"\0") + struct.pack("<Q", 0xDB4775248B80FB57)


def entry(shape, data, place, kind=1):
    dimensions = b"".join(b"\x12" + varint(len(size)) + size for size in (b"\x08" + varint(n) for n in shape))
    return (b"\x08" + varint(kind) + b"\x12" + varint(len(dimensions)) + dimensions + b"\x20" + varint(place) + b"\x28" + varint(len(data))
            + b"\x35" + struct.pack("<I", masked_crc(data)))


def write_checkpoint(prefix, tensors):
    """prefix.index and its data of {name: (shape, bytes of floats)}."""
    data, entries = b"", [(b"", b"\x08\x01\x1a\x02\x08\x01")]
    for name, (shape, content) in sorted(tensors.items()):
        entries.append((name.encode(), entry(shape, content, len(data))))
        data += content
    entries.append((b"global_step", entry([], bytes(8), len(data), kind=9)))
    prefix.with_name(prefix.name + ".index").write_bytes(table(sorted(entries)))
    prefix.with_name(prefix.name + ".data-00000-of-00001").write_bytes(data + bytes(8))


def read_safetensors(path):
    content = path.read_bytes()
    start = 8 + struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:start])
    header.pop("__metadata__", None)
    return {name: (of["shape"], content[start + of["data_offsets"][0]:start + of["data_offsets"][1]]) for name, of in header.items()}


def variable(name, shape, data):
    if name in HEADS:
        return HEADS[name], shape, data
    name = re.sub(r"\.layer\.(\d+)\.", r".layer_\1.", name).replace(".", "/")
    if "LayerNorm" in name:
        return name.replace("weight", "gamma").replace("bias", "beta"), shape, data
    if name.endswith("_embeddings/weight"):
        return name.removesuffix("/weight"), shape, data
    if not name.endswith("/weight"):
        return name, shape, data
    rows, columns = shape
    values = array.array("f", data)
    turned = array.array("f", [values[row * columns + column] for column in range(columns) for row in range(rows)])
    return name.removesuffix("weight") + "kernel", [columns, rows], turned.tobytes()


def convert(source, target, name="model.ckpt-1000"):
    """The folder `target` of the model in the folder `source`."""
    target.mkdir()
    tensors = {}
    for place, (shape, data) in read_safetensors(source / "model.safetensors").items():
        if place.startswith("drp."):
            continue
        place, shape, data = variable(place, shape, data)
        tensors[place] = (shape, data)
        tensors[f"{place}/adam_m"] = (shape, bytes(len(data)))
    write_checkpoint(target / name, tensors)
    config = json.loads((source / "config.json").read_text())
    kept = ("attention_probs_dropout_prob hidden_act hidden_dropout_prob hidden_size initializer_range intermediate_size "
            "max_position_embeddings num_attention_heads num_hidden_layers type_vocab_size vocab_size").split()
    (target / "bert_config.json").write_text(json.dumps({key: config[key] for key in kept}))
    shutil.copy(source / "vocab.txt", target)
