"""Cases of the loaders: IDX files, whole and damaged."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.comparison.files import FileContent
from pysoftmax.exercise.softmax.problems import SEEDS

__all__ = ["CUTS", "images_case", "labels_case"]

IMAGES_MAGIC, LABELS_MAGIC = 2051, 2049
CUTS = ("whole", "a byte short", "a byte long", "wrong magic number", "cut in the header")


def images_case(choices: Choices, cuts: Sequence[str] = CUTS[:1]) -> Case:
    """Return a call of loadMNISTImages on an IDX file of random pixels."""
    count = choices.integer(1, 6)
    rows, columns = choices.integer(1, 9), choices.integer(1, 9)
    random = np.random.default_rng(choices.integer(0, SEEDS))
    header = struct.pack(">4i", IMAGES_MAGIC, count, rows, columns)
    pixels = random.integers(0, 256, count * rows * columns, dtype=np.uint8).tobytes()
    return _idx_case("loadMNISTImages", "t10k-images-idx3-ubyte", header + pixels, choices, cuts)


def labels_case(choices: Choices, cuts: Sequence[str] = CUTS[:1]) -> Case:
    """Return a call of loadMNISTLabels on an IDX file of random labels."""
    count = choices.integer(1, 60)
    random = np.random.default_rng(choices.integer(0, SEEDS))
    header = struct.pack(">2i", LABELS_MAGIC, count)
    labels = random.integers(0, 10, count, dtype=np.uint8).tobytes()
    return _idx_case("loadMNISTLabels", "t10k-labels-idx1-ubyte", header + labels, choices, cuts)


def _idx_case(
    function: str, name: str, content: bytes, choices: Choices, cuts: Sequence[str]
) -> Case:
    cut = choices.pick(cuts)
    changed = {
        "whole": content,
        "a byte short": content[:-1],
        "a byte long": content + b"\0",
        "wrong magic number": b"\0\0\0\1" + content[4:],
        "cut in the header": content[:6],
    }[cut]
    return Case(function, (FileContent(name, changed),), 1, f"IDX file, {cut}")
