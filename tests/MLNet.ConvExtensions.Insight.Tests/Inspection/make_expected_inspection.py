"""Writes expected-inspection.json: confident learning and the sharpness of pictures, computed by cleanlab, NumPy and OpenCV.

Run as, in a virtual environment with numpy, cleanlab 2.9 and opencv-python-headless: python make_expected_inspection.py
"""
import json
import pathlib

import cleanlab
import cv2
import numpy as np
from cleanlab.count import calibrate_confident_joint
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_normalized_margin_for_each_label

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
    issues = np.flatnonzero((guess >= 0) & (guess != labels))
    by_cleanlab = find_label_issues(labels, probabilities, filter_by="confident_learning", n_jobs=1)
    assert set(np.flatnonzero(by_cleanlab)) == set(issues), (np.flatnonzero(by_cleanlab), issues)
    # cleanlab's margin is scaled to 0 to 1.
    assert np.allclose(get_normalized_margin_for_each_label(labels, probabilities), (margins + 1) / 2, atol=1e-6)
    counts = np.zeros((classes, classes))
    for label, g in zip(labels, guess):
        if g >= 0:
            counts[label, g] += 1
    assert np.abs(calibrate_confident_joint(counts.clip(min=np.eye(classes)), labels) - joint).max() <= 1
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
            "sharpness": float(cv2.Laplacian(grey, cv2.CV_64F).var()),
        }
    )

print("cleanlab", cleanlab.__version__, "OpenCV", cv2.__version__, "NumPy", np.__version__)
json.dump({"labels": cases, "pictures": pictures}, open(pathlib.Path(__file__).with_name("expected-inspection.json"), "w"))
