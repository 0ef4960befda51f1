#!/usr/bin/python3
"""Makes fields-two-seasons.onnx: a hand-made network that finds fields in two composites of (B04, B03, B02, B08).

Nothing is learned: every weight is a rule about how fields look, written with standard ONNX operators (opset 17), so that the demo
needs neither a download nor a GPU. Equal runs give equal bytes. Needs Debian's python3-onnx (1.12) and python3-numpy:

    /usr/bin/python3 models/make_fields_model.py            writes the model and its card beside this script
    /usr/bin/python3 models/make_fields_model.py --check    fails when the committed files differ from what it would write
"""
import hashlib
import json
import pathlib
import sys

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

HERE = pathlib.Path(__file__).resolve().parent
NAME = "fields-two-seasons"
LABELS = ["non_field_background", "field", "field_boundaries"]

# Pixels around an output pixel that can change it: texture 1 + its wide mean 4, opening 2 + 2, rim 1.
RADIUS = 10

# Fields are greener than prairie or barer than it, in one season at least; reflectances 0..1.
GREEN_NDVI, GREEN_NDVI_WIDTH = 0.39, 0.06
CANOPY_NIR, CANOPY_NIR_WIDTH = 0.27, 0.03  # trees are green too, but dark
BARE_NDVI, BARE_NDVI_WIDTH = 0.27, 0.04
WET_NDVI, WET_NDVI_WIDTH = 0.05, 0.04  # below: water
BARE_RED, BARE_RED_WIDTH = 0.145, 0.015  # grazed land is darker than tilled soil and straw

# Fields are smooth: standard deviation of red over 3x3, the smoothest place within 2 pixels and the mean over 9x9.
TEXTURE, TEXTURE_WIDTH = 0.012, 0.004
WIDE_TEXTURE, WIDE_TEXTURE_WIDTH = 0.018, 0.004

# A change of this much within 3x3 pixels is an edge.
EDGE_NDVI, EDGE_RED = 0.11, 0.028
FIELD_GAIN, BOUNDARY_GAIN = 3.0, 4.0


