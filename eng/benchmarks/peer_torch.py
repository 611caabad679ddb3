"""Features of JPEG files by torchvision's transforms and torch on all cores; prints lines of CSV like the other contenders.

BENCHMARK_INPUTS and BENCHMARK_SETTINGS name the folders, BENCHMARK_NETWORKS and BENCHMARK_PHOTOS what is measured. The best of the settings below is looked for in the first round.
"""
import itertools
import os
import time
from pathlib import Path

import torch
import torchvision
from PIL import Image
from torchvision import transforms

INPUTS, SETTINGS = Path(os.environ["BENCHMARK_INPUTS"]), Path(os.environ["BENCHMARK_SETTINGS"])
SECONDS, CORES = 1.5, os.cpu_count()
# Workers that decode, threads of the network, images a batch, memory layout.
CHOICES = [
    (0, CORES, 8, "nhwc"), (1, CORES, 8, "nhwc"), (CORES, 1, 8, "nhwc"), (CORES, CORES, 8, "nhwc"), (CORES, CORES, 1, "nchw"), (CORES, 1, 32, "nhwc"),
]


class Photos(torch.utils.data.Dataset):
    transform = transforms.Compose([
        transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ])

    def __init__(self, photo_set, count):
        files = sorted((INPUTS / "photos" / photo_set).glob("*.jpg"))
        self.files = list(itertools.islice(itertools.cycle(files), count))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        with Image.open(self.files[index]) as photo:
            return self.transform(photo.convert("RGB"))


def network(name, layout):
    """The same layers as the ONNX files have; the weights don't change the speed."""
    torch.manual_seed(1)
    if name == "squeezenet1.1":
        model = torchvision.models.squeezenet1_1(weights=None)
    elif name == "mobilenetv2":
        model = torchvision.models.mobilenet_v2(weights=None)
        model.classifier = torch.nn.Identity()
    else:
        model = torchvision.models.resnet18(weights=None)
        model.fc = torch.nn.Identity()
    model.eval()
    example = torch.rand(8, 3, 224, 224)
    if layout == "nhwc":
        model, example = model.to(memory_format=torch.channels_last), example.to(memory_format=torch.channels_last)
    with torch.inference_mode():
        return torch.jit.freeze(torch.jit.trace(model, example))


def speed(name, photo_set, setting, seconds):
    workers, threads, batch, layout = setting
    torch.set_num_threads(threads)
    model = network(name, layout)

    def run(batches, limit):
        start, count = time.perf_counter(), 0
        with torch.inference_mode():
            for pixels in batches:
                model(pixels.to(memory_format=torch.channels_last) if layout == "nhwc" else pixels)
                count += len(pixels)
                if time.perf_counter() - start > limit:
                    break
        return count / (time.perf_counter() - start)

    # One endless pass: its first part warms up and fills the queue of batches, the rest counts.
    batches = iter(torch.utils.data.DataLoader(Photos(photo_set, 100_000), batch, num_workers=workers))
    run(batches, 0.4 * seconds)
    return run(batches, seconds)


def main():
    for name in os.environ["BENCHMARK_NETWORKS"].split():
        for photo_set in os.environ["BENCHMARK_PHOTOS"].split():
            kept = SETTINGS / f"torch-{name}-{photo_set}.txt"
            if not kept.exists():
                best = max(range(len(CHOICES)), key=lambda i: speed(name, photo_set, CHOICES[i], 1.0))
                kept.write_text(str(best))
            setting = CHOICES[int(kept.read_text())]
            value = speed(name, photo_set, setting, SECONDS)
            text = "{} workers x {} threads x batch {} {}".format(*setting)
            print(f"torch,{name},{photo_set},{text},{value:.6g},images/s", flush=True)


if __name__ == "__main__":
    main()
