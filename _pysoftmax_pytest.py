"""The pytest plugin: a live Octave for tests, and a count of the cases that were compared.

pytest imports this module in every run, whether or not a test uses it. So it stands outside the
package and imports nothing but pytest: NumPy, Hypothesis and the package itself are imported by
the first test that uses them. Its state lives on ``config.stash``, since one process may run
several pytest sessions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pysoftmax.octave import OctaveSession
    from pysoftmax.testing.oracle import Oracle

__all__ = ["State", "current"]

OPTION, MARKER = "--pysoftmax-octave", "pysoftmax_octave"
SHORT_OPTION, SHORT_MARKER = "--octave", "octave"
REPORT, HISTORY, ONLY = (f"--pysoftmax-{name}" for name in ("report", "history", "only"))
MODES = ("auto", "require", "skip", "record", "replay")
HELP = (
    "auto: tests that need Octave use their recording if it is missing, and are skipped if there "
    "is none; require: they fail, and so does a run that compared nothing; skip: they are skipped; "
    "record: write recordings; replay: use recordings only (default: auto)"
)
TIMEOUT_HELP = "how long one call of Octave may take (default: 30)"


@dataclass
class State:
    """What the plugin knows of one pytest session.

    Attributes
    ----------
    compared
        The number of cases compared with Octave, by function.
    recorded
        The number of them that came from recordings, by the version of Octave.
    outcomes
        How each test of a .m file ended (`pysoftmax.testing.outcome.Outcome`, as a dict).
    markers
        The markers that say that a test needs Octave.
    """

    compared: Counter[str] = field(default_factory=Counter)
    recorded: Counter[str] = field(default_factory=Counter)
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    markers: tuple[str, ...] = (MARKER,)


STATE = pytest.StashKey[State]()
_sessions: list[pytest.Config] = []
"""The running sessions, the innermost last: a test may run pytest in its own process."""


def current() -> State | None:
    """The state of the innermost pytest session, or None outside of pytest."""
    return _sessions[-1].stash[STATE] if _sessions else None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options under the names that are this plugin's own."""
    group = parser.getgroup("pysoftmax", "comparison with Octave (pysoftmax)")
    group.addoption(OPTION, choices=MODES, default="auto", help=HELP)
    group.addoption(
        f"{OPTION}-timeout", type=float, default=30.0, metavar="SECONDS", help=TIMEOUT_HELP
    )
    group.addoption(
        f"{OPTION}-case", metavar="FILE", help="a saved case to run instead of generated ones"
    )
    group.addoption(
        f"{OPTION}-export", metavar="DIR", help="write the cases to DIR, to be answered elsewhere"
    )
    group.addoption(
        REPORT, metavar="FILE", action="append", default=[], help="write a report on all .m files "
        "to FILE.html, FILE.json or FILE.xml (JUnit); may be repeated",
    )  # fmt: skip
    group.addoption(HISTORY, metavar="FILE", help="compare with the last run, and append this one")
    group.addoption(
        ONLY, metavar="NAME", action="append", default=[], help="run only the tests of NAME.m; may "
        "be repeated",
    )  # fmt: skip


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(parser: pytest.Parser) -> Generator[None, Any, Any]:
    """Add the short names once every other plugin has added its options, if nobody has them."""
    result = yield
    group = parser.getgroup("pysoftmax")
    dest = OPTION[2:].replace("-", "_")
    if _is_free(parser, SHORT_OPTION, "auto"):
        group.addoption(SHORT_OPTION, dest=dest, choices=MODES, default="auto", help=HELP)
    if _is_free(parser, f"{SHORT_OPTION}-timeout", "30"):
        group.addoption(
            f"{SHORT_OPTION}-timeout",
            dest=f"{dest}_timeout",
            type=float,
            default=30.0,
            metavar="SECONDS",
            help=TIMEOUT_HELP,
        )
    return result


