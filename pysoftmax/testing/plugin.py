"""The pytest plugin: Octave for tests, and a count of what was compared.

It is loaded in every pytest run where pysoftmax is installed, so it imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from pysoftmax.testing import tally

if TYPE_CHECKING:
    from pysoftmax.octave import OctaveSession

__all__: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of this plugin."""
    group = parser.getgroup("pysoftmax", "comparison with Octave")
    group.addoption(
        "--octave",
        choices=("auto", "require", "skip"),
        default="auto",
        help="auto: tests that need Octave are skipped where it is missing; require: they fail, "
        "and so does a run that compared nothing; skip: they are skipped (default: %(default)s)",
    )
    group.addoption(
        "--octave-timeout",
        type=float,
        default=30.0,
        metavar="SECONDS",
        help="how long one call of Octave may take (default: %(default)g)",
    )
    group.addoption("--soak", action="store_true", help="run the long soaks too")


def pytest_configure(config: pytest.Config) -> None:
    """The markers of this plugin."""
    config.addinivalue_line("markers", "soak: a long run, only with --soak")
    config.addinivalue_line("markers", "octave: needs a live Octave")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the soaks unless asked for."""
    for item in items:
        if item.get_closest_marker("soak") and not config.getoption("--soak"):
            item.add_marker(pytest.mark.skip(reason="a soak: run with --soak"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip or fail what is marked ``octave`` where there is none."""
    if item.get_closest_marker("octave"):
        _demand(item.config)


@pytest.fixture(scope="session")
def octave(request: pytest.FixtureRequest) -> Iterator[OctaveSession]:
    """A live Octave, one for the whole run (`pysoftmax.octave.OctaveSession`)."""
    _demand(request.config)
    from pysoftmax.octave import OctaveSession

    with OctaveSession(request.config.getoption("--octave-timeout")) as session:
        yield session


def _demand(config: pytest.Config) -> None:
    """Skip, or fail with --octave=require, unless Octave can be had."""
    wanted = config.getoption("--octave")
    if wanted == "skip":
        pytest.skip("--octave=skip")
    missing = _missing()
    if missing and wanted == "require":
        pytest.fail(f"--octave=require, but {missing}", pytrace=False)
    if missing:
        pytest.skip(missing)


def _missing() -> str:
    """What is missing for Octave to be reached; empty when nothing is."""
    from importlib.util import find_spec

    from pysoftmax.octave.find import find_octave

    if find_octave() is None:
        return "Octave is not installed"
    return (
        "" if find_spec("oct2py") else "oct2py is not installed (pip install 'pysoftmax[octave]')"
    )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Hand the count to xdist's controller; fail a run that was to compare and did not."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["pysoftmax_compared"] = tally.counts()
    elif _compared_nothing(session.config) and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Add up what xdist's workers compared."""
    tally.add(getattr(node, "workeroutput", {}).get("pysoftmax_compared", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line: how many cases were compared with Octave."""
    counts = tally.counts()
    if _compared_nothing(terminalreporter.config):
        terminalreporter.write_sep(
            "=", "FAILED: --octave=require, and nothing was compared", red=True
        )
    elif counts:
        each = ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))
        terminalreporter.write_line(
            f"compared with Octave: {sum(counts.values()):,} cases ({each})"
        )


def _compared_nothing(config: pytest.Config) -> bool:
    """Whether Octave was required, and yet nothing was compared with it."""
    required = config.getoption("--octave") == "require"
    return bool(required and not config.option.collectonly and not tally.counts())
