#!/usr/bin/python3
"""Small photos whose EXIF tags Pillow writes; the maker note is laid out as MetadataExtractor documents those of Reconyx's HyperFire.

    /usr/bin/python3 tests/MLNet.ConvExtensions.CameraTraps.Tests/Archives/photos.py tests/MLNet.ConvExtensions.CameraTraps.Tests/Archives/photos
"""
import os
import struct
import sys

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

MAKE, MODEL, ORIENTATION, CHANGED = 271, 272, 274, 306
ORIGINAL, DIGITIZED, FLASH, NOTE, SUBSECOND, SUBSECOND_DIGITIZED, TEMPERATURE, SERIAL = 0x9003, 0x9004, 0x9209, 37500, 0x9291, 0x9292, 0x9400, 0xA431


def hyperfire(celsius):
    note = bytearray(130)
    struct.pack_into("<HHHHHH", note, 0, 0xF101, 3, 1, 5, 0x2012, 0x0612)
    struct.pack_into("<HHH", note, 12, ord("M"), 1, 3)
    struct.pack_into("<HHHHHH", note, 22, 7, 6, 5, 7, 14, 2023)
    struct.pack_into("<hh", note, 38, round(celsius * 9 / 5 + 32), celsius)
    note[42:42 + 28] = "H500HG07133361".encode("utf-16-le")
    struct.pack_into("<H", note, 80, 1)
    return bytes(note)


def save(name, size=(12, 8), base=None, exif=None):
    tags = Image.Exif()
    tags.endian = "<"
    for tag, value in (base or {}).items():
        tags[tag] = value
    if exif:
        tags[0x8769] = exif
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.save(os.path.join(sys.argv[1], name), exif=tags.tobytes() if base or exif else b"", quality=60)


os.makedirs(sys.argv[1], exist_ok=True)
save(
    "upright.jpg",
    base={MAKE: "BUSHNELL", MODEL: "119837C", ORIENTATION: 6},
    exif={ORIGINAL: "2023:07:14 05:06:07", SUBSECOND: "25", FLASH: 0x19, SERIAL: "B1234567", TEMPERATURE: IFDRational(-125, 10)},
)
save("digitized.jpg", base={MAKE: "Browning"}, exif={DIGITIZED: "2023:07:14 05:06:08", SUBSECOND_DIGITIZED: "5", FLASH: 0x10})
save("changed.jpg", base={CHANGED: "2023:07:14 05:06:09"})
save("blank.jpg", exif={ORIGINAL: "0000:00:00 00:00:00"})
save("reconyx.jpg", base={MAKE: "RECONYX", MODEL: "HC500 HYPERFIRE"}, exif={NOTE: hyperfire(-7)})
save("plain.jpg")
save("night.png", (5, 7), base={ORIENTATION: 8}, exif={ORIGINAL: "2023:07:14 05:06:10"})
