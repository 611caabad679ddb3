"""Writes sounds.json: what scipy makes of a short sound, by the conventions of torchaudio and librosa. Run: python3 make_sounds.py"""
import json

import numpy as np
import scipy.fft
import scipy.signal

rate, length = 8000, 1500
time = np.arange(length) / rate
rng = np.random.default_rng(7)
sound = 0.5 * np.sin(2 * np.pi * 440 * time) + 0.2 * np.sin(2 * np.pi * (900 + 4000 * time) * time)
sound = (sound * np.exp(-6 * time) + 0.001 * rng.standard_normal(length)).astype(np.float32)
cases = {"sound": sound}


def power(x, fft, window, hop, boundary):
    """|X|^2 of frames under a periodic Hann window, which stands in the middle of the transform."""
    hann = np.zeros(fft)
    start = (fft - window) // 2
    hann[start : start + window] = scipy.signal.get_window("hann", window)
    _, _, spectrum = scipy.signal.stft(
        x.astype(np.float64), window=hann, nperseg=fft, noverlap=fft - hop, boundary=boundary, padded=False, scaling="spectrum"
    )
    return np.abs(spectrum * hann.sum()) ** 2


def filters(bands, fft, slaney, normalized, low=0.0, high=rate / 2):
    if slaney:
        mel = lambda f: np.where(f < 1000, 3 * f / 200, 15 + np.log(np.maximum(f, 1) / 1000) / (np.log(6.4) / 27))
        hertz = lambda m: np.where(m < 15, 200 * m / 3, 1000 * np.exp((np.log(6.4) / 27) * (m - 15)))
    else:
        mel = lambda f: 2595 * np.log10(1 + f / 700)
        hertz = lambda m: 700 * (10 ** (m / 2595) - 1)
    edges = hertz(np.linspace(mel(np.float64(low)), mel(np.float64(high)), bands + 2))
    frequencies = np.fft.rfftfreq(fft, 1 / rate)
    rows = [np.interp(frequencies, edges[i : i + 3], [0, 1, 0], left=0, right=0) for i in range(bands)]
    if normalized:
        rows = [row * 2 / (edges[i + 2] - edges[i]) for i, row in enumerate(rows)]
    return np.array(rows)


def decibels(values, top=None):
    result = 10 * np.log10(np.maximum(values, 1e-10))
    return result if top is None else np.maximum(result, result.max() - top)


def cepstrum(values, count):
    return scipy.fft.dct(values, type=2, norm="ortho", axis=0)[:count]


torchaudio = decibels(filters(20, 200, False, False) @ power(sound, 200, 200, 100, "even"))
cases["torchaudio"] = torchaudio
cases["torchaudio_mfcc"] = cepstrum(torchaudio, 8)
librosa = decibels(filters(16, 512, True, True) @ power(sound, 512, 512, 160, "zeros"), top=80)
cases["librosa"] = librosa
cases["librosa_mfcc"] = cepstrum(librosa, 10)
cases["bare"] = decibels(filters(12, 256, False, False, low=100, high=3500) @ power(sound, 256, 200, 80, None))


def resample(x, old, new):
    """torchaudio's kernel, sinc under a Hann window, on the grid of both rates."""
    divisor = np.gcd(old, new)
    old, new = old // divisor, new // divisor
    base = min(old, new) * 0.99
    reach = int(np.ceil(6 * old / base)) * new
    t = np.arange(-reach, reach + 1) / new / old * base
    kernel = np.sinc(t) * np.where(np.abs(t) < 6, np.cos(np.pi * t / 12) ** 2, 0) * base / old
    whole = scipy.signal.upfirdn(kernel, x.astype(np.float64), up=new)
    return whole[reach::old][: -(-new * len(x) // old)]


for new in (16000, 4000, 11025, 7999):
    cases[f"to_{new}"] = resample(sound[:400], rate, new)

with open(__file__.replace("make_sounds.py", "sounds.json"), "w", newline="\n") as file:
    json.dump({name: [float(f"{v:.9g}") for v in np.asarray(values).ravel()] for name, values in cases.items()}, file, separators=(",", ":"))
    file.write("\n")
