#!/usr/bin/env python3
"""Grad-CAM and saliency by PyTorch: the golden values of the tests, and a comparison with 'mlconv explain' on real networks and photos.

    eng/reliability/explanations.py golden > tests/MLNet.ConvExtensions.Insight.Tests/Explanations/gradients.json
    eng/reliability/explanations.py compare --mlconv PATH/mlconv.dll --photos DIR --count 20 a table of correlations

Debian: python3-torch python3-onnx python3-pil. Networks run as their ONNX files say, operator by operator, on PyTorch's own functions; photos are
brought to their size by Pillow.
"""

import argparse
import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
import torch.nn.functional as F

SHARED = pathlib.Path(__file__).resolve().parents[3] / "shared"
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
# File, side, crop, scale, mean and deviation, and options that say so.
NETWORKS = [
    ("squeezenet1.1/squeezenet1.1_fp32.onnx", 224, 0.875, 1 / 255, *IMAGENET, []),
    ("mobilenetv2/mobilenet_v2_1.0_224_coral_dequantized_fp32.onnx", 224, 0.875, 1 / 128, (1, 1, 1), (1, 1, 1), ["--scale", "0.0078125", "--mean", "1", "--std", "1"]),
    ("mobilenetv1/mobilenet_v1_0.25_128_fp32.onnx", 128, 0.875, 1 / 127.5, (1, 1, 1), (1, 1, 1), ["--scale", "0.00784313725", "--mean", "1", "--std", "1"]),
    ("resnet-cifar10/resnet20_cifar10_fp32.onnx", 32, 1, 1 / 255, *IMAGENET, ["--crop", "1"]),
    ("misc-small/cifar10_ImageClassifier_pytorch.onnx", 32, 1, 1 / 255, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), ["--crop", "1", "--mean", "0.5", "--std", "0.5"]),
]


def run(model, planes):
    """All tensors of a network by name."""
    from onnx import numpy_helper

    values = {t.name: torch.tensor(numpy_helper.to_array(t).copy()) for t in model.graph.initializer}
    values[next(i.name for i in model.graph.input if i.name not in values)] = planes
    for node in model.graph.node:
        x = [values[i] if i else None for i in node.input]
        a = {}
        for attribute in node.attribute:
            a[attribute.name] = (
                attribute.f if attribute.type == 1 else attribute.i if attribute.type == 2 else list(attribute.ints) if attribute.type == 7
                else torch.tensor(numpy_helper.to_array(attribute.t).copy()) if attribute.type == 4 else attribute.s
            )
        values[node.output[0]] = compute(node.op_type, x, a)
    return values


def padded(x, a, value=0.0):
    top, left, bottom, right = a.get("pads", [0, 0, 0, 0])
    return F.pad(x, (left, right, top, bottom), value=value) if any(a.get("pads", [])) else x


def compute(op, x, a):
    if op == "Conv":
        return F.conv2d(padded(x[0], a), x[1], x[2] if len(x) > 2 else None, a.get("strides", 1), 0, a.get("dilations", 1), a.get("group", 1))
    if op == "MaxPool":
        return F.max_pool2d(padded(x[0], a, -math.inf), a["kernel_shape"], a.get("strides", 1), ceil_mode=bool(a.get("ceil_mode", 0)))
    if op == "AveragePool":
        return F.avg_pool2d(padded(x[0], a), a["kernel_shape"], a.get("strides", 1))
    if op == "GlobalAveragePool":
        return x[0].mean((2, 3), keepdim=True)
    if op == "BatchNormalization":
        return F.batch_norm(x[0], x[3], x[4], x[1], x[2], eps=a.get("epsilon", 1e-5))
    if op == "Gemm":
        left = x[0].t() if a.get("transA") else x[0]
        right = x[1].t() if a.get("transB") else x[1]
        return a.get("alpha", 1.0) * left @ right + (a.get("beta", 1.0) * x[2] if len(x) > 2 else 0)
    if op == "Clip":
        low, high = (x[1], x[2]) if len(x) > 2 else (a.get("min"), a.get("max"))
        return torch.clamp(x[0], float(low), float(high))
    if op == "Flatten":
        return x[0].flatten(a.get("axis", 1))
    if op == "Reshape":
        shape = [int(d) for d in x[1]]
        return x[0].reshape([x[0].shape[i] if d == 0 else d for i, d in enumerate(shape)])
    if op == "ReduceMean":
        return x[0].mean(a["axes"], keepdim=bool(a.get("keepdims", 1)))
    if op == "Constant":
        return a["value"]
    if op == "Squeeze":
        for axis in sorted([int(d) for d in (x[1] if len(x) > 1 else a["axes"])], reverse=True):
            x[0] = x[0].squeeze(axis)
        return x[0]
    return {
        "Relu": lambda: F.relu(x[0]), "Add": lambda: x[0] + x[1], "Concat": lambda: torch.cat(x, a["axis"]), "Dropout": lambda: x[0],
        "Identity": lambda: x[0], "Softmax": lambda: F.softmax(x[0], a.get("axis", 1)),
    }[op]()


def grad_cam(maps, logit):
    gradient, = torch.autograd.grad(logit, maps, retain_graph=True)
    return F.relu((gradient.mean((2, 3), keepdim=True) * maps).sum(1))[0].detach()


def saliency(planes, logit):
    gradient, = torch.autograd.grad(logit, planes, retain_graph=True)
    return gradient.abs().amax(1)[0].detach()


def formula(shape, place):
    count = math.prod(shape)
    return torch.tensor([0.5 * math.sin(1.7 * i + place) for i in range(count)], dtype=torch.float32).reshape(shape)


