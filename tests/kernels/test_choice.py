"""Which kernel is used, and what is said when one cannot be."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from pysoftmax import kernels, softmaxCost


@pytest.fixture
def without_numba(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Python in which Numba cannot be imported."""
    for name in [name for name in sys.modules if name.startswith("pysoftmax.kernels.compiled")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numba", None)
    kernels._load.cache_clear()
    yield
    kernels._load.cache_clear()


def test_fastest_by_itself() -> None:
    """Unless told otherwise the compiled kernel is used, where Numba is installed."""
    assert kernels.get().name == "compiled"
    assert kernels.available() == ["compiled", "blocked", "plain"]


@pytest.mark.parametrize("name", ["plain", "blocked", "compiled"])
def test_by_name_and_by_context(name: str) -> None:
    """A kernel is chosen by argument or by a context manager, which ends its choice."""
    assert kernels.get(name).name == name
    with kernels.use(name) as kernel:
        assert kernel.name == kernels.get().name == name
        with kernels.use("plain"):
            assert kernels.get().name == "plain"
        assert kernels.get().name == name
    assert kernels.get().name == "compiled"


def test_argument_before_context() -> None:
    """An argument beats the context manager."""
    with kernels.use("plain"):
        assert kernels.get("blocked").name == "blocked"


def test_choice_ends_with_an_error() -> None:
    """An exception inside the context manager ends its choice too."""
    with pytest.raises(KeyError), kernels.use("plain"):
        raise KeyError
    assert kernels.get().name == "compiled"


def test_choice_stays_in_its_thread() -> None:
    """A choice made in one thread does not reach another."""
    with kernels.use("plain"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: kernels.get().name).result() == "compiled"


@pytest.mark.parametrize("choose", [kernels.get, lambda name: kernels.use(name).__enter__()])
def test_unknown_name(choose: object) -> None:
    """An unknown name is answered with the names there are."""
    with pytest.raises(ValueError, match=r"\['plain'\]; allowed: 'compiled'"):
        kernels.get(["plain"])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'fast'; allowed: 'compiled', 'blocked', 'plain'"):
        choose("fast")  # type: ignore[operator]
    assert kernels.get().name == "compiled"


@pytest.mark.usefixtures("without_numba")
def test_without_numba() -> None:
    """Without Numba the blocked kernel is used, and all is said about the compiled one."""
    assert kernels.get().name == "blocked"
    assert kernels.available() == ["blocked", "plain"]
    with pytest.raises(ImportError, match=r"pysoftmax\[fast\].*Without it: blocked, plain"):
        kernels.get("compiled")
    with pytest.raises(ValueError, match=r"'compiled' \(not installed: pip install"):
        kernels.get("fast")
    compiled = kernels.describe()[0]
    assert (compiled.name, compiled.available, compiled.chosen) == ("compiled", False, False)
    assert "pysoftmax[fast]" in compiled.why_not
    cost, _ = softmaxCost(np.zeros(6), 2, 3, 0.1, np.ones((3, 4)), [1, 2, 1, 2])
    assert cost == pytest.approx(np.log(2.0))


def test_description() -> None:
    """A description has every kernel, its threads, and one that is chosen."""
    with kernels.use("blocked"):
        described = kernels.describe()
    assert [each.name for each in described] == ["compiled", "blocked", "plain"]
    assert [each.name for each in described if each.chosen] == ["blocked"]
    assert all(each.available and not each.why_not and each.threads >= 1 for each in described)
