"""What a failing test prints: what differs, in which call, and how to repeat it."""

from __future__ import annotations

import inspect
import shlex
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pysoftmax.comparison.closeness import Comparison, Mismatch
from pysoftmax.octave.process import quoted
from pysoftmax.testing.arguments import Arguments
from pysoftmax.testing.frozen import freeze
from pysoftmax.testing.mat import restored, save_arguments

__all__ = [
    "DisagreementError",
    "PairedCall",
    "call_lines",
    "difference_lines",
    "error_lines",
    "saved",
]

LONGEST = 300
"""Characters of a value that are printed; the saved case contains all."""


class DisagreementError(AssertionError):
    """Python and Octave disagree; the plugin prints the message and no frame of the tool's."""

    __pysoftmax_message__ = True


@dataclass(frozen=True, eq=False)
class PairedCall:
    """One call, on both sides.

    Attributes
    ----------
    arguments
        The arguments, as drawn.
    run
        Calls Python.
    frozen
        The arguments as bytes, made before Python may have changed them.
    """

    arguments: Arguments
    run: Callable[[], Any]
    frozen: bytes = field(default=b"")

    @classmethod
    def of(cls, arguments: Arguments, run: Callable[[], Any]) -> PairedCall:
        """Make a question with its bytes."""
        return cls(arguments, run, freeze(arguments))

    def __repr__(self) -> str:
        return f"({', '.join(map(_brief, self.arguments.for_octave()))})"


def difference_lines(comparisons: Sequence[Comparison]) -> list[str]:
    """Describe how the outputs differ: how many entries, the first wrong one and the worst one."""
    lines = []
    for comparison in comparisons:
        if not comparison.wrong:
            continue
        lines.append(
            f"{comparison.output}: {comparison.wrong} of {comparison.entries} "
            f"{'entry' if comparison.entries == 1 else 'entries'} "
            f"{'is' if comparison.wrong == 1 else 'are'} wrong"
        )
        worst = comparison.mismatches[0]
        first = comparison.first or worst
        if comparison.wrong > 1 and first.index != worst.index:
            lines.append(f"  first  {_entry(first)}")
            lines.append(f"  worst  {_entry(worst)}")
        else:
            lines.append(f"  {_entry(worst)}")
    return lines


def _entry(wrong: Mismatch) -> str:
    place = f"[{', '.join(map(str, wrong.index))}]" if wrong.index else ""
    text = (
        f"{wrong.output}{place}: Octave {_number(wrong.expected)}, Python {_number(wrong.actual)}"
    )
    if wrong.bound is None:
        return text
    return f"{text} (allowed difference {wrong.bound:.3g})"


def _number(value: Any) -> str:
    return repr(value) if isinstance(value, float) else str(value)


def error_lines(error: BaseException, leave_out: str) -> list[str]:
    """Describe what Python raised and where, without frames of files in the folder `leave_out`."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(leave_out) and "hypothesis" not in frame.filename
    ]
    lines = [f"{frame.filename}:{frame.lineno}: {frame.line}" for frame in frames[-4:]]
    return [*lines, *traceback.format_exception_only(error)[-1].rstrip().splitlines()]


def call_lines(
    name: str,
    function: Callable[..., Any],
    drawn: Sequence[str],
    question: PairedCall,
    nargout: int,
) -> list[str]:
    """Describe the call, with the arguments under the names that the test gives them."""
    values = question.arguments.values
    rest = [
        p.name
        for p in inspect.signature(function).parameters.values()
        if p.kind is p.VAR_POSITIONAL
    ]
    names = [*drawn[: len(values)]]
    names += [f"{(rest or ['argument'])[0]}[{k}]" for k in range(len(values) - len(names))]
    named = question.arguments.names
    shown = ", ".join([*names, *(f'"{key}", {key}' for key in named)])
    outputs = ", ".join(f"out{k + 1}" for k in range(nargout))
    left = f"[{outputs}] = " if nargout > 1 else ""
    pairs = [*zip(names, values, strict=True), *named.items()]
    return [f"{left}{name} ({shown})", *(f"  {key} = {_brief(value)}" for key, value in pairs)]


def _brief(value: Any) -> str:
    if isinstance(value, np.ndarray):
        with np.printoptions(precision=17, threshold=40, edgeitems=2, linewidth=10**6):
            text = np.array2string(value, separator=", ").replace("\n", "")
        shape = "x".join(map(str, value.shape))
        text = f"{value.dtype} {shape} {' '.join(text.split())}"
    else:
        text = " ".join(repr(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."


def saved(
    question: PairedCall,
    folder: Path,
    stem: str,
    test: str,
    m_file: Path,
    nargout: int,
    before: Sequence[str],
) -> list[str]:
    """Save the case in `folder`; return the two lines that repeat it.

    Parameters
    ----------
    question, m_file, nargout
        The call.
    folder, stem
        Where to write ``stem.case`` and ``stem.mat``.
    test
        pytest's name of the test.
    before
        Octave statements to run before the call: folders, setup lines, a seed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    case, mat = folder / f"{stem}.case", folder / f"{stem}.mat"
    case.write_bytes(question.frozen)
    arguments = question.arguments.for_octave()
    python = shlex.join(["pytest", test, f"--pysoftmax-octave-case={case}"])
    try:
        save_arguments(mat, arguments)
    except Exception as error:
        return [python, f"(no .mat file: {error})"]
    outputs = ", ".join(f"out{k + 1}" for k in range(nargout))
    statements = [
        "format long;",
        f"cd ({quoted(m_file.parent)});",
        *before,
        f"c = load ({quoted(mat)}); args = c.args;",
        restored(arguments, "args"),
        f"[{outputs}] = {m_file.stem} (args{{:}})" if nargout else f"{m_file.stem} (args{{:}})",
    ]
    code = " ".join(filter(None, statements))
    in_quotes = shlex.quote(code) if set(code) & set('"$`\\!') else f'"{code}"'
    return [python, f"octave-cli --eval {in_quotes}"]
