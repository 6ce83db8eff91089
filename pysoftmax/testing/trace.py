"""Where two functions diverge: the first assignment whose values differ, with both lines.

Octave runs a copy of the .m files whose statements record what they assign
(`pysoftmax.testing.instrument`); Python is watched with ``sys.settrace``. Variables of the same
name, ignoring case and underscores, are compared in the order in which they are assigned.
"""

from __future__ import annotations

import copy
import linecache
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from pysoftmax.leftovers import TemporaryFolder
from pysoftmax.octave import Call, NotCarried, OctaveSession
from pysoftmax.testing.closeness import apply, largest
from pysoftmax.testing.frozen import freeze
from pysoftmax.testing.instrument import instrumented

__all__ = ["NO_PAIRS", "Assignment", "trace"]

NO_PAIRS = "no variable of"
"""The beginning of a report on functions that have no variable in common."""

MOST = 20_000
"""Assignments that are remembered on each side."""
OUTSIDE = ("site-packages", "dist-packages", str(Path(__file__).parent), "<")
"""Files whose functions are not watched."""
STANDARD = str(Path(copy.__file__).parent)


@dataclass(frozen=True)
class Assignment:
    """One assignment.

    Attributes
    ----------
    function, name
        The function that assigns, and the variable.
    value
        What was assigned.
    file, line, code
        Where.
    loop
        Whether the variable is that of a loop.
    """

    function: str
    name: str
    value: Any
    file: str
    line: int
    code: str
    loop: bool = False

    def __str__(self) -> str:
        return f"{Path(self.file).name}:{self.line} `{self.code}`"


def trace(
    session: OctaveSession,
    m_file: Path,
    arguments: Sequence[Any],
    run: Callable[[], Any],
    nargout: int = 1,
    names: Mapping[str, str] | None = None,
    extras: Sequence[str | Path] = (),
    relative: float = 1e-12,
) -> str:
    """Run one call on both sides and report the first assignment that differs.

    Parameters
    ----------
    session
        A live Octave.
    m_file, arguments, nargout, extras
        Octave's side of the call.
    run
        Python's side of the call.
    names
        Octave's names of variables and functions, and Python's; others are paired by spelling.
    relative
        The difference that is allowed, of a value's largest entry.

    Returns
    -------
    str
        A description of what agrees and what differs first.
    """
    ours = _in_python(run)
    theirs = _in_octave(session, m_file, arguments, nargout, extras)
    return _report(theirs, ours, m_file.stem, dict(names or {}), relative)


def _in_octave(
    session: OctaveSession,
    m_file: Path,
    arguments: Sequence[Any],
    nargout: int,
    extras: Sequence[str | Path],
) -> list[Assignment]:
    with TemporaryFolder("pysoftmax-trace-") as temporary:
        folder = temporary.path
        texts: dict[str, list[str]] = {}
        for file in sorted(m_file.parent.glob("*.m")):
            text = file.read_text(encoding="utf-8", errors="surrogateescape")
            made = instrumented(text)
            (folder / file.name).write_text(made, encoding="utf-8", errors="surrogateescape")
            for function in re.findall(r"pysoftmax_trace \('(\w+)'", made):
                texts.setdefault(function, [str(file), *text.splitlines()])
        call = Call("pysoftmax_traced", (m_file.stem, nargout, *arguments), 2)
        (reply,) = session.batch([call], folder, [m_file.parent, *extras])
        # Octave must leave the folder before it is removed.
        session.batch([Call("pwd")], m_file.parent)
    if reply.error is not None:
        raise reply.error
    records = reply.values[0]
    count = records.shape[0]
    made_assignments = []
    for k in range(count):
        function, line, name, value = (records[k + count * column] for column in range(4))
        source, *lines = texts[function]
        number = int(line.item())
        code = lines[number - 1].strip()
        loop = re.search(rf"\b(par)?for\s*\(?\s*{name}\b", code) is not None
        made_assignments.append(Assignment(function, name, value, source, number, code, loop))
    return made_assignments


