"""The parts of a model file that are the same for every text: what decoding multiplies scores with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
REQUIRED = "label_weight"
OPTIONAL = ("link_weight", "link_distance", "pair_weight", "pair_features", "steps_names", "steps_attribution")


@dataclass(frozen=True)
class Tables:
    """`label`: weights of the relations, as `flattened` leaves them. `steps`: what it costs that one tag follows another, by task.

    `link` [n, tags * n] and `link_distance` [buckets, tags]: what words say in the statement of a cue. `pair` [n, n] and
    `pair_features`: who is whom. None in a file without these heads.
    """

    label: Floats
    link: Floats | None = None
    link_distance: Floats | None = None
    pair: Floats | None = None
    pair_features: Floats | None = None
    steps: Mapping[str, Floats] = field(default_factory=dict)

    @classmethod
    def of(cls, constants: Mapping[str, Floats]) -> Tables:
        """The tables among the constant outputs of a model file."""
        link = constants.get("link_weight") if "link_distance" in constants else None
        return cls(
            flattened(constants[REQUIRED]),
            None if link is None else flattened(link),
            None if link is None else constants["link_distance"],
            constants.get("pair_weight"),
            constants.get("pair_features"),
            {name.removeprefix("steps_"): value for name, value in constants.items() if name.startswith("steps_")},
        )


def flattened(weight: Floats) -> Floats:
    """Weights [labels, n, n] as a matrix [n, labels * n], made once: a copy for each sentence took a tenth of the time."""
    return np.ascontiguousarray(weight.transpose(1, 0, 2).reshape(weight.shape[1], -1))


def extended(rows: Floats) -> Floats:
    """The rows with a one at their ends, as biaffine scores want them."""
    return np.hstack([rows, np.ones((len(rows), 1), dtype=np.float32)])
