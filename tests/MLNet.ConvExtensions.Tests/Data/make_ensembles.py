"""Makes ensembles.csv: what three classifiers say of irises that they haven't seen, and what scikit-learn's ensembles make of it.

    /usr/bin/python3 make_ensembles.py

Columns: the species; the members' probabilities (m0_0 ... m2_2); VotingClassifier's soft vote, soft vote with weights 2, 1, 1 and hard vote
(the species' number); StackingClassifier over the fitted members, which LogisticRegression (C=1) combines on these very rows. The last line has the
weights with the least log-loss on the rows, by scipy.
"""
import csv

import numpy as np
from scipy.optimize import minimize
from sklearn.datasets import load_iris
from sklearn.ensemble import StackingClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

features, species = load_iris(return_X_y=True)
features = features + np.random.RandomState(1).normal(0, 0.5, features.shape)
train, test, train_species, test_species = train_test_split(features, species, test_size=0.4, random_state=2, stratify=species)
members = [("line", LogisticRegression(C=0.05, max_iter=1000)), ("bayes", GaussianNB()), ("near", KNeighborsClassifier(9))]
soft = VotingClassifier(members, voting="soft").fit(train, train_species)
weighted = VotingClassifier(members, voting="soft", weights=[2, 1, 1]).fit(train, train_species)
hard = VotingClassifier(members, voting="hard").fit(train, train_species)
said = np.stack([m.predict_proba(test) for m in soft.estimators_])
stack = StackingClassifier(
    list(zip(["line", "bayes", "near"], soft.estimators_)), LogisticRegression(C=1, max_iter=10000, tol=1e-8), cv="prefit", stack_method="predict_proba")
stack.fit(test, test_species)
own = said[:, np.arange(len(test)), test_species]
best = minimize(
    lambda w: -np.log(np.maximum(w @ np.maximum(own, 1e-6), 1e-12)).mean(), np.full(3, 1 / 3), method="SLSQP", bounds=[(0, 1)] * 3,
    constraints={"type": "eq", "fun": lambda w: w.sum() - 1}, options={"ftol": 1e-12, "maxiter": 1000})

with open("ensembles.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    columns = [f"{name}_{c}" for name in ("m0", "m1", "m2", "soft", "weighted") for c in range(3)] + ["hard"] + [f"stack_{c}" for c in range(3)]
    writer.writerow(["species"] + columns)
    outputs = np.hstack([said[0], said[1], said[2], soft.predict_proba(test), weighted.predict_proba(test)])
    for row in range(len(test)):
        numbers = [f"{x:.8g}" for x in outputs[row]] + [str(hard.predict(test[row:row + 1])[0])]
        writer.writerow([test_species[row]] + numbers + [f"{x:.6g}" for x in stack.predict_proba(test[row:row + 1])[0]])
    writer.writerow(["weights"] + [f"{w:.6f}" for w in best.x])
