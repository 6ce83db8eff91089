"""Recordings: the same comparison without Octave, and an error when one does not fit any more."""

from __future__ import annotations

import dataclasses
import importlib
import json
import linecache
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy.sparse import csc_array

from pysoftmax.octave import (
    Cell,
    Map,
    NotCarried,
    OctaveError,
    OctaveMissingError,
    Pair,
    Reply,
    StructArray,
)
from pysoftmax.testing.arguments import Arguments
from pysoftmax.testing.digests import m_files_digest, strategies_digest
from pysoftmax.testing.frozen import freeze, thaw
from pysoftmax.testing.recording import Recording, StaleRecordingError

M_FILE = """function [total, worst] = tally (X, p)
  if (p < 1)
    error ("tally:p", "p is %g", p);
  endif
  total = sum (helper (X) .^ p, 2);
  worst = max (total);
endfunction
"""
TEST = """
import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pysoftmax.testing import against_octave

HIGH = 9


def problem(draw):
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    X = draw(arrays(float, (rows, columns), elements=st.floats(0, HIGH, allow_subnormal=False)))
    return X, draw(st.sampled_from([2, 1, 3, 0.5]))


@against_octave("tally.m", arguments=problem, nargout=2, examples=60)
def test_tally(X, p):
    if p < 1:
        raise ValueError(p)
    total = np.sum(X**p, axis=1)
    return total, total.max()
"""


