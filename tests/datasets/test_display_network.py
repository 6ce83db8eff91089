"""The picture of many pictures."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest

from pysoftmax.display_network import display_network


@pytest.fixture
def without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that lacks Matplotlib."""
    real_import = builtins.__import__

    def no_matplotlib(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", no_matplotlib)


def columns(count: int, side: int = 2) -> np.ndarray:
    """Distinct pictures, read-only."""
    matrix = np.sin(np.arange(1.0, side * side * count + 1)).reshape(-1, count)
    matrix.flags.writeable = False
    return np.asarray(matrix)


def tile(array: np.ndarray, row: int, column: int, side: int = 2) -> np.ndarray:
    """One tile of the picture."""
    top, left = 1 + row * (side + 1), 1 + column * (side + 1)
    return array[top : top + side, left : left + side]


@pytest.mark.usefixtures("without_matplotlib")
def test_without_matplotlib_a_warning_names_what_to_install() -> None:
    """The picture is returned, and a warning says why nothing is drawn."""
    with pytest.warns(UserWarning, match=r"nothing is drawn.*pip install 'pysoftmax\[plot\]'"):
        h, array = display_network(np.eye(4))
    assert h is None
    assert array.shape == (7, 7)


@pytest.mark.filterwarnings("ignore:nothing is drawn")
@pytest.mark.usefixtures("without_matplotlib")
def test_tiles_hold_the_columns_column_by_column() -> None:
    """Each tile is its column without the mean, stretched to -1..1, with a black gap around."""
    A = columns(6)
    h, array = display_network(A)
    assert h is None
    assert array.shape == (1 + 2 * 3, 1 + 3 * 3)
    for k in range(6):
        centred = A[:, k] - A.mean()
        expected = (centred / np.abs(centred).max()).reshape((2, 2), order="F")
        np.testing.assert_allclose(tile(array, *divmod(k, 3)), expected, rtol=1e-15)
    assert (array[::3] == -1).all()
    assert (array[:, ::3] == -1).all()


@pytest.mark.filterwarnings("ignore:nothing is drawn")
@pytest.mark.usefixtures("without_matplotlib")
@pytest.mark.parametrize(
    ("count", "grid"),
    [(1, (1, 1)), (2, (1, 2)), (9, (3, 3)), (10, (3, 4)), (20, (4, 5)), (99, (9, 11)), (7, (3, 3))],
)
def test_the_grid_is_nearly_square(count: int, grid: tuple[int, int]) -> None:
    """Rows and columns are about equally many, and none is empty."""
    _, array = display_network(columns(count, side=1))
    assert array.shape == (1 + 2 * grid[0], 1 + 2 * grid[1])


@pytest.mark.filterwarnings("ignore:nothing is drawn")
@pytest.mark.usefixtures("without_matplotlib")
def test_one_factor_for_all_keeps_the_pictures_comparable() -> None:
    """Without opt_normalize the largest deviation of all is 1."""
    A = columns(4)
    _, array = display_network(A, False)
    centred = A - A.mean()
    expected = (centred / np.abs(centred).max())[:, 2].reshape((2, 2), order="F")
    np.testing.assert_allclose(tile(array, 1, 0), expected, rtol=1e-15)


@pytest.mark.filterwarnings("ignore:nothing is drawn")
@pytest.mark.usefixtures("without_matplotlib")
def test_order_columns_and_background_are_options() -> None:
    """Cols sets the width, opt_colmajor fills downwards, colours have a paler background."""
    A = columns(5)
    _, by_rows = display_network(A, True, True, 2)
    _, by_columns = display_network(A, True, False, 2, True)
    assert by_rows.shape == by_columns.shape == (1 + 3 * 3, 1 + 2 * 3)
    np.testing.assert_array_equal(tile(by_rows, 1, 0), tile(by_columns, 2, 0))
    np.testing.assert_array_equal(tile(by_columns, 2, 1), np.full((2, 2), -0.1))


@pytest.mark.filterwarnings("ignore:nothing is drawn")
@pytest.mark.usefixtures("without_matplotlib")
@pytest.mark.parametrize("value", [0.0, 3.0])
def test_pictures_without_contrast_are_grey(value: float) -> None:
    """Columns of zeros, or of any one number, do not divide by zero."""
    _, array = display_network(np.full((4, 1), value))
    np.testing.assert_array_equal(tile(array, 0, 0), np.zeros((2, 2)))


@pytest.mark.parametrize(
    ("A", "options", "message"),
    [
        (np.ones((5, 3)), {}, r"A has 5 rows; expected a square number"),
        (np.ones(4), {}, r"A has 1 dimension; expected 2"),
        (np.array([[np.nan]]), {}, r"A\[0, 0\] is nan"),
        (np.ones((4, 3)), {"cols": 0}, r"cols is 0; expected a positive whole number"),
    ],
)
def test_bad_arguments_are_named(A: np.ndarray, options: dict[str, Any], message: str) -> None:
    """Columns that are no squares, a vector, a NaN and a width of 0 each have their message."""
    with pytest.raises(ValueError, match=message):
        display_network(A, **options)


def test_matplotlib_draws_the_array(monkeypatch: pytest.MonkeyPatch) -> None:
    """With Matplotlib the image holds the array, from -1 to 1, and is drawn without a screen."""
    monkeypatch.setenv("MPLBACKEND", "agg")
    from matplotlib import pyplot

    pyplot.switch_backend("agg")
    h, array = display_network(columns(6))
    np.testing.assert_array_equal(h.get_array(), array)
    assert h.get_clim() == (-1, 1)
    h.figure.canvas.draw()
    pyplot.close("all")


def test_none_takes_the_default() -> None:
    """An option of None is as if it had been left out, like Octave's []."""
    pictures = np.random.default_rng(3).standard_normal((9, 5))
    np.testing.assert_array_equal(
        display_network(pictures, None, None, None, None)[1], display_network(pictures)[1]
    )
