"""The forward pass of MiniLM-L6 as an ONNX graph: six BERT layers, mean over the tokens, length one."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from infra.embedder.weights import Floats

LAYERS = 6
HEADS = 12
HEAD_WIDTH = 32
WIDTH = HEADS * HEAD_WIDTH
OPSET = 20
IR_VERSION = 9
# Added to the attention of padding, so that nothing of it is seen.
HIDDEN = 1e4


class _Graph:
    """Nodes and constants, in the order in which they are added."""

    def __init__(self, tensors: Mapping[str, Floats]) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._tensors = tensors
        self._count = 0

    def constant(self, value: object) -> str:
        name = self._name("constant")
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(np.asarray(value)), name))
        return name

    def weight(self, name: str) -> Floats:
        return self._tensors[name].astype(np.float32)

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:  # noqa: ANN401 - ONNX has many kinds
        name = self._name(operator)
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def linear(self, x: str, name: str) -> str:
        product = self.node("MatMul", x, self.constant(self.weight(f"{name}.weight").T))
        return self.node("Add", product, self.constant(self.weight(f"{name}.bias")))

    def normalised(self, x: str, name: str) -> str:
        scale, bias = (self.constant(self.weight(f"{name}.{part}")) for part in ("weight", "bias"))
        return self.node("LayerNormalization", x, scale, bias, axis=-1, epsilon=1e-12)

    def _name(self, kind: str) -> str:
        self._count += 1
        return f"{kind}_{self._count}"


def build_graph(tensors: Mapping[str, Floats]) -> onnx.ModelProto:
    """`input_ids` and `attention_mask` (int64, batch × tokens) to `vectors` (float32, batch × 384, of length 1)."""
    graph = _Graph(tensors)
    hidden = _embedded(graph)
    mask = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    absent = graph.node("Sub", mask, graph.constant(np.float32(1.0)))
    absent = graph.node("Unsqueeze", absent, graph.constant(np.array([1, 2])))
    bias = graph.node("Mul", absent, graph.constant(np.float32(HIDDEN)))
    for layer in range(LAYERS):
        hidden = _layer(graph, hidden, bias, f"encoder.layer.{layer}")
    weighed = graph.node("Mul", hidden, graph.node("Unsqueeze", mask, graph.constant(np.array([2]))))
    total = graph.node("ReduceSum", weighed, graph.constant(np.array([1])), keepdims=0)
    mean = graph.node("Div", total, graph.node("ReduceSum", mask, graph.constant(np.array([1])), keepdims=1))
    graph.nodes.append(helper.make_node("LpNormalization", [mean], ["vectors"], axis=1, p=2))
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "minilm",
            [
                helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
                for name in ("input_ids", "attention_mask")
            ],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", WIDTH])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    onnx.checker.check_model(model)
    return model


def _embedded(graph: _Graph) -> str:
    words = graph.node("Gather", graph.constant(graph.weight("embeddings.word_embeddings.weight")), "input_ids")
    # There is one sentence, so its kind is part of every position.
    kind = graph.weight("embeddings.token_type_embeddings.weight")[0]
    positions = graph.constant(graph.weight("embeddings.position_embeddings.weight") + kind)
    length = graph.node("Shape", "input_ids", start=1, end=2)
    positions = graph.node("Slice", positions, graph.constant(np.array([0])), length, graph.constant(np.array([0])))
    return graph.normalised(graph.node("Add", words, positions), "embeddings.LayerNorm")


def _layer(graph: _Graph, hidden: str, bias: str, name: str) -> str:
    by_head = graph.constant(np.array([0, 0, HEADS, HEAD_WIDTH]))

    def head(part: str, order: list[int]) -> str:
        projected = graph.linear(hidden, f"{name}.attention.self.{part}")
        return graph.node("Transpose", graph.node("Reshape", projected, by_head), perm=order)

    query, key, value = head("query", [0, 2, 1, 3]), head("key", [0, 2, 3, 1]), head("value", [0, 2, 1, 3])
    scores = graph.node("Mul", graph.node("MatMul", query, key), graph.constant(np.float32(HEAD_WIDTH**-0.5)))
    attention = graph.node("Softmax", graph.node("Add", scores, bias), axis=-1)
    seen = graph.node("Transpose", graph.node("MatMul", attention, value), perm=[0, 2, 1, 3])
    seen = graph.node("Reshape", seen, graph.constant(np.array([0, 0, WIDTH])))
    seen = graph.node("Add", graph.linear(seen, f"{name}.attention.output.dense"), hidden)
    hidden = graph.normalised(seen, f"{name}.attention.output.LayerNorm")
    inner = graph.node("Gelu", graph.linear(hidden, f"{name}.intermediate.dense"))
    return graph.normalised(
        graph.node("Add", graph.linear(inner, f"{name}.output.dense"), hidden), f"{name}.output.LayerNorm"
    )
