"""Trains the networks of the check program in Python's torch on a device; prints torch,NETWORK,PRECISION,IMAGES A SECOND.

usage: peer_gpu.py DEVICE [--quick]; precision is fp32 or, on a GPU, amp (16 bits with a scaled loss). Each runs channels first and
channels last. The images lie in one tensor on the host, as those of a program do, and each batch is copied to the device.
"""
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

from peer_training import NETWORKS


class Block(nn.Module):
    def __init__(self, before, filters, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(before, filters, 3, stride, 1, bias=False), nn.BatchNorm2d(filters)
        self.conv2, self.bn2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False), nn.BatchNorm2d(filters)
        self.short = nn.Sequential()
        if stride > 1 or before != filters:
            self.short = nn.Sequential(nn.Conv2d(before, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(y)) + self.short(x), inplace=True)


def resnet18():
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    before = 64
    for filters in (64, 128, 256, 512):
        for block in range(2):
            layers.append(Block(before, filters, 2 if filters > 64 and block == 0 else 1))
            before = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


# Batch and images of an epoch, as the program has them.
TASKS = {
    "lenet5": (*NETWORKS["lenet5"], 256, 25600),
    "fourconv32": (*NETWORKS["fourconv32"], 128, 12800),
    "resnet20": (*NETWORKS["resnet20"], 128, 12800),
    "resnet18": (224, 3, resnet18, 32, 1024),
}


def speed(name, device, amp, last, quick):
    side, channels, build, batch, images = TASKS[name]
    epochs = 5
    if quick:
        side, batch, images, epochs = min(side, 64), 8, 16, 2
    order = torch.channels_last if last else torch.contiguous_format
    torch.manual_seed(1)
    network = build().to(device, memory_format=order)
    inputs, labels = torch.rand(images, channels, side, side), torch.arange(images) % 10
    on_gpu = device.type == "cuda"
    optimizer = torch.optim.Adam(network.parameters(), 0.001, foreach=True)
    scaler = torch.cuda.amp.GradScaler(enabled=amp)
    for epoch in range(epochs):
        shuffled = torch.randperm(images)
        for first in range(0, images, batch):
            chosen = shuffled[first:first + batch]
            x, y = inputs.index_select(0, chosen), labels.index_select(0, chosen)
            if on_gpu:
                x, y = x.pin_memory().to(device, non_blocking=True), y.pin_memory().to(device, non_blocking=True)
            x = x.contiguous(memory_format=order)
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast(device.type, torch.float16, enabled=amp):
                loss = F.cross_entropy(network(x), y)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            loss.item()
        if epoch == 0:
            start = time.perf_counter()
    return images * (epochs - 1) / (time.perf_counter() - start)


def main():
    device, quick = torch.device(sys.argv[1]), "--quick" in sys.argv
    for name in TASKS:
        for amp in (False, True) if device.type == "cuda" else (False,):
            for last in (False, True):
                print(f"torch,{name},{'amp' if amp else 'fp32'},{speed(name, device, amp, last, quick):.1f}", flush=True)


if __name__ == "__main__":
    main()
