#!/usr/bin/python3
"""Writes a U-Net with random weights, for timing: 3x3 convolutions at full, half and quarter resolution, [N, 8, H, W] -> [N, 3, H, W].

    /usr/bin/python3 make_unet.py unet.onnx
"""
import json
import sys

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

rng = np.random.default_rng(1)
nodes, constants = [], []


def add(kind, inputs, **attributes):
    output = f"{kind}_{len(nodes)}"
    nodes.append(helper.make_node(kind, inputs, [output], **attributes))
    return output


def conv(x, channels, filters):
    weights = (rng.standard_normal((filters, channels, 3, 3)) / np.sqrt(9 * channels)).astype(np.float32)
    name = f"w_{len(constants)}"
    constants.append(numpy_helper.from_array(weights, name))
    return add("Relu", [add("Conv", [x, name], kernel_shape=[3, 3], pads=[1, 1, 1, 1])])


def up(x):
    constants.append(numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), f"s_{len(constants)}"))
    return add("Resize", [x, "", constants[-1].name], mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")


full = conv(conv("x", 8, 24), 24, 24)
half = conv(conv(add("MaxPool", [full], kernel_shape=[2, 2], strides=[2, 2]), 24, 48), 48, 48)
quarter = conv(conv(add("MaxPool", [half], kernel_shape=[2, 2], strides=[2, 2]), 48, 96), 96, 96)
half = conv(conv(add("Concat", [up(quarter), half], axis=1), 144, 48), 48, 48)
full = conv(conv(add("Concat", [up(half), full], axis=1), 72, 24), 24, 24)
constants.append(numpy_helper.from_array((rng.standard_normal((3, 24, 1, 1)) / 50).astype(np.float32), "last"))
nodes.append(helper.make_node("Conv", [full, "last"], ["y"], kernel_shape=[1, 1]))
graph = helper.make_graph(
    nodes, "unet",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 8, "H", "W"])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 3, "H", "W"])],
    constants)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
checker.check_model(model)
content = model.SerializeToString()
with open(sys.argv[1], "wb") as file:
    file.write(content)
print(json.dumps({"bytes": len(content)}))
