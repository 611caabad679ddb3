#!/usr/bin/env python3
"""Writes tiny.onnx, the network of the feature tests: [N,3,32,32] -> conv, relu, max pool, conv, relu, average pool, 5 logits.

    /usr/bin/python3 make_tiny.py        (Debian: python3-numpy python3-onnx)
"""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(7)


def weight(name, *shape):
    return numpy_helper.from_array(random.normal(0, 0.3, shape).astype(np.float32), name)


graph = helper.make_graph(
    [
        helper.make_node("Conv", ["image", "w1", "b1"], ["c1"], name="conv1", kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c1"], ["r1"], name="relu1"),
        helper.make_node("MaxPool", ["r1"], ["p1"], name="pool1", kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Conv", ["p1", "w2", "b2"], ["c2"], name="conv2", kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c2"], ["r2"], name="relu2"),
        helper.make_node("GlobalAveragePool", ["r2"], ["g"], name="pool2"),
        helper.make_node("Flatten", ["g"], ["f"], name="flatten", axis=1),
        helper.make_node("Gemm", ["f", "w3", "b3"], ["logits"], name="classifier", transB=1),
    ],
    "tiny",
    [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, 32, 32])],
    [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 5])],
    [weight("w1", 8, 3, 3, 3), weight("b1", 8), weight("w2", 12, 8, 3, 3), weight("b2", 12), weight("w3", 5, 12), weight("b3", 5)])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="MLNet.ConvExtensions")
model.ir_version = 7
onnx.checker.check_model(model)
onnx.save(model, "tiny.onnx")
