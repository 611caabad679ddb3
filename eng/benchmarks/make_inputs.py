"""Makes the inputs of the benchmarks: networks and photos, for every contender the same.

usage: make_inputs.py SHARED OUTPUT
SHARED holds models/ and data/; OUTPUT receives networks/*.onnx, photos/small (224 pixels) and photos/large (12 megapixels).
"""
import io
import random
import shutil
import sys
import tarfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

SMALL, LARGE, TILE = 240, 16, 500


def photos(archive):
    with tarfile.open(archive) as tar:
        for member in sorted(tar.getmembers(), key=lambda m: m.name):
            if member.isfile() and member.name.endswith(".jpg"):
                yield tar.extractfile(member).read()


def make_small(shared, folder):
    all_photos = list(photos(shared / "data/wildcats/wildcats_7x120.tar"))
    for i, photo in enumerate(random.sample(all_photos, SMALL)):
        (folder / f"{i:03}.jpg").write_bytes(photo)


def make_large(shared, folder):
    """Mosaics, because the photos at hand are small; every tile is another photo, so that detail and file size are a camera's."""
    tiles = [Image.open(io.BytesIO(p)).convert("RGB") for p in photos(shared / "data/flowers/flowers_5x40.tar")]
    for i in range(LARGE):
        mosaic = Image.new("RGB", (8 * TILE, 6 * TILE))
        for n, tile in enumerate(random.sample(tiles, 48)):
            mosaic.paste(tile.resize((TILE, TILE), Image.BICUBIC), (n % 8 * TILE, n // 8 * TILE))
        mosaic.save(folder / f"{i:03}.jpg", quality=90)


class Graph:
    """ResNet-18 up to its pooled features, with random weights: what it costs doesn't depend on them."""

    def __init__(self):
        self.nodes, self.weights, self.rng = [], [], np.random.default_rng(1)

    def node(self, kind, *inputs, **attributes):
        name = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def conv(self, x, channels, filters, kernel, stride):
        scale = np.sqrt(2 / (channels * kernel * kernel))
        weight = numpy_helper.from_array((self.rng.standard_normal((filters, channels, kernel, kernel)) * scale).astype(np.float32), f"w{len(self.nodes)}")
        bias = numpy_helper.from_array(np.zeros(filters, np.float32), f"b{len(self.nodes)}")
        self.weights += [weight, bias]
        pad = kernel // 2
        return self.node("Conv", x, weight.name, bias.name, kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[pad] * 4)

    def block(self, x, channels, filters, stride):
        y = self.node("Relu", self.conv(x, channels, filters, 3, stride))
        y = self.conv(y, filters, filters, 3, 1)
        shortcut = x if channels == filters else self.conv(x, channels, filters, 1, stride)
        return self.node("Relu", self.node("Add", y, shortcut))

    def resnet18(self):
        x = self.node("Relu", self.conv("input", 3, 64, 7, 2))
        x = self.node("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
        channels = 64
        for filters in (64, 128, 256, 512):
            x = self.block(x, channels, filters, 1 if filters == 64 else 2)
            x = self.block(x, filters, filters, 1)
            channels = filters
        x = self.node("Flatten", self.node("GlobalAveragePool", x), axis=1)
        graph = helper.make_graph(
            self.nodes, "resnet18",
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 3, 224, 224])],
            [helper.make_tensor_value_info(x, TensorProto.FLOAT, ["N", 512])], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model


def main():
    shared, output = Path(sys.argv[1]), Path(sys.argv[2])
    random.seed(1)
    for folder in ("networks", "photos/small", "photos/large"):
        (output / folder).mkdir(parents=True)
    models = shared / "models"
    shutil.copyfile(models / "squeezenet1.1/squeezenet1.1_fp32.onnx", output / "networks/squeezenet1.1.onnx")
    shutil.copyfile(models / "mobilenetv2/mobilenetv2-7_features_fp32.onnx", output / "networks/mobilenetv2.onnx")
    onnx.save(Graph().resnet18(), str(output / "networks/resnet18.onnx"))
    make_small(shared, output / "photos/small")
    make_large(shared, output / "photos/large")


if __name__ == "__main__":
    main()
