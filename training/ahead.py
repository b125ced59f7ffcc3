"""Batches made ahead by other processes, so that a GPU need not wait for them."""

from __future__ import annotations

import gc
import itertools
import math
import pickle
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from training.windows import Batch

AHEAD = 12
"""Batches that each process makes ahead."""
SWITCH = 0.0005
"""Seconds after which the thread that carries batches gives way to the one that trains."""
Source = Callable[[int], Iterator[Batch]]


class Place(NamedTuple):
    """Where a tensor lies in the rows that carry a batch."""

    dtype: torch.dtype
    at: int
    shape: tuple[int, ...]


class Packed(NamedTuple):
    """A batch in two rows, to be sent instead of thirty tensors: whole numbers in two bytes (pieces and labels fit), and others."""

    form: Batch
    whole: np.ndarray
    real: np.ndarray

    @classmethod
    def of(cls, batch: Batch) -> Packed:
        """The batch, whose tensors give way to their places."""
        rows: dict[bool, list[np.ndarray]] = {False: [np.zeros(0, np.int16)], True: [np.zeros(0, np.float32)]}
        sizes = {False: 0, True: 0}

        def put(tensor: Tensor) -> Place:
            real = tensor.is_floating_point()
            place = Place(tensor.dtype, sizes[real], tuple(tensor.shape))
            rows[real].append(tensor.to(torch.float32 if real else torch.int16).flatten().numpy())
            sizes[real] += tensor.numel()
            return place

        form = batch.moved(put, Tensor)
        return cls(form, np.concatenate(rows[False]), np.concatenate(rows[True]))

    def on(self, device: torch.device) -> Batch:
        """The batch on a device."""
        whole, real = (torch.from_numpy(row) for row in (self.whole, self.real))
        if device.type == "cuda":
            whole, real = (row.pin_memory().to(device, non_blocking=True) for row in (whole, real))
        whole = whole.long()

        def take(place: Place) -> Tensor:
            row = real if place.dtype.is_floating_point else whole
            return row[place.at : place.at + math.prod(place.shape)].view(place.shape).to(place.dtype)

        return self.form.moved(take, Place)


def made_by(source: Source, workers: int) -> Iterator[Packed]:
    """The batches of `source(0)`, or of `source(1)`, ... `source(workers)` in turn, each made in a process of its own.

    The order is that of the seeds, whichever process is the faster. Call it before torch has threads of its own.
    """
    if not workers:
        return map(Packed.of, source(0))
    context = get_context("fork")
    queues = [context.Queue(AHEAD) for _ in range(workers)]

    def work(k: int) -> None:
        torch.set_num_threads(1)
        for batch in source(k + 1):
            queues[k].put(pickle.dumps(Packed.of(batch), protocol=pickle.HIGHEST_PROTOCOL))

    gc.freeze()  # the corpora stay shared between the processes
    for k in range(workers):
        context.Process(target=work, args=(k,), daemon=True).start()
    return (pickle.loads(queues[k].get()) for k in itertools.cycle(range(workers)))


def on(device: torch.device, batches: Iterator[Packed]) -> Iterator[Batch]:
    """The batches on a device; a GPU's are carried there by a thread of their own, a few ahead."""
    if device.type == "cpu":
        return (batch.on(device) for batch in batches)
    waiting: queue.Queue[Batch] = queue.Queue(4)
    sys.setswitchinterval(SWITCH)

    def carry() -> None:
        for batch in batches:
            waiting.put(batch.on(device))

    threading.Thread(target=carry, daemon=True).start()
    return iter(waiting.get, None)
