"""Writes policies.json: what torchvision's TrivialAugmentWide and RandAugment make of a small picture. Run with Debian's python3 (torchvision)."""
import json

import torch
from torchvision.transforms import InterpolationMode, RandAugment, TrivialAugmentWide
from torchvision.transforms.autoaugment import _apply_op

torch.manual_seed(7)
height, width = 18, 16
image = torch.randint(20, 230, (3, height, width), dtype=torch.uint8)
moves = [
    ("Identity", 0), ("ShearX", 0.363), ("ShearY", -0.231), ("TranslateX", 4.266), ("TranslateY", -3.2), ("Rotate", 22.5), ("Rotate", -40.5),
    ("Brightness", 0.33), ("Brightness", -0.66), ("Color", 0.99), ("Contrast", -0.495), ("Sharpness", 0.759), ("Sharpness", -0.66),
    ("Posterize", 3), ("Solarize", 127.5), ("AutoContrast", 0), ("Equalize", 0),
]
cases = [
    {"operation": name, "magnitude": m, "values": _apply_op(image, name, m, InterpolationMode.NEAREST, [9.0]).ravel().tolist()}
    for name, m in moves
]


def table(space):
    return {name: [round(float(v), 4) for v in values.reshape(-1).expand(31)] for name, (values, _) in space.items()}


spaces = {
    "wide": table(TrivialAugmentWide()._augmentation_space(31)),
    "narrow": table(RandAugment()._augmentation_space(31, (height, width))),
}
signed = [name for name, (_, sign) in TrivialAugmentWide()._augmentation_space(31).items() if sign]
with open(__file__.replace("make_policies.py", "policies.json"), "w", newline="\n") as file:
    json.dump({"image": image.ravel().tolist(), "moves": cases, "signed": signed, **spaces}, file, separators=(",", ":"))
    file.write("\n")
