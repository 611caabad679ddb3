"""Writes axes.json: what scipy makes of a small signal and a small volume. Run with python3 (numpy, scipy): python3 make_axes.py"""
import json

import numpy as np
from scipy import ndimage

rng = np.random.default_rng(3)
signal = rng.standard_normal((2, 11))
volume = rng.standard_normal((2, 4, 5, 6))
cases = {"signal": signal, "volume": volume}
modes = {"constant": "constant", "edge": "nearest", "reflect": "mirror"}
for name, mode in modes.items():
    cases["signal_shift_" + name] = np.stack([ndimage.shift(c, 3, order=0, mode=mode, cval=9) for c in signal])
    cases["signal_back_" + name] = np.stack([ndimage.shift(c, -4, order=0, mode=mode, cval=9) for c in signal])
    # Deep, down, right.
    cases["volume_shift_" + name] = np.stack([ndimage.shift(c, (1, -2, 3), order=0, mode=mode, cval=9) for c in volume])

# A part of 0.6 of the length, from its middle at 5.0 on, brought to the whole: place i of the result is (i + 0.5 - 5.5) * 0.6 + 5.0 - 0.5.
places = (np.arange(11) + 0.5 - 5.5) * 0.6 + 5.0 - 0.5
cases["signal_crop"] = np.stack([np.interp(places, np.arange(11), c) for c in signal])

# Larger by 1.25 about the middle, turned within the slices by 30 degrees.
angle, grown = np.deg2rad(30), 1.25
cos, sin = np.cos(angle) / grown, np.sin(angle) / grown
matrix = np.array([[1 / grown, 0, 0], [0, cos, -sin], [0, sin, cos]])
middle = (np.array(volume.shape[1:]) - 1) / 2
for name, mode in {"edge": "nearest", "reflect": "mirror"}.items():
    cases["volume_warp_" + name] = np.stack(
        [ndimage.affine_transform(c, matrix, offset=middle - matrix @ middle, order=1, mode=mode) for c in volume]
    )
cases["signal_blur"] = np.stack([ndimage.gaussian_filter1d(c, 1.0, mode="nearest", truncate=3) for c in signal])
cases["volume_blur"] = np.stack([ndimage.gaussian_filter(c, 1.0, mode="nearest", truncate=3) for c in volume])

with open(__file__.replace("make_axes.py", "axes.json"), "w", newline="\n") as file:
    json.dump({name: [round(float(v), 6) for v in values.ravel()] for name, values in cases.items()}, file, separators=(",", ":"))
    file.write("\n")
