"""Only the published weights are built into a model."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from infra.embedder.weights import WrongWeights, find_weights, read_tensors


def test_other_files_under_the_right_names_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"x")
    (tmp_path / "tokenizer.json").write_bytes(b"{}")

    with pytest.raises(WrongWeights, match="another hash"):
        find_weights(tmp_path)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongWeights, match="no model"):
        find_weights(tmp_path)


def test_tensors_are_read_as_they_were_written(tmp_path: Path) -> None:
    numbers = np.arange(6, dtype="<f4").reshape(2, 3)
    table = json.dumps(
        {
            "__metadata__": {"format": "pt"},
            "ids": {"dtype": "I64", "shape": [1], "data_offsets": [24, 32]},
            "w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
        }
    ).encode()
    file = tmp_path / "model.safetensors"
    file.write_bytes(struct.pack("<Q", len(table)) + table + numbers.tobytes() + bytes(8))

    read = read_tensors(file)

    assert list(read) == ["w"]
    assert read["w"].tolist() == numbers.tolist()
