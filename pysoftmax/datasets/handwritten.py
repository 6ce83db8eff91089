"""The exercise's data: train and test examples from four IDX files in a folder."""

from __future__ import annotations

import os
from os import PathLike
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pysoftmax.datasets.idx import read_images, read_labels
from pysoftmax.images import ByteImages
from pysoftmax.resources import folder
from pysoftmax.words import plural

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["DigitSet", "IDXFiles", "fetched_mnist", "find_mnist", "load_digits", "load_mnist"]

Matrix = NDArray[np.float64] | ByteImages
Labels = NDArray[np.int64]

STEMS = ("train-images", "train-labels", "t10k-images", "t10k-labels")


class IDXFiles(NamedTuple):
    """The paths of a data set's four files."""

    train_images: Path
    train_labels: Path
    test_images: Path
    test_labels: Path


class DigitSet(NamedTuple):
    """Handwritten digits in the exercise's form.

    Images are ``inputSize x M`` in [0, 1], an example a column; labels are (M,), from 1 to 10,
    where the digit 0 has label 10. The source says in a few words where they come from.
    """

    train_images: Matrix
    train_labels: Labels
    test_images: Matrix
    test_labels: Labels
    source: str


def find_mnist(directory: str | PathLike[str]) -> IDXFiles:
    """Return the four files of MNIST in a folder.

    Each may be called ``train-images-idx3-ubyte`` or ``train-images.idx3-ubyte``, with or without
    ``.gz``; plain files are preferred to compressed ones.

    Raises
    ------
    FileNotFoundError
        If one is missing; the message says which, and its possible names.
    """
    from pathlib import Path

    place = Path(directory)
    found: list[Path] = []
    missing: list[str] = []
    for stem in STEMS:
        names = _possible_names(stem)
        present = [place / name for name in names if (place / name).is_file()]
        found += present[:1]
        missing += [] if present else names[:1]
    if missing:
        state = "" if place.is_dir() else " (there is no such folder)"
        raise FileNotFoundError(
            f"{place}{state} lacks " + ", ".join(missing) + " (.idx for -idx will do, and .gz at"
            " the end). To download MNIST's four files: pysoftmax data fetch mnist"
        )
    return IDXFiles(*found)


def fetched_mnist() -> Path | None:
    """Return the folder for MNIST's files that ``pysoftmax data fetch mnist`` fills.

    Returns
    -------
    Path or None
        The folder that the environment variable ``PYSOFTMAX_MNIST`` names, else one in the user's
        cache. It need not exist. None if it is unknown, because platformdirs is not installed.
    """
    from pathlib import Path

    if named := os.environ.get("PYSOFTMAX_MNIST"):
        return Path(named)
    try:
        from platformdirs import user_cache_path
    except ImportError:
        return None
    return user_cache_path("pysoftmax", appauthor=False) / "mnist"


def _possible_names(stem: str) -> list[str]:
    kind = "idx3-ubyte" if stem.endswith("images") else "idx1-ubyte"
    return [f"{stem}{dot}{kind}{end}" for end in ("", ".gz") for dot in "-."]


def load_mnist(directory: str | PathLike[str], *, as_bytes: bool = False) -> DigitSet:
    """MNIST, or any other data set in files of the same format and names.

    Parameters
    ----------
    directory
        The folder with the four files, see `find_mnist`.
    as_bytes
        Keep the pictures as `pysoftmax.ByteImages`: MNIST then takes 55 MB instead of 439 MB.

    Raises
    ------
    FileNotFoundError
        If a file is missing.
    ValueError
        If a file is damaged, the numbers of images and labels differ, or a label is not a digit.
    """
    files = find_mnist(directory)
    train = _examples(files.train_images, files.train_labels, as_bytes)
    test = _examples(files.test_images, files.test_labels, as_bytes)
    if train[0].shape[0] != test[0].shape[0]:
        raise ValueError(
            f"{files.train_images} has pictures of {train[0].shape[0]} pixels and"
            f" {files.test_images} of {test[0].shape[0]}; expected the same size in both,"
            " so take all four files from one data set"
        )
    return DigitSet(*train, *test, source=f"from {os.fspath(directory)}")


def load_digits(*, as_bytes: bool = False) -> DigitSet:
    """The digits that come with the package: 8 x 8 pixels, 1,347 to train and 450 to test on.

    Notes
    -----
    Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine
    Learning Repository, 1998, https://doi.org/10.24432/C50P49 (CC BY 4.0).
    """
    digits = load_mnist(folder("digits"), as_bytes=as_bytes)
    return digits._replace(source="8 x 8 pixels each, embedded in pysoftmax")


def _examples(images: Path, labels: Path, as_bytes: bool) -> tuple[Matrix, Labels]:
    """Pictures with their labels, counted from 1."""
    pictures, digits = read_images(images), read_labels(labels)
    count = pictures.shape[1]
    if digits.size != count:
        raise ValueError(
            f"{images} has {plural(count, 'picture')} and {labels}"
            f" {plural(digits.size, 'label')}; expected one label per picture,"
            " so take both from one data set"
        )
    if digits.max() > 9:
        k = int(np.argmax(digits > 9))
        raise ValueError(f"{labels}: label {k} is {digits[k]}; expected the digits 0 to 9")
    digits[digits == 0] = 10
    return (pictures if as_bytes else pictures.toarray()), digits
