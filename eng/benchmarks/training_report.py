"""Writes the part 'training' of a document from training.csv: medians and ratios. usage: training_report.py TRAINING.csv DOCUMENT MACHINE"""
import csv
import re
import statistics
import sys
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

import section

NETWORKS = {
    "lenet5": "LeNet-5, 28x28x1, batches of 64",
    "fourconv28": "FourConv, 28x28x1, batches of 64",
    "fourconv32": "FourConv, 32x32x3, batches of 64",
    "resnet20": "CIFAR ResNet-20, 32x32x3, batches of 128",
}
SPEED, COST = "images/s", "ms of processor/image"


def torchsharp():
    packages = (Path(__file__).parents[2] / "Directory.Packages.props").read_text()
    return re.search(r'<TorchSharpVersion>([^<]+)<', packages).group(1)


def main():
    values = defaultdict(list)
    with open(sys.argv[1], newline="") as file:
        for row in csv.DictReader(file):
            values[row["contender"], row["network"], row["setting"], row["unit"]].append(float(row["value"]))
    median = {k: statistics.median(v) for k, v in values.items()}
    rounds = max(len(v) for v in values.values())
    lines = [
        f"Machine: {sys.argv[3]}. Medians of {rounds} rounds in which the contenders took turns, each in a process of its own; the first epoch isn't",
        f"counted. (a) runs on TorchSharp {torchsharp()}'s libtorch, (b) on Debian's PyTorch {version('torch').split('a')[0]}: part of a ratio is theirs.", "",
        "| network | (a) images/s | slowest and fastest | (b) images/s | slowest and fastest | setting | (a)/(b) | processor (a)/(b) |",
        "|---|--:|--:|--:|--:|---|--:|--:|",
    ]
    for network, title in NETWORKS.items():
        ours = values.get(("training", network, "", SPEED))
        peers = {k[2]: v for k, v in median.items() if k[0] == "torch" and k[1] == network and k[3] == SPEED}
        if not ours or not peers:
            continue
        best = max(peers, key=peers.get)
        theirs = values["torch", network, best, SPEED]
        speed = statistics.median(ours)
        cost = median["training", network, "", COST] / median["torch", network, best, COST]
        lines.append(
            f"| {title} | {speed:.0f} | {min(ours):.0f} to {max(ours):.0f} | {peers[best]:.0f} | {min(theirs):.0f} to {max(theirs):.0f} | {best} "
            f"| {speed / peers[best]:.2f} | {cost:.2f} |")
    section.write(sys.argv[2], "training", lines)


if __name__ == "__main__":
    main()
