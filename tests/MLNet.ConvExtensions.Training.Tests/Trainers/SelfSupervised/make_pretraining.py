"""Writes pretraining.json: NT-Xent by the paper's equation (1) with PyTorch's cosines and gradients, and squares turned by numpy.rot90. Run with Debian's python3 (torch, numpy)."""
import json

import numpy as np
import torch


def nt_xent(z, temperature):
    """The loss of pairs (0, 1), (2, 3), ...: for each row i and its other half j, -log(exp(s_ij / t) / sum over k != i of exp(s_ik / t))."""
    rows = len(z)
    total = 0
    for i in range(rows):
        s = torch.stack([torch.cosine_similarity(z[i], z[k], dim=0) for k in range(rows)]) / temperature
        others = [k for k in range(rows) if k != i]
        total = total - torch.log(torch.exp(s[i ^ 1]) / torch.exp(s[others]).sum())
    return total / rows


def right(z):
    s = torch.nn.functional.normalize(z) @ torch.nn.functional.normalize(z).T
    s.fill_diagonal_(-2)
    return int((s.argmax(1) == torch.arange(len(z)) ^ 1).sum())


def numbers(tensor):
    return [round(float(v), 7) for v in tensor.reshape(-1)]


cases = []
for rows, width, temperature in [(4, 3, 0.5), (8, 5, 0.1), (12, 4, 1.0)]:
    z = (torch.arange(1, rows * width + 1, dtype=torch.float64) * 1.7).sin().reshape(rows, width)
    z[1::2] = z[1::2] * 0.4 + z[0::2]
    z.requires_grad_()
    loss = nt_xent(z, temperature)
    loss.backward()
    cases.append({"temperature": temperature, "rows": rows, "values": numbers(z.detach()), "loss": float(loss), "right": right(z.detach()), "gradient": numbers(z.grad)})

square = np.arange(2 * 5 * 5).reshape(2, 5, 5)
turned = [np.rot90(square, quarters, axes=(1, 2)).ravel().tolist() for quarters in range(4)]
with open(__file__.replace("make_pretraining.py", "pretraining.json"), "w", newline="\n") as file:
    json.dump({"contrastive": cases, "turned": turned}, file, separators=(",", ":"))
    file.write("\n")
