"""Writes RESULTS.md from results.csv: medians over the rounds, and ratios. usage: report.py RESULTS.csv RESULTS.md MACHINE"""
import csv
import statistics
import sys
from collections import defaultdict

NETWORKS = {"squeezenet1.1": "SqueezeNet 1.1", "mobilenetv2": "MobileNetV2", "resnet18": "ResNet-18"}
PHOTOS = {"small": "224 px", "large": "12 MP"}
MISSING = "-"


def read(path):
    values, settings = defaultdict(list), {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            variant = row["setting"] if row["setting"] in ("fast", "exact", "FastDecode off") else ""
            key = (row["contender"], row["network"], row["photos"], variant)
            values[key].append(float(row["value"]))
            settings[key] = row["setting"]
    return {k: statistics.median(v) for k, v in values.items()}, values, settings


def number(value, digits=1):
    return MISSING if value is None else f"{value:.{digits}f}"


def ratio(value, other):
    return MISSING if value is None or other is None else f"{value / other:.2f}"


def main():
    median, values, settings = read(sys.argv[1])
    cores = int(sys.argv[3].split()[0])
    rounds = max(len(v) for v in values.values())
    get = lambda *key: median.get(key if len(key) == 4 else (*key, ""))
    lines = [
        "# Speed, side by side", "",
        f"Written by `eng/benchmarks/run.sh`. Machine: {sys.argv[3]}. Medians of {rounds} rounds in which the contenders took turns; every round is in",
        "[results.csv](results.csv). Images a second from JPEG files to features, all cores.", "",
        "- (a) ONNX Runtime alone on ready tensors, best batch and threads",
        "- bound: cores / (decode + resize + network), each measured alone on one thread; no pipeline on these cores can be faster, as cores",
        "  share caches and memory",
        "- (b) `ConvFeatures`, its cache off because the photos repeat; on large photos, 'exact' is with `FastDecode` off",
        "- (c) torchvision's transforms and torch (traced and frozen, OpenBLAS, oneDNN), best of several numbers of workers and threads",
        "- (d) sharp (which decodes large JPEG files at a part of their size) and onnxruntime-node, best of several arrangements",
        "- (e) ML.NET's LoadImages, ResizeImages, ExtractPixels, ApplyOnnxModel", "",
        "| network | photos | (a) | bound | (b) | (b)/bound | (c) | (b)/(c) | (d) | (b)/(d) | (e) | (b)/(e) |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for network, title in NETWORKS.items():
        for photos, size in PHOTOS.items():
            for variant, decode in (("", "fast"), ("FastDecode off", "exact")):
                stage = get("stage", network, photos, variant)
                if stage is None:
                    continue
                cost = get("decode", "-", photos, decode) + get("resize", "-", photos, decode) + get("network", network, "-")
                bound = 1000 * cores / cost
                torch, node, stock = get("torch", network, photos), get("node", network, photos), get("mlnet", network, photos)
                lines.append(
                    f"| {title} | {size}{' exact' if variant else ''} | {number(get('raw', network, '-'))} | {number(bound)} | {number(stage)} | {ratio(stage, bound)} "
                    f"| {number(torch)} | {ratio(stage, torch)} | {number(node)} | {ratio(stage, node)} | {number(stock)} | {ratio(stage, stock)} |")
    lines += ["", "One image on one thread, in milliseconds:", "", "| | decode | resize |", "|---|--:|--:|"]
    for photos, size in PHOTOS.items():
        for decode in ("fast", "exact"):
            lines.append(f"| {size}, {decode} | {number(get('decode', '-', photos, decode), 2)} | {number(get('resize', '-', photos, decode), 2)} |")
    lines += ["", "| network | milliseconds |", "|---|--:|"]
    lines += [f"| {title} | {number(get('network', network, '-'), 2)} |" for network, title in NETWORKS.items()]
    lines += ["", "Settings that were found best:", "", "| contender | network | photos | setting | slowest and fastest round |", "|---|---|---|---|--:|"]
    for key, all_values in values.items():
        if key[0] in ("raw", "stage", "torch", "node", "mlnet"):
            lines.append(f"| {key[0]} | {NETWORKS[key[1]]} | {PHOTOS.get(key[2], MISSING)} | {settings[key]} | {min(all_values):.1f} to {max(all_values):.1f} |")
    with open(sys.argv[2], "w") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
