"""Round a trained encoder to 8 bits so that a row's result does not depend on its neighbours.

Weights to 7 bits with one scale a column (more would overflow 16 bits on processors without integer
dot products), words to 8 bits with one scale a word, activations to 8 bits with one scale a token, never one for the
batch: a row's result does not depend on its neighbours. The heads stay in float32. Layer normalisation is written out,
since onnxruntime's own is several times slower.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import NodeProto, helper, numpy_helper

WEIGHT_LEVELS, ACTIVATION_LEVELS, MIDDLE = 63, 127, 128


def rounded(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the model with 8-bit products and written-out normalisations."""
    rewriter = Rewriter(model)
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in rewriter.weights:
            rewriter.product(node)
        elif node.op_type == "LayerNormalization":
            rewriter.normal(node)
        else:
            rewriter.nodes.append(node)
    return rewriter.result()


class Rewriter:
    """Collects the nodes and numbers of the rounded model."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.model, self.nodes, self.seen = model, [], set()
        self.weights = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
        self.used = dict(self.weights)
        self.const("r.last", np.array([-1]))
        self.const("r.step", np.float32(1 / ACTIVATION_LEVELS))
        self.const("r.tiny", np.float32(1e-8))
        self.const("r.middle", np.uint8(MIDDLE))

    def const(self, name: str, values: np.ndarray) -> str:
        self.used[name] = np.asarray(values)
        return name

    def add(self, kind: str, inputs: list[str], output: str, **options: int) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], **options))
        return output

    def product(self, node: NodeProto) -> None:
        """Round the activations token by token and multiply in whole numbers."""
        source, weight, out = node.input[0], node.input[1], node.output[0]
        values = self.weights[weight]
        self.used.pop(weight, None)
        scale = np.abs(values).max(0) / WEIGHT_LEVELS
        whole = self.const(f"{out}.r.w", np.round(values / scale).astype(np.int8))
        self._round(source, len(values))
        counts = self.add("MatMulInteger", [f"{source}.r.q", whole, "r.middle"], f"{out}.r.i")
        by_token = self.add("DequantizeLinear", [counts, f"{source}.r.s"], f"{out}.r.f", axis=0)
        scales = self.const(f"{out}.r.ws", scale.astype(np.float32))
        by_column = self.add("Mul", [by_token, scales], f"{out}.r.g")
        width = self.const(f"{out}.r.width", np.array([values.shape[1]]))
        shape = self.add("Concat", [f"{source}.r.shape", width], f"{out}.r.to", axis=0)
        self.add("Reshape", [by_column, shape], out)

    def _round(self, source: str, width: int) -> None:
        if source in self.seen:
            return
        self.seen.add(source)
        name = f"{source}.r"
        tokens = self.add("Reshape", [source, self.const(f"{name}.2d", np.array([-1, width]))], f"{name}.t")
        sizes = self.add("Abs", [tokens], f"{name}.a")
        largest = self.add("ReduceMax", [sizes, "r.last"], f"{name}.m", keepdims=0)
        scale = self.add("Mul", [self.add("Max", [largest, "r.tiny"], f"{name}.x"), "r.step"], f"{name}.s")
        middle = self.add("Expand", ["r.middle", self.add("Shape", [scale], f"{name}.n")], f"{name}.z")
        self.add("QuantizeLinear", [tokens, scale, middle], f"{name}.q", axis=0)
        self.add("Shape", [source], f"{name}.shape", start=0, end=2)

    def normal(self, node: NodeProto) -> None:
        """Write a layer normalisation out."""
        source, weight, bias = node.input
        name = f"{node.output[0]}.n"
        root = self.const(f"{name}.root", np.float32(np.sqrt(len(self.weights[weight]))))
        centred = self.add("Sub", [source, self.add("ReduceMean", [source, "r.last"], f"{name}.m")], f"{name}.c")
        inverse = self.add("Div", [root, self.add("ReduceL2", [centred, "r.last"], f"{name}.l")], f"{name}.i")
        unit = self.add("Mul", [centred, inverse], f"{name}.u")
        self.add("Add", [self.add("Mul", [unit, weight], f"{name}.v"), bias], node.output[0])

    def result(self) -> onnx.ModelProto:
        graph = self.model.graph
        del graph.node[:], graph.initializer[:]
        graph.node.extend(self.nodes)
        needed = {name for node in self.nodes for name in node.input}
        kept = {name: values for name, values in self.used.items() if name in needed}
        graph.initializer.extend(numpy_helper.from_array(values, name) for name, values in kept.items())
        del graph.value_info[:], graph.metadata_props[:], self.model.metadata_props[:], self.model.functions[:]
        for node in graph.node:
            # The exporter notes where in which file a node was made; that is nobody's business.
            del node.metadata_props[:]
            node.doc_string = ""
        onnx.checker.check_model(self.model)
        return self.model
