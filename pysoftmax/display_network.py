"""A picture of many pictures: the columns of a matrix as tiles."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.validation import data_matrix, require_finite, whole
from pysoftmax.words import plural

__all__ = ["display_network"]

Picture = NDArray[np.float64]

GAP = 1  # pixels around each tile
BACKGROUND = -1.0  # black, where pixels run from -1 to 1


def display_network(
    A: Any,
    opt_normalize: bool | None = True,
    opt_graycolor: bool | None = True,
    cols: int | None = None,
    opt_colmajor: bool | None = False,
) -> tuple[Any, Picture]:
    """Show each column of A as a square picture, all of them in one.

    The mean over all of A is subtracted first, so that grey represents the mean. None as an option
    selects its default, as [] does in Octave.

    Parameters
    ----------
    A
        ``L x M``, L a square number: M pictures, each read column by column. An array, a SciPy
        sparse array or a `pysoftmax.ByteImages`.
    opt_normalize
        Stretch each picture to -1..1 separately; otherwise all by the same factor. A picture
        without any contrast to stretch is grey.
    opt_graycolor
        Draw in grey; otherwise in colours, on a paler background.
    cols
        How many pictures in a row; by default about as many as there are rows.
    opt_colmajor
        Fill the columns from top to bottom, one after another, instead of the rows.

    Returns
    -------
    h
        The image that Matplotlib drew into its current axes. Without Matplotlib None, with a
        warning.
    array
        The picture itself, float64 from -1 to 1.

    Raises
    ------
    ValueError, TypeError
        If the length of A's columns is not a square number, A has a NaN or an infinity, or cols is
        not a positive whole number.

    Notes
    -----
    Source: UFLDL, "Visualizing a Trained Autoencoder".
    """
    grey = opt_graycolor is None or bool(opt_graycolor)
    tiles = _tiles(A, opt_normalize is None or bool(opt_normalize))
    across = _tiles_across(len(tiles)) if cols is None else whole("cols", cols)
    down = math.ceil(len(tiles) / across)
    side = tiles.shape[1]
    background = BACKGROUND if grey else 0.1 * BACKGROUND
    step = side + GAP
    array = np.full((GAP + down * step, GAP + across * step), background)
    for k, tile in enumerate(tiles):
        row, column = (k % down, k // down) if opt_colmajor else divmod(k, across)
        top, left = GAP + row * step, GAP + column * step
        array[top : top + side, left : left + side] = tile
    return _draw(array, grey), array


def _tiles(A: Any, normalize: bool) -> Picture:
    """Return the pictures, M x side x side, from -1 to 1 with 0 for the mean."""
    data = data_matrix(A, name="A")
    require_finite(data, name="A")
    matrix: Picture = (
        data if isinstance(data, np.ndarray) else data.toarray()  # ByteImages, sparse
    )
    pixels, count = matrix.shape
    side = math.isqrt(pixels)
    if side * side != pixels:
        raise ValueError(
            f"A has {plural(pixels, 'row')}; expected a square number such as 64 or 784, since each"
            " column is shown as a square (leave out a bias row)"
        )
    centred = matrix - matrix.mean()
    largest = np.abs(centred).max(axis=0 if normalize else None)
    # Do not divide by zero if a picture has no contrast.
    scaled = centred / np.where(largest > 0, largest, 1.0)
    tiles: Picture = scaled.T.reshape(count, side, side).transpose(0, 2, 1)
    return tiles


def _tiles_across(count: int) -> int:
    """Return a number near the root; one that leaves no place empty, if it is near enough."""
    near = math.isqrt(count - 1) + 1  # the root, rounded up
    for across in range(near, math.floor(1.2 * math.sqrt(count)) + 1):
        if count % across == 0:
            return across
    return near


def _draw(array: Picture, grey: bool) -> Any:
    """Draw with Matplotlib, if it is installed; without a screen it draws into memory."""
    try:
        from matplotlib import pyplot
    except ImportError:
        # Not an error: the array may be all that the caller wants.
        warnings.warn(
            "nothing is drawn, since matplotlib is not installed: pip install 'pysoftmax[plot]'",
            stacklevel=3,
        )
        return None
    axes = pyplot.gca()
    axes.clear()
    axes.set_axis_off()
    colours = "gray" if grey else "viridis"
    image = axes.imshow(array, cmap=colours, vmin=-1, vmax=1, interpolation="nearest")
    axes.figure.canvas.draw_idle()
    return image
