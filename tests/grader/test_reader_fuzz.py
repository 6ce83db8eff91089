"""Whatever a submission holds, and whatever the reader replies, there is a verdict."""

from __future__ import annotations

import gzip
import io
import json
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions
from pysoftmax.grader.looked_for import looked_for
from pysoftmax.grader.submission import (
    LeftOut,
    Reader,
    ReadingError,
    Submission,
    SurroundingsError,
    Unreadable,
    find_submissions,
)
from pysoftmax.grader.submission.reader import PACK_BYTES, _EndedError, _reply, _table
from pysoftmax.grader.unnamed_file import UnnamedFile

from .folders import contents

LOOKED_FOR = looked_for(SOFTMAX, SoftmaxConventions())
CODE = b"def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):\n    return 0\n"
pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name")
IN_SUITE, SOAK = 100, 4000
"""Examples of each of the five kinds: 500 in the suite, 20,000 with ``--soak``."""

names = st.one_of(
    st.sampled_from(
        [
            *("softmaxCost.py", "softmaxCost.m", "a/softmaxPredict.py", "notebook.ipynb", ""),
            *("../out.py", "/abs.py", "a\\b.py", ".hidden/x.py", "__MACOSX/._x", "x.zip"),
            *("a", "a/b", "1/softmaxCost.py", "2/softmaxCost.py", "C:\\x.py", "\0", "x\n.py"),
            *("user_assignment_settings.json", "venv/pyvenv.cfg", "e\u0301.py", "\u202egnp.py"),
        ]
    ),
    st.text(max_size=20),
)
code = st.one_of(
    st.just(CODE),
    st.binary(max_size=200),
    st.text(
        st.sampled_from("defunction softmaxCost()[]{}'\"%#=:;,\n\t\\.0123456789@*-+"), max_size=200
    ).map(str.encode),
    st.text(max_size=100).map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.builds(
        lambda mark, count: mark * count,
        st.sampled_from([b"(", b"-", b"[", b"%{\n"]),
        st.integers(0, 5000),
    ),
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
jsons = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", 3]),
        "source": st.one_of(st.text(max_size=60), st.lists(st.text(max_size=30)), jsons),
    },
)
notebooks = st.one_of(
    st.fixed_dictionaries({"cells": st.lists(cells, max_size=4), "metadata": jsons}), jsons
).map(lambda document: json.dumps(document).encode())


@st.composite
def archives(draw: Callable[..., Any]) -> tuple[str, bytes]:
    """An archive of odd members, with a few bytes changed, cut or added."""
    members = draw(st.lists(st.tuples(names, st.one_of(code, notebooks)), max_size=5))
    written = io.BytesIO()
    suffix = draw(st.sampled_from([".zip", ".tar", ".tar.gz"]))
    if suffix == ".zip":
        method = draw(st.sampled_from([0, 8, 12, 14]))
        with zipfile.ZipFile(written, "w", method) as archive:
            for name, content in members:
                info = zipfile.ZipInfo("x")
                info.filename = name.replace("\0", "?").encode("utf-8", "replace").decode() or "x"
                info.compress_type = method
                info.external_attr = draw(st.sampled_from([0, 0o100644, stat.S_IFLNK])) << 16
                archive.writestr(info, content)
    else:
        with tarfile.open(fileobj=written, mode="w") as archive_:
            for name, content in members:
                member = tarfile.TarInfo(name.encode("utf-8", "replace").decode()[:90])
                member.size = len(content)
                member.type = draw(
                    st.sampled_from([b"0", b"0", b"0", b"1", b"2", b"S", b"Z", b"x"])
                )
                archive_.addfile(member, io.BytesIO(content))
    content = bytearray(written.getvalue())
    if suffix == ".tar.gz":
        content = bytearray(gzip.compress(bytes(content)))
    for place, value in draw(st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=6)):
        content[place % len(content)] = value
    end = draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))
    return f"eve{suffix}", bytes(content[:end]) + draw(st.sampled_from([b"", b"\0" * 99, CODE]))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One confined process for all examples."""
    with Reader() as one:
        yield one


def examine(name: str, content: bytes, reader: Reader) -> None:
    """Find what a file is, and hold the result to what must be true of every result."""
    with tempfile.TemporaryDirectory() as place:
        outside = Path(place)
        folder = outside / "class"
        (folder / "eve").mkdir(parents=True)
        path = folder / "eve" / name if not name.startswith("eve") else folder / name
        path.write_bytes(content)
        given_paths = [folder] if path.parent != folder else [path]
        for one in find_submissions(given_paths, LOOKED_FOR, reader=reader, attempts="all"):
            check(one)
        assert {entry.name for entry in outside.iterdir()} == {"class"}


def check(one: Submission | Unreadable | LeftOut) -> None:
    if isinstance(one, LeftOut):
        assert one.reason
        return
    assert all(reason for _, reason in one.left_out)
    if isinstance(one, Unreadable):
        assert one.reason
        assert not one.trace, one.trace
        return
    files = contents(one)
    assert sorted(files) == list(one.files)
    assert sum(map(len, files.values())) <= PACK_BYTES
    for file in one.files:
        assert not file.startswith("/")
        assert not {"", ".", ".."} & set(file.split("/"))
    one.pack.close()


KINDS: dict[str, st.SearchStrategy[tuple[str, bytes]]] = {
    "archives": archives(),
    "Python": st.tuples(st.just("softmaxCost.py"), code),
    "Octave": st.tuples(st.just("softmaxCost.m"), code),
    "notebooks": st.tuples(st.just("a.ipynb"), notebooks),
}


def fuzz(kind: str, examples: int, reader: Reader) -> None:
    """Examine so many examples of a kind."""

    @settings(
        max_examples=examples,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=examples == IN_SUITE,
    )
    @given(KINDS[kind])
    def run(example: tuple[str, bytes]) -> None:
        examine(*example, reader)

    run()


@pytest.mark.parametrize("kind", KINDS)
def test_every_submission_has_a_verdict(kind: str, reader: Reader) -> None:
    """No exception leaves the reader, no file is written, and limits are kept."""
    fuzz(kind, IN_SUITE, reader)


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_every_submission_has_a_verdict_at_length(kind: str, reader: Reader) -> None:
    """The same for 4,000 examples of each kind."""
    fuzz(kind, SOAK, reader)


replies = st.one_of(
    jsons.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=100),
    st.just(b"[" * 100_000),
    st.fixed_dictionaries(
        {},
        optional={
            "found": st.one_of(
                jsons,
                st.lists(
                    st.fixed_dictionaries(
                        {"language": st.sampled_from(["python", "octave", "perl", 3])},
                        optional={"files": jsons, "findings": jsons, "folder": jsons},
                    ),
                    max_size=3,
                ),
            ),
            "attempts": jsons,
            "attempt": jsons,
            "left_out": jsons,
            "reason": jsons,
            "fault": jsons,
            "surroundings": jsons,
        },
    ).map(lambda value: json.dumps(value).encode()),
)


def judge_replies(examples: int) -> None:
    """Read so many replies, as if the process that reads were the attacker's."""

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
    @given(replies, st.sampled_from([0, 0, 0, 0, 1, -9, -11, -24]))
    def run(text: bytes, status: int) -> None:
        with suppress(ReadingError, SurroundingsError, _EndedError):
            reply = _reply(_table(text, status, 1 << 20), [UnnamedFile(), UnnamedFile()])
            assert status == 0
            assert type(reply.attempt) is int
            assert reply.attempt == 0 or reply.attempt < len(reply.attempts)
            assert len({one.language for one in reply.found}) == len(reply.found)
            assert all(type(file) is str for one in reply.found for file in one.files)

    run()


