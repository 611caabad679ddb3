#!/usr/bin/env python3
"""Writes wildcats_ranks.csv: what SqueezeNet 1.1 says of 200 photos, by ONNX Runtime with Pillow's preprocessing.

A line for each photo: its name, the class that comes first, and the place of the right class among all, from 1.
Usage: make_wildcats_ranks.py wildcats_7x120.tar squeezenet1.1_fp32.onnx. Needs onnxruntime, pillow and numpy.
"""
import io
import pathlib
import sys
import tarfile

import numpy as np
import onnxruntime
from PIL import Image

CLASSES = {"cheetah": 293, "lions": 291, "snow_leopard": 289, "tiger": 292}
session = onnxruntime.InferenceSession(sys.argv[2])
lines = ["photo,first,rank"]
with tarfile.open(sys.argv[1]) as tar:
    for name in sorted(n for n in tar.getnames() if n.endswith(".jpg") and n.split("/")[0] in CLASSES and n.split("/")[1] < "051"):
        image = Image.open(io.BytesIO(tar.extractfile(name).read())).convert("RGB")
        scale = 256 / min(image.size)
        image = image.resize([round(s * scale) for s in image.size], Image.BILINEAR)
        left, top = [(s - 224) // 2 for s in image.size]
        pixels = np.asarray(image.crop((left, top, left + 224, top + 224)), np.float32) / 255
        pixels = (pixels - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
        planes = pixels.transpose(2, 0, 1)[None].astype(np.float32)
        logits = session.run(None, {session.get_inputs()[0].name: planes})[0].ravel()
        right = CLASSES[name.split("/")[0]]
        lines.append(f"{name},{logits.argmax()},{1 + (logits > logits[right]).sum()}")
pathlib.Path(__file__).with_name("wildcats_ranks.csv").write_text("\n".join(lines) + "\n")
