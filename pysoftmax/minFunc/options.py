"""minFunc's options: their names, the values that each accepts, and how they are read."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pysoftmax.validation import fields
from pysoftmax.words import kind

__all__ = ["Options", "OutputFcn", "read_options"]

OutputFcn = Callable[..., Any]

NO_MEX = (
    "options.useMex has no effect: the mex files of the original speed up MATLAB's loops, "
    "and here the same recursion runs on NumPy"
)

# Options of other editions of minFunc and of MATLAB's fminunc, and what to use instead.
ELSEWHERE: Mapping[str, str] = {
    "optTol": "minFunc 2012 has it; use TolFun, which bounds the sum of |g| and not its maximum",
    "progTol": "minFunc 2012 has it; use TolX",
    "Corrections": "minFunc 2012 has it; use Corr",
    "LS_type": "minFunc 2012 has it; use LS, whose one value here, 4, is LS_type 1",
    "LS_interp": "minFunc 2012 has it; use LS, whose one value here, 4, interpolates by cubics",
    "LS_multi": "minFunc 2012 has it; use LS, whose one value here, 4, is LS_multi 0",
    "logfile": "this minFunc writes no file; capture what it prints",
    "GradObj": "it belongs to fminunc; funObj always returns the gradient",
}


@dataclass(frozen=True, slots=True)
class Options:
    """Options as minFunc uses them; the defaults are the original's.

    Attributes
    ----------
    show_iterations, show_message, debug
        What Display selects: the table, the last message, the debugging lines.
    check_derivatives
        Whether to compare the first gradient with a numerical one.

    The others have the names of their options.
    """

    max_iter: float = 500
    max_fun_evals: float = 1000
    tol_fun: float = 1e-5
    tol_x: float = 1e-9
    corr: int = 100
    c1: float = 1e-4
    c2: float = 0.9
    output_fcn: OutputFcn | None = None
    check_derivatives: bool = False
    show_iterations: bool = True
    show_message: bool = True
    debug: bool = False


def read_options(options: object, **defaults: Any) -> Options:
    """Read a struct whose fields may be of any case; None or an empty value means the default.

    Like the original, ignore names that are not options and use one of several spellings of the
    same name; unlike the original, warn of both.

    Parameters
    ----------
    options
        A mapping, a struct as scipy.io reads it, or an object with attributes.
    defaults
        Defaults that replace the original's, by the names of `Options`.

    Raises
    ------
    TypeError
        If the options are none of these, or have keys that are not strings.
    ValueError
        If an option has a value that this minFunc does not support.
    """
    given = {} if _is_empty(options) else fields(options)
    if not (given or _is_empty(options) or isinstance(options, Mapping)):
        raise TypeError(f"options is {kind(options)}; expected a mapping or None")
    values: dict[str, Any] = dict(defaults)
    for name, key in _canonical_names(given).items():
        value = given[key]
        if not _is_empty(value):
            values |= READERS[name](f"options[{key!r}]", _plain(value))
    return Options(**values)


def _canonical_names(options: Mapping[str, Any]) -> dict[str, str]:
    """Return the key to use for each option that is given, by the option's own name."""
    known = {name.lower(): name for name in READERS}
    found: dict[str, str] = {}
    for key in options:
        if not isinstance(key, str):
            raise TypeError(f"options has the key {key!r}; its keys must be option names")
        name = known.get(key.lower())
        if name is None:
            _warn(f"options[{key!r}] is ignored: {_advice(key)}")
            continue
        # The original copies every field, in order, to its name in capitals: the last one wins,
        # but a field whose name is in capitals already has been overwritten by then.
        wins = name not in found or not key.isupper()
        if name in found:
            winner = key if wins else found[name]
            _warn(f"options has {found[name]!r} and {key!r}; like the original, uses {winner!r}")
        if wins:
            found[name] = key
    return found


def _advice(key: str) -> str:
    """Return what to do about a name that is not an option."""
    elsewhere = {name.lower(): advice for name, advice in ELSEWHERE.items()}
    names = ", ".join(READERS)
    return elsewhere.get(key.lower(), f"minFunc has no such option; it has {names}")


def _warn(message: str) -> None:
    """Issue a warning for the caller of minFunc (or of softmaxTrain).

    The frames between are this one, `_canonical_names`, `read_options` and minFunc.
    """
    warnings.warn(message, stacklevel=5)


