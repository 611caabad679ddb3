#!/usr/bin/env python3
"""Random sequences of photos, and what events, smoothing, labels and counts of them are, in plain Python without a line of the library's.

    python3 tests/MLNet.ConvExtensions.CameraTraps.Tests/Events/sequences.py tests/MLNet.ConvExtensions.CameraTraps.Tests/Events/sequences.json.gz

The rule of smoothing is MegaDetector's, as its documentation words it. Confidences are parts of 64, so that sums are exact and ties are ties.
"""
import gzip
import json
import random
import sys

CLASSES = ["deer", "fox", "lynx", "cow", "unknown", "animal"]
OTHER = {"unknown", "animal"}


def photos(r):
    """Photos as [deployment, seconds, detections]; a detection is [confidence, category, [[class, confidence], ...]]."""
    likely = r.choice(CLASSES[:4])
    clocks = {name: r.randrange(100000) for name in "ABC"[: r.choice([1, 1, 2, 3])]}
    made = []
    for _ in range(r.randint(1, 14)):
        name = r.choice(sorted(clocks))
        clocks[name] += r.choice([0, 0, 1, 1, 1, 2, 2, 5, 59, 60, 61, 300, 1799, 1800, 1801])
        detections = []
        for _ in range(r.choice([0, 1, 1, 1, 2])):
            names = r.sample(CLASSES, r.choice([0, 1, 1, 2, 2, 3]))
            if names and r.random() < 0.6:
                names = [likely] + [n for n in names if n != likely]
            shares = sorted((r.randint(8, 63) for _ in names), reverse=True)
            detections.append(
                [r.randint(8, 64), r.choice(["animal"] * 9 + ["person"]), [[n, s] for n, s in zip(names, shares)]]
            )
        made.append([name, clocks[name], detections])
    r.shuffle(made)
    return made


def group(rows, gap):
    """For each photo the second at which its event began."""
    begun = [None] * len(rows)
    for name in {row[0] for row in rows}:
        mine = sorted((row[1], i) for i, row in enumerate(rows) if row[0] == name)
        start = before = None
        for second, i in mine:
            if before is None or second - before > gap:
                start = second
            begun[i] = start
            before = second
    return begun


def tally(labels):
    """Classes with their numbers, the most frequent first, of equals the one that came first."""
    return sorted(((labels.count(n), -labels.index(n), n) for n in set(labels)), reverse=True)


def smooth(labels):
    """Labels that are sure enough, of one event."""
    ranked = tally(labels)
    if len(ranked) < 2:
        return labels
    leader = ranked[0][2]
    if leader in OTHER and ranked[1][2] not in OTHER and ranked[0][0] == ranked[1][0]:
        leader = ranked[1][2]
    if leader not in OTHER and labels.count(leader) >= 2:
        labels = [leader if n in OTHER else n for n in labels]
    ranked = tally(labels)
    number, _, leader = ranked[0]
    if leader in OTHER or number < 4:
        return labels
    single = {n for count, _, n in ranked[1:] if count <= 1 and count < number}
    return [leader if n in single else n for n in labels]


def judge(event, rule):
    """Label, its confidence in parts of 64 as a float, and the counts of an event's photos in their order."""
    shown = [[list(map(list, d[2])) or [[d[1], d[0]]] for d in row[2] if d[0] >= 10] for row in event]
    if rule == "smoothing":
        sure = [
            (p, k)
            for p, row in enumerate(event)
            for k, d in enumerate(d for d in row[2] if d[0] >= 10)
            if d[1] == "animal" and d[2] and d[2][0][1] >= 32
        ]
        for (p, k), name in zip(sure, smooth([shown[p][k][0][0] for p, k in sure])):
            old = shown[p][k][0][0]
            for c in shown[p][k][1:]:
                if c[0] == name:
                    c[0] = old
            shown[p][k][0][0] = name
    every = [d for row in shown for d in row]
    counts = {}
    for row in shown:
        tops = [d[0][0] for d in row]
        for name in tops:
            counts[name] = max(counts.get(name, 0), tops.count(name))
    scores = {}
    for d in every:
        for name, share in d[:1] if rule == "smoothing" else d:
            if rule == "smoothing" and share < 32:
                continue
            scores.setdefault(name, []).append(share)
    if not scores:
        return None, 0, counts
    weigh = {"average": sum, "maximum": max, "smoothing": len}[rule]
    label = next(n for n in scores if weigh(scores[n]) == max(weigh(s) for s in scores.values()))
    sureness = sum(scores[label]) / len(every) if rule == "average" else max(scores[label])
    return label, sureness, counts


def independent(rows, minutes, since_last):
    """Whether each photo with a detection is an independent record of its first detection's class."""
    records = sorted((row[1], i, row[0], (row[2][0][2] or [[row[2][0][1]]])[0][0]) for i, row in enumerate(rows) if row[2])
    seen, found = {}, []
    for second, i, place, species in records:
        before = seen.get((place, species))
        counts = before is None or (second - before >= 60 * minutes and second > before)
        if counts:
            found.append(i)
        if counts or since_last:
            seen[(place, species)] = second
    return sorted(found)


def main():
    r = random.Random(16)
    sequences = []
    for _ in range(1000):
        rows, gap = photos(r), r.choice([0, 1, 60, 60, 60, 300])
        begun = group(rows, gap)
        order = sorted(range(len(rows)), key=lambda i: (rows[i][0], rows[i][1], i))
        events = []
        for i in order:
            if not events or events[-1][0] != (rows[i][0], begun[i]):
                events.append(((rows[i][0], begun[i]), []))
            events[-1][1].append(i)
        sequences.append(
            {
                "gap": gap,
                "photos": rows,
                "begun": begun,
                "events": [
                    [judge([rows[i] for i in members], rule) for rule in ("average", "maximum", "smoothing")] for _, members in events
                ],
                "counted": independent(rows, 30, False),
                "last": independent(rows, 30, True),
            }
        )
    with gzip.GzipFile(sys.argv[1], "wb", mtime=0) as file:
        file.write(json.dumps(sequences, separators=(",", ":")).encode())


main()
