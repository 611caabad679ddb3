"""Prints what PyTorch computes for the layers in LayerReferenceTests: /usr/bin/python3 reference.py"""
import numpy as np
import torch
import torch.nn.functional as F

x = torch.arange(1.0, 33).reshape(1, 2, 4, 4) / 8 - 2
w = torch.arange(1.0, 37).reshape(2, 2, 3, 3) / 16 - 1
g = torch.arange(1.0, 37).reshape(4, 1, 3, 3) / 16 - 1
t = torch.arange(1.0, 13).reshape(2, 1, 2, 3) / 4 - 1
results = {
    "conv_stride_padding": F.conv2d(x, w, stride=2, padding=1),
    "conv_dilation": F.conv2d(x, w, dilation=2, padding=(2, 1)),
    "conv_sides": F.conv2d(F.pad(x, (0, 2, 1, 0)), w),
    "conv_groups": F.conv2d(x, g, groups=2),
    "deconv": F.conv_transpose2d(x[:, :, :2, :2], t, stride=2, padding=(0, 1), output_padding=(1, 0)),
    "maxpool_ceiling": F.max_pool2d(x[:, :, :, :3], 2, 2, ceil_mode=True),
    "avgpool_counting": F.avg_pool2d(x, 3, 2, padding=1),
    "avgpool_not_counting": F.avg_pool2d(x, 3, 2, padding=1, count_include_pad=False),
    "gelu": F.gelu(x[0, 0, ::3, ::3]),
    "silu": F.silu(x[0, 0, ::3, ::3]),
    "elu": F.elu(x[0, 0, ::3, ::3]),
    "leaky": F.leaky_relu(x[0, 0, ::3, ::3]),
    "lrn": F.local_response_norm(torch.cat([x, x * 2], 1)[:, :, ::3, ::3], 3, alpha=0.5, beta=0.75, k=2),
    "group_norm": F.group_norm(torch.cat([x, x * x], 1)[:, :, ::3, ::3], 2),
    "layer_norm": F.layer_norm(x[:, :, ::3, ::3], [2, 2, 2]),
    "nearest": F.interpolate(x[:, :1, :2, :2], scale_factor=2, mode="nearest"),
    "pad_reflect": F.pad(x[:, :1, :3, :3], (2, 0, 1, 1), mode="reflect"),
    "pad_edge": F.pad(x[:, :1, :3, :3], (2, 0, 1, 1), mode="replicate"),
    "pad_symmetric": torch.from_numpy(np.pad(x[:, :1, :3, :3].numpy(), ((0, 0), (0, 0), (1, 1), (3, 0)), mode="symmetric")),
    "linear": F.interpolate(x[:, :1, :2, :2], scale_factor=2, mode="bilinear", align_corners=False),
}
for name, value in results.items():
    print(name, tuple(value.shape), "[" + ", ".join(f"{v:.6g}f" for v in value.flatten().tolist()) + "]")