def _pytest(folder: Path, *arguments: str, octave: bool = True) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, **({} if octave else {"OCTAVE_EXECUTABLE": "/no/such/octave"})}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A test, its .m files, and its recording."""
    folder = tmp_path_factory.mktemp("recorded")
    (folder / "tally.m").write_text(M_FILE)
    (folder / "helper.m").write_text("function y = helper (x)\n  y = abs (x);\nendfunction\n")
    (folder / "unrelated.m").write_text("function unrelated ()\nendfunction\n")
    (folder / "test_tally.py").write_text(TEST)
    run = _pytest(folder, "--octave=record")
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


def _copy(recorded: Path, folder: Path) -> Path:
    for file in recorded.rglob("*"):
        if file.is_file() and "pycache" not in str(file):
            target = folder / file.relative_to(recorded)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    return folder


@pytest.mark.octave
@pytest.mark.parametrize("mode", ["replay", "auto"])
def test_a_recording_stands_in_for_octave(recorded: Path, mode: str) -> None:
    """Without Octave every case is compared, and the summary says where the answers come from."""
    run = _pytest(recorded, f"--octave={mode}", octave=False)
    assert run.returncode == 0, run.stdout + run.stderr
    found = re.search(
        r"(\d+) cases \(tally \d+\); (\d+) from recordings of Octave \d+\.\d+\.\d+", run.stdout
    )
    assert found, run.stdout
    assert found[1] == found[2]
    assert int(found[1]) > 40


@pytest.mark.octave
def test_a_recording_says_what_it_is_in_its_first_line(recorded: Path) -> None:
    """The file is text, small, and begins with a summary."""
    (path,) = (recorded / "octave_recordings").iterdir()
    text = path.read_text(encoding="ascii")
    assert len(text) < 10_000
    summary = json.loads(text.splitlines()[0])
    assert summary["test"] == "test_tally.py::test_tally"
    assert summary["octave"].startswith("Octave ")
    assert summary["cases"] > 40
    assert summary["errors"] > 5


@pytest.mark.octave
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("np.sum(X**p, axis=1)", "np.sum(X**p, axis=1) * (1 + 1e-9)"),
        ("total.max()", "total.max() + 1e-9 * total.max()"),
        ("raise ValueError(p)", "return 1, 2"),
        ("total, total.max()", "total, total[0]"),
    ],
)
def test_a_planted_fault_is_caught_from_a_recording(
    recorded: Path, tmp_path: Path, old: str, new: str
) -> None:
    """A relative error of 1e-9 in any output, or an error that is gone, fails without Octave."""
    folder = _copy(recorded, tmp_path)
    text = (folder / "test_tally.py").read_text()
    assert old in text
    (folder / "test_tally.py").write_text(text.replace(old, new))
    run = _pytest(folder, "--octave=replay", octave=False)
    assert run.returncode == 1, run.stdout
    assert "tally.m and Python disagree" in run.stdout
    assert re.search(r"the smallest of \d+ of \d+ recorded cases that fail", run.stdout)


@pytest.mark.octave
@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("tally.m", ", 2)", ", 1)", "m_file changed"),
        ("helper.m", "abs (x)", "x", "m_file changed"),
        ("test_tally.py", "draw(st.integers(1, 4)),", "draw(st.integers(1, 5)),", "strategies ch"),
        ("test_tally.py", "HIGH = 9", "HIGH = 8", "strategies changed"),
        ("test_tally.py", "examples=60", "examples=61", "seed changed"),
        ("test_tally.py", "examples=60", "examples=60, seed=1", "seed changed"),
        ("test_tally.py", "examples=60", "examples=60, random_seed=1", "call changed"),
        ("test_tally.py", "examples=60", "examples=60, relative=1e-9", ""),
        ("unrelated.m", "unrelated ()", "unrelated (x)", ""),
    ],
)
def test_a_recording_that_does_not_fit_is_an_error(
    recorded: Path, tmp_path: Path, file: str, old: str, new: str, words: str
) -> None:
    """A change of what was asked says to record again; any other change leaves it valid."""
    folder = _copy(recorded, tmp_path)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    run = _pytest(folder, "--octave=replay", octave=False)
    assert run.returncode == bool(words), run.stdout
    if words:
        assert f"does not fit any more: {words}" in run.stdout
        assert "record again with: pytest --octave=record" in run.stdout


@pytest.mark.octave
def test_a_missing_recording_is_an_error(recorded: Path, tmp_path: Path) -> None:
    """Replay without a recording fails and says how to make one."""
    folder = _copy(recorded, tmp_path)
    for file in (folder / "octave_recordings").iterdir():
        file.unlink()
    run = _pytest(folder, "--octave=replay", octave=False)
    assert run.returncode == 1
    assert "there is no recording" in run.stdout
    assert "pytest --octave=record" in run.stdout


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: "", "is no recording"),
        (lambda text: text[:200], "is damaged|is no recording"),
        (lambda text: text[:-9] + "0" + text[-8:], "is damaged"),
        (lambda text: text.replace('recording": 1', 'recording": 2'), "has the schema 2; exp"),
        (lambda text: text.replace('"x"', '"y"'), "does not fit any more: m_file changed"),
        (lambda text: text.replace('"content": "', '"content": "0'), "its content was changed"),
    ],
)
def test_a_damaged_recording_is_an_error(tmp_path: Path, change: Any, words: str) -> None:
    """Whatever was done to the file, it is named, with what to do."""
    path = tmp_path / "one.octave"
    cases = [(Arguments(k, np.arange(k)), Reply((np.ones((k, 1)),))) for k in range(9)]
    Recording("Octave 7", {"m_file": "x"}, cases).write(path, "a test")
    path.write_text(change(path.read_text()))
    with pytest.raises(StaleRecordingError, match=f"({words}).*record again"):
        Recording.read(path, {"m_file": "x"})


def test_answers_and_errors_come_back(tmp_path: Path) -> None:
    """What was written is what is read."""
    path = tmp_path / "one.octave"
    error = OctaveError("it is wrong", "a:b", "f, line 3")
    cases = [
        (Arguments(1.5, by=2), Reply((np.ones((2, 1)), "text"))),
        (Arguments(np.int8(3)), Reply(error=error)),
        (Arguments(), Reply(error=OctaveMissingError("it ended"))),
    ]
    Recording("Octave 7", {}, cases).write(path, "a test")
    (first, second, third) = Recording.read(path, {}).cases
    assert repr(first[0]) == "Arguments(values=(1.5,), names={'by': 2})"
    assert first[1].values[0].tolist() == [[1.0], [1.0]]
    assert first[1].values[1] == "text"
    came = second[1].error
    assert came is not None
    assert (came.message, came.identifier, came.where) == ("it is wrong", "a:b", "f, line 3")
    assert type(came) is OctaveError
    assert type(third[1].error) is OctaveMissingError


SQUARE = Pair(abs, "@(x) abs (x)")


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        2**70,
        -0.0,
        float("nan"),
        1e-300,
        2 - 3j,
        "wörds",
        (1, [2.0, None], {"a": (3,)}),
        np.float32(1.5),
        np.array([[1, 2], [3, 4]], dtype=np.int8),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.empty((0, 3), np.uint16),
        np.array(["ab", "c"]),
        np.array([1, "x"], dtype=object),
        np.ones((2, 2, 2)) * 1j,
        Cell([1, "a"], (2, 1)),
        StructArray([{"x": 1}], (1, 1)),
        Map({1.0: "a"}),
        SQUARE,
        NotCarried("function_handle"),
        Path("x"),
    ],
)
def test_a_frozen_value_thaws_to_itself(value: Any) -> None:
    """Type, class, order and every bit survive."""
    thawed = thaw(freeze(value))
    assert type(thawed) is type(value)
    assert repr(thawed) == repr(value)
    assert freeze(thawed) == freeze(value)


def test_sparse_and_read_only_arrays_thaw_as_they_were() -> None:
    """The entries, the format and the flag survive."""
    sparse = thaw(freeze(csc_array([[0.0, 2.0], [3.0, 0.0]])))
    assert sparse.format == "csc"
    assert sparse.toarray().tolist() == [[0.0, 2.0], [3.0, 0.0]]
    array = np.ones(2)
    array.flags.writeable = False
    assert not thaw(freeze(array)).flags.writeable


@pytest.mark.parametrize("value", [object(), len, np.array(["2020"], dtype="datetime64[Y]")])
def test_what_cannot_be_recorded_is_named(value: Any) -> None:
    """The error says what it is."""
    with pytest.raises(TypeError, match="cannot be recorded"):
        freeze(value)


def test_a_pair_that_no_longer_exists_is_named() -> None:
    """A recording holds only the expression, and cannot make the Python part."""
    frozen = freeze(Pair(lambda x: x, "@(x) gone (x)"))
    with pytest.raises(ValueError, match="make it at the top level of a module"):
        thaw(frozen)


def test_a_strange_name_makes_nothing() -> None:
    """A recording can make only the types that it may hold."""
    text = b'{"os.system": "true"}'
    with pytest.raises(ValueError, match="the recording is damaged"):
        thaw(len(text).to_bytes(8, "little") + text)


def _double(x: int) -> int:
    return 2 * x


def test_strategies_differ_by_how_they_are_made() -> None:
    """Another bound or another function is another digest; the same again is the same."""
    made = [
        st.integers(0, 9),
        st.integers(0, 8),
        st.integers(0, 9).map(_double),
        st.integers(0, 9).map(lambda x: x + 1),
        st.integers(0, 9).map(lambda x: x + 2),
        st.integers(0, 9).filter(lambda x: x > 2),
        st.lists(st.integers(0, 9)),
        st.lists(st.integers(0, 9), min_size=1),
        st.lists(st.integers(0, 9).filter(lambda x: x > 3)),
        st.none() | st.integers(0, 9),
        st.none() | st.integers(0, 8),
        st.deferred(lambda: st.integers(0, 9)),
        st.deferred(lambda: st.integers(0, 8)),
        st.recursive(st.integers(), st.lists),
        st.recursive(st.integers(), st.lists, max_leaves=7),
        st.shared(st.integers(), key="a"),
        st.shared(st.integers(), key="b"),
        st.data(),
    ]
    assert len({strategies_digest(strategy) for strategy in made}) == len(made)


@pytest.mark.parametrize(
    "make",
    [
        lambda: st.integers(0, 9).map(_double),
        lambda: st.none() | st.integers(),
        lambda: st.deferred(lambda: st.integers(0, 9)),
        lambda: st.tuples(st.floats(0, 1), st.text()).filter(bool),
    ],
)
def test_a_strategy_that_was_used_has_the_same_digest(make: Any) -> None:
    """What a strategy remembers of its use is no part of it."""
    used = make()
    before = strategies_digest(used)
    used.validate()
    assert repr(used)
    assert strategies_digest(used) == before == strategies_digest(make())


HELPERS = """
from dataclasses import dataclass, replace

