#!/usr/bin/env python3
"""Writes random-weights-convnet.onnx: a small network with fixed random weights, for runs without a trained backbone.

    /usr/bin/python3 make_random_network.py        (Debian: python3-numpy python3-onnx)

Two convolutions with He-initialised kernels (He et al. 2015), each kernel with zero mean so that it answers to structure and not
to brightness, ReLU, and the average of the maps: [N,3,128,128] -> [N,192]. Deeper ones tell less without training.
"""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(20240501)
nodes, weights = [], []


def convolution(name, source, inputs, outputs, kernel, stride, pad):
    values = random.normal(0, np.sqrt(2 / (inputs * kernel * kernel)), (outputs, inputs, kernel, kernel))
    values -= values.mean(axis=(1, 2, 3), keepdims=True)
    weights.append(numpy_helper.from_array(values.astype(np.float32), name + ".weight"))
    nodes.append(helper.make_node("Conv", [source, name + ".weight"], [name], name=name, kernel_shape=[kernel, kernel],
                                  strides=[stride, stride], pads=[pad] * 4))
    nodes.append(helper.make_node("Relu", [name], [name + ".relu"], name=name + ".relu"))
    return name + ".relu"


x = convolution("conv1", "image", 3, 48, 5, 2, 2)
x = convolution("conv2", x, 48, 192, 3, 1, 1)
nodes.append(helper.make_node("GlobalAveragePool", [x], ["pool"], name="pool"))
nodes.append(helper.make_node("Flatten", ["pool"], ["features"], name="features", axis=1))

graph = helper.make_graph(
    nodes, "random_weights_convnet",
    [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, 128, 128])],
    [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["N", 192])], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="MLNet.ConvExtensions")
model.ir_version = 7
onnx.checker.check_model(model)
onnx.save(model, "random-weights-convnet.onnx")