def golden():
    side = 24
    planes = torch.tensor([math.sin(0.05 * i) * math.cos(0.003 * i) for i in range(3 * side * side)], dtype=torch.float32)
    planes = planes.reshape(1, 3, side, side).requires_grad_()
    shapes = {
        "pooled": [(6, 3, 3, 3), (6,), (8, 6, 3, 3), (8,), (4, 8), (4,)],
        "flat": [(6, 3, 3, 3), (6,), (8, 6, 3, 3), (8,), (10, 288), (10,), (4, 10), (4,)],
    }
    found = {}
    for network, of in shapes.items():
        w = [formula(shape, place) for place, shape in enumerate(of)]
        t = {"relu1": F.relu(F.conv2d(planes, w[0], w[1], padding=1))}
        t["relu2"] = F.relu(F.conv2d(F.max_pool2d(t["relu1"], 2), w[2], w[3], padding=1))
        t["pool2"] = F.max_pool2d(t["relu2"], 2)
        flat = F.linear(F.relu(F.linear(t["pool2"].flatten(1), w[4], w[5])), w[6], w[7]) if network == "flat" else None
        logits = F.linear(t["relu2"].mean((2, 3)), w[4], w[5]) if network == "pooled" else flat
        for layer, output in {"pooled": [("relu2", 0), ("relu1", 3)], "flat": [("pool2", 1), ("relu2", 2)]}[network]:
            found[f"gradcam {network} {layer} {output}"] = grad_cam(t[layer], logits[0, output])
        output = {"pooled": 0, "flat": 1}[network]
        found[f"saliency {network} {output}"] = saliency(planes, logits[0, output])
    print("{")
    print(",\n".join(f"  {json.dumps(k)}: {json.dumps([float(f'{v:.9g}') for v in m.flatten().tolist()])}" for k, m in found.items()))
    print("}")


def read(photo, side, crop, scale, mean, deviation):
    from PIL import Image

    image = Image.open(photo).convert("RGB")
    size = int(side / crop + 1e-6)
    width, height = image.size
    new = (size, max(size, size * height // width)) if width <= height else (max(size, size * width // height), size)
    image = image.resize(new, Image.BILINEAR)
    left, top = round((new[0] - side) / 2), round((new[1] - side) / 2)
    pixels = np.asarray(image.crop((left, top, left + side, top + side)), dtype=np.float32).transpose(2, 0, 1)
    return (torch.tensor(pixels * np.float32(scale)) - torch.tensor(mean, dtype=torch.float32).reshape(3, 1, 1)) / torch.tensor(deviation, dtype=torch.float32).reshape(3, 1, 1)


def as_png(photos, folder):
    """The same photos without JPEG, of which 'mlconv' decodes no more pixels than a small network needs."""
    from PIL import Image

    copies = []
    for i, photo in enumerate(photos):
        copies.append(folder / f"{i:03}-{photo.stem}.png")
        Image.open(photo).convert("RGB").save(copies[-1])
    return copies


def compare(options):
    import onnx

    photos = sorted(p for p in pathlib.Path(options.photos).rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    photos = as_png(photos[:: max(1, len(photos) // options.count)][: options.count], pathlib.Path(options.work))
    print("| network | photos | Grad-CAM, least correlation | saliency, least correlation |\n|---|---:|---:|---:|")
    worst = 1.0
    for file, side, crop, scale, mean, deviation, extra in NETWORKS:
        path = SHARED / "models" / file
        model = onnx.load(str(path))
        least = {}
        for method in ("gradcam", "saliency"):
            with tempfile.TemporaryDirectory() as folder:
                names = pathlib.Path(folder, "photos.txt")
                names.write_text("".join(f"{p}\n" for p in photos))
                command = ["dotnet", options.mlconv, "explain", "--images", str(names), "--backbone", str(path), "--method", method, "--out", folder, *extra]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
                for photo, row in zip(photos, csv.DictReader(pathlib.Path(folder, "explanations.csv").open())):
                    ours = np.load(pathlib.Path(folder, row["map"])).flatten()
                    planes = read(photo, side, crop, scale, mean, deviation)[None].requires_grad_()
                    tensors = run(model, planes)
                    logits = tensors[options.output or logits_of(model)].flatten(1)
                    logit = logits[0, logits[0].argmax()]
                    maps = tensors[layer_of(model, row["layer"])] if method == "gradcam" else None
                    theirs = (grad_cam(maps, logit) if method == "gradcam" else saliency(planes, logit)).numpy().flatten()
                    same = ours.std() == 0 and theirs.std() == 0
                    least[method] = min(least.get(method, 1.0), 1.0 if same else float(np.corrcoef(ours, theirs)[0, 1]))
        worst = min(worst, *least.values())
        print(f"| {path.stem} | {len(photos)} | {least['gradcam']:.6f} | {least['saliency']:.6f} |", flush=True)
    sys.exit(worst < 0.999)


def logits_of(model):
    node = model.graph.node[-1]
    return node.input[0] if node.op_type == "Softmax" else node.output[0]


def layer_of(model, name):
    outputs = {node.name: node.output[0] for node in model.graph.node if node.name}
    return outputs.get(name, name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["golden", "compare"])
    parser.add_argument("--mlconv", help="mlconv.dll")
    parser.add_argument("--photos", help="a folder of photos")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--output", help="the tensor of logits")
    arguments = parser.parse_args()
    if arguments.what == "golden":
        golden()
    else:
        with tempfile.TemporaryDirectory() as arguments.work:
            compare(arguments)