class Network:
    """Collects nodes and constants; each method adds one operator and returns its output's name."""

    def __init__(self):
        self.nodes, self.constants, self.count = [], {}, 0

    def constant(self, value, name=None):
        array = np.asarray(value)
        key = name or f"c{len(self.constants)}"
        self.constants[key] = numpy_helper.from_array(array, key)
        return key

    def scalar(self, value):
        return self.constant(np.float32(value), f"k_{value:g}")

    def op(self, kind, *inputs, output=None, **attributes):
        self.count += 1
        output = output or f"{kind.lower()}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=f"{kind}_{self.count}", **attributes))
        return output

    def pick(self, x, weights):
        """Weighted sums of bands: a 1x1 convolution."""
        w = np.asarray(weights, np.float32)[:, :, None, None]
        return self.op("Conv", x, self.constant(w), kernel_shape=[1, 1])

    def mean(self, x, side):
        """Mean over side x side of each of two channels."""
        w = np.full((2, 1, side, side), 1.0 / (side * side), np.float32)
        return self.op("Conv", x, self.constant(w), group=2, kernel_shape=[side, side], pads=[side // 2] * 4)

    def largest(self, x, side):
        return self.op("MaxPool", x, kernel_shape=[side, side], pads=[side // 2] * 4, strides=[1, 1])

    def smallest(self, x, side):
        return self.op("Neg", self.largest(self.op("Neg", x), side))

    def spread(self, x):
        return self.op("Sub", self.largest(x, 3), self.smallest(x, 3))

    def rising(self, x, threshold, width):
        """(x - threshold) / width: positive above the threshold."""
        return self.op("Div", self.op("Sub", x, self.scalar(threshold)), self.scalar(width))

    def falling(self, x, threshold, width):
        return self.op("Div", self.op("Sub", self.scalar(threshold), x), self.scalar(width))

    def either_season(self, x):
        return self.op("ReduceMax", x, axes=[1], keepdims=1)

    def clip(self, x):
        return self.op("Clip", x, self.scalar(-1.0), self.scalar(1.0))


def build():
    n = Network()
    # Repeat the edge pixels outward, so that an image's rim sees its own colours; the rim is cut off again at the end.
    padded = n.op("Pad", "input", n.constant(np.array([0, 0, RADIUS, RADIUS, 0, 0, RADIUS, RADIUS], np.int64), "rim"), mode="edge")
    red, nir = np.zeros((2, 8)), np.zeros((2, 8))
    red[0, 0] = red[1, 4] = nir[0, 3] = nir[1, 7] = 1e-4  # digital numbers to reflectance
    red, nir = n.pick(padded, red), n.pick(padded, nir)
    # No data is 0 in every band: the small number keeps 0 / 0 away.
    ndvi = n.op("Div", n.op("Sub", nir, red), n.op("Add", n.op("Add", nir, red), n.scalar(1e-4)))

    ndvi3, red3, nir3 = n.mean(ndvi, 3), n.mean(red, 3), n.mean(nir, 3)
    green = n.op("Min", n.rising(ndvi3, GREEN_NDVI, GREEN_NDVI_WIDTH), n.rising(nir3, CANOPY_NIR, CANOPY_NIR_WIDTH))
    bare = n.op("Min", n.falling(ndvi3, BARE_NDVI, BARE_NDVI_WIDTH), n.rising(ndvi3, WET_NDVI, WET_NDVI_WIDTH), n.rising(red3, BARE_RED, BARE_RED_WIDTH))

    variance = n.op("Relu", n.op("Sub", n.mean(n.op("Mul", red, red), 3), n.op("Mul", red3, red3)))
    texture = n.op("Sqrt", n.op("Add", variance, n.scalar(1e-8)))
    smooth = n.op("Min", n.falling(n.smallest(texture, 5), TEXTURE, TEXTURE_WIDTH), n.falling(n.mean(texture, 9), WIDE_TEXTURE, WIDE_TEXTURE_WIDTH))

    field = n.either_season(n.clip(n.op("Min", n.op("Max", green, bare), smooth)))
    # An opening: what no 5x5 square fits into, such as a road, is no field.
    field = n.largest(n.smallest(field, 5), 5)

    near = n.largest(field, 3)
    rim = n.op("Min", near, n.op("Neg", n.smallest(field, 3)))
    contrast = n.op("Max", n.op("Div", n.spread(ndvi), n.scalar(EDGE_NDVI)), n.op("Div", n.spread(red), n.scalar(EDGE_RED)))
    edge = n.clip(n.op("Sub", n.either_season(contrast), n.scalar(1.0)))
    boundary = n.op("Max", n.op("Min", edge, near), rim)

    gain = n.scalar(FIELD_GAIN)
    logits = n.op("Concat", n.op("Neg", n.op("Mul", field, gain)), n.op("Mul", field, gain), n.op("Mul", boundary, n.scalar(BOUNDARY_GAIN)), axis=1)
    ends = n.constant(np.array([-RADIUS, -RADIUS], np.int64), "ends")
    n.op("Slice", logits, n.constant(np.array([RADIUS, RADIUS], np.int64), "starts"), ends, n.constant(np.array([2, 3], np.int64), "axes"), output="logits")

    graph = helper.make_graph(
        n.nodes,
        NAME,
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 8, "H", "W"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 3, "H", "W"])],
        list(n.constants.values()),
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
        producer_name="rasterflow make_fields_model.py",
        doc_string="Fields from two composites of Sentinel-2. Hand-made, not trained. Apache-2.0.",
    )
    checker.check_model(model, full_check=True)
    return model.SerializeToString()


def card(model):
    return {
        "model_card": 1,
        "name": NAME,
        "file": f"{NAME}.onnx",
        "sha256": hashlib.sha256(model).hexdigest(),
        "licence": "Apache-2.0",
        "description": "Finds fields in two composites of Sentinel-2, for example two years. A hand-made network: rules, not training.",
        "made_by": "models/make_fields_model.py (onnx 1.12, opset 17)",
        "input": {
            "name": "input",
            "type": "float32",
            "shape": ["N", 8, "H", "W"],
            "channels": [f"t{t}:{band}" for t in (1, 2) for band in ("B04", "B03", "B02", "B08")],
            "values": "reflectance x 10000, offset of processing baseline 04.00 removed, 0 = no data; no further normalisation",
            "smallest_side": 64,
        },
        "output": {"name": "logits", "type": "float32", "shape": ["N", 3, "H", "W"], "activation": "softmax over axis 1", "labels": LABELS},
        "datasets": ["S2_MED_WINDOWED_PIXEL"],
        "labels": LABELS,
        "actor": "SEMANTIC_SEGMENTATION_CHANGE_DETECTION",
        "features": [f"s2med_windowed_pixel:{band}" for band in ("B04", "B03", "B02", "B08")],
        "pixel_size_metres": 10,
        "patch_size": 256,
        "clip_size": 32,
        "receptive_radius_pixels": RADIUS,
        "measured": MEASURED,
        "limits": "Tuned on simulated scenes (samples/). On real scenes it outlines fields but also takes meadows and bright woods for fields. "
        "For production export a trained checkpoint instead.",
    }


# Measured with the same rules in numpy and scipy; the tests run this file in ONNX Runtime on smaller sets and ask for 0.75.
MEASURED = {
    "metric": "IoU of softmax(field) > 0.5 with the true fields; simulated scenes, yearly medians of 8 overpasses (2023, 2024)",
    "values": {"seed 20240607, 512x512": 0.843, "seed 1, 512x512": 0.833, "seed 7, 1024x1024": 0.818},
}


def main():
    model = build()
    files = {f"{NAME}.onnx": model, f"{NAME}.json": (json.dumps(card(model), indent=2) + "\n").encode()}
    for name, content in files.items():
        path = HERE / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_bytes() != content:
                sys.exit(f"{path} differs from what this script makes: run it without --check.")
        else:
            path.write_bytes(content)
            print(f"{path.name}: {len(content)} bytes")


main()