def test_every_reply_is_checked() -> None:
    """A reply is a reply of the right shape, or the verdict that there is none."""
    judge_replies(IN_SUITE)


@pytest.mark.soak
def test_every_reply_is_checked_at_length() -> None:
    """The same for 4,000 replies."""
    judge_replies(SOAK)


FOUND = {"language": "python", "files": [], "findings": []}
MISSHAPEN: dict[str, Any] = {
    "no table": [],
    "an attempt that is a word": {"attempt": "1"},
    "an attempt that is true": {"attempt": True},
    "an attempt that there is not": {"attempt": 2, "attempts": ["1", "2"]},
    "an attempt below zero": {"attempt": -1, "attempts": ["1", "2"]},
    "a language twice": {"found": [FOUND, FOUND]},
    "an unknown language": {"found": [{**FOUND, "language": "perl"}]},
    "no files": {"found": [{"language": "python", "findings": []}]},
    "too many files": {"found": [{**FOUND, "files": ["x"] * 5000}]},
    "a file that is a number": {"found": [{**FOUND, "files": [1]}]},
    "a finding that is short": {"found": [{**FOUND, "findings": [["kind", "file"]]}]},
    "a line that is a word": {"found": [{**FOUND, "findings": [["k", "f", "1", "m", ""]]}]},
    "a reason that is a list": {"reason": ["x"]},
    "an entry that is not a pair": {"left_out": [["x"]]},
}


@pytest.mark.parametrize("case", MISSHAPEN)
def test_a_misshapen_reply_is_refused(case: str) -> None:
    """It becomes the fault of the grader on one submission."""
    text = json.dumps(MISSHAPEN[case]).encode()
    with pytest.raises(ReadingError) as caught:
        _reply(_table(text, 0, 1 << 20), [UnnamedFile(), UnnamedFile()])
    assert caught.value.trace


def test_a_reply_of_any_length_is_not_parsed() -> None:
    """Beyond the limit it is refused unread."""
    with pytest.raises(ReadingError):
        _table(b'{"reason": "x"}' + b" " * 100, 0, 100)


def test_text_of_a_reply_is_cut_and_shown_safely() -> None:
    """A reply cannot fill the report, nor turn its text around."""
    text = json.dumps({"reason": "\u202e\x1b" + "x" * 10_000}).encode()
    reply = _reply(_table(text, 0, 1 << 20), [UnnamedFile(), UnnamedFile()])
    assert reply.reason == "\ufffd\ufffd" + "x" * 1998
