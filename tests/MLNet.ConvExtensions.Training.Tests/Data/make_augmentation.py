"""Writes augmentation.json: what Pillow, OpenCV and torchvision's formulas make of a small picture. Run with Debian's python3 (numpy, cv2)."""
import json

import cv2
import numpy as np

rng = np.random.default_rng(5)
height, width = 7, 9
image = rng.integers(0, 256, (height, width, 3)).astype(np.float32)
cases = {"image": image.transpose(2, 0, 1)}


def warp(matrix, border):
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=border, borderValue=(9, 9, 9))


borders = {"constant": cv2.BORDER_CONSTANT, "edge": cv2.BORDER_REPLICATE, "reflect": cv2.BORDER_REFLECT_101}
for name, border in borders.items():
    moved = np.float32([[1, 0, 3], [0, 1, -2]])
    cases["shift_" + name] = warp(moved, border).transpose(2, 0, 1)

# OpenCV interpolates with coordinates rounded to 1/32 of a pixel: angles and factors are chosen so that none is.
turned = np.float32([[0, 1, 1], [-1, 0, 7]])  # a quarter turn about the middle pixel
cases["turn"] = warp(turned, cv2.BORDER_CONSTANT).transpose(2, 0, 1)
half = np.float32([[1, 0, 0.5], [0, 1, 0.25]])
cases["half"] = warp(half, cv2.BORDER_REPLICATE).transpose(2, 0, 1)

grey = image @ np.float32([0.299, 0.587, 0.114])
cases["brightness"] = np.clip(image * 1.3, 0, 255).transpose(2, 0, 1)
cases["contrast"] = np.clip(image * 0.6 + grey.mean() * 0.4, 0, 255).transpose(2, 0, 1)
cases["saturation"] = np.clip(image * 1.4 + grey[..., None] * -0.4, 0, 255).transpose(2, 0, 1)
hsv = cv2.cvtColor(image / 255, cv2.COLOR_RGB2HSV)
hsv[..., 0] = (hsv[..., 0] + 0.2 * 360) % 360
cases["hue"] = (cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB) * 255).transpose(2, 0, 1)
cases["blur"] = cv2.GaussianBlur(image, (7, 7), 1.0, borderType=cv2.BORDER_REPLICATE).transpose(2, 0, 1)

with open(__file__.replace("make_augmentation.py", "augmentation.json"), "w", newline="\n") as file:
    json.dump({name: [round(float(v), 4) for v in values.ravel()] for name, values in cases.items()}, file, separators=(",", ":"))
    file.write("\n")
