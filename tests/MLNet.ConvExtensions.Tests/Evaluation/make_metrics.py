#!/usr/bin/env python3
"""Writes metrics.json: labels, scores, and what scikit-learn makes of them. Needs scikit-learn."""
import json
import pathlib

import numpy as np
from sklearn import metrics as m

random = np.random.default_rng(7)


def rounded(values, digits=4):
    return np.round(values, digits).astype(np.float32)


def listed(values):
    return np.asarray(values).astype(float).round(4).tolist()


def classes():
    count, width = 60, 9
    labels = random.integers(0, width, count)
    scores = rounded(random.normal(0, 1, (count, width)) + 1.5 * np.eye(width)[labels] * random.random((count, 1)))
    shares = np.exp(scores.astype(float)) / np.exp(scores.astype(float)).sum(1, keepdims=True)
    return {
        "labels": labels.tolist(),
        "scores": [listed(row) for row in scores],
        "accuracy": m.accuracy_score(labels, scores.argmax(1)),
        "accuracyByClass": m.balanced_accuracy_score(labels, scores.argmax(1)),
        "logLoss": m.log_loss(labels, shares, labels=range(width)),
        "topK": {k: m.top_k_accuracy_score(labels, scores, k=k, labels=range(width)) for k in (2, 3, 5)},
    }


def binary():
    count = 50
    labels = random.integers(0, 2, count)
    scores = rounded(random.normal(0, 1, count) + labels)
    shares = 1 / (1 + np.exp(-scores.astype(float)))
    found = scores > 0
    return {
        "labels": labels.tolist(),
        "scores": listed(scores),
        "accuracy": m.accuracy_score(labels, found),
        "areaUnderRocCurve": m.roc_auc_score(labels, scores),
        "precision": m.precision_score(labels, found),
        "recall": m.recall_score(labels, found),
        "f1Score": m.f1_score(labels, found),
        "logLoss": m.log_loss(labels, shares),
    }


def numbers(width):
    labels = rounded(random.normal(3, 2, (40, width)))
    scores = rounded(labels + random.normal(0, 0.7, labels.shape))
    each = {"multioutput": "raw_values"}
    return {
        "labels": [listed(row) for row in labels],
        "scores": [listed(row) for row in scores],
        "rSquared": m.r2_score(labels, scores, **each).tolist(),
        "meanAbsoluteError": m.mean_absolute_error(labels, scores, **each).tolist(),
        "meanSquaredError": m.mean_squared_error(labels, scores, **each).tolist(),
        "averageRSquared": m.r2_score(labels, scores),
    }


def highest_f1(labels, shares):
    precision, recall, _ = m.precision_recall_curve(labels, shares)
    return float(np.nanmax(2 * precision * recall / np.maximum(precision + recall, 1e-12)))


def several_labels():
    count, width = 80, 5
    labels = (random.random((count, width)) < [0.5, 0.3, 0.1, 0.7, 0.2]).astype(int)
    scores = rounded(random.normal(0, 1, (count, width)) + 1.2 * labels - 0.5, digits=1)  # With ties.
    thresholds = [0.5, 0.4, 0.3, 0.6, 0.25]
    shares = 1 / (1 + np.exp(-scores.astype(float)))
    found = shares > thresholds
    return {
        "labels": labels.tolist(),
        "scores": [listed(row) for row in scores],
        "thresholds": thresholds,
        "areaUnderRocCurve": m.roc_auc_score(labels, scores, average=None).tolist(),
        "averagePrecision": m.average_precision_score(labels, scores, average=None).tolist(),
        "f1Score": m.f1_score(labels, found, average=None).tolist(),
        "precision": m.precision_score(labels, found, average=None).tolist(),
        "recall": m.recall_score(labels, found, average=None).tolist(),
        "highestF1Score": [highest_f1(labels[:, i], shares[:, i]) for i in range(width)],
        "subsetAccuracy": m.accuracy_score(labels, found),
        "hammingLoss": m.hamming_loss(labels, found),
        "macroF1Score": m.f1_score(labels, found, average="macro"),
        "microF1Score": m.f1_score(labels, found, average="micro"),
        "macroAreaUnderRocCurve": m.roc_auc_score(labels, scores, average="macro"),
        "meanAveragePrecision": m.average_precision_score(labels, scores, average="macro"),
        "logLoss": float(np.mean([m.log_loss(labels[:, i], shares[:, i]) for i in range(width)])),
    }


everything = {
    "classes": classes(),
    "binary": binary(),
    "number": numbers(1),
    "numbers": numbers(3),
    "severalLabels": several_labels(),
}
target = pathlib.Path(__file__).with_name("metrics.json")
target.write_text(json.dumps(everything) + "\n")
