"""Handwritten digits: IDX files, the digits that come with the package, MNIST and its download."""

from pysoftmax.datasets.download import MIRRORS, download_mnist
from pysoftmax.datasets.handwritten import (
    DigitSet,
    IDXFiles,
    fetched_mnist,
    find_mnist,
    load_digits,
    load_mnist,
)
from pysoftmax.datasets.idx import read_images, read_labels

__all__ = [
    "MIRRORS",
    "DigitSet",
    "IDXFiles",
    "download_mnist",
    "fetched_mnist",
    "find_mnist",
    "load_digits",
    "load_mnist",
    "read_images",
    "read_labels",
]
