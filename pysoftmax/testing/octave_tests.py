"""`against_octave`: hold a Python function of one's own to a .m file of one's own."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from pysoftmax.conformance.closeness import IDENTICAL, Tolerance
from pysoftmax.conformance.nested import compare_nested
from pysoftmax.conformance.property import BROKEN
from pysoftmax.octave import Call, OctaveMissingError, OctaveSession, Reply
from pysoftmax.testing import tally
from pysoftmax.testing.replay import examine

__all__ = ["against_octave"]

Arguments = tuple[Any, ...]

MISBOUND = re.compile(r"\(\) (missing|takes|got) .*argument")
"""How Python says that a call does not fit the function called."""


def against_octave(
    m_file: str | Path,
    *strategies: st.SearchStrategy[Any],
    nargout: int = 1,
    relative: float = 1e-12,
    absolute: float = 0.0,
    examples: int = 200,
    seed: int = 0,
    extras: Sequence[str | Path] = (),
    timeout: float | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., None]]:
    """Make a test that holds a Python function to a .m file on generated arguments.

    The decorated function takes the arguments and returns what Python makes of them: one value,
    or a tuple of `nargout`. Both languages must give the same numbers, or both an error; a run in
    which every case was an error compared nothing, and fails. An error that says that the code is
    broken (an undefined name, a missing function, a call that does not fit) is never agreement.
    The arrays handed over are read-only where the strategy makes them so.

    As with Hypothesis's ``@given``, the strategies fill the last arguments; those before them are
    pytest's: ``self``, fixtures, what ``parametrize`` gives. Marks may stand above or beneath.

    Parameters
    ----------
    m_file
        The .m file; the function is named after it, its folder is the working folder.
    strategies
        One for each of the last arguments. Arrays of up to two dimensions, numbers, strings, dicts
        (structs) and lists (cells) have a value in Octave; 1-D arrays become columns.
    nargout
        How many outputs to compare.
    relative, absolute
        The allowed difference: of the largest entry expected, and by itself. Both 0: identical,
        zeros' signs too.
    examples, seed
        How many examples, and where they start.
    extras
        Folders that the .m file needs on its path.
    timeout
        Seconds that one call may take; what pytest's ``--octave-timeout`` says where None. The
        first call that takes longer, or ends Octave, fails the test, and no other is asked.

    Examples
    --------
    >>> @against_octave("myFunction.m", st.floats(-9, 9))  # doctest: +SKIP
    ... def test_my_function(x):
    ...     return my_function(x)
    """
    path = Path(m_file).resolve()
    if not path.is_file():
        raise FileNotFoundError(f"m_file is {m_file}, and there is no such file")
    tolerance = _tolerance(relative, absolute)

    def decorate(function: Callable[..., Any]) -> Callable[..., None]:
        own = inspect.signature(function).parameters
        drawn, signature = _shared_out(function, len(strategies))

        @wraps(function)
        def test(*instance: Any, octave: OctaveSession, **fixtures: Any) -> None:
            mine = {k: v for k, v in {**fixtures, "octave": octave}.items() if k in own}
            returned = 0

            def ask(questions: Sequence[Arguments]) -> list[Reply]:
                calls = [Call(path.stem, arguments, nargout) for arguments in questions]
                return octave.batch(calls, path.parent, extras, timeout=timeout, go_on=False)

            def check(arguments: Arguments, reply: Reply) -> None:
                nonlocal returned
                tally.count(path.stem)
                values = dict(zip(drawn, arguments, strict=True))
                call = partial(function, *instance, **mine, **values)
                _check(call, path.stem, reply, nargout, tolerance)
                returned += reply.error is None

            def lost(reply: Reply) -> str:
                return f"{path.name}: {reply.error}" if reply.ended_octave else ""

            examine(st.tuples(*strategies), ask, check, examples, seed, lost)
            if not returned:
                raise AssertionError(
                    f"nothing compared: {path.name} and Python refused every case; give strategies "
                    "that make arguments which they take"
                )

        test.__signature__ = signature  # type: ignore[attr-defined]
        return test

    return decorate


def _shared_out(function: Callable[..., Any], count: int) -> tuple[list[str], inspect.Signature]:
    """The arguments that `count` strategies fill, and the signature that is left to pytest."""
    if any("hypothesis" in name for name in vars(function)):
        raise TypeError(
            f"{function.__name__} is under @given, @settings or @example too; against_octave draws "
            "the arguments itself: say examples= and seed= there"
        )
    own = inspect.signature(function)
    parameters = list(own.parameters.values())
    named = inspect.Parameter.POSITIONAL_OR_KEYWORD
    if len(parameters) < count or any(p.kind is not named for p in parameters):
        raise TypeError(
            f"{function.__name__}{own} must name one argument for each of {count} strategies"
        )
    left, drawn = parameters[: len(parameters) - count], parameters[len(parameters) - count :]
    if all(p.name != "octave" for p in left):
        left.append(inspect.Parameter("octave", named))
    return [p.name for p in drawn], own.replace(parameters=left)


def _tolerance(relative: float, absolute: float) -> Tolerance:
    if relative == absolute == 0:
        return IDENTICAL
    return Tolerance("stated", "as the test states it").at_least(relative, absolute)


def _check(
    call: Callable[[], Any],
    name: str,
    reply: Reply,
    nargout: int,
    tolerance: Tolerance,
) -> None:
    """Raise AssertionError unless Python does as Octave did."""
    broken = isinstance(reply.error, OctaveMissingError)
    if reply.error is not None and (broken or reply.error.identifier in BROKEN):
        raise AssertionError(f"{name}.m: {reply.error}")
    try:
        result = call()
    except Exception as error:
        if reply.error is None or _is_broken(error):
            raise
        return  # both reject it, which is agreement
    if reply.error is not None:
        raise AssertionError(f"{name}.m: {reply.error}; Python returned {result!r}")
    pairs = zip(_outputs(result, nargout), reply.values, strict=True)
    mismatches = [
        mismatch
        for number, pair in enumerate(pairs, 1)
        for comparison in compare_nested(*pair, tolerance, f"output {number}", f"{name}.m")
        for mismatch in comparison.mismatches
    ]
    if mismatches:
        raise AssertionError("\n".join(map(str, mismatches)))


def _outputs(result: Any, nargout: int) -> Sequence[Any]:
    """As many outputs as were asked for."""
    if nargout == 1:
        return (result,)
    if not isinstance(result, (tuple, list)) or len(result) != nargout:
        count = f"{len(result)} outputs" if isinstance(result, (tuple, list)) else "one value"
        raise AssertionError(f"Python returned {count}; nargout is {nargout}: return such a tuple")
    return result


def _is_broken(error: Exception) -> bool:
    """Whether it is the code that is at fault, or the test itself, and not the arguments."""
    misbound = isinstance(error, TypeError) and MISBOUND.search(str(error))
    return bool(misbound) or isinstance(error, AssertionError) or type(error).__name__ in BROKEN
