"""Read the published weights: known files only, and nothing in them is executed."""

import hashlib
import json
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# As published for sentence-transformers/all-MiniLM-L6-v2; a copy with these hashes from anywhere is as good.
FILES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


class WrongWeights(Exception):
    """The files are not the ones that are expected."""


def find_weights(folder: Path) -> Path:
    """The folder below `folder` with all files, each checked. Raises WrongWeights."""
    for candidate in folder.rglob("model.safetensors"):
        for name, digest in FILES.items():
            file = candidate.with_name(name)
            if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
                raise WrongWeights(f"{name} is missing or has another hash")
        return candidate.parent
    raise WrongWeights("no model.safetensors")


def read_tensors(file: Path) -> dict[str, Floats]:
    """The tensors of a safetensors file: eight bytes of length, a JSON table, then the numbers."""
    raw = file.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    table = json.loads(raw[8 : 8 + length])
    numbers = memoryview(raw)[8 + length :]
    tensors: dict[str, Floats] = {}
    for name, entry in table.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(numbers[begin:end], dtype="<f4").reshape(entry["shape"])
    return tensors
