"""ByteImages: bytes standing for a matrix of doubles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pysoftmax import ByteImages, display_network, softmaxPredict

PIXELS = np.arange(12, dtype=np.uint8).reshape(3, 4)
IMAGES = ByteImages(PIXELS)


def test_it_stands_for_pixel_over_255() -> None:
    """Each entry is exactly pixel / 255, an example a column."""
    assert IMAGES.shape == (4, 3)
    assert np.array_equal(IMAGES.toarray(), PIXELS.T / 255)
    assert np.array_equal(np.asarray(IMAGES), IMAGES.toarray())
    assert IMAGES.toarray().flags.f_contiguous


@pytest.mark.parametrize(
    "columns",
    [slice(1, 3), [2, 0], (1, 2), [], np.array([True, False, True]), 1, np.int64(-1), np.array(2)],
)
def test_columns_are_bytes_again(columns: Any) -> None:
    """Choosing columns keeps the bytes, and gives what the matrix would."""
    chosen = IMAGES[:, columns]
    assert isinstance(chosen, ByteImages)
    assert np.array_equal(
        chosen.toarray(),
        IMAGES.toarray()[:, columns if isinstance(columns, slice) else _vector(columns)],
    )


def _vector(columns: Any) -> NDArray[Any]:
    array = np.atleast_1d(columns)
    return array if array.size else array.astype(int)


@pytest.mark.parametrize(
    "columns",
    [(slice(0, 3), slice(0, 2)), None, True, ..., 1.0, "a", [0.0, 1.0], [[0, 1], [1, 2]], [[0], 1]],
)
def test_what_chooses_no_columns(columns: Any) -> None:
    """What is no slice, number, numbers or mask is named, and never taken for pixels."""
    with pytest.raises(IndexError, match=r"index is .*; expected images\[:, columns\]"):
        IMAGES[:, columns]


def test_equal_are_those_of_one_matrix() -> None:
    """Equality asks for the same bytes in the same shape, and arrays compare entry by entry."""
    assert ByteImages(PIXELS.copy()) == IMAGES
    assert IMAGES[:, [0, 2]] != IMAGES[:, [0, 1]]
    assert ByteImages(PIXELS.reshape(4, 3)) != IMAGES
    assert IMAGES.size == 12
    matrix = IMAGES.toarray()
    for left, right in ((IMAGES, matrix), (matrix, IMAGES)):
        compared = left == right
        assert np.shape(compared) == (4, 3)
        assert np.all(compared)


def test_no_columns_one_by_one() -> None:
    """Going through the images, or looking for a number in them, is refused, not empty."""
    images: Any = IMAGES
    with pytest.raises(TypeError, match="not iterable"):
        list(images)
    with pytest.raises(TypeError, match="not a container"):
        assert 0.0 not in images


def test_functions_take_it_like_the_matrix() -> None:
    """Prediction and pictures are those of the matrix."""
    model = {"optTheta": np.eye(4)}
    assert np.array_equal(softmaxPredict(model, IMAGES), softmaxPredict(model, IMAGES.toarray()))
    assert np.array_equal(display_network(IMAGES)[1], display_network(IMAGES.toarray())[1])


@pytest.mark.parametrize(
    ("pixels", "message"),
    [
        (PIXELS.astype(int), "pixels is int64"),
        (PIXELS[0], r"shape \(4,\)"),
        ([[1]], "pixels is list"),
        (PIXELS.T, "not C-contiguous"),
        (np.ma.masked_less(PIXELS, 2), "pixels has 2 masked entries; expected .* complete"),
    ],
)
def test_only_bytes_are_taken_for_bytes(pixels: Any, message: str) -> None:
    """The dtype is never guessed."""
    with pytest.raises(ValueError, match=message):
        ByteImages(pixels)


def test_rows_cannot_be_chosen() -> None:
    """An index that is not of columns is named."""
    for rows in (0, [0, 1], np.array([0, 1])):
        with pytest.raises(IndexError, match=r"expected images\[:, columns\]"):
            IMAGES[rows, 1]
    with pytest.raises(ValueError, match="copy is False; expected None or True"):
        IMAGES.__array__(copy=False)
