"""How many copies of photos 'mlconv inspect' finds, and how many different photos it calls copies.

copies.py make PHOTOS OUT          OUT gets all photos of the folder PHOTOS and, beside each of 20 of them, a copy of each kind
copies.py score OUT REPORT.json    copies found, by kind; and pairs of photos of PHOTOS that were called copies
"""
import json
import pathlib
import random
import shutil
import sys

from PIL import Image, ImageOps

MARK = "_copy-"


def part(share, mirrored=False):
    """A part of that share of the area at a random place."""
    def cut(image, rng):
        side = share ** 0.5
        width, height = round(image.width * side), round(image.height * side)
        left, top = rng.randint(0, image.width - width), rng.randint(0, image.height - height)
        crop = image.crop((left, top, left + width, top + height))
        return ImageOps.mirror(crop) if mirrored else crop
    return cut


def scaled(share, across=None):
    return lambda image, _: image.resize((round(image.width * (across or share)), round(image.height * share)), Image.BICUBIC)


def middle(image, _):
    width, height = round(image.width * 0.866), round(image.height * 0.866)
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


KINDS = {
    "quality30.jpg": lambda image, _: image,
    "png.png": lambda image, _: image,
    "two-thirds.jpg": scaled(2 / 3),
    "half.jpg": scaled(0.5),
    "quarter.jpg": scaled(0.25),
    "squeezed.jpg": scaled(0.8, 1),
    "mirrored.jpg": lambda image, _: ImageOps.mirror(image),
    "mirrored-half.jpg": lambda image, rng: ImageOps.mirror(scaled(0.5)(image, rng)),
    **{f"part{share}.jpg": part(share / 100) for share in (95, 90, 80, 70, 60, 50, 40)},
    "middle75.jpg": middle,
    "mirrored-part70.jpg": part(0.7, mirrored=True),
}


def make(photos, out):
    files = sorted(p for p in photos.rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    rng = random.Random(1)
    chosen = set(rng.sample([f for f in files if min(Image.open(f).size) >= 100], 20))
    for number, file in enumerate(files):
        target = out / f"{number:05d}{file.suffix.lower()}"
        out.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        if file not in chosen:
            continue
        image = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
        for kind, change in KINDS.items():
            quality = 30 if kind.startswith("quality") else 90
            copy = change(image, rng)
            name = out / f"{target.stem}{MARK}{kind}"
            copy.save(name, **({} if kind.endswith("png") else {"quality": quality}))


def score(out, report):
    found = json.load(open(report))
    origin = lambda path: pathlib.Path(path).name.split(MARK)[0].split(".")[0]
    kind = lambda path: pathlib.Path(path).name.split(MARK)[1] if MARK in path else None
    pairs = [(f["file"], f["other"]) for f in found["findings"] if f["kind"] in ("duplicate", "contradiction")]
    told = {path for a, b in pairs if origin(a) == origin(b) for path in (a, b)}
    for name in KINDS:
        made = list(out.glob(f"*{MARK}{name}"))
        print(f"{name}: {sum(str(m.resolve()) in told for m in made)} of {len(made)}")
    different = [(a, b) for a, b in pairs if origin(a) != origin(b)]
    print(f"{len(different)} pairs of different photos called copies")
    for a, b in different:
        print(" ", a, b)


if sys.argv[1:2] == ["make"]:
    make(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
else:
    score(pathlib.Path(sys.argv[2]), sys.argv[3])
