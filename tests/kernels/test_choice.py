"""Which kernel is used, and what is said when one cannot be."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from pysoftmax import kernels, softmaxCost


@pytest.fixture
def without_compiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Python in which the compiled kernel has not been imported."""
    for name in [name for name in sys.modules if name.startswith("pysoftmax.kernels.compiled")]:
        monkeypatch.delitem(sys.modules, name)
    kernels._load.cache_clear()
    yield
    kernels._load.cache_clear()


@pytest.fixture
def without_numba(without_compiled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python in which Numba cannot be imported."""
    monkeypatch.setitem(sys.modules, "numba", None)


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


def test_no_choice_is_no_context() -> None:
    """A context without a name is refused, and the one around it stays in force."""
    with kernels.use("plain"):
        with pytest.raises(ValueError, match="kernel is None; expected 'compiled'"):
            kernels.use(None).__enter__()  # type: ignore[arg-type]
        assert kernels.get().name == "plain"


@pytest.mark.parametrize("choose", [kernels.get, lambda name: kernels.use(name).__enter__()])
def test_unknown_name(choose: object) -> None:
    """An unknown name is answered with the names there are."""
    with pytest.raises(ValueError, match=r"\['plain'\]; expected 'compiled'"):
        kernels.get(["plain"])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'fast'; expected 'compiled', 'blocked', 'plain'"):
        choose("fast")  # type: ignore[operator]
    assert kernels.get().name == "compiled"


@pytest.mark.usefixtures("without_numba")
def test_without_numba() -> None:
    """Without Numba the blocked kernel is used, and all is said about the compiled one."""
    assert kernels.get().name == "blocked"
    assert kernels.available() == ["blocked", "plain"]
    with pytest.raises(ImportError, match=r"pysoftmax\[fast\].*Without it: blocked, plain"):
        kernels.get("compiled")
    with pytest.raises(ValueError, match=r"'compiled' \(cannot be used: .*pip install"):
        kernels.get("fast")
    compiled = kernels.describe()[0]
    assert (compiled.name, compiled.available, compiled.chosen) == ("compiled", False, False)
    assert "pysoftmax[fast]" in compiled.why_not
    cost, _ = softmaxCost(np.zeros(6), 2, 3, 0.1, np.ones((3, 4)), [1, 2, 1, 2])
    assert cost == pytest.approx(np.log(2.0))


@pytest.mark.parametrize(
    "name", ["numba.core.caching.FunctionCache", "numba.core.base.BaseContext.make_array"]
)
def test_numba_without_the_private_names_that_the_kernel_uses(
    name: str, without_compiled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Numba that lacks a private name falls back to the blocked kernel and reports the name."""
    import numba

    monkeypatch.delattr(name)
    assert kernels.get().name == "blocked"
    reason = f"Numba {numba.__version__} has no {name}; install a version that is known to work"
    assert reason in kernels.describe()[0].why_not


BROKEN = """
from pysoftmax import kernels
print(kernels.get().name, kernels.describe()[0].why_not)
"""


@pytest.mark.parametrize(
    ("variable", "setting", "reason"),
    [
        ("NUMBA_DISABLE_JIT", "1", "ImportError: the compiled kernel needs Numba's JIT; NUMBA"),
        ("NUMBA_NUM_THREADS", "-3", "ValueError: Number of threads"),
        ("PYTHONPATH", "broken", "AttributeError: no long in NumPy"),
    ],
)
def test_numba_that_does_not_work(variable: str, setting: str, reason: str, tmp_path: Path) -> None:
    """Whatever stops an installed Numba, the blocked kernel takes its place and tells why."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "numba.py").write_text("raise AttributeError('no long in NumPy')")
    paths = [str(tmp_path / setting), str(Path(kernels.__file__).parents[2])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    if variable != "PYTHONPATH":
        environment[variable] = setting
    finished = subprocess.run(
        [sys.executable, "-c", BROKEN],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    assert finished.stdout.startswith(f"blocked Numba is installed but fails with {reason}")


def test_description() -> None:
    """A description has every kernel, its threads, and one that is chosen."""
    with kernels.use("blocked"):
        described = kernels.describe()
    assert [each.name for each in described] == ["compiled", "blocked", "plain"]
    assert [each.name for each in described if each.chosen] == ["blocked"]
    assert all(each.available and not each.why_not and each.threads >= 1 for each in described)
