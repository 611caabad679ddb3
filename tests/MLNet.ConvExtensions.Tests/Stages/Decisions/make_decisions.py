#!/usr/bin/env python3
"""Writes decisions.json: scores of a classifier, and what scipy and scikit-learn make of them. Needs scikit-learn 1.2 and scipy."""
import json
import math
import pathlib

import numpy as np
from scipy import optimize, special, stats
from sklearn.isotonic import IsotonicRegression
from sklearn.neighbors import NearestNeighbors

random = np.random.default_rng(16)
COUNT, WIDTH = 150, 4


def listed(values):
    return np.asarray(values, float).tolist()


def thresholds(probabilities, hits):
    """For each threshold that a row has, from the highest: precision and recall."""
    found = []
    for t in sorted(set(probabilities), reverse=True):
        said = probabilities >= t
        found.append((float(t), hits[said].sum() / said.sum(), hits[said].sum() / hits.sum(), int(hits[said].sum()), int(said.sum())))
    return found


labels = random.integers(0, WIDTH, COUNT)
logits = (3 * random.normal(0, 1, (COUNT, WIDTH)) + 4 * np.eye(WIDTH)[labels]).round(3).astype(np.float32)
shares = special.softmax(logits.astype(float), 1).astype(np.float32)


def coolest(z, right):
    """The temperature of the least log loss, where each row's class has (n + 1) / (n + 2) as its target, and the others share the rest."""
    rest = 1 / (len(z) + 2)
    targets = np.full(z.shape, rest / (z.shape[1] - 1))
    targets[range(len(z)), right] = 1 - rest

    def loss(log_t):
        return -(targets * special.log_softmax(z / math.exp(log_t), 1)).sum(1).mean()

    return math.exp(optimize.minimize_scalar(loss, bounds=(-3, 3), method="bounded", options={"xatol": 1e-10}).x)


temperature = coolest(logits.astype(float), labels)
right = logits.argmax(1) == labels

# With 64 bits: of 32 bits scikit-learn takes scores that differ by less than a millionth for the same.
wide = shares.astype(float)
isotonic = np.stack(
    [IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(wide[:, c], labels == c).predict(wide[:, c]) for c in range(WIDTH)], 1
)
isotonic /= isotonic.sum(1, keepdims=True)

of_label = shares[range(COUNT), labels].astype(float)
order = np.argsort(-shares, 1, kind="stable")
running = np.take_along_axis(shares, order, 1).astype(float).cumsum(1)
through = running[range(COUNT), [list(o).index(l) for o, l in zip(order, labels)]]
rank = math.ceil((COUNT + 1) * 0.8)
lac, aps = np.sort(1 - of_label)[rank - 1], np.sort(through)[rank - 1]
before = running - np.take_along_axis(shares, order, 1)
adaptive = np.zeros((COUNT, WIDTH), bool)
np.put_along_axis(adaptive, order, before < aps, 1)

one = thresholds(shares[:, 1], labels == 1)
recall = next(t for t in one if t[2] >= 0.9)
precision = [t for t in one if t[1] >= 0.9][-1]
bounded = next(t for t in one if stats.binomtest(t[3], int((labels == 1).sum())).proportion_ci(0.95, "exact").low >= 0.8)
most = thresholds(shares.max(1), shares.argmax(1) == labels)
sure = [t for t in most if t[1] >= 0.95][-1]

features = random.normal(0, 1, (COUNT, 6)).round(3)
strange = (2 * random.normal(0, 1, (20, 6))).round(3)
distances = {}
for name, metric in (("L1", "manhattan"), ("L2", "euclidean"), ("Cosine", "cosine")):
    search = NearestNeighbors(n_neighbors=5, metric=metric, algorithm="brute").fit(features)
    own = search.kneighbors(return_distance=True)[0][:, -1]
    distances[name] = {
        "threshold": float(np.sort(own)[math.ceil((COUNT + 1) * 0.9) - 1]),
        "strange": listed(search.kneighbors(strange)[0][:, -1]),
    }
energy = -special.logsumexp(logits.astype(float), 1)

json.dump(
    {
        "labels": labels.tolist(),
        "logits": [listed(r) for r in logits],
        "shares": [listed(r) for r in shares],
        "temperature": temperature,
        "temperatureOfRight": coolest(logits[right].astype(float), labels[right]),
        "atTemperature": [listed(r) for r in special.softmax(logits.astype(float) / temperature, 1)],
        "isotonic": [listed(r) for r in isotonic],
        "leastAmbiguous": {"quantile": float(lac), "sets": (1 - shares.astype(float) <= lac).astype(int).tolist()},
        "adaptive": {"quantile": float(aps), "sets": adaptive.astype(int).tolist()},
        "thresholds": {"recall": recall[:3], "precision": precision[:3], "bounded": bounded[:3], "sure": sure[:3]},
        "exact": [[h, n, *stats.binomtest(h, n).proportion_ci(0.95, "exact")] for h, n in ((0, 7), (7, 7), (3, 10), (368, 368), (98, 100))],
        "features": [listed(r) for r in features],
        "strangeFeatures": [listed(r) for r in strange],
        "distances": distances,
        "energy": {"threshold": float(np.sort(energy)[math.ceil((COUNT + 1) * 0.9) - 1]), "values": listed(energy)},
    },
    open(pathlib.Path(__file__).with_name("decisions.json"), "w"),
)
