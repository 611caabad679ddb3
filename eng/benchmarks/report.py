"""Writes the part 'features' of a document from results.csv: medians over the rounds, and ratios. usage: report.py RESULTS.csv DOCUMENT MACHINE"""
import csv
import statistics
import sys
from collections import defaultdict

import section

NETWORKS = {"squeezenet1.1": "SqueezeNet 1.1", "mobilenetv2": "MobileNetV2", "resnet18": "ResNet-18"}
PHOTOS = {"small": "224 px", "large": "12 MP"}
MISSING = "-"


def read(path):
    values = defaultdict(list)
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            variant = row["setting"] if row["setting"] in ("fast", "exact", "FastDecode off") else ""
            values[row["contender"], row["network"], row["photos"], variant].append(float(row["value"]))
    return values


def number(value, digits=1):
    return MISSING if value is None else f"{value:.{digits}f}"


def ratio(value, other):
    return MISSING if value is None or other is None else f"{value / other:.2f}"


def main():
    values = read(sys.argv[1])
    median = {k: statistics.median(v) for k, v in values.items()}
    cores = int(sys.argv[3].split()[0])
    rounds = max(len(v) for v in values.values())
    get = lambda *key: median.get(key if len(key) == 4 else (*key, ""))
    lines = [
        f"Machine: {sys.argv[3]}. Medians of {rounds} rounds in which the contenders took turns.", "",
        "| network | photos | (a) | bound | (b) | slowest and fastest | (b)/bound | (c) | (b)/(c) | (d) | (b)/(d) | (e) | (b)/(e) |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for network, title in NETWORKS.items():
        for photos, size in PHOTOS.items():
            for variant, decode in (("", "fast"), ("FastDecode off", "exact")):
                stage = get("stage", network, photos, variant)
                if stage is None:
                    continue
                costs = [get("decode", "-", photos, decode), get("resize", "-", photos, decode), get("network", network, "-")]
                bound = None if None in costs else 1000 * cores / sum(costs)
                spread = values["stage", network, photos, variant]
                torch, node, stock = get("torch", network, photos), get("node", network, photos), get("mlnet", network, photos)
                lines.append(
                    f"| {title} | {size}{' exact' if variant else ''} | {number(get('raw', network, '-'))} | {number(bound)} | {number(stage)} "
                    f"| {min(spread):.1f} to {max(spread):.1f} | {ratio(stage, bound)} "
                    f"| {number(torch)} | {ratio(stage, torch)} | {number(node)} | {ratio(stage, node)} | {number(stock)} | {ratio(stage, stock)} |")
    lines += ["", "One image on one thread, in milliseconds:", "", "| photos | decoding | by SkiaSharp | resizing |", "|---|--:|--:|--:|"]
    for photos, size in PHOTOS.items():
        for decode in ("fast", "exact"):
            cells = [number(get(part, "-", photos, decode), 2) for part in ("decode", "decode-skia", "resize")]
            lines.append(f"| {size}, {decode} | {' | '.join(cells)} |")
    lines += ["", "| network | milliseconds |", "|---|--:|"]
    lines += [f"| {title} | {number(get('network', network, '-'), 2)} |" for network, title in NETWORKS.items()]
    section.write(sys.argv[2], "features", lines)


if __name__ == "__main__":
    main()
