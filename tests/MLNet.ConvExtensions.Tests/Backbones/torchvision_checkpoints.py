"""Writes torchvision.json: the tensors of torchvision's networks, and what these give where their weights follow a formula.

    /usr/bin/python3 tests/MLNet.ConvExtensions.Tests/Backbones/torchvision_checkpoints.py

Weight i of tensor k is the tensor's scale times sin(0.37 i + k); variances are 1 + 0.5 sin. SafetensorsTests writes the same into a file.
"""

import json
import math
import os

import numpy as np
import torch
import torchvision

CLASSES = 7
COMPUTED = (
    "resnet18",
    "resnet50",
    "densenet121",
    "mobilenet_v2",
    "mobilenet_v3_small",
    "efficientnet_b0",
    "regnet_x_400mf",
    "regnet_y_400mf",
    "convnext_tiny",
)
NAMED = (
    "resnet34",
    "resnet101",
    "resnet152",
    "mobilenet_v3_large",
    "efficientnet_b3",
    "regnet_x_1_6gf",
    "regnet_y_1_6gf",
    "convnext_base",
    "vgg11",
    "vgg16_bn",
)


def contents(index, name, shape):
    wave = np.sin(0.37 * np.arange(int(np.prod(shape))) + index)
    if name.endswith("running_var"):
        values = 1 + 0.5 * wave
    elif len(shape) == 1 and name.endswith("weight"):
        values = 0.5 + 0.3 * wave
    elif len(shape) == 1:
        values = 0.1 * wave
    else:
        values = wave * math.sqrt(2 / int(np.prod(shape[1:])))
    return values.astype(np.float32).reshape(shape)


def main():
    found = {}
    pixels = np.sin(0.01 * np.arange(3 * 224 * 224)).astype(np.float32).reshape(1, 3, 224, 224)
    for name in COMPUTED + NAMED:
        network = getattr(torchvision.models, name)(num_classes=CLASSES).eval()
        state = {k: v for k, v in network.state_dict().items() if not k.endswith("num_batches_tracked")}
        entry = {"tensors": [f"{k} {'x'.join(map(str, v.shape))}" for k, v in state.items()]}
        if name in COMPUTED:
            made = {k: torch.from_numpy(contents(i, k, tuple(v.shape))) for i, (k, v) in enumerate(state.items())}
            network.load_state_dict(made, strict=False)
            with torch.no_grad():
                entry["logits"] = [float(v) for v in network(torch.from_numpy(pixels))[0]]
        found[name] = entry
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torchvision.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(found, file, separators=(",", ":"))
        file.write("\n")
    for name, entry in found.items():
        print(name, len(entry["tensors"]), entry.get("logits"))


if __name__ == "__main__":
    main()