def _is_free(parser: pytest.Parser, option: str, value: str) -> bool:
    """Whether no plugin has an option of that name: pytest then leaves it unparsed."""
    try:
        _, unknown = parser.parse_known_and_unknown_args([f"{option}={value}"])
    except pytest.UsageError:  # it takes no such value
        return False
    return bool(unknown)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Add the markers: the short one only if no other plugin and no ini file has it."""
    state = config.stash[STATE] = State()
    claimed = {line.partition(":")[0].partition("(")[0] for line in config.getini("markers")}
    if SHORT_MARKER not in claimed:
        state.markers += (SHORT_MARKER,)
    for name in state.markers:
        config.addinivalue_line("markers", f"{name}: needs a live Octave (pysoftmax)")
    _sessions.append(config)
    reports, history = config.getoption(REPORT), config.getoption(HISTORY)
    if reports or history:
        from pysoftmax.testing.functions.reports import require_places

        if problem := require_places(reports, history):
            raise pytest.UsageError(problem)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a table of functions, ``*.toml``, if it is named on the command line."""
    if file_path.suffix != ".toml" or not parent.session.isinitpath(file_path):
        return None
    from pysoftmax.testing.functions.collector import TableFile

    table: pytest.Collector = TableFile.from_parent(parent, path=file_path)
    return table


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the .m files that --pysoftmax-only names."""
    only = config.getoption(ONLY)
    if only:
        kept = [item for item in items if _m_file(item).rpartition("/")[2] in
                {f"{name}.m" for name in only}]  # fmt: skip
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def _m_file(item: pytest.Item) -> str:
    """The path of the .m file that a test compares, with slashes; empty if there is none."""
    path: str = getattr(getattr(item, "obj", None), "__pysoftmax_m_file__", "")
    return path.replace("\\", "/")


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the session's state."""
    if config in _sessions:
        _sessions.remove(config)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip or fail a test that is marked as needing Octave if there is none."""
    if any(item.get_closest_marker(name) for name in item.config.stash[STATE].markers):
        _demand(item.config)


@pytest.fixture(scope="session")
def pysoftmax_octave(request: pytest.FixtureRequest) -> Iterator[OctaveSession]:
    """A live Octave, one for the whole run (`pysoftmax.octave.OctaveSession`)."""
    _demand(request.config)
    from pysoftmax.octave import OctaveSession

    with OctaveSession(request.config.getoption(f"{OPTION}-timeout")) as session:
        yield session


@pytest.fixture(scope="session")
def octave(pysoftmax_octave: OctaveSession) -> OctaveSession:
    """Return the session of `pysoftmax_octave`, under a short name."""
    return pysoftmax_octave


@pytest.fixture
def pysoftmax_oracle(request: pytest.FixtureRequest) -> Oracle:
    """What answers this test: a live Octave or the test's recording."""
    from pathlib import Path

    from pysoftmax.testing.oracle import Oracle, recording_path

    config, node = request.config, request.node
    wanted = config.getoption(OPTION)
    recording = recording_path(node.path, node.nodeid.partition("::")[2])
    failures = config.rootpath / ".pysoftmax"
    case, exported = (config.getoption(f"{OPTION}-{name}") for name in ("case", "export"))
    if exported:
        return Oracle("export", None, recording, node.nodeid, exported=Path(exported))
    if wanted == "replay" or (wanted == "auto" and recording.exists() and _missing()):
        if not recording.exists():
            pytest.fail(
                f"there is no recording {recording}; record one with: pytest --octave=record",
                pytrace=False,
            )
        return Oracle("replay", None, recording, node.nodeid, failures)
    session = request.getfixturevalue("pysoftmax_octave")
    mode = "record" if wanted == "record" and not case else "live"
    return Oracle(
        mode,  # type: ignore[arg-type]
        session,
        recording,
        node.nodeid,
        failures,
        Path(case) if case else None,
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    """Take what Hypothesis's decorators left on a test of `against_octave`, which reads it."""
    function = getattr(getattr(item, "obj", None), "__func__", getattr(item, "obj", None))
    kept: dict[str, Any] | None = getattr(function, "__pysoftmax_attributes__", None)
    if kept is not None and function is not None:
        names = [n for n in vars(function) if "hypothesis" in n and not n.startswith("__")]
        for name in names:
            kept[name] = vars(function).pop(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Print a disagreement as its message, without a frame of the tool's."""
    report = yield
    path = getattr(getattr(item, "obj", None), "__pysoftmax_m_file__", "")
    if path and (report.skipped or (report.failed and call.when == "setup")):
        why = call.excinfo.exconly() if call.excinfo else "skipped"
        skipped = {"m_file": path, "test": item.nodeid, "skipped": why}
        item.config.stash[STATE].outcomes.append(skipped)
    if call.excinfo is not None and getattr(call.excinfo.value, "__pysoftmax_message__", False):
        report.longrepr = str(call.excinfo.value)
    return report


def _demand(config: pytest.Config) -> None:
    """Skip, or fail with --octave=require, unless Octave is installed."""
    wanted = config.getoption(OPTION)
    if wanted == "skip":
        pytest.skip("--octave=skip")
    if config.getoption(f"{OPTION}-export"):
        pytest.skip(f"{OPTION}-export, and this test needs a live Octave")
    if wanted == "replay":
        pytest.skip("--octave=replay, and this test needs a live Octave")
    missing = _missing()
    if missing and wanted in ("require", "record"):
        pytest.fail(f"--octave={wanted}, but {missing}", pytrace=False)
    if missing:
        pytest.skip(missing)


def _missing() -> str:
    """What is missing to run Octave; empty if nothing is."""
    from importlib.util import find_spec

    from pysoftmax.octave.find import find_octave

    if find_octave() is None:
        return "Octave is not installed"
    return (
        ""
        if find_spec("octave_kernel")
        else "octave_kernel is not installed (pip install 'pysoftmax[octave]')"
    )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Send the count to xdist's controller; fail a run that compared nothing but should have."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        state = session.config.stash[STATE]
        output["pysoftmax_compared"] = dict(state.compared), dict(state.recorded), state.outcomes
    elif _compared_nothing(session.config) and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Add the counts of one of xdist's workers."""
    counts = getattr(node, "workeroutput", {}).get("pysoftmax_compared", ({}, {}, []))
    state = node.config.stash[STATE]
    for kept, more in zip((state.compared, state.recorded), counts, strict=False):
        kept.update(more)
    state.outcomes.extend(counts[2])


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Report how many cases were compared with Octave, in one line."""
    counts = config.stash[STATE].compared
    if _compared_nothing(config):
        terminalreporter.write_sep(
            "=", f"FAILED: --octave={config.getoption(OPTION)}, and nothing was compared", red=True
        )
    elif counts:
        each = ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))
        total = sum(counts.values())
        cases = "1 case" if total == 1 else f"{total:,} cases"
        recorded = config.stash[STATE].recorded
        source = "".join(
            f"; {count:,} from recordings of {version}" for version, count in recorded.items()
        )
        terminalreporter.write_line(f"compared with Octave: {cases} ({each}){source}")
    if not hasattr(config, "workerinput"):
        _report_on_functions(terminalreporter, config)


def _report_on_functions(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print and write a row for each .m file, if a table was named or a report is asked for."""
    from pathlib import Path

    tables = _tables(config)
    reports, history = config.getoption(REPORT), config.getoption(HISTORY)
    if config.option.collectonly or not (tables or reports or history):
        return
    from pysoftmax.testing.functions.reports import after_the_run

    lines = after_the_run(
        config.stash[STATE].outcomes,
        tables,
        config.getoption(ONLY),
        [Path(report) for report in reports],
        Path(history) if history else None,
        config.invocation_params.args,
    )
    terminalreporter.section("functions")
    for line in lines:
        terminalreporter.write_line(line)


def _tables(config: pytest.Config) -> list[Path]:
    """The tables of functions that the command line names."""
    named = [argument.partition("::")[0] for argument in config.args]
    return [config.invocation_params.dir / name for name in named if name.endswith(".toml")]


def _compared_nothing(config: pytest.Config) -> bool:
    """Whether comparisons were required, by an option or a table, and there was none."""
    wanted = config.getoption(OPTION)
    required = wanted == "require" or (wanted == "auto" and _tables(config))
    return bool(required and not config.option.collectonly and not config.stash[STATE].compared)
