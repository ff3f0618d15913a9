"""Reads a corpus folder with h5py alone, as docs/formats.md describes it, and prints its counts as JSON.

usage: read_corpus.py FOLDER
Checks on the way: every dataset of every file reads and fits its checksums, offsets ascend and end where their data
does, link targets exist, the split follows from the ids, and in-degrees follow from links and split.
"""
import ctypes
import ctypes.util
import json
import pathlib
import sys

import h5py
import numpy

BLOCK = 256 * 1024
xxhash = ctypes.CDLL(ctypes.util.find_library("xxhash") or "libxxhash.so.0")
xxhash.XXH3_64bits.restype = ctypes.c_uint64
xxhash.XXH3_64bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]


def hash64(data):
    return xxhash.XXH3_64bits(data, len(data))


def read(file, name):
    """A dataset, after its checksums."""
    values = file[name][...]
    assert file[name].chunks is None and file[name].compression is None, name
    assert values.dtype.kind == "u" and values.dtype.byteorder != ">", (name, values.dtype)
    data = values.tobytes()
    sums = [hash64(data[at : at + BLOCK]) for at in range(0, len(data), BLOCK)]
    assert sums == list(file["/checksum" + name][...]), name
    return values


def lists(file, name, data_length):
    offsets = read(file, name)
    assert offsets[0] == 0 and offsets[-1] == data_length, name
    assert (numpy.diff(offsets.astype(numpy.int64)) >= 0).all(), name
    return offsets


def texts(file, name):
    data = read(file, name).tobytes()
    offsets = lists(file, name + "_offset", len(data))
    return [data[a:b].decode("utf-8") for a, b in zip(offsets, offsets[1:])]


def read_shard(path, first_document, first_segment):
    with h5py.File(path, "r") as file:
        assert file.attrs["format"] == b"linkbert-shard" or file.attrs["format"] == "linkbert-shard"
        assert file.attrs["version"] == 1
        assert (file.attrs["first_document"], file.attrs["first_segment"]) == (first_document, first_segment)
        tokens = read(file, "/tokens")
        segments = lists(file, "/segments/offset", len(tokens))
        documents = lists(file, "/documents/offset", len(segments) - 1)
        targets, places = read(file, "/links/target"), read(file, "/links/token")
        links = lists(file, "/links/offset", len(targets))
        assert len(links) == len(segments) and len(places) == len(targets)
        lengths = numpy.diff(segments.astype(numpy.int64))
        owner = numpy.repeat(numpy.arange(len(lengths)), numpy.diff(links.astype(numpy.int64)))
        assert (places < lengths[owner]).all()
        ids, titles, subjects = (texts(file, "/documents/" + name) for name in ("id", "title", "subject"))
        assert len(ids) == len(titles) == len(subjects) == len(documents) - 1
    source = numpy.searchsorted(documents, owner, side="right") - 1 + first_document
    return tokens, lengths, ids, source, targets


def main(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    ids, pairs, segments, tokens, links = [], set(), 0, 0, 0
    for shard in manifest["shards"]:
        part = read_shard(folder / shard["file"], len(ids), segments)
        assert part[0].size == 0 or part[0].max() < len(vocabulary)
        pairs |= set(zip(part[3].tolist(), part[4].tolist()))
        ids, segments, tokens, links = ids + part[2], segments + len(part[1]), tokens + len(part[0]), links + len(part[4])
        assert [len(part[2]), len(part[1]), len(part[0]), len(part[4])] == [
            shard[key] for key in ("documents", "segments", "tokens", "links")
        ]
    with h5py.File(folder / "graph.h5", "r") as file:
        targets = read(file, "/document_links/target")
        offsets = lists(file, "/document_links/offset", len(targets))
        held_out, in_degree = read(file, "/held_out"), read(file, "/in_degree")
    source = numpy.repeat(numpy.arange(len(ids)), numpy.diff(offsets.astype(numpy.int64)))
    pairs |= set(zip(source.tolist(), targets.tolist()))
    fraction = manifest["held_out_fraction"]
    by_id = numpy.array([int((hash64(name.encode()) >> 11) * 2.0**-53 < fraction) for name in ids], numpy.uint8)
    assert int((by_id != held_out).sum()) == manifest["counts"].get("moved_documents", 0)  # with what they duplicate
    wanted = numpy.zeros(len(ids), numpy.uint32)
    for document, target in pairs:
        assert document != target
        wanted[target] += 1 - held_out[document]
    assert (wanted == in_degree).all()
    print(json.dumps({"documents": len(ids), "segments": segments, "tokens": tokens, "positioned_links": links,
                      "document_links": len(targets), "held_out_documents": int(held_out.sum()),
                      "max_in_degree": int(in_degree.max())}))


main(pathlib.Path(sys.argv[1]))
