"""Writes expected-metrics.json and expected-corruptions.json: metrics by scikit-learn and SciPy, changed photos by Pillow, SciPy and NumPy.

Debian 12: python3-sklearn 1.2.1, python3-scipy 1.10.1, python3-pil 9.4.0. Run as: /usr/bin/python3 make_judging.py
"""
import base64
import colorsys
import io
import json
import math
import pathlib

import numpy as np
from PIL import Image, ImageEnhance
from scipy import ndimage, stats
from sklearn import calibration, metrics

HERE = pathlib.Path(__file__).parent
BINS = 15


def wilson(hits, count):
    low, high = stats.binomtest(int(hits), int(count)).proportion_ci(0.95, "wilson")
    return [hits / count, low, high]


def reliability(right, confidence, strategy):
    truth, mean = calibration.calibration_curve(right, confidence, n_bins=BINS, strategy=strategy)
    edges = np.linspace(0, 1, BINS + 1) if strategy == "uniform" else np.percentile(confidence, np.linspace(0, 1, BINS + 1) * 100)
    counts = np.bincount(np.searchsorted(edges[1:-1], confidence), minlength=BINS)
    counts = counts[counts > 0]
    gaps = np.abs(truth - mean)
    return {
        "accuracy": truth.tolist(),
        "confidence": mean.tolist(),
        "photos": counts.tolist(),
        "ece": float((gaps * counts).sum() / counts.sum()),
        "mce": float(gaps.max()),
    }


def judged(count, classes, seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, count)
    # Rounded, so that some probabilities are the same: they must count as one step of a curve.
    logits = (2.5 * rng.normal(size=(count, classes))).round(1)
    logits[np.arange(count), labels] += 2
    probabilities = (np.exp(logits) / np.exp(logits).sum(1, keepdims=True)).astype(np.float32)
    exact = probabilities.astype(np.float64)
    predicted = probabilities.argmax(1)
    groups = [f"site {g}" for g in rng.integers(0, 3, count)]
    one_hot = np.eye(classes)[labels]
    precision, recall, f1, support = metrics.precision_recall_fscore_support(labels, predicted, labels=range(classes))
    by_class = []
    for c in range(classes):
        curve = metrics.precision_recall_curve(one_hot[:, c], exact[:, c])
        table = metrics.confusion_matrix(labels == c, predicted == c)
        by_class.append(
            {
                "precision": precision[c],
                "recall": recall[c],
                "f1": f1[c],
                "photos": int(support[c]),
                "precisionInterval": wilson(table[1, 1], table[:, 1].sum()),
                "recallInterval": wilson(table[1, 1], table[1].sum()),
                "auc": metrics.roc_auc_score(one_hot[:, c], exact[:, c]),
                "averagePrecision": metrics.average_precision_score(one_hot[:, c], exact[:, c]),
                "thresholds": curve[2].tolist(),
                "precisions": curve[0][:-1].tolist(),
                "recalls": curve[1][:-1].tolist(),
            }
        )
    right = labels == predicted
    confidence = exact.max(1)
    return {
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        "groups": groups,
        "accuracy": metrics.accuracy_score(labels, predicted),
        "accuracyInterval": wilson(right.sum(), count),
        "balancedAccuracy": metrics.balanced_accuracy_score(labels, predicted),
        "macroF1": metrics.f1_score(labels, predicted, average="macro"),
        "logLoss": metrics.log_loss(labels, exact / exact.sum(1, keepdims=True)),
        "brier": metrics.brier_score_loss(labels, exact[:, 1]) if classes == 2 else float(((exact - one_hot) ** 2).sum(1).mean()),
        "auc": metrics.roc_auc_score(labels, exact[:, 1])
        if classes == 2
        else float(np.mean([c["auc"] for c in by_class])),
        # Of equal probabilities the first class counts as the more probable.
        "topK": [metrics.top_k_accuracy_score(labels, exact - 1e-12 * np.arange(classes), k=k) for k in range(1, classes)]
        if classes > 2
        else [right.mean()],
        "confusion": metrics.confusion_matrix(labels, predicted).tolist(),
        "equalWidth": reliability(right, confidence, "uniform"),
        "equalMass": reliability(right, confidence, "quantile"),
        "byClass": by_class,
        "byGroup": {g: wilson(right[np.array(groups) == g].sum(), groups.count(g)) for g in sorted(set(groups))},
    }


