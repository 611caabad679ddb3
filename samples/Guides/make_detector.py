"""Writes detector.onnx, a toy in the layout of YOLOv8: boxes of 64 pixels where a photo has contrast. Debian: python3-onnx."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIZE, WINDOW, STRIDE, BOX = 96, 34, 16, 64

side = (SIZE - WINDOW) // STRIDE + 1
centres = np.arange(side) * STRIDE + WINDOW / 2
boxes = np.zeros((1, 4, side * side), np.float32)
boxes[0, 0] = np.tile(centres, side)
boxes[0, 1] = np.repeat(centres, side)
boxes[0, 2:] = BOX
edges = np.zeros((2, 3, 3, 3), np.float32)
edges[0, :, 1, 0], edges[0, :, 1, 2] = -1, 1
edges[1, :, 0, 1], edges[1, :, 2, 1] = -1, 1
weights = {
    "edges": edges,
    "sum": np.full((1, 2, 1, 1), 60, np.float32),
    "bias": np.array([-12], np.float32),
    "boxes": boxes,
    "row": np.array([1, 1, -1], np.int64),
}
nodes = [
    helper.make_node("Conv", ["images", "edges"], ["differences"]),
    helper.make_node("Abs", ["differences"], ["contrast"]),
    helper.make_node("AveragePool", ["contrast"], ["means"], kernel_shape=[WINDOW - 2] * 2, strides=[STRIDE] * 2),
    helper.make_node("Conv", ["means", "sum", "bias"], ["logits"]),
    helper.make_node("Sigmoid", ["logits"], ["map"]),
    helper.make_node("Reshape", ["map", "row"], ["scores"]),
    helper.make_node("Concat", ["boxes", "scores"], ["output0"], axis=1),
]
graph = helper.make_graph(
    nodes,
    "contrast",
    [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, SIZE, SIZE])],
    [helper.make_tensor_value_info("output0", TensorProto.FLOAT, [1, 5, side * side])],
    [numpy_helper.from_array(value, name) for name, value in weights.items()],
)
model = helper.make_model(graph, producer_name="make_detector.py", opset_imports=[helper.make_opsetid("", 13)])
model.ir_version = 8
helper.set_model_props(model, {"names": "{0: 'contrast'}", "task": "detect", "imgsz": f"[{SIZE}, {SIZE}]"})
onnx.checker.check_model(model)
onnx.save(model, "detector.onnx")
