#!/usr/bin/env python3
"""Makes digits.csv (the first 300 of scikit-learn's handwritten digits, 8x8) and digits-maps.json, what scikit-learn makes of them."""
import json
import pathlib

import numpy as np
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness

folder = pathlib.Path(__file__).parent
digits = load_digits().data[:300].astype(np.float32)
np.savetxt(folder / "digits.csv", digits, fmt="%d", delimiter=",")
divergences, trusts = [], []
for seed in range(3):
    tsne = TSNE(init="pca", random_state=seed)
    places = tsne.fit_transform(digits)
    divergences.append(float(tsne.kl_divergence_))
    trusts.append(float(trustworthiness(digits, places, n_neighbors=5)))
pca = PCA(2, svd_solver="full")
plane = pca.fit_transform(digits.astype(np.float64))
(folder / "digits-maps.json").write_text(
    json.dumps(
        {
            "divergence": float(np.median(divergences)),
            "trustworthiness": float(np.median(trusts)),
            "shares": [round(float(v), 7) for v in pca.explained_variance_ratio_],
            "places": [[round(float(v), 4) for v in p] for p in plane[:20]],
        }
    )
    + "\n"
)
