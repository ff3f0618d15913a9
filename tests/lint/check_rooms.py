#!/usr/bin/env python3
"""Rooms look down only: prints every include or call that looks upwards or sideways, and exits 1.

usage: check_rooms.py [ROOT]
"""
import pathlib
import re
import sys

# A room is a folder of sources. It may look at itself and at the rooms named behind it, which stand before it in this
# list: so there are no circles. `base` need not be named.
ROOMS = {
    "base": "",
    "data/tokens": "",
    "data/documents": "data/tokens",
    "data/wikitext/sites": "data/tokens data/documents",
    "data/wikitext/templates": "data/tokens data/documents data/wikitext/sites",
    "data/wikitext": "data/tokens data/documents data/wikitext/sites data/wikitext/templates",
    "data/sources": "data/tokens data/documents data/wikitext/sites data/wikitext/templates data/wikitext",
    "data/links": "data/documents",
    "data/shards": "data/tokens data/documents",
    "data/prepare": "data/tokens data/documents data/links data/shards",
    "data/samples": "data/tokens data/shards",
    "data/datasets": "data/tokens data/documents data/sources data/shards",
    "distributed/communication": "",
    "distributed/backends/mpi": "distributed/communication",
    "distributed/backends/nccl": "distributed/communication distributed/backends/mpi",
    "distributed/backends": "distributed/communication distributed/backends/mpi distributed/backends/nccl",
    "distributed/sharding": "",
    "core/optimizers": "",
    "core/kernels": "core/optimizers",
    "core/device": "core/kernels core/optimizers distributed/communication",
    "core/device/cpu": "core/device core/kernels core/optimizers data/samples",
    "core/sharding": "core/device core/optimizers distributed/communication distributed/sharding",
    "core/model": "core/sharding core/device core/kernels data/samples distributed/sharding",
    "core/weight_files": "distributed/sharding",
    "core/checkpoint": "core/weight_files data/tokens distributed/sharding",
    "core/model_folders": "core/checkpoint core/weight_files core/model data/tokens",
    "core/metrics": "data/datasets data/tokens",
    "core/scoring": "core/metrics data/datasets",
    "core/retrieval": "core/kernels core/metrics core/scoring",
    "core/training": "core/checkpoint core/sharding core/optimizers core/device distributed/communication distributed/sharding",
    "core/finetuning": "core/training core/model core/model_folders core/weight_files core/metrics data/datasets data/samples"
    " data/tokens distributed/communication",
    "core/tasks/pretraining": "core/training core/model core/kernels core/metrics data/samples data/tokens"
    " distributed/communication",
    "core/tasks/sequence_classification": "core/finetuning core/model core/kernels core/metrics core/scoring data/samples",
    "core/tasks/token_classification": "core/finetuning core/model core/metrics core/scoring data/datasets data/samples",
    "core/tasks/question_answering": "core/finetuning core/model core/kernels core/metrics core/scoring data/samples"
    " data/tokens",
    "core/tasks/multiple_choice": "core/finetuning core/model core/kernels core/metrics core/scoring data/samples",
    "core/tasks": "core/tasks/sequence_classification core/tasks/token_classification core/tasks/question_answering"
    " core/tasks/multiple_choice core/finetuning core/training core/scoring",
    "core/configuration": "core/tasks core/tasks/pretraining core/finetuning core/training core/model core/optimizers core/model_folders"
    " data/datasets data/samples data/tokens distributed/backends",
    "core/ranks": "core/configuration data/shards data/tokens distributed/communication",
    "core/embedding": "core/device/cpu core/kernels core/ranks core/retrieval core/scoring core/model core/model_folders core/weight_files data/samples"
    " data/tokens distributed/communication",
    "core/report": "core/scoring data/samples data/shards data/tokens",
    "core/evaluation": "core/device/cpu core/ranks core/configuration core/embedding core/retrieval core/tasks core/tasks/pretraining"
    " core/tasks/sequence_classification core/finetuning core/training core/scoring core/metrics core/model_folders"
    " core/weight_files data/datasets data/samples data/shards distributed/communication",
    "core/runs": "core/device/cpu core/evaluation core/report core/ranks core/configuration core/tasks core/tasks/pretraining core/finetuning"
    " core/training core/scoring core/metrics core/model core/model_folders core/checkpoint core/weight_files data/datasets"
    " data/samples data/shards data/tokens distributed/communication",
    "launch/environment": "data/shards distributed/backends distributed/communication",
    "launch/commands": "launch/environment core/runs core/evaluation core/report core/embedding core/ranks core/configuration"
    " core/tasks core/tasks/pretraining core/training core/metrics core/model_folders core/checkpoint core/weight_files"
    " data/datasets data/prepare data/samples data/shards data/sources data/documents data/tokens distributed/backends"
    " distributed/communication",
    "launch": "launch/commands",
}

# Why, what must not stand in a file, and in which files: a pattern of paths that may have it.
TENSORS = r"core/(?!weight_files/|checkpoint/|model_folders/|metrics/|scoring/|tasks/(\w+/)?score_)|launch/"
RULES = [
    ("LibTorch where there are no tensors", r'#include [<"](torch|ATen|c10)/', TENSORS),
    ("MPI or NCCL outside distributed", r'#include [<"](mpi|nccl)\.h|\b(MPI|PMPI)_[A-Z]|\bnccl[A-Z]',
     r"distributed/(communication|backends)/"),
    ("YAML outside core/configuration", r"yaml-cpp", r"core/configuration/"),
    ("CLI11 outside verb.cc", r"#include [<\"]CLI/", r"launch/commands/(verb|commands)\.cc$"),
]
SOURCES = {".h", ".cc", ".cu", ".cuh"}
TOPS = ("base", "data", "distributed", "core", "launch")


def table_faults() -> list[str]:
    before: set[str] = set()
    faults = []
    for room, seen in ROOMS.items():
        faults += [f"the list: {room} names {name}, which does not stand before it" for name in seen.split() if name not in before]
        before.add(room)
    return faults


def file_faults(path: str, text: str) -> list[str]:
    room = str(pathlib.PurePosixPath(path).parent)
    if room not in ROOMS:
        return [f"{path}: {room} is no room that check_rooms.py lists"]
    allowed = {room, "base", *ROOMS[room].split()}
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        include = re.match(r'#include "([^"]+)/[^/"]+"', line)
        if include and include[1] in ROOMS and include[1] not in allowed:
            faults.append(f"{path}:{number}: {room} looks at {include[1]}: {line}")
        for why, pattern, where in RULES:
            if re.search(pattern, line) and not re.match(where, path):
                faults.append(f"{path}:{number}: {why}: {line.strip()}")
    return faults


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    faults = table_faults()
    for top in TOPS:
        for path in sorted((root / top).rglob("*")):
            if path.suffix in SOURCES:
                faults += file_faults(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