from hypothesis import strategies as st

@dataclass(frozen=True)
class Sizes:
    low: int = 1

SIZES = replace(Sizes(), low=2)
TABLE = {"high": (3, 4.5)}

def inner(draw):
    return draw(st.integers(SIZES.low, 9))

@st.composite
def composed(draw, high=5):
    return [replace(SIZES, low=k) for k in range(draw(st.integers(1, high)))]
"""
USER = """
from dataclasses import replace
from functools import partial
import random

import author_helpers as helpers
from hypothesis import strategies as st

LIMIT = 7

def problem(draw, name="x"):
    random.seed(1)
    kept = [helpers.inner(draw) for _ in range(LIMIT)]
    later = lambda k: helpers.TABLE["high"][k % 2]
    return replace(draw(helpers.composed()), kept=[later(k) for k in kept])

def mapped(values):
    return st.integers(1, 3).map(
        lambda k: (
            k + 1,
            LIMIT,
        )
    ).flatmap(lambda k: st.lists(values, min_size=k))

PARTS = (problem, mapped(st.floats(0, 1)), partial(problem, name="y"))
"""


def _digest_of(folder: Path, monkeypatch: pytest.MonkeyPatch, helpers: str, user: str) -> str:
    monkeypatch.syspath_prepend(str(folder))
    for name, text in (("author_helpers", helpers), ("author", user)):
        (folder / f"{name}.py").write_text(text)
        monkeypatch.setitem(sys.modules, name, None)  # so that it is removed at the end
        del sys.modules[name]
    linecache.clearcache()
    importlib.invalidate_caches()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return strategies_digest(*importlib.import_module("author").PARTS)


def test_a_digest_is_the_same_in_every_version_of_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recording that is made with one version of Python fits all the others."""
    assert _digest_of(tmp_path, monkeypatch, HELPERS, USER) == "f2cbcffb15952ba3"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("low=2", "low=3"),  # a field of an object of the author's class
        ("4.5", "4.25"),  # within a dict, used in a lambda within a function
        ("SIZES.low, 9", "SIZES.low, 8"),  # a function of another module
        ("st.integers(1, high)", "st.integers(0, high)"),  # the body of a composite
        ("high=5", "high=6"),
        ("LIMIT = 7", "LIMIT = 8"),  # used in a comprehension
        ("k + 1", "k + 2"),  # the second line of a lambda
        ("floats(0, 1)", "floats(0, 2)"),
        ("min_size=k", "max_size=k"),
        ('name="y"', 'name="z"'),
    ],
)
def test_a_digest_covers_all_that_the_author_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    """A change of a function, a composite, a lambda or a constant that a test uses shows."""
    before = _digest_of(tmp_path, monkeypatch, HELPERS, USER)
    assert old in HELPERS + USER
    changed = (HELPERS.replace(old, new), USER.replace(old, new))
    assert _digest_of(tmp_path, monkeypatch, *changed) != before


