#!/usr/bin/env python3
"""A million small photos for mlconv archive: 100,000 of their own content, each by ten names, in 200 deployments.

    python3 eng/reliability/million_photos.py million
    mlconv archive --images million --out million.csv

docs/events.md has what that takes.
"""
import os
import struct
import sys

PHOTO = "tests/MLNet.ConvExtensions.CameraTraps.Tests/Archives/photos/upright.jpg"
TIME = b"2023:07:14 05:06:07"


def main(folder, contents=100_000, names=10):
    with open(PHOTO, "rb") as file:
        before, behind = file.read().split(TIME)
    for number in range(contents):
        second = number * 17 % 86400
        time = f"2023:07:{1 + number // 5000 % 28:02d} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
        first = None
        for name in range(names):
            deployment = os.path.join(folder, f"D{(number + name * 7919) % 200:03d}", f"{100 + number // 1000 % 100}RECNX")
            os.makedirs(deployment, exist_ok=True)
            path = os.path.join(deployment, f"IMG_{number:06d}_{name}.jpg")
            if first:
                os.link(first, path)
                continue
            with open(path, "wb") as file:
                file.write(before + time.encode() + behind + struct.pack("<I", number))
            first = path


main(sys.argv[1])
