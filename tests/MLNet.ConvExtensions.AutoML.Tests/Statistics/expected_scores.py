"""Writes expected-scores.json: scores and tests by scikit-learn and SciPy, for numbers that the tests read from the same file.

Debian 12: python3-sklearn 1.2.1, python3-scipy 1.10.1. Run as: /usr/bin/python3 expected_scores.py
"""
import json
import pathlib

import numpy as np
from scipy import stats
from sklearn import metrics

rng = np.random.default_rng(7)
labels = rng.integers(0, 3, 60)
logits = rng.normal(size=(60, 3)).round(1)
logits[np.arange(60), labels] += 1.2
probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
# Equal probabilities must count as one step of a curve.
probabilities = probabilities.astype(np.float32)
predicted = probabilities.argmax(1)
one_hot = np.eye(3)[labels]

scores = {
    "accuracy": metrics.accuracy_score(labels, predicted),
    "macroF1": metrics.f1_score(labels, predicted, average="macro"),
    "logLoss": float(np.mean(-np.log(probabilities[np.arange(60), labels].astype(np.float64)))),
    "auc": float(np.mean([metrics.roc_auc_score(one_hot[:, c], probabilities[:, c]) for c in range(3)])),
    "averagePrecision": float(np.mean([metrics.average_precision_score(one_hot[:, c], probabilities[:, c]) for c in range(3)])),
}

differences = rng.normal(0.02, 0.05, 15).round(4)
ratio = 0.25
t = differences.mean() / np.sqrt((1 / 15 + ratio) * differences.var(ddof=1))
p_values = [0.011, 0.04, 0.001, 0.2, 0.04]
order = np.argsort(p_values, kind="stable")
holm = np.empty(len(p_values))
holm[order] = np.minimum(1, np.maximum.accumulate([(len(p_values) - i) * p_values[k] for i, k in enumerate(order)]))

json.dump(
    {
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        "scores": scores,
        "differences": differences.tolist(),
        "resampledP": float(2 * stats.t.sf(abs(t), 14)),
        "mcNemar": [[a, b, stats.binomtest(min(a, b), a + b).pvalue] for a, b in [(1, 9), (5, 5), (0, 6), (12, 30), (7, 8)]],
        "wilson": [[h, n, *stats.binomtest(h, n).proportion_ci(0.95, "wilson")] for h, n in [(50, 60), (60, 60), (0, 20), (197, 210)]],
        "pValues": p_values,
        "holm": holm.tolist(),
    },
    open(pathlib.Path(__file__).with_name("expected-scores.json"), "w"),
)