class Stream:
    """SplitMix64, written from its paper."""

    MASK = (1 << 64) - 1

    def __init__(self, seed):
        self.state = seed & self.MASK

    def uniform(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & self.MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & self.MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & self.MASK
        return ((z ^ (z >> 31)) >> 11) * 2.0**-53


def rounded(values):
    return np.clip(np.floor(values + 0.5), 0, 255).astype(np.uint8)


WIDTH, HEIGHT, SEED = 40, 30, 5
rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
photo = rounded(
    np.stack(
        [
            127 + 120 * np.sin(columns / 5.0 + rows / 11.0),
            20 + 5 * columns + rows,
            127 + 100 * np.cos(rows / 4.0) * np.sin(columns / 3.0),
        ],
        axis=2,
    )
)
image = Image.fromarray(photo)


def hue(degrees):
    out = np.empty(photo.shape)
    for y in range(HEIGHT):
        for x in range(WIDTH):
            h, s, v = colorsys.rgb_to_hsv(*(photo[y, x] / 255.0))
            out[y, x] = np.array(colorsys.hsv_to_rgb((h + degrees / 360.0) % 1.0, s, v)) * 255
    return rounded(out)


def blur(strength):
    sigma = strength * HEIGHT / 224
    return rounded(ndimage.gaussian_filter(photo.astype(np.float64), (sigma, sigma, 0), mode="nearest", truncate=4))


def noise(strength):
    stream = Stream(SEED)
    values = []
    while len(values) < photo.size:
        radius, angle = math.sqrt(-2 * math.log(1 - stream.uniform())), 2 * math.pi * stream.uniform()
        values += [radius * math.cos(angle), radius * math.sin(angle)]
    return rounded(photo + 255 * strength * np.array(values[: photo.size]).reshape(photo.shape))


def jpeg(strength):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=int(100 - strength))
    return np.asarray(Image.open(file).convert("RGB"))


def rotation(degrees):
    angle = (-1 if Stream(SEED).uniform() < 0.5 else 1) * math.radians(degrees)
    # Rows before columns: what is at (down, right) of the centre comes from the place that is turned by the angle.
    matrix = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    centre = np.array([(HEIGHT - 1) / 2, (WIDTH - 1) / 2])
    planes = [
        ndimage.affine_transform(photo[:, :, c].astype(np.float64), matrix, centre - matrix @ centre, order=1, mode="reflect") for c in range(3)
    ]
    return rounded(np.stack(planes, axis=2))


def divided(length, factor):
    return max(1, int(math.floor(length / factor + 0.5)))


def zoom_in(strength):
    width, height = divided(WIDTH, 1 + strength), divided(HEIGHT, 1 + strength)
    left, top = (WIDTH - width) // 2, (HEIGHT - height) // 2
    return np.asarray(image.crop((left, top, left + width, top + height)))


def zoom_out(strength):
    width, height = divided(WIDTH, 1 + strength), divided(HEIGHT, 1 + strength)
    frame = Image.fromarray(np.broadcast_to(rounded(photo.mean((0, 1))), photo.shape).copy())
    frame.paste(image.resize((width, height), Image.BILINEAR), ((WIDTH - width) // 2, (HEIGHT - height) // 2))
    return np.asarray(frame)


def shift(strength):
    angle = 2 * math.pi * Stream(SEED).uniform()
    right, down = (int(math.floor(strength * HEIGHT * f(angle) + 0.5)) for f in (math.cos, math.sin))
    border = 30
    padded = np.pad(photo, ((border, border), (border, border), (0, 0)), mode="symmetric")
    return padded[border - down : border - down + HEIGHT, border - right : border - right + WIDTH]


def occlusion(strength):
    stream = Stream(SEED)
    width, height = divided(WIDTH, 1 / math.sqrt(strength)), divided(HEIGHT, 1 / math.sqrt(strength))
    left, top = int(stream.uniform() * (WIDTH - width + 1)), int(stream.uniform() * (HEIGHT - height + 1))
    out = photo.copy()
    out[top : top + height, left : left + width] = 127
    return out


# How far a value may be away: Pillow cuts off where the definition rounds; sums in single precision may round to the other side; and JPEG decoders differ.
CASES = [
    ("darkness", 0.6, lambda s: np.asarray(ImageEnhance.Brightness(image).enhance(1 - s)), 1),
    ("brightness", 0.5, lambda s: np.asarray(ImageEnhance.Brightness(image).enhance(1 + s)), 1),
    ("contrast", 0.4, lambda s: np.asarray(ImageEnhance.Contrast(image).enhance(1 - s)), 1),
    ("saturation", 0.75, lambda s: np.asarray(ImageEnhance.Color(image).enhance(1 - s)), 1),
    ("saturation", 1, lambda s: np.asarray(image.convert("L").convert("RGB")), 0),
    ("hue", 60, hue, 1),
    ("hue", 130, hue, 1),
    ("blur", 4, blur, 1),
    ("blur", 40, blur, 1),
    ("noise", 0.16, noise, 0),
    ("jpeg", 70, jpeg, 3),
    ("jpeg", 95, jpeg, 3),
    ("rotation", 20, rotation, 1),
    ("rotation", 90, rotation, 1),
    ("zoom in", 0.5, zoom_in, 0),
    ("zoom out", 1, zoom_out, 0),
    ("zoom out", 4, zoom_out, 0),
    ("shift", 0.3, shift, 0),
    ("occlusion", 0.2, occlusion, 0),
    ("occlusion", 0.6, occlusion, 0),
]


def encoded(values):
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


json.dump({"multiclass": judged(200, 4, 3), "binary": judged(150, 2, 4)}, open(HERE / "expected-metrics.json", "w"))
json.dump(
    {
        "width": WIDTH,
        "height": HEIGHT,
        "seed": SEED,
        "photo": encoded(photo),
        "cases": [
            {"name": name, "strength": strength, "width": out.shape[1], "height": out.shape[0], "values": encoded(out), "tolerance": tolerance}
            for name, strength, make, tolerance in CASES
            for out in [make(strength)]
        ],
    },
    open(HERE / "expected-corruptions.json", "w"),
)
