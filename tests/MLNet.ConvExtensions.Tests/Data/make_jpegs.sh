#!/usr/bin/env bash
# Makes the files in jpegs/ with the programs of libjpeg-turbo 2.1.5 (Debian 12: libjpeg-turbo-progs), one of each kind of JPEG.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/jpegs"
picture=$(mktemp --suffix .ppm) script=$(mktemp)
trap 'rm -f "$picture" "$script"' EXIT
/usr/bin/python3 - "$picture" << 'END'
import sys
import numpy as np

width, height = 61, 45
y, x = np.mgrid[:height, :width]
rng = np.random.default_rng(1)
disc = ((x - 30) ** 2 + (y - 20) ** 2 < 200).astype(int)
channels = [3 * x + y, 250 - 2 * x + 120 * disc, 5 * y + 60 * disc]
pixels = np.clip(np.stack(channels, 2) + rng.integers(-12, 13, (height, width, 3)), 0, 255).astype(np.uint8)
open(sys.argv[1], "wb").write(b"P6 %d %d 255\n" % (width, height) + pixels.tobytes())
END
for sampling in 444:1x1 422:2x1 420:2x2 440:1x2 411:4x1 310:3x1; do
    cjpeg -quality 85 -sample "${sampling#*:}" "$picture" > "${sampling%:*}.jpg"
done
cjpeg -quality 85 -grayscale "$picture" > grey.jpg
cjpeg -quality 85 -grayscale -sample 2x2 "$picture" > grey22.jpg
cjpeg -quality 85 -rgb "$picture" > rgb.jpg
cjpeg -quality 85 -restart 2B "$picture" > restarts.jpg
cjpeg -quality 85 -arithmetic "$picture" > arithmetic.jpg
cjpeg -quality 85 -progressive "$picture" > progressive.jpg
cjpeg -quality 85 -progressive -sample 1x2 "$picture" > progressive440.jpg
printf '0;\n1;\n2;\n' > "$script"
cjpeg -quality 85 -scans "$script" "$picture" > scans.jpg
printf '0,1,2: 0-0, 0, 1;\n0: 1-5, 0, 2;\n' > "$script"
cjpeg -quality 85 -scans "$script" "$picture" > unfinished.jpg
