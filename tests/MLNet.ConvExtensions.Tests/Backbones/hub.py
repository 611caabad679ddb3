"""Writes hub.json: what networks of the hub give for a photo, by Pillow and NumPy.

    /usr/bin/python3 tests/MLNet.ConvExtensions.Tests/Backbones/hub.py

The preprocessing is that of the slow image processors of transformers (image_transforms.py) and of timm's create_transform; the networks
are those of HubNetworks.cs.
"""

import json
import math
import os

import numpy as np
from PIL import Image

NEAREST, LANCZOS, BILINEAR, BICUBIC = 0, 1, 2, 3
HALF = ([0.5] * 3, [0.5] * 3)
IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
CLIP = ([0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711])
WIDTH = 6


def photo():
    y, x, c = np.meshgrid(np.arange(71), np.arange(93), np.arange(3), indexing="ij")
    return Image.fromarray(((x * 3 + y * 5 + c * 40 + (x // 7 + y // 9) % 2 * 90) % 256).astype(np.uint8))


def shorter(image, side):
    width, height = image.size
    short, long = min(width, height), max(width, height)
    other = int(side * long / short)
    return (side, other) if width <= height else (other, side)


def crop_floor(image, width, height):
    left, top = (image.size[0] - width) // 2, (image.size[1] - height) // 2
    return image.crop((left, top, left + width, top + height))


def crop_round(image, side):
    left, top = int(round((image.size[0] - side) / 2.0)), int(round((image.size[1] - side) / 2.0))
    return image.crop((left, top, left + side, top + side))


def pixels(image, norm, scale=1 / 255):
    values = np.asarray(image).astype(np.float64) * scale
    if norm:
        values = (values - np.array(norm[0])) / np.array(norm[1])
    return values.transpose(2, 0, 1)


def weights(seed, *shape):
    count = int(np.prod(shape))
    return (0.5 * np.sin(1.3 * np.arange(count) + seed)).astype(np.float32).astype(np.float64).reshape(shape)


def tokens(x, patch, front):
    """Patches, tokens in front of them, positions, one attention."""
    kernel = weights(1, WIDTH, 3, patch, patch)
    rows, columns = x.shape[1] // patch, x.shape[2] // patch
    cut = x[:, : rows * patch, : columns * patch].reshape(3, rows, patch, columns, patch)
    made = np.einsum("crpsq,ocpq->rso", cut, kernel).reshape(-1, WIDTH) * 0.1
    made = np.concatenate([weights(2, front, WIDTH), made]) if front else made
    made = made + weights(3, len(made), WIDTH)
    score = made @ made.T / math.sqrt(WIDTH)
    score = np.exp(score - score.max(1, keepdims=True))
    mixed = (score / score.sum(1, keepdims=True)) @ made
    return np.tanh(mixed @ weights(4, WIDTH, WIDTH))


def convolution(x):
    """3 x 3, every second position, padded by one; ReLU."""
    kernel = weights(5, WIDTH, 3, 3, 3)
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    rows, columns = (x.shape[1] + 1) // 2, (x.shape[2] + 1) // 2
    out = np.zeros((WIDTH, rows, columns))
    for r in range(rows):
        for c in range(columns):
            out[:, r, c] = np.einsum("cpq,ocpq->o", padded[:, 2 * r : 2 * r + 3, 2 * c : 2 * c + 3], kernel)
    return np.maximum(out, 0)


def pooled(x):
    return convolution(x).mean((1, 2))


def main():
    image, found = photo(), {}
    vit = tokens(pixels(image.resize((32, 32), BILINEAR), HALF), 8, 1)
    found["vit"] = vit[0]
    found["vit-base"] = np.tanh(vit[0] @ weights(6, WIDTH, WIDTH))
    found["vit-base-token"] = vit[0]
    found["vit-base-patches"] = vit[1:].mean(0)
    found["vit-base-both"] = np.concatenate([vit[0], vit[1:].mean(0)])
    clip = crop_floor(image.resize(shorter(image, 32), BICUBIC), 32, 32)
    found["clip"] = tokens(pixels(clip, CLIP), 8, 1)[0] @ weights(7, WIDTH, 4)
    resnet = crop_floor(image.resize(shorter(image, int(28 / 0.8)), BICUBIC), 28, 28)
    found["resnet"] = pooled(pixels(resnet, IMAGENET))
    timm = crop_round(image.resize(shorter(image, math.floor(32 / 0.9)), BICUBIC), 32)
    found["timm"] = pooled(pixels(timm, IMAGENET))
    deit = crop_floor(image.resize((36, 36), BICUBIC), 32, 32)
    found["deit-half"] = tokens(pixels(deit, IMAGENET), 8, 1)[0]
    dino = crop_floor(image.resize(shorter(image, 37), BICUBIC), 32, 32)
    found["dinov2"] = tokens(pixels(dino, IMAGENET), 8, 3)[3:].mean(0)
    mobile = crop_floor(image.resize(shorter(image, 35), BILINEAR), 32, 32)
    found["mobilenet"] = pooled(pixels(mobile, HALF))
    efficient = crop_floor(image.resize((40, 40), NEAREST), 33, 33)
    values = pixels(efficient, HALF, 1 / 127.5) - 1 / np.array(HALF[1]).reshape(3, 1, 1)
    found["efficientnet"] = pooled(values / np.array(HALF[1]).reshape(3, 1, 1))
    levit = crop_floor(image.resize(shorter(image, int(256 / 224 * 28)), LANCZOS), 28, 28)
    found["levit-nhwc"] = pooled(pixels(levit, IMAGENET))
    vitlike = crop_floor(image.resize(shorter(image, 35), BILINEAR), 32, 32)
    found["mobilevit"] = pooled(pixels(vitlike, None)[::-1])
    found["siglip"] = tokens(pixels(image.resize((40, 32), BICUBIC), HALF), 8, 0).mean(0)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hub.json")
    with open(path, "w", encoding="utf-8") as file:
        lines = [f'  "{name}": {json.dumps([round(float(v), 6) for v in values])}' for name, values in found.items()]
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
