"""Writes expected-inspection.json: confident learning and the sharpness of pictures, computed by NumPy and SciPy.

SciPy's Laplacian with mirrored borders is OpenCV's of kernel size 1 (BORDER_REFLECT_101). Debian 12: python3-numpy 1.24.2, python3-scipy 1.10.1.
Run as: /usr/bin/python3 make_expected_inspection.py
"""
import json
import pathlib

import numpy as np
from scipy import ndimage

rng = np.random.default_rng(11)


def noisy(count, classes, wrong):
    truth = rng.integers(0, classes, count)
    logits = rng.normal(size=(count, classes))
    logits[np.arange(count), truth] += 3
    probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    labels = truth.copy()
    flipped = rng.choice(count, wrong, replace=False)
    labels[flipped] = (labels[flipped] + rng.integers(1, classes, wrong)) % classes
    return labels, probabilities.round(6).astype(np.float32)


def confident(labels, probabilities):
    """The definitions of Northcutt, Jiang and Chuang (2021), written down with NumPy."""
    p = probabilities.astype(np.float64)
    classes = p.shape[1]
    thresholds = np.array([p[labels == c, c].mean() for c in range(classes)])
    reached = np.where(p >= thresholds, p, -1)
    guess = np.where(reached.max(1) >= 0, reached.argmax(1), -1)
    counts = np.zeros((classes, classes))
    for label, g in zip(labels, guess):
        if g >= 0:
            counts[label, g] += 1
    np.fill_diagonal(counts, np.maximum(1, counts.diagonal()))
    joint = counts / counts.sum(1, keepdims=True) * np.bincount(labels, minlength=classes)[:, None]
    others = p.copy()
    others[np.arange(len(p)), labels] = -1
    return thresholds, guess, joint, p[np.arange(len(p)), labels] - others.max(1)


cases = []
for count, classes, wrong in [(60, 3, 6), (200, 7, 14), (40, 2, 5)]:
    labels, probabilities = noisy(count, classes, wrong)
    thresholds, guess, joint, margins = confident(labels, probabilities)
    cases.append(
        {
            "labels": labels.tolist(),
            "probabilities": [[float(v) for v in row] for row in probabilities],
            "thresholds": thresholds.tolist(),
            "confident": guess.tolist(),
            "joint": joint.tolist(),
            "margins": margins.tolist(),
        }
    )

pictures = []
for width, height in [(9, 7), (2, 5), (1, 4), (16, 16)]:
    grey = rng.integers(0, 256, (height, width)).astype(np.uint8)
    pictures.append(
        {
            "width": width,
            "height": height,
            "grey": grey.ravel().tolist(),
            "sharpness": float(ndimage.laplace(grey.astype(np.float64), mode="mirror").var()),
        }
    )

json.dump({"labels": cases, "pictures": pictures}, open(pathlib.Path(__file__).with_name("expected-inspection.json"), "w"))
