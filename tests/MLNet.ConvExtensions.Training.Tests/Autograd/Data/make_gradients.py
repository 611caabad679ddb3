#!/usr/bin/python3
"""Writes small networks as PyTorch exports them, with outputs and gradients as PyTorch computes them.

    /usr/bin/python3 make_gradients.py        (Debian: python3-torch 1.13, python3-onnx)

The loss is the sum of each output element times ((7 i) mod 11 - 5) / 5, i its place. Networks in training mode.
"""
import io
import os
import warnings

import onnx
import torch
from torch import nn

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "gradients")


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.second = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(4, momentum=0.3, eps=1e-3)
        self.last = nn.Linear(4, 3)

    def forward(self, x):
        y = torch.relu(self.norm(self.first(x)))
        y = torch.relu(self.norm2(self.second(y)) + x)
        return self.last(y.mean((2, 3)))


class Parts(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(3, 1, 1))
        self.last = nn.Linear(4, 2)

    def forward(self, x):
        a, b, c = torch.split(x, [1, 2, 3], 1)
        y = torch.cat([a.exp(), (b * b).sqrt(), -c], 1)
        y = y[:, 1:4, ::2] * self.weight + y[:, [0, 2, 5], ::2].sigmoid()
        y = y.pow(3) / (y.abs() + 1)
        return self.last(y.view(y.size(0), -1)[:, :4]) + y.amax((1, 2, 3)).unsqueeze(1) + torch.logsumexp(y, (2, 3)).sum(1, keepdim=True)


def functional(function):
    class Module(nn.Module):
        def forward(self, x):
            return function(x)
    return Module()


F = nn.functional
CASES = {
    "conv1d": (nn.Conv1d(3, 4, 3, stride=2, padding=2, dilation=2), (2, 3, 9)),
    "conv2d": (nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 0), groups=2), (2, 4, 7, 5)),
    "conv3d": (nn.Conv3d(2, 2, 2, stride=1, padding=1), (1, 2, 3, 3, 3)),
    "conv_dilated_without_bias": (nn.Conv2d(2, 3, 3, dilation=2, padding=2, bias=False), (1, 2, 6, 6)),
    "conv_depthwise_separable": (nn.Sequential(nn.Conv2d(3, 6, 3, padding=1, groups=3), nn.Conv2d(6, 2, 1)), (1, 3, 5, 5)),
    "conv_transpose2d": (nn.ConvTranspose2d(3, 2, 3, stride=2, padding=1, output_padding=1), (1, 3, 3, 4)),
    "conv_transpose1d_groups": (nn.ConvTranspose1d(4, 4, 3, stride=2, groups=2), (1, 4, 4)),
    "max_pool": (functional(lambda x: F.max_pool2d(x, 3, 2, 1)), (1, 2, 7, 6)),
    "max_pool_ceil": (functional(lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True)), (1, 2, 6, 6)),
    "max_pool3d": (functional(lambda x: F.max_pool3d(x, 2)), (1, 1, 4, 4, 4)),
    "average_pool": (functional(lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False)), (1, 2, 7, 7)),
    "average_pool_with_padding": (functional(lambda x: F.avg_pool2d(x, 3, 2, 1)), (1, 2, 7, 7)),
    "global_pools": (functional(lambda x: F.adaptive_avg_pool2d(x, 1) + F.adaptive_max_pool2d(x, 1)), (2, 3, 4, 5)),
    "batch_norm": (nn.BatchNorm2d(3, momentum=0.2), (4, 3, 3, 2)),
    "batch_norm1d": (nn.Sequential(nn.Linear(5, 4), nn.BatchNorm1d(4), nn.Tanh()), (6, 5)),
    "instance_norm": (nn.InstanceNorm2d(3, affine=True), (2, 3, 4, 4)),
    "group_norm": (nn.GroupNorm(2, 4), (2, 4, 3, 3)),
    "layer_norm": (nn.LayerNorm([3, 4]), (3, 3, 4)),
    "local_response_norm": (functional(lambda x: F.local_response_norm(x, 3, alpha=0.5, beta=0.6, k=1.5)), (1, 6, 3, 3)),
    "gemm": (nn.Sequential(nn.Linear(7, 5), nn.ReLU(), nn.Linear(5, 3, bias=False)), (4, 7)),
    "matmul": (nn.Linear(4, 3, bias=False), (2, 5, 4)),
    "log_softmax": (nn.Sequential(nn.Linear(4, 5), nn.LogSoftmax(1)), (3, 4)),
    "softmax_of_maps": (nn.Sequential(nn.Conv2d(2, 3, 1), nn.Softmax(1)), (1, 2, 3, 3)),
    "prelu": (nn.Sequential(nn.Conv2d(2, 3, 1), nn.PReLU(3)), (1, 2, 4, 4)),
    "elu": (nn.ELU(0.7), (3, 7)),
    "selu": (nn.SELU(), (3, 7)),
    "celu": (nn.CELU(1.3), (3, 7)),
    "gelu": (nn.GELU(), (3, 7)),
    "mish": (nn.Mish(), (3, 7)),
    "silu": (nn.SiLU(), (3, 7)),
    "hardswish": (nn.Hardswish(), (3, 7)),
    "hardsigmoid": (nn.Hardsigmoid(), (3, 7)),
    "softplus": (nn.Softplus(), (3, 7)),
    "leaky_relu": (nn.LeakyReLU(0.2), (3, 7)),
    "clip": (functional(lambda x: torch.clamp(x, -0.5, 0.7)), (3, 7)),
    "upsample_nearest": (nn.Upsample(scale_factor=2), (1, 2, 3, 3)),
    "upsample_bilinear": (nn.Upsample(size=(5, 7), mode="bilinear", align_corners=False), (1, 2, 3, 3)),
    "upsample_corners": (nn.Upsample(size=(5, 7), mode="bilinear", align_corners=True), (1, 2, 3, 3)),
    "upsample_bicubic": (nn.Upsample(scale_factor=2, mode="bicubic", align_corners=False), (1, 1, 3, 4)),
    "pixel_shuffle": (nn.PixelShuffle(2), (1, 4, 2, 3)),
    "reflection_pad": (nn.Sequential(nn.ReflectionPad2d((1, 2, 0, 1)), nn.Conv2d(1, 2, 2)), (1, 1, 4, 3)),
    "zero_pad": (nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(2, 2, 3, stride=2)), (1, 2, 6, 6)),
    "residual_block": (Residual(), (3, 4, 4, 4)),
    "parts_and_arithmetic": (Parts(), (2, 6, 4, 4)),
    "lenet": (nn.Sequential(
        nn.Conv2d(1, 2, 3, padding=1), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(2, 3, 3), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(12, 6), nn.Tanh(), nn.Linear(6, 4)), (2, 1, 12, 12)),
}


