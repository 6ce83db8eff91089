"""File arguments: a case carries the bytes, and they lie in a folder only while it is asked."""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pysoftmax.conformance.case import Case
from pysoftmax.conformance.choices import Choices
from pysoftmax.conformance.problems import SEEDS
from pysoftmax.leftovers import TemporaryFolder

__all__ = ["FileContent", "files_in_place", "images_case", "labels_case"]

IMAGES_MAGIC, LABELS_MAGIC = 2051, 2049
CUTS = ("whole", "a byte short", "a byte long", "wrong magic number", "cut in the header")


@dataclass(frozen=True)
class FileContent:
    """An argument that is a file's name: what the file holds, and what it is called."""

    name: str
    content: bytes

    def __repr__(self) -> str:
        return f"{self.name!r} of {len(self.content)} bytes"


def images_case(choices: Choices, cuts: Sequence[str] = CUTS[:1]) -> Case:
    """A call of loadMNISTImages on an IDX file of random pixels."""
    count = choices.integer(1, 6)
    rows, columns = choices.integer(1, 9), choices.integer(1, 9)
    random = np.random.default_rng(choices.integer(0, SEEDS))
    header = struct.pack(">4i", IMAGES_MAGIC, count, rows, columns)
    pixels = random.integers(0, 256, count * rows * columns, dtype=np.uint8).tobytes()
    return _idx_case("loadMNISTImages", "t10k-images-idx3-ubyte", header + pixels, choices, cuts)


def labels_case(choices: Choices, cuts: Sequence[str] = CUTS[:1]) -> Case:
    """A call of loadMNISTLabels on an IDX file of random labels."""
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


@contextlib.contextmanager
def files_in_place(cases: Sequence[Case]) -> Iterator[list[Case]]:
    """The cases with every `FileContent` replaced by the path of such a file, for a while."""
    with contextlib.ExitStack() as stack:
        folder: Path | None = None
        placed = []
        for number, case in enumerate(cases):
            if any(isinstance(argument, FileContent) for argument in case.args):
                if folder is None:
                    temporary = TemporaryFolder("pysoftmax-files-")
                    folder = stack.enter_context(contextlib.closing(temporary)).path
                case = _placed(case, folder / str(number))
            placed.append(case)
        yield placed


def _placed(case: Case, folder: Path) -> Case:
    folder.mkdir()
    args = []
    for argument in case.args:
        if isinstance(argument, FileContent):
            path = folder / argument.name
            path.write_bytes(argument.content)
            argument = str(path)
        args.append(argument)
    return replace(case, args=tuple(args))
