"""Weights of a small network after three steps of each optimiser, by PyTorch 1.13: python3 make_optimizer_steps.py > optimizer_steps.csv"""
import torch


def kernels_decay(parameters, decay):
    """Groups as timm makes them: what has one axis doesn't decay. One group each, so that the order stays."""
    return [{"params": [p], "weight_decay": decay if p.dim() > 1 else 0} for p in parameters]


OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-6, weight_decay=0.01),
    "rmsprop-centered": lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-6, momentum=0.5, centered=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.01),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.05),
    "adamw-kernels": lambda p: torch.optim.AdamW(kernels_decay(p, 0.05), lr=0.01, betas=(0.8, 0.99), eps=1e-6),
    "sgd-kernels": lambda p: torch.optim.SGD(kernels_decay(p, 0.1), lr=0.1, momentum=0.9),
    "sgd-l1": lambda p: torch.optim.SGD(p, lr=0.1),
    "groups": lambda p: torch.optim.SGD([{"params": p[:2], "lr": 0.01}, {"params": p[2:]}], lr=0.1, momentum=0.9),
}


def numbers(shape, start):
    count = torch.Size(shape).numel()
    return (torch.arange(start, start + count, dtype=torch.float64).sin() / 2).float().reshape(shape)


for name, create in OPTIMIZERS.items():
    weights = [numbers(s, i).requires_grad_() for i, s in [(1, (2, 1, 3, 3)), (50, (2,)), (60, (3, 8)), (90, (3,))]]
    optimizer = create(weights)
    inputs, labels = 2 * numbers((4, 1, 4, 4), 100), torch.tensor([0, 1, 2, 1])
    for _ in range(3):
        features = torch.relu(torch.nn.functional.conv2d(inputs, weights[0], weights[1])).flatten(1)
        loss = torch.nn.functional.cross_entropy(torch.nn.functional.linear(features, weights[2], weights[3]), labels)
        optimizer.zero_grad()
        if name == "sgd-l1":
            loss = loss + 0.05 * (weights[0].abs().sum() + weights[2].abs().sum())
        loss.backward()
        optimizer.step()
    print(",".join([name] + [f"{x:.9g}" for w in weights for x in w.flatten().tolist()]))
