#!/usr/bin/env python3
"""Writes images/: small files of unusual kinds, and expected.csv with the mean red, green and blue that Pillow reads in them.

    /usr/bin/python3 make_images.py        (Debian: python3-numpy python3-pil)

All show the same picture of 24x16 pixels, upright, unless the name says otherwise.
"""
import io
import os
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

os.makedirs("images", exist_ok=True)
y, x = np.mgrid[0:16, 0:24]
picture = Image.fromarray(np.stack([x * 10, y * 15, 255 - x * 5 - y * 7], axis=-1).astype(np.uint8))


def save(name, image, **options):
    image.save(os.path.join("images", name), **options)


save("rgb.png", picture)
save("rgb.bmp", picture)
save("rgb.jpg", picture, quality=95, subsampling=0)
save("progressive.jpg", picture, quality=95, progressive=True)
save("gray.jpg", picture.convert("L"), quality=95)
save("gray.png", picture.convert("L"))
save("cmyk.jpg", picture.convert("CMYK"), quality=95)
save("palette.png", picture.quantize(16))
save("palette.gif", picture.quantize(16))
save("gray16.png", Image.fromarray((np.asarray(picture.convert("L")).astype(np.uint16) * 257)))
alpha = picture.copy()
alpha.putalpha(Image.fromarray((x * 10).astype(np.uint8)))
save("alpha.png", alpha)
save("one.png", Image.new("RGB", (1, 1), (200, 100, 50)))
for orientation, undo in ((3, Image.ROTATE_180), (6, Image.ROTATE_90), (8, Image.ROTATE_270)):
    exif = Image.Exif()
    exif[0x0112] = orientation
    save(f"exif{orientation}.jpg", picture.transpose(undo), quality=95, subsampling=0, exif=exif.tobytes())


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# 60,000 x 60,000 pixels in a few hundred bytes.
with open("images/bomb.png", "wb") as f:
    f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0" * 10000)) + chunk(b"IEND", b""))

with open("images/expected.csv", "w") as f:
    f.write("file,width,height,red,green,blue\n")
    for name in sorted(os.listdir("images")):
        if name in ("bomb.png", "expected.csv"):
            continue
        image = ImageOps.exif_transpose(Image.open(os.path.join("images", name)))
        if image.mode.startswith("I"):
            image = Image.fromarray((np.asarray(image) / 257).astype(np.uint8))
        mean = np.asarray(image.convert("RGB")).reshape(-1, 3).mean(axis=0)
        f.write(f"{name},{image.width},{image.height},{mean[0]:.2f},{mean[1]:.2f},{mean[2]:.2f}\n")