def test_a_digest_does_not_cover_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version of a function of the standard library, or of a package, is no change."""

    def replace(obj: Any, /, **changes: Any) -> Any:
        return dataclasses.replace(obj, **changes)

    replace.__module__ = "dataclasses"
    before = _digest_of(tmp_path, monkeypatch, HELPERS, USER)
    author = sys.modules["author"]
    monkeypatch.setattr(author, "replace", replace)
    assert strategies_digest(*author.PARTS) == before


def test_a_digest_covers_the_functions_that_are_called(tmp_path: Path) -> None:
    """A .m file that the first one calls belongs to it, whatever the line ends; others do not."""
    (tmp_path / "a.m").write_bytes(b"function a\n  b ();\nend\n")
    (tmp_path / "b.m").write_bytes(b"function b\nend\n")
    (tmp_path / "c.m").write_bytes(b"function c\nend\n")
    first = m_files_digest(tmp_path / "a.m")
    (tmp_path / "c.m").write_bytes(b"changed")
    (tmp_path / "a.m").write_bytes(b"function a\r\n  b ();\r\nend\r\n")
    assert m_files_digest(tmp_path / "a.m") == first
    (tmp_path / "b.m").write_bytes(b"function b\n  x = 1;\nend\n")
    assert m_files_digest(tmp_path / "a.m") != first


@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_thaws_in_its_order(order: Literal["C", "F"]) -> None:
    """Entries stay in their places, and column order stays column order."""
    thawed = thaw(freeze(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], order=order)))
    assert thawed.tolist() == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    assert thawed.flags.c_contiguous == (order == "C")