def text(name, tensor):
    values = " ".join(f"{v:.7g}" for v in tensor.detach().reshape(-1).tolist())
    return f"{name} [{','.join(map(str, tensor.shape))}] {values}\n"


def write(name, module, shape):
    torch.manual_seed(sum(map(ord, name)))
    for tensor in list(module.parameters()):
        nn.init.normal_(tensor, std=0.5)
    for key, buffer in module.named_buffers():
        if "running" in key:
            nn.init.uniform_(buffer, 0.5, 1.5)
    module.eval()
    x = torch.randn(shape, requires_grad=True)
    model = io.BytesIO()
    torch.onnx.export(module, x, model, opset_version=13, training=torch.onnx.TrainingMode.PRESERVE,
                      do_constant_folding=False, input_names=["input"], output_names=["output"])
    graph = onnx.load_from_string(model.getvalue())
    if name == "local_response_norm":
        # PyTorch writes it in many small operators, with an If among them.
        node = onnx.helper.make_node("LRN", ["input"], ["output"], size=3, alpha=0.5, beta=0.6, bias=1.5)
        del graph.graph.node[:]
        graph.graph.node.append(node)
    for node in graph.graph.node:
        node.ClearField("doc_string")
    with open(os.path.join(FOLDER, name + ".onnx"), "wb") as file:
        file.write(graph.SerializeToString())

    module.train()
    y = module(x)
    loss = sum(value * (((7 * i) % 11) - 5) / 5 for i, value in enumerate(y.reshape(-1)))
    loss.backward()
    with open(os.path.join(FOLDER, name + ".txt"), "w") as file:
        file.write(text("input", x))
        file.write(text("output", y))
        file.write(text("gradient:input", x.grad))
        for key, tensor in module.named_parameters():
            file.write(text("gradient:" + key, tensor.grad))
        for key, buffer in module.named_buffers():
            if "running" in key:
                file.write(text("statistic:" + key, buffer))


os.makedirs(FOLDER, exist_ok=True)
for name, (module, shape) in CASES.items():
    write(name, module, shape)