def _in_python(run: Callable[[], Any]) -> list[Assignment]:
    """Return what the user's functions assign while `run` is running."""
    found: list[Assignment] = []

    def watch(frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if code.co_filename.startswith(STANDARD) or any(o in code.co_filename for o in OUTSIDE):
            return None
        before: dict[str, bytes] = {}
        last = 0

        def step(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal last
            if event in ("line", "return"):
                for name, value in frame.f_locals.items():
                    try:
                        now = freeze(value)
                    except TypeError:  # a function or another object, which is not compared
                        continue
                    if before.get(name) != now and len(found) < MOST:
                        before[name] = now
                        if last:
                            found.append(_assignment(frame, name, value, last))
                last = frame.f_lineno
            return step

        return step

    previous = sys.gettrace()
    sys.settrace(watch)
    try:
        run()
    except Exception:  # only the assignments before it matter
        pass
    finally:
        sys.settrace(previous)
    return found


def _assignment(frame: FrameType, name: str, value: Any, line: int) -> Assignment:
    file = frame.f_code.co_filename
    code = linecache.getline(file, line).strip()
    loop = re.match(rf"for\b.*\b{re.escape(name)}\b.*\bin\b", code) is not None
    return Assignment(frame.f_code.co_name, name, copy.deepcopy(value), file, line, code, loop)


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


Key = tuple[str, str]


def _are_unrelated(theirs: Assignment, ours: Assignment) -> bool:
    """Whether a loop's variable has only its name in common with the other side's variable."""
    return (theirs.loop or ours.loop) and _nature(theirs.value) != _nature(ours.value)


def _nature(value: Any) -> str:
    if isinstance(value, str):
        return "text"
    if isinstance(value, Mapping):
        return "struct"
    return "cell" if isinstance(value, (list, tuple)) else "numbers"


def _report(
    theirs: list[Assignment],
    ours: list[Assignment],
    function: str,
    names: dict[str, str],
    relative: float,
) -> str:
    watched = {_plain(a.function) for a in ours}
    main = _plain(names.get(function, function))
    if main not in watched and ours:
        # A function of another name: the called one is the one that returned last.
        names = {**names, function: ours[-1].function}
    sequences: dict[Key, list[tuple[int, Assignment]]] = {}
    for place, assignment in enumerate(theirs):
        if isinstance(assignment.value, NotCarried):
            continue
        key = tuple(_plain(names.get(n, n)) for n in (assignment.function, assignment.name))
        sequences.setdefault(key, []).append((place, assignment))  # type: ignore[arg-type]
    counterparts: dict[Key, list[Assignment]] = {}
    for assignment in ours:
        own = (_plain(assignment.function), _plain(assignment.name))
        counterparts.setdefault(own, []).append(assignment)
    shared = [
        key
        for key in sequences
        if key in counterparts and not _are_unrelated(sequences[key][0][1], counterparts[key][0])
    ]
    if not shared:
        return (
            f"{NO_PAIRS} {function}.m has a counterpart of the same name in Python: "
            f"{_listed(a.name for a in theirs)} beside {_listed(a.name for a in ours)}"
        )
    first: tuple[int, str, str] | None = None
    agree = []
    for key in shared:
        found = _first_difference(sequences[key], counterparts[key], relative)
        if found is None:
            agree.append((sequences[key][0][0], sequences[key][0][1].name))
        elif first is None or found[0] < first[0]:
            first = (found[0], sequences[key][0][1].name, found[1])
    if first is None:
        return f"all variables of the same name agree: {_listed(n for _, n in sorted(agree))}"
    before = [name for place, name in sorted(agree) if place < first[0]]
    words = f"{_listed(before)} {'agrees' if len(before) == 1 else 'agree'}; " if before else ""
    return f"{words}{first[1]} differs first: {first[2]}"


def _listed(names: Any) -> str:
    return ", ".join(dict.fromkeys(names)) or "none"


def _first_difference(
    theirs: list[tuple[int, Assignment]], ours: list[Assignment], relative: float
) -> tuple[int, str] | None:
    """Return the position among Octave's assignments, and the words; None if all agree."""
    octave, python = _changes(theirs), _changes(list(enumerate(ours)))
    if octave[0][1].loop and python[0][1].loop:
        python = _from_one(octave, python)
    if len(octave) != len(python):
        octave, python = _filled(octave, python), _filled(python, octave)
    one_step = min(len(octave), len(python)) == 1 < max(len(octave), len(python))
    if len(octave) != len(python) and not _words(octave[-1][1], python[-1][1], relative):
        return None  # one side needs more steps for the same
    if one_step:
        octave, python = octave[-1:], python[-1:]
    for number, ((place, left), (_, right)) in enumerate(zip(octave, python, strict=False), 1):
        words = _words(left, right, relative)
        if words:
            several = f", assignment {number} of {len(octave)}" if len(octave) > 1 else ""
            return place, f"{left}, {right}{several}: {words}"
    if len(octave) != len(python):
        count = min(len(octave), len(python))
        place, left = octave[count] if len(octave) > count else octave[-1]
        right = python[min(count, len(python) - 1)][1]
        times = f"assigned {len(octave)} times in Octave and {len(python)} in Python"
        return place, f"{left}, {right}: {times}"
    return None


def _changes(sequence: list[tuple[int, Assignment]]) -> list[tuple[int, Assignment]]:
    """Return the assignments that change the value, since tracing Python sees no others."""
    kept: list[tuple[int, Assignment]] = []
    before = b""
    for place, assignment in sequence:
        now = freeze(assignment.value)
        if now != before:
            kept.append((place, assignment))
        before = now
    return kept


def _filled(
    sequence: list[tuple[int, Assignment]], other: list[tuple[int, Assignment]]
) -> list[tuple[int, Assignment]]:
    """Return the assignments without zeros that only preallocate, if only this side has them."""
    first, counterpart = sequence[0][1].value, other[0][1].value
    makes_room = isinstance(first, np.ndarray) and first.dtype.kind in "biufc" and not first.any()
    if makes_room and len(sequence) > 1 and np.any(counterpart):
        return sequence[1:]
    return sequence


def _from_one(
    octave: list[tuple[int, Assignment]], python: list[tuple[int, Assignment]]
) -> list[tuple[int, Assignment]]:
    """Python's loop variable counted from 1, if it counts from 0 what Octave counts from 1."""
    try:
        left = [float(np.asarray(a.value).item()) for _, a in octave]
        right = [float(np.asarray(a.value).item()) for _, a in python]
    except (TypeError, ValueError):
        return python
    if left[0] - right[0] != 1:
        return python
    return [
        (place, Assignment(a.function, a.name, value + 1, a.file, a.line, a.code, a.loop))
        for (place, a), value in zip(python, right, strict=True)
    ]


def _words(left: Assignment, right: Assignment, relative: float) -> str:
    comparisons = list(apply(largest(relative), right.value, left.value, left.name, ""))
    wrong = [c for c in comparisons if c.wrong]
    if not wrong:
        return ""
    shapes = " and ".join(_shape(side.value) for side in (left, right))
    shapes = f"shape {shapes}" if shapes.startswith("(") else shapes
    entries = f"{sum(c.wrong for c in wrong)} of {sum(c.entries for c in comparisons)} entries"
    worst = wrong[0].first or wrong[0].mismatches[0]
    place = f"[{', '.join(map(str, worst.index))}]" if worst.index else ""
    return (
        f"{shapes}, {entries}; {left.name}{place} is {worst.expected} in Octave and "
        f"{worst.actual} in Python"
    )


def _shape(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return str(value.shape)
    return type(value).__name__
