"""The embedded digits, MNIST in a folder, and the names of its files."""

from __future__ import annotations

import gzip
import hashlib
import os
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pysoftmax.datasets import fetched_mnist, find_mnist, load_digits, load_mnist
from pysoftmax.images import ByteImages
from pysoftmax.resources import folder

MNIST = Path(
    os.environ.get("PYSOFTMAX_MNIST", Path(__file__).resolve().parents[3] / "shared" / "mnist")
)
NAMES = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
]
# From scikit-learn's load_digits, by the lines in the digits' README.
PICTURES_SUM = "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3"
LABELS_SUM = "8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0"


def write_set(place: Path, counts: tuple[int, int, int, int] = (3, 3, 2, 2)) -> None:
    """Four small files of 2 x 2 pictures, as many in each as told."""
    for name, count in zip(NAMES, counts, strict=True):
        if "images" in name:
            content = struct.pack(">4I", 2051, count, 2, 2) + bytes(range(4 * count))
        else:
            content = struct.pack(">2I", 2049, count) + bytes(range(count))
        (place / name).write_bytes(content)


def test_the_embedded_digits_are_the_ones_of_scikit_learn() -> None:
    """Pictures and labels, turned back, have the sums of scikit-learn's copy."""
    digits = load_digits()
    data = np.hstack([digits.train_images, digits.test_images])
    pictures = np.round(data.T * 16).astype(np.uint8).reshape(-1, 8, 8).transpose(0, 2, 1)
    labels = np.concatenate([digits.train_labels, digits.test_labels]) % 10
    assert hashlib.sha256(pictures.tobytes()).hexdigest() == PICTURES_SUM
    assert hashlib.sha256(labels.astype(np.uint8).tobytes()).hexdigest() == LABELS_SUM


def test_the_embedded_digits_have_the_exercises_form() -> None:
    """64 x M numbers from 0 to 1, labels from 1 to 10, every class in both parts."""
    digits = load_digits()
    assert digits.train_images.shape == (64, 1347)
    assert digits.test_images.shape == (64, 450)
    for data, labels in (digits[:2], digits[2:4]):
        assert np.min(data) == 0
        assert np.max(data) == 1
        assert set(labels.tolist()) == set(range(1, 11))


def test_the_embedded_digits_stay_small() -> None:
    """All that the wheel carries of them is under 200 KB."""
    assert sum(file.stat().st_size for file in folder("digits").iterdir()) < 200_000


def test_the_embedded_digits_as_bytes_are_the_same() -> None:
    """as_bytes stands for the same matrices."""
    plain, compact = load_digits(), load_digits(as_bytes=True)
    assert isinstance(compact.train_images, ByteImages)
    np.testing.assert_array_equal(compact.train_images.toarray(), plain.train_images)
    np.testing.assert_array_equal(compact.test_labels, plain.test_labels)


@pytest.mark.parametrize("dot", "-.")
@pytest.mark.parametrize("compressed", [False, True])
def test_both_ways_of_naming_are_found(tmp_path: Path, dot: str, compressed: bool) -> None:
    """Files are found with a dash or a dot before idx, plain or compressed."""
    write_set(tmp_path)
    for name in NAMES:
        file = (tmp_path / name).rename(tmp_path / name.replace("-idx", dot + "idx"))
        if compressed:
            file.with_name(file.name + ".gz").write_bytes(gzip.compress(file.read_bytes()))
            file.unlink()
    digits = load_mnist(tmp_path)
    assert digits.train_labels.tolist() == [10, 1, 2]
    assert digits.test_images.shape == (4, 2)
    assert str(tmp_path) in digits.source


def test_missing_files_are_listed(tmp_path: Path) -> None:
    """The message lists what is missing, how it may be called, and nothing that is there."""
    write_set(tmp_path)
    (tmp_path / NAMES[2]).unlink()
    with pytest.raises(FileNotFoundError) as raised:
        find_mnist(tmp_path)
    message = str(raised.value)
    assert "lacks t10k-images-idx3-ubyte (.idx for -idx will do, and .gz" in message
    assert "train-images" not in message
    assert "pysoftmax data fetch mnist" in message


def test_a_missing_folder_is_said_to_be_missing(tmp_path: Path) -> None:
    """A folder that does not exist is told from one that lacks files."""
    with pytest.raises(FileNotFoundError, match="no such folder"):
        find_mnist(tmp_path / "nowhere")


@pytest.mark.parametrize("dot", "-.")
def test_browsers_may_unpack_a_file_and_keep_its_name(tmp_path: Path, dot: str) -> None:
    """The content decides whether a file is compressed, not the end of its name."""
    write_set(tmp_path)
    packs: list[Callable[[bytes], bytes]] = [bytes, gzip.compress] * 2
    for name, pack, end in zip(NAMES, packs, [".gz", ""] * 2, strict=True):
        content = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()
        (tmp_path / (name.replace("-idx", dot + "idx") + end)).write_bytes(pack(content))
    digits = load_mnist(tmp_path)
    assert digits.train_labels.tolist() == [10, 1, 2]
    assert digits.test_images.shape == (4, 2)


def test_mnist_is_fetched_to_where_the_variable_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PYSOFTMAX_MNIST names the folder; without it, MNIST goes into the user's cache."""
    monkeypatch.setenv("PYSOFTMAX_MNIST", str(tmp_path / "here"))
    assert fetched_mnist() == tmp_path / "here"
    monkeypatch.delenv("PYSOFTMAX_MNIST")
    place = fetched_mnist()
    assert place is not None
    assert place.name == "mnist"
    assert "pysoftmax" in place.parts


def test_unequal_counts_are_refused(tmp_path: Path) -> None:
    """Images and labels that are not equally many are an error that names both files."""
    write_set(tmp_path, (3, 4, 2, 2))
    with pytest.raises(ValueError, match=r"images-idx3-ubyte has 3 pictures and .* 4 labels"):
        load_mnist(tmp_path)


def test_a_label_that_is_no_digit_is_refused(tmp_path: Path) -> None:
    """A label above 9 is named with its place."""
    write_set(tmp_path)
    (tmp_path / NAMES[1]).write_bytes(struct.pack(">2I", 2049, 3) + bytes([1, 9, 10]))
    with pytest.raises(ValueError, match="label 2 is 10; expected the digits 0 to 9"):
        load_mnist(tmp_path)


def test_pictures_of_two_sizes_are_refused(tmp_path: Path) -> None:
    """Train and test pictures must be of one size."""
    write_set(tmp_path)
    (tmp_path / NAMES[2]).write_bytes(struct.pack(">4I", 2051, 2, 3, 1) + bytes(6))
    with pytest.raises(ValueError, match=r"4 pixels and .* 3; expected the same size"):
        load_mnist(tmp_path)


def test_mnist_itself_is_read() -> None:
    """MNIST has 60,000 and 10,000 pictures of 784 pixels, and begins with 5, 0, 4, 1, 9."""
    if not MNIST.is_dir():
        pytest.skip(f"MNIST is not at {MNIST}; set PYSOFTMAX_MNIST to its folder")
    digits = load_mnist(MNIST, as_bytes=True)
    assert digits.train_images.shape == (784, 60_000)
    assert digits.test_images.shape == (784, 10_000)
    assert digits.train_labels[:5].tolist() == [5, 10, 4, 1, 9]
    assert np.bincount(digits.test_labels)[1:].tolist() == [
        1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009, 980,
    ]  # fmt: skip
