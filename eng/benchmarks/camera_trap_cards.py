#!/usr/bin/env python3
"""Makes an archive of camera traps of photos of animals: camera_trap_cards.py PHOTOS OUT [SEED]

PHOTOS has a folder for each species. Each photo becomes an event of one to four frames at a site that has its own background, light and
camera; as many events again and half are blank. Species are common at some sites and rare at others. OUT gets cards/SITE-N/*.JPG with EXIF,
deployments.csv (one clock is an hour late, one a year and a day) and truth.csv (File, Label). Needs Debian's python3-pil and python3-numpy.
"""
import csv
import datetime
import pathlib
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SITES = 14
WIDTH, HEIGHT = 640, 480
STRIP = 28


def background(random):
    """A hillside: sky, ground and stones in a site's own colours and shapes."""
    sky, ground = random.uniform(90, 230, 3), random.uniform(40, 170, 3)
    rows = np.linspace(0, 1, HEIGHT)[:, None, None]
    columns = np.linspace(0, 1, WIDTH)[None, :, None]
    ridge = 0.3 + 0.08 * np.sin(columns * random.uniform(3, 12) + random.uniform(0, 6)) + random.uniform(-0.1, 0.1)
    picture = np.where(rows < ridge, sky * (0.8 + 0.4 * rows), ground * (0.7 + 0.5 * rows))
    for size in (4, 12, 40, 120):
        coarse = Image.fromarray(random.randint(0, 255, (HEIGHT // size + 2, WIDTH // size + 2), dtype=np.uint8))
        noise = np.asarray(coarse.resize((WIDTH, HEIGHT), Image.BICUBIC), np.float32) - 127
        picture = picture + noise[..., None] * random.uniform(0.04, 0.16) * (rows > ridge)
    stones = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(stones)
    for _ in range(random.randint(10, 60)):
        x, y, r = random.randint(0, WIDTH), random.randint(HEIGHT // 3, HEIGHT), random.randint(4, 60)
        shade = tuple(int(v) for v in np.clip(ground * random.uniform(0.5, 1.4), 0, 255))
        draw.ellipse((x - r, y - r // 2, x + r, y + r // 2), fill=shade)
    return stones.filter(ImageFilter.GaussianBlur(1.2))


class Site:
    def __init__(self, number, species, random):
        self.name = f"S{number + 1:02d}"
        self.picture = background(random)
        self.gain = random.uniform(0.7, 1.15, 3)
        self.gamma = random.uniform(0.75, 1.35)
        self.night = random.uniform(0, 0.6)
        self.noise = random.normal(0, random.uniform(1, 9), (HEIGHT, WIDTH, 3)).astype(np.float32)
        self.quality = int(random.randint(60, 92))
        self.serial = f"H{random.randint(10**7, 10**8)}"
        self.model = ("HC600", "PC900", "TROPHYCAM", "HF2X")[number % 4]
        self.share = random.dirichlet(np.full(len(species), 0.7))
        self.place = (random.uniform(42.0, 42.9), random.uniform(75.0, 78.9))

    def frame(self, photo, place, night, random):
        """A frame: the animal in front of the background, in the site's light, with the camera's strip below."""
        dx, dy = random.randint(-3, 4, 2)
        frame = Image.new("RGB", (WIDTH, HEIGHT))
        frame.paste(self.picture, (int(dx), int(dy)))
        if photo is not None:
            side, left, top = place
            animal = photo.resize((side, side), Image.BICUBIC)
            y, x = np.mgrid[-1:1:side * 1j, -1:1:side * 1j]
            edge = np.clip((1 - np.maximum(np.abs(x), np.abs(y))) / 0.12, 0, 1)
            frame.paste(animal, (left + int(random.randint(-20, 21)), top + int(random.randint(-8, 9))), Image.fromarray((edge * 255).astype(np.uint8)))
        values = np.asarray(frame, np.float32) / 255
        if night:
            values = np.repeat(values.mean(2, keepdims=True), 3, 2) ** 0.9
        values = np.clip(values * (1 if night else self.gain), 0, 1) ** self.gamma
        values = values * 255 + np.roll(self.noise, random.randint(HEIGHT), 0)
        return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def exif(site, time, night):
    tags = Image.Exif()
    tags[0x010F], tags[0x0110] = "RECONYX", site.model
    tags[0x0132] = time.strftime("%Y:%m:%d %H:%M:%S")
    stamp = time.strftime("%Y:%m:%d %H:%M:%S")
    tags[0x8769] = {0x9003: stamp, 0x9004: stamp, 0x9209: 1 if night else 0, 0xA431: site.serial}
    return tags


def main():
    photos, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    random = np.random.RandomState(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    species = sorted(p.name for p in photos.iterdir() if p.is_dir())
    sites = [Site(n, species, random) for n in range(SITES)]
    shares = np.stack([s.share for s in sites])
    events = {s.name: [] for s in sites}
    for number, kind in enumerate(species):
        weights = shares[:, number] / shares[:, number].sum()
        for file in sorted((photos / kind).iterdir()):
            events[sites[random.choice(SITES, p=weights)].name].append((kind, file))
    total = sum(len(e) for e in events.values())
    for site in sites:
        events[site.name] += [("blank", None)] * (total * 3 // 2 // SITES)

    truth = []
    deployments = []
    for site in sites:
        order = random.permutation(len(events[site.name]))
        half = (len(order) + 1) // 2
        for part in range(2):
            name = f"{site.name}-{part + 1}"
            folder = out / "cards" / name
            folder.mkdir(parents=True)
            offset = {"S03-2": datetime.timedelta(hours=1), "S08-1": datetime.timedelta(days=366)}.get(name, datetime.timedelta())
            begin = time = datetime.datetime(2026, 3 if part == 0 else 6, 1, 8)
            number = 1
            for index in order[part * half:(part + 1) * half]:
                kind, file = events[site.name][index]
                time += datetime.timedelta(seconds=int(random.uniform(120, 9 * 3600)))
                night = random.rand() < site.night
                side = int(random.randint(180, 400))
                place = (side, int(random.randint(0, WIDTH - side)), int(random.randint(20, HEIGHT - side - STRIP + 1)))
                photo = Image.open(file).convert("RGB") if file else None
                for shot in range(int(random.randint(1, 5))):
                    frame = site.frame(photo, place, night, random)
                    wrong = time - offset
                    draw = ImageDraw.Draw(frame)
                    draw.rectangle((0, HEIGHT - STRIP, WIDTH, HEIGHT), fill="black")
                    draw.text((8, HEIGHT - STRIP + 8), f"{wrong:%Y-%m-%d %H:%M:%S}   {site.model}   {site.serial}", fill="white")
                    path = folder / f"IMG_{number:04d}.JPG"
                    frame.save(path, quality=site.quality, exif=exif(site, wrong, night))
                    truth.append((f"{name}/{path.name}", kind))
                    number += 1
                    time += datetime.timedelta(seconds=int(random.randint(1, 20)))
            clock = f"{offset.days}.{offset.seconds // 3600:02d}:00:00" if offset else ""
            deployments.append((name, name, site.name, f"{site.place[0]:.5f}", f"{site.place[1]:.5f}",
                                begin.isoformat(), (time + datetime.timedelta(days=1)).isoformat(), clock))
    with open(out / "deployments.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Deployment", "Folder", "Site", "Latitude", "Longitude", "Start", "End", "ClockOffset"))
        writer.writerows(deployments)
    with open(out / "truth.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("File", "Label"))
        writer.writerows(truth)
    print(f"{len(truth)} photos of {sum(len(e) for e in events.values())} events at {SITES} sites: {out}")


main()
