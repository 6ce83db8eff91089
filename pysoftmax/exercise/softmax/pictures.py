"""Cases of display_network: the picture itself, whether or not there is a screen."""

from __future__ import annotations

import numpy as np

from pysoftmax.comparison.arrays import read_only
from pysoftmax.comparison.case import Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.comparison.closeness import Tolerance
from pysoftmax.comparison.tolerance import EPS
from pysoftmax.exercise.softmax.problems import SEEDS

__all__ = ["PICTURE", "pictures_case"]

PICTURE = Tolerance(
    "picture",
    "entries run from -1 to 1; the subtracted mean is a sum of at most 800 terms",
    800 * EPS,
)


def pictures_case(choices: Choices) -> Case:
    """Return a call of display_network on up to 16 pictures of up to 7 x 7."""
    side, count = choices.integer(1, 7), choices.integer(1, 16)
    normalise = choices.pick((True, False))
    random = np.random.default_rng(choices.integer(0, SEEDS))
    pictures = read_only(random.standard_normal((side * side, count)))
    return Case("display_network", (pictures, normalise), 2, f"{count} pictures")
