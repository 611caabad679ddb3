#!/usr/bin/env python3
"""Writes schedules.csv: the learning rates of PyTorch's schedulers that ScheduleTests compares with. Needs torch."""
import csv
import os
import warnings

import torch
from torch.optim import lr_scheduler as schedulers

warnings.filterwarnings('ignore')
EPOCHS, STEPS = 12, 5
LOSSES = [1.0, 0.8, 0.79999, 0.7999, 0.79985, 0.6, 0.61, 0.62, 0.63, 0.64, 0.65, 0.66]


def optimizer():
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)


def by_epoch(make):
    o = optimizer()
    s = make(o)
    rates = []
    for _ in range(EPOCHS):
        for _ in range(STEPS):
            rates.append(o.param_groups[0]['lr'])
            o.step()
        s.step()
    return rates


def by_step(make):
    o = optimizer()
    s = make(o)
    rates = []
    for step in range(EPOCHS * STEPS):
        rates.append(o.param_groups[0]['lr'])
        o.step()
        if step + 1 < EPOCHS * STEPS:
            s.step()
    return rates


def plateau(losses, **options):
    o = optimizer()
    s = schedulers.ReduceLROnPlateau(o, **options)
    rates = []
    for loss in losses:
        rates += [o.param_groups[0]['lr']] * STEPS
        s.step(loss)
    return rates


def warm(o):
    rise = schedulers.LinearLR(o, start_factor=0.01, end_factor=1.0, total_iters=3 * STEPS)
    fall = schedulers.CosineAnnealingLR(o, T_max=(EPOCHS - 3) * STEPS)
    return schedulers.SequentialLR(o, [rise, fall], milestones=[3 * STEPS])


table = {
    'step': by_epoch(lambda o: schedulers.StepLR(o, step_size=4, gamma=0.3)),
    'milestones': by_epoch(lambda o: schedulers.MultiStepLR(o, milestones=[3, 8], gamma=0.1)),
    'inverse_time': by_epoch(lambda o: schedulers.LambdaLR(o, lambda epoch: 1 / (1 + 0.25 * epoch))),
    'exponential': by_epoch(lambda o: schedulers.ExponentialLR(o, gamma=0.9)),
    'cosine': by_step(lambda o: schedulers.CosineAnnealingLR(o, T_max=EPOCHS * STEPS, eta_min=0.001)),
    'one_cycle': by_step(lambda o: schedulers.OneCycleLR(o, max_lr=0.1, total_steps=EPOCHS * STEPS)),
    'warm_up': by_step(warm),
    'plateau': plateau(LOSSES, factor=0.5, patience=1),
    'plateau_cooldown': plateau(LOSSES, factor=0.5, patience=1, cooldown=2, min_lr=0.02),
    'plateau_max': plateau([1 - loss for loss in LOSSES], factor=0.5, patience=2, mode='max', threshold=1e-2),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'schedules.csv'), 'w', newline='\n') as file:
    writer = csv.writer(file, lineterminator='\n')
    for name, rates in table.items():
        writer.writerow([name] + [f'{rate:.9g}' for rate in rates])
