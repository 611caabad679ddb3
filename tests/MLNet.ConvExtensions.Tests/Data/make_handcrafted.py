"""Expected hand-crafted features, by scikit-image 0.19 and OpenCV 4.6 (Debian's python3-skimage and python3-opencv).

    /usr/bin/python3 make_handcrafted.py images/rgb.png images/palette.png images/rgb.bmp synthetic > handcrafted.csv

Every line is one image and kind: the image's name, the kind, and the values. Images are used at their own size; 'synthetic' is a picture of
40x33 that a formula gives. The small images are stretched to 24x24 by repeating pixels, so that every kind has something to compute.
"""
import sys

import cv2
import numpy as np
from skimage import color, feature, filters, measure
from PIL import Image


def load(name):
    if name == "synthetic":
        y, x = np.mgrid[0:33, 0:40]
        planes = [(x * 7 + y * 3) % 256, (x * x + y * 5) % 256, (np.where((x - 15) ** 2 + (y - 12) ** 2 < 64, 0, x * y)) % 256]
        image = np.stack(planes, axis=-1).astype(np.uint8)
        image[:6] = 0
        image[:, :4] = 0
        return image
    image = np.asarray(Image.open(name).convert("RGB"))
    rows = (np.arange(24) * image.shape[0]) // 24
    columns = (np.arange(24) * image.shape[1]) // 24
    return np.ascontiguousarray(image[rows][:, columns])


def histogram(values, low, high, bins=16):
    return np.histogram(np.clip(values, low, np.nextafter(high, low)), bins=bins, range=(low, high))[0] / values.size


def shape(image, threshold):
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    limit = filters.threshold_otsu(grey) if threshold is None else threshold
    mask = grey > limit
    rows, columns = np.nonzero(mask)
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    hu = cv2.HuMoments(cv2.moments((grey * mask).astype(np.uint8))).ravel()
    return np.concatenate([
        [mask.sum(), measure.perimeter(mask, 4), columns.min(), rows.min(), width, height, np.hypot(width, height),
         np.ptp(columns + rows) / np.sqrt(2), np.ptp(columns - rows) / np.sqrt(2), grey.mean(), grey.std()],
        histogram(grey, 0, 256), [0 if abs(h) < 1e-30 else -np.sign(h) * np.log10(abs(h)) for h in hu]])


def colors(image):
    values = image.astype(float)
    hsv = color.rgb2hsv(values)
    lab = color.rgb2lab(image)
    return np.concatenate(
        [histogram(image[..., c], 0, 256) for c in range(3)]
        + [histogram(hsv[..., 0], 0, 1), histogram(hsv[..., 1], 0, 1), histogram(hsv[..., 2], 0, 256)]
        + [histogram(lab[..., 0], 0, 100), histogram(lab[..., 1], -128, 128), histogram(lab[..., 2], -128, 128)])


def hog(image):
    return feature.hog(image, orientations=9, pixels_per_cell=(8, 8), cells_per_block=(2, 2), block_norm="L2-Hys", channel_axis=-1)


def lbp(image, points, radius):
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return np.bincount(feature.local_binary_pattern(grey, points, radius, "uniform").astype(int).ravel(), minlength=points + 2) / grey.size


def haralick(image):
    grey = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(int) * 32 >> 8).astype(np.uint8)
    matrix = feature.graycomatrix(grey, [1], [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4], levels=32, symmetric=True, normed=True)
    names = ["contrast", "dissimilarity", "homogeneity", "ASM", "energy", "correlation"]
    logarithm = np.log2(matrix, out=np.zeros_like(matrix), where=matrix > 0)
    return np.concatenate([feature.graycoprops(matrix, n).ravel() for n in names] + [-(matrix * logarithm).sum(axis=(0, 1)).ravel()])


def edges(image, grid=4, bins=8):
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    x, y = cv2.Sobel(grey, cv2.CV_64F, 1, 0), cv2.Sobel(grey, cv2.CV_64F, 0, 1)
    length = np.hypot(x, y)
    which = np.floor(np.rad2deg(np.arctan2(y, x)) % 180 / (180 / bins)).astype(int)
    rows = np.arange(grey.shape[0]) * grid // grey.shape[0]
    columns = np.arange(grey.shape[1]) * grid // grey.shape[1]
    sums = np.zeros((grid, grid, bins))
    np.add.at(sums, (rows[:, None], columns[None, :], which), length)
    return (sums / sums.sum()).ravel()


def pixels(image):
    small = cv2.resize(image.astype(np.float32), (8, 8), interpolation=cv2.INTER_AREA) / 255
    return small.transpose(2, 0, 1).ravel()


for path in sys.argv[1:]:
    picture = load(path)
    kinds = {
        "Shape": shape(picture, 0), "ShapeOtsu": shape(picture, None), "Color": colors(picture), "Hog": hog(picture), "Lbp": lbp(picture, 8, 1),
        "Lbp16": lbp(picture, 16, 2), "Haralick": haralick(picture), "Edges": edges(picture), "Pixels": pixels(picture)}
    for kind, values in kinds.items():
        print(path.split("/")[-1], kind, *(f"{v:.7g}" for v in values), sep=",")
