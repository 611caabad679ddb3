#!/usr/bin/env python3
"""scikit-learn's t-SNE next to a map of 'mlconv map', on the same features.

peer_tsne.py FEATURES.npy MAP.csv: reads features, and the map that 'mlconv map --features FEATURES.npy --csv MAP.csv' made of them, makes one
with scikit-learn, and prints for both the Kullback-Leibler divergence (by one definition, with all pairs of the map) and the trustworthiness
(of 5 neighbours), and scikit-learn's time.
"""
import csv
import sys
import time

import numpy as np
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.neighbors import NearestNeighbors


def affinities(features, perplexity=30.0):
    neighbors = NearestNeighbors(n_neighbors=int(3 * perplexity + 1), n_jobs=-1, algorithm="brute").fit(features)
    distances = neighbors.kneighbors_graph(mode="distance")
    distances.data **= 2
    return _joint_probabilities_nn(distances, perplexity, 0)


def divergence(p, places):
    places = places.astype(np.float64)
    total = 0.0
    for start in range(0, len(places), 1000):
        block = places[start : start + 1000]
        squares = ((block[:, None, :] - places[None, :, :]) ** 2).sum(-1)
        total += (1 / (1 + squares)).sum()
    total -= len(places)
    pairs = p.tocoo()
    squares = ((places[pairs.row] - places[pairs.col]) ** 2).sum(-1)
    q = 1 / (1 + squares) / total
    kept = pairs.data > 0
    return float((pairs.data[kept] * np.log(pairs.data[kept] / q[kept])).sum())


def main():
    features = np.load(sys.argv[1])
    with open(sys.argv[2], newline="", encoding="utf-8") as file:
        own = np.array([[float(r["x"]), float(r["y"])] for r in csv.DictReader(file)], dtype=np.float32)
    begin = time.perf_counter()
    peer = TSNE(init="pca", learning_rate="auto", random_state=1, n_jobs=-1).fit_transform(features)
    seconds = time.perf_counter() - begin
    p = affinities(features)
    sample = np.random.RandomState(1).permutation(len(features))[:5000]
    for name, places in (("mlconv map", own), ("scikit-learn", peer)):
        trust = trustworthiness(features[sample], places[sample], n_neighbors=5)
        print(f"{name}: divergence {divergence(p, places):.4f}, trustworthiness {trust:.4f}")
    print(f"scikit-learn: {seconds:.0f} s")


main()