def _is_empty(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.size == 0
    return value is None or (isinstance(value, (str, list, tuple)) and len(value) == 0)


def _plain(value: Any) -> Any:
    """Return the one element of an array or NumPy scalar, as scipy.io reads numbers; else value."""
    if isinstance(value, (np.ndarray, np.generic)) and value.size == 1:
        return value.item()
    return value


Reader = Callable[[str, Any], dict[str, Any]]


def _number(field: str, allowed: str, is_allowed: Callable[[float], bool], whole: bool) -> Reader:
    """Return a reader of a number that satisfies a condition, which ``allowed`` describes."""

    def read(given: str, value: Any) -> dict[str, Any]:
        numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
        infinite = numeric and math.isinf(value)
        fits = numeric and is_allowed(value) and (not whole or infinite or value == int(value))
        if not fits:
            raise ValueError(f"{given} is {value!r}; expected {allowed}")
        return {field: int(value) if whole and not infinite else float(value)}

    return read


def _tolerance(field: str) -> Reader:
    return _number(field, "a number from 0", lambda x: 0 <= x < math.inf, whole=False)


def _fraction(field: str) -> Reader:
    return _number(field, "a number between 0 and 1", lambda x: 0 < x < 1, whole=False)


def _only(supported: object, advice: str = "the only value that this minFunc supports") -> Reader:
    """Return a reader of an option that has one value here."""

    def read(given: str, value: Any) -> dict[str, Any]:
        known = isinstance(value, (str, int, float))
        if not known or (value.lower() if isinstance(value, str) else value) != supported:
            raise ValueError(f"{given} is {value!r}; expected {supported!r}, {advice}")
        return {}

    return read


def _use_mex(given: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, (int, float)) or value not in (0, 1):
        raise ValueError(f"{given} is {value!r}; expected true or false")
    if value:
        warnings.warn(NO_MEX, stacklevel=4)  # reported for the caller of minFunc
    return {}


def _switch(given: str, value: Any) -> dict[str, Any]:
    states = {"on": True, "off": False, 1: True, 0: False}
    state = value.lower() if isinstance(value, str) else value
    if not isinstance(state, (str, int, float)) or state not in states:
        raise ValueError(f"{given} is {value!r}; expected 'on' or 'off'")
    return {"check_derivatives": states[state]}


def _display(given: str, value: Any) -> dict[str, Any]:
    table = {"show_iterations": True, "show_message": True}
    full = {**table, "debug": True}
    nothing = {"show_iterations": False, "show_message": False}
    levels: dict[str | float, dict[str, Any]] = {
        "iter": table,
        "on": table,
        "full": full,
        "excessive": full,  # the original also plots the line search
        "final": {"show_iterations": False, "show_message": True},
        "off": nothing,
        "none": nothing,
        1: table,
        0: nothing,
    }
    level = value.lower() if isinstance(value, str) else value
    if not isinstance(level, (str, int, float)) or level not in levels:
        raise ValueError(
            f"{given} is {value!r}; expected 'iter', 'final', 'full', 'excessive', 'off', 'none' "
            "or 0"
        )
    return levels[level]


def _output_fcn(given: str, value: Any) -> dict[str, Any]:
    if not callable(value):
        raise ValueError(f"{given} is {value!r}; expected a function (x, report, state, *args)")
    return {"output_fcn": value}


READERS: Mapping[str, Reader] = {
    "Method": _only("lbfgs"),
    "MaxIter": _number("max_iter", "a whole number from 1, or Inf", lambda n: n >= 1, whole=True),
    "MaxFunEvals": _number("max_fun_evals", "a number from 1", lambda n: n >= 1, whole=False),
    "TolFun": _tolerance("tol_fun"),
    "TolX": _tolerance("tol_x"),
    "Corr": _number("corr", "a whole number from 1", lambda n: 1 <= n < math.inf, whole=True),
    "c1": _fraction("c1"),
    "c2": _fraction("c2"),
    "LS_init": _only(0),
    "LS": _only(4),
    "Fref": _only(1),
    "Damped": _only(0),
    "numDiff": _only(0, "and funObj to return the gradient"),
    "useMex": _use_mex,
    "DerivativeCheck": _switch,
    "outputFcn": _output_fcn,
    "Display": _display,
}
