"""Trains the networks of MLNet.ConvExtensions.TrainingBenchmarks in plain PyTorch; prints the same lines of CSV.

usage: peer_training.py NETWORK BATCH IMAGES EPOCHS THREADS SETTING; SETTING is plain, foreach (the optimiser takes all weights at once)
or nhwc (channels last, foreach). The images lie in one tensor, and batches are picked by a random permutation: no DataLoader in the way.
"""
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    """Two convolutions and the way around them: with zeros for further channels, or a projection."""

    def __init__(self, before, filters, stride, projects=False):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(before, filters, 3, stride, 1, bias=False), nn.BatchNorm2d(filters)
        self.conv2, self.bn2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False), nn.BatchNorm2d(filters)
        nn.init.zeros_(self.bn2.weight)
        self.stride, self.added = stride, filters - before
        self.shortcut = nn.Sequential(nn.Conv2d(before, filters, 1, stride, bias=False), nn.BatchNorm2d(filters)) if projects and self.added else None

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        y = self.bn2(self.conv2(y))
        if self.shortcut is not None:
            x = self.shortcut(x)
        elif self.stride > 1:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.added // 2, self.added - self.added // 2))
        return F.relu(y.add_(x), inplace=True)


def resnet20():
    layers = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)]
    before = 16
    for filters in (16, 32, 64):
        for block in range(3):
            layers.append(Block(before, filters, 2 if filters > 16 and block == 0 else 1))
            before = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def resnet18():
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    before = 64
    for filters in (64, 128, 256, 512):
        for block in range(2):
            layers.append(Block(before, filters, 2 if filters > 64 and block == 0 else 1, projects=True))
            before = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def fourconv(side, channels):
    return nn.Sequential(
        nn.Conv2d(channels, 32, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(32, 32, 3), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Dropout(0.25),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(64, 64, 3), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Dropout(0.25),
        nn.Flatten(), nn.Linear(64 * (((side - 2) // 2 - 2) // 2) ** 2, 512), nn.ReLU(inplace=True), nn.Dropout(0.5), nn.Linear(512, 10))


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))


NETWORKS = {
    "lenet5": (28, 1, lenet5),
    "fourconv28": (28, 1, lambda: fourconv(28, 1)),
    "fourconv32": (32, 3, lambda: fourconv(32, 3)),
    "resnet20": (32, 3, resnet20),
    "resnet18": (224, 3, resnet18),
}


def main():
    name, batch, images, epochs, threads, setting = sys.argv[1], *map(int, sys.argv[2:6]), sys.argv[6]
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    side, channels, build = NETWORKS[name]
    network, inputs, labels = build(), torch.rand(images, channels, side, side), torch.arange(images) % 10
    if setting == "nhwc":
        network, inputs = network.to(memory_format=torch.channels_last), inputs.contiguous(memory_format=torch.channels_last)
    foreach = setting != "plain"
    if name.startswith("resnet"):
        optimizer = torch.optim.SGD(network.parameters(), 0.1, momentum=0.9, weight_decay=1e-4, foreach=foreach)
    else:
        optimizer = torch.optim.Adam(network.parameters(), 0.001, foreach=foreach)
    for epoch in range(epochs):
        order, total = torch.randperm(images), 0.0
        for first in range(0, images, batch):
            chosen = order[first:first + batch]
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(network(inputs.index_select(0, chosen)), labels.index_select(0, chosen))
            loss.backward()
            optimizer.step()
            total += loss.item() * len(chosen)
        if epoch == 0:
            start, processor = time.perf_counter(), time.process_time()
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    trained = images * (epochs - 1)
    print(f"torch,{name},{setting},{trained / seconds:.1f},images/s")
    print(f"torch,{name},{setting},{1000 * processor / trained:.4f},ms of processor/image")


if __name__ == "__main__":
    main()
