"""The first epochs of CIFAR ResNet-20 in plain PyTorch, by the recipe that eng/benchmarks/CIFAR.md gives for mlconv train; prints a line of CSV for each epoch.

usage: peer_cifar.py ARCHIVE NETWORK SEED EPOCHS THREADS EPOCHS_OF_THE_SCHEDULE; ARCHIVE is a .tar.gz with train/CLASS/*.jpg and test/CLASS/*.jpg, NETWORK the untrained
CifarResNet20 of the run that this one is compared with (.onnx): both begin with the same weights, and the seed decides order and augmentation.
"""
import io
import sys
import tarfile

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from PIL import Image

from peer_training import Block, resnet20

MEAN, DEVIATION = [0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]


def read(archive):
    parts = {"train": ([], []), "test": ([], [])}
    with tarfile.open(archive) as tar:
        for entry in tar:
            if not entry.isfile() or not entry.name.endswith((".jpg", ".jpeg", ".png")):
                continue
            part, label = entry.name.split("/")[-3:-1]
            parts[part][0].append(np.asarray(Image.open(io.BytesIO(tar.extractfile(entry).read())).convert("RGB")))
            parts[part][1].append(label)
    classes = sorted(set(parts["train"][1]))
    return [(torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).contiguous(), torch.tensor([classes.index(label) for label in labels])) for images, labels in parts.values()]


def normalise(images):
    return (images.float() / 255 - torch.tensor(MEAN).view(1, 3, 1, 1)) / torch.tensor(DEVIATION).view(1, 3, 1, 1)


def augment(images):
    """Shifts by up to 4 pixels, black at the border, and mirrors every other one."""
    padded, result = F.pad(images, (4, 4, 4, 4)), torch.empty_like(images)
    for i in range(len(images)):
        x, y = torch.randint(0, 9, (2,)).tolist()
        crop = padded[i, :, y:y + 32, x:x + 32]
        result[i] = crop.flip(2) if torch.rand(1).item() < 0.5 else crop
    return result


def load(network, path):
    """Takes the weights of an ONNX file; those of batch normalisation begin as 1 and 0 in both."""
    weights = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in onnx.load(path).graph.initializer}
    blocks = iter(module for module in network if isinstance(module, Block))
    with torch.no_grad():
        network[0].weight.copy_(weights["conv1.weight"])
        for name in [f"layer{stage}.{block}" for stage in (1, 2, 3) for block in range(3)]:
            block = next(blocks)
            block.conv1.weight.copy_(weights[f"{name}.conv1.weight"])
            block.conv2.weight.copy_(weights[f"{name}.conv2.weight"])
        network[-1].weight.copy_(weights["fc.weight"])
        network[-1].bias.copy_(weights["fc.bias"])


def main():
    archive, start, (seed, epochs, threads, planned) = sys.argv[1], sys.argv[2], map(int, sys.argv[3:7])
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    (images, labels), (test_images, test_labels) = read(archive)
    network = resnet20()
    load(network, start)
    batch = 128
    steps = (len(images) + batch - 1) // batch
    optimizer = torch.optim.SGD(network.parameters(), 0.1, momentum=0.9, nesterov=True, weight_decay=5e-4, foreach=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=planned * steps, cycle_momentum=False)
    for epoch in range(epochs):
        network.train()
        order, total, right = torch.randperm(len(images)), 0.0, 0
        for first in range(0, len(images), batch):
            chosen = order[first:first + batch]
            optimizer.zero_grad(set_to_none=True)
            scores = network(normalise(augment(images[chosen])))
            loss = F.cross_entropy(scores, labels[chosen])
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(chosen)
            right += (scores.argmax(1) == labels[chosen]).sum().item()
        network.eval()
        with torch.no_grad():
            scores = torch.cat([network(normalise(test_images[i:i + 500])) for i in range(0, len(test_images), 500)])
        judged = F.cross_entropy(scores, test_labels).item()
        accuracy = (scores.argmax(1) == test_labels).float().mean().item()
        print(f"pytorch seed {seed},{epoch + 1},{total / len(images):.4f},{right / len(images):.4f},{judged:.4f},{accuracy:.4f}", flush=True)


if __name__ == "__main__":
    main()
