"""How well 'mlconv inspect' finds labels that were flipped on purpose.

flipped_labels.py flip FOLDER SEED > FOLDER.csv         writes a list beside the folder in which 5 % of the labels are other classes
flipped_labels.py score FOLDER.csv REPORT/report.json   precision where nine tenths are found, in the order of the margins, and of what is reported
"""
import csv
import json
import pathlib
import random
import sys


def flip(folder, seed):
    paths = sorted(folder.glob("*/*.jpg"))
    classes = sorted({p.parent.name for p in paths})
    rng = random.Random(seed)
    wrong = set(rng.sample(range(len(paths)), round(0.05 * len(paths))))
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["file", "label", "truth"])
    for i, p in enumerate(paths):
        truth = p.parent.name
        label = rng.choice([c for c in classes if c != truth]) if i in wrong else truth
        out.writerow([p.relative_to(folder.parent).as_posix(), label, truth])


def score(table, report):
    is_wrong = {str((table.parent / r["file"]).resolve()): r["label"] != r["truth"] for r in csv.DictReader(open(table))}
    found = json.load(open(report))
    ranked = sorted((i["labelMargin"], i["path"]) for i in found["images"] if "labelMargin" in i)
    wrong, needed, hits = sum(is_wrong.values()), -(-9 * sum(is_wrong.values()) // 10), 0
    for rank, (_, path) in enumerate(ranked, 1):
        hits += is_wrong[path]
        if hits == needed:
            print(f"precision at recall 0.9: {hits / rank:.3f}")
            break
    told = [f["file"] for f in found["findings"] if f["kind"] == "wrong-label"]
    right = sum(is_wrong[f] for f in told)
    print(f"reported: {len(told)}, precision {right / max(1, len(told)):.2f}, recall {right / wrong:.2f}")


if sys.argv[1:2] == ["flip"]:
    flip(pathlib.Path(sys.argv[2]), int(sys.argv[3]))
else:
    score(pathlib.Path(sys.argv[2]), sys.argv[3])
