"""Writes references.json, by OpenCV, Pillow and numpy: python3 make_references.py [Ultraface.onnx]

Debian: python3-opencv, python3-pil, python3-numpy. astronaut.png is a part of a photo of Eileen Collins by NASA, in the public domain, as
python3-skimage has it.
"""

import json
import os
import sys

import cv2
import numpy as np
from PIL import Image

CELL, GREY = 8, 114


def place(photo, size):
    """LetterBox of ultralytics without 'auto': where a photo of (width, height) lies in an input of (width, height)."""
    r = min(size[1] / photo[1], size[0] / photo[0])
    width, height = max(1, round(photo[0] * r)), max(1, round(photo[1] * r))
    dw, dh = (size[0] - width) / 2, (size[1] - height) / 2
    return [round(dw - 0.1), round(dh - 0.1), width, height]


def letterbox(photo, size):
    left, top, width, height = place((photo.shape[1], photo.shape[0]), size)
    result = np.full((size[1], size[0], 3), GREY, np.uint8)
    result[top : top + height, left : left + width] = np.asarray(Image.fromarray(photo).resize((width, height), Image.BILINEAR))
    return result


def suppress(boxes, scores, classes, iou, threshold):
    """Left, top, right, bottom; the places of what is kept, the most confident first."""
    kept = []
    for c in set(classes) if classes is not None else [None]:
        own = [i for i in range(len(boxes)) if c is None or classes[i] == c]
        sides = [[float(b[0]), float(b[1]), float(b[2] - b[0]), float(b[3] - b[1])] for b in (boxes[i] for i in own)]
        kept += [own[int(i)] for i in np.array(cv2.dnn.NMSBoxes(sides, [float(scores[i]) for i in own], threshold, iou)).flatten()]
    return sorted(kept, key=lambda i: -scores[i])


def photo(width, height):
    result = np.full((height, width, 3), 90, np.uint8)
    result[height * 3 // 16 : height * 15 // 32, width * 5 // 32 : width * 19 // 32] = (230, 20, 20)
    result[height * 9 // 16 : height * 15 // 16, width * 5 // 8 : width * 15 // 16] = (20, 200, 30)
    return result


def objects(image, size, threshold=0.25, iou=0.45):
    """What the tests' network finds, in the photo's parts: class, confidence, left, top, width, height."""
    cells = size // CELL
    values = letterbox(image, (size, size)).astype(float) / 255
    means = values.reshape(cells, CELL, cells, CELL, 3).mean((1, 3)).reshape(-1, 3)
    scores = 1 / (1 + np.exp(5 - 10 * means @ np.array([[1, -1, -1], [-1, 1, -1]]).T))
    i = np.arange(cells * cells)
    x, y = i % cells * CELL + CELL / 2, i // cells * CELL + CELL / 2
    width, height = 20 + 4 * (i % 3), 20 + 4 * (i % 2)
    boxes = np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], 1)
    best, classes = scores.max(1), scores.argmax(1)
    sure = [k for k in i if best[k] > threshold]
    kept = [sure[k] for k in suppress(boxes[sure], best[sure], list(classes[sure]), iou, threshold)]
    left, top, _, _ = place((image.shape[1], image.shape[0]), (size, size))
    r = min(size / image.shape[0], size / image.shape[1])
    found = []
    for k in kept:
        l, t, rt, b = np.clip((boxes[k] - [left, top, left, top]) / r / np.tile(image.shape[1::-1], 2), 0, 1)
        found.append([int(classes[k]), *(round(float(v), 6) for v in (best[k], l, t, rt - l, b - t))])
    return found


def ultraface(network, file, threshold=0.7, iou=0.5):
    image = Image.open(file).convert("RGB").resize((320, 240), Image.BILINEAR)
    values = (np.asarray(image).astype(np.float32) - 127) / 128
    net = cv2.dnn.readNetFromONNX(network)
    net.setInput(values.transpose(2, 0, 1)[None])
    outputs = net.forward(net.getUnconnectedOutLayersNames())
    scores, boxes = sorted(outputs, key=lambda o: o.shape[-1])
    sure = [i for i in range(scores.shape[1]) if scores[0, i, 1] > threshold]
    pixels = boxes[0] * [320, 240, 320, 240]
    kept = suppress(pixels[sure], scores[0, sure, 1], None, iou, threshold)
    found = [
        [float(scores[0, sure[k], 1]), *(float(v) for v in (boxes[0, sure[k], 0], boxes[0, sure[k], 1])),
         float(boxes[0, sure[k], 2] - boxes[0, sure[k], 0]), float(boxes[0, sure[k], 3] - boxes[0, sure[k], 1])]
        for k in kept
    ]
    best = scores[0, :, 1].argsort()[::-1][:20]
    return {"objects": found, "best": [[int(i), float(scores[0, i, 1]), *map(float, boxes[0, i])] for i in best]}


def main():
    sizes = [(4032, 3024, 640, 640), (3024, 4032, 640, 640), (641, 480, 640, 640), (1, 1, 64, 64), (7000, 30, 640, 640),
             (5000, 2, 640, 640), (64, 64, 64, 64), (100, 50, 96, 64), (333, 777, 1280, 1280), (1920, 1080, 1280, 736)]
    rows = np.arange(20)[:, None], np.arange(50)[None, :]
    gradient = np.stack([(rows[1] * 5 + rows[0]) % 256, (rows[0] * 11 + rows[1]) % 256, rows[0] * rows[1] % 256], 2).astype(np.uint8)
    random = np.random.RandomState(7)
    corners = random.randint(0, 60, (80, 2)) * 2
    boxes = np.concatenate([corners, corners + random.randint(6, 24, (80, 2)) * 2], 1)
    scores = (random.permutation(80) + 10) / 100
    classes = [int(c) for c in random.randint(0, 3, 80)]
    references = {
        "letterbox": [[*s, *place(s[:2], s[2:])] for s in sizes],
        "pixels": letterbox(gradient, (16, 12)).transpose(2, 0, 1).flatten().tolist(),
        "suppression": {
            "boxes": boxes.tolist(),
            "scores": scores.tolist(),
            "classes": classes,
            "kept": suppress(boxes, scores, classes, 0.45, 0.25),
            "keptAcrossClasses": suppress(boxes, scores, None, 0.45, 0.25),
        },
        "square": objects(photo(64, 64), 64),
        "wide": objects(photo(160, 96), 64),
    }
    folder = os.path.dirname(os.path.abspath(__file__))
    target = os.path.join(folder, "references.json")
    if len(sys.argv) == 2:
        references["ultraface"] = ultraface(sys.argv[1], os.path.join(folder, "astronaut.png"))
    elif os.path.exists(target):
        references["ultraface"] = json.load(open(target)).get("ultraface")
    with open(target, "w") as out:
        out.write("{\n" + ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in references.items()) + "\n}\n")


if __name__ == "__main__":
    main()
