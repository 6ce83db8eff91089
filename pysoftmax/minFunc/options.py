"""minFunc's options: what there is, what each may be, and how they are read."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pysoftmax.validation import fields

__all__ = ["Options", "OutputFcn", "read_options"]

OutputFcn = Callable[..., Any]

NO_MEX = (
    "options.useMex has no effect: the mex files of the original speed up MATLAB's loops, "
    "and here the same recursion runs on NumPy"
)


@dataclass(frozen=True, slots=True)
class Options:
    """Options as minFunc uses them; the defaults are the original's.

    Attributes
    ----------
    show_iterations, show_message, debug
        What Display comes to: the table, the last message, the debugging lines.
    check_derivatives
        Whether to compare the first gradient with a numerical one.

    The others are named after theirs.
    """

    max_iter: int = 500
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

    Parameters
    ----------
    options
        A mapping, a struct as scipy.io reads it, or an object with attributes.
    defaults
        Other defaults than the original's, by the names of `Options`.

    Raises
    ------
    TypeError
        If the options are no such thing, or have keys that are not strings.
    ValueError
        If an option is unknown, given twice, or has a value that this minFunc lacks.
    """
    given = {} if _is_empty(options) else fields(options)
    if not (given or _is_empty(options) or isinstance(options, Mapping)):
        raise TypeError(f"options is a {type(options).__name__}; it must be a mapping or None")
    values: dict[str, Any] = dict(defaults)
    for name, key in _canonical_names(given).items():
        value = given[key]
        if not _is_empty(value):
            values |= READERS[name](f"options[{key!r}]", _plain(value))
    return Options(**values)


def _canonical_names(options: Mapping[str, Any]) -> dict[str, str]:
    """The given keys by the options' own names."""
    known = {name.lower(): name for name in READERS}
    found: dict[str, str] = {}
    for key in options:
        if not isinstance(key, str):
            raise TypeError(f"options has the key {key!r}; its keys must be option names")
        name = known.get(key.lower())
        if name is None:
            raise ValueError(f"options[{key!r}]: no such option; there are {', '.join(READERS)}")
        if name in found:
            raise ValueError(f"options has both {found[name]!r} and {key!r}; give {name} once")
        found[name] = key
    return found


def _is_empty(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.size == 0
    return value is None or (isinstance(value, (str, list, tuple)) and len(value) == 0)


def _plain(value: Any) -> Any:
    """The one element of an array or NumPy scalar, such as scipy.io reads; else the value."""
    if isinstance(value, (np.ndarray, np.generic)) and value.size == 1:
        return value.item()
    return value


Reader = Callable[[str, Any], dict[str, Any]]


def _number(field: str, allowed: str, is_allowed: Callable[[float], bool], whole: bool) -> Reader:
    """A reader of a number that satisfies a condition, told in words too."""

    def read(given: str, value: Any) -> dict[str, Any]:
        numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not (numeric and is_allowed(value) and (not whole or value == math.floor(value))):
            raise ValueError(f"{given} is {value!r}; it must be {allowed}")
        return {field: int(value) if whole else float(value)}

    return read


def _positive_whole(field: str) -> Reader:
    return _number(field, "a whole number from 1", lambda n: 1 <= n < math.inf, whole=True)


def _tolerance(field: str) -> Reader:
    return _number(field, "a number from 0", lambda x: 0 <= x < math.inf, whole=False)


def _fraction(field: str) -> Reader:
    return _number(field, "a number between 0 and 1", lambda x: 0 < x < 1, whole=False)


def _only(supported: object) -> Reader:
    """A reader of an option of which this minFunc has one value alone."""

    def read(given: str, value: Any) -> dict[str, Any]:
        known = isinstance(value, (str, int, float))
        if not known or (value.lower() if isinstance(value, str) else value) != supported:
            raise ValueError(f"{given} is {value!r}; this minFunc has {supported!r} alone")
        return {}

    return read


def _use_mex(given: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, (int, float)) or value not in (0, 1):
        raise ValueError(f"{given} is {value!r}; it must be true or false")
    if value:
        warnings.warn(NO_MEX, stacklevel=4)  # reported where minFunc was called
    return {}


def _switch(given: str, value: Any) -> dict[str, Any]:
    states = {"on": True, "off": False, 1: True, 0: False}
    state = value.lower() if isinstance(value, str) else value
    if not isinstance(state, (str, int, float)) or state not in states:
        raise ValueError(f"{given} is {value!r}; it must be 'on' or 'off'")
    return {"check_derivatives": states[state]}


def _display(given: str, value: Any) -> dict[str, Any]:
    table = {"show_iterations": True, "show_message": True}
    nothing = {"show_iterations": False, "show_message": False}
    levels: dict[str | float, dict[str, Any]] = {
        "iter": table,
        "on": table,
        "full": {**table, "debug": True},
        "final": {"show_iterations": False, "show_message": True},
        "off": nothing,
        "none": nothing,
        1: table,
        0: nothing,
    }
    level = value.lower() if isinstance(value, str) else value
    if not isinstance(level, (str, int, float)) or level not in levels:
        raise ValueError(
            f"{given} is {value!r}; it must be 'iter', 'final', 'full', 'off', 'none' or 0"
        )
    return levels[level]


def _output_fcn(given: str, value: Any) -> dict[str, Any]:
    if not callable(value):
        raise ValueError(f"{given} is {value!r}; it must be a function (x, report, state, *args)")
    return {"output_fcn": value}


READERS: Mapping[str, Reader] = {
    "Method": _only("lbfgs"),
    "MaxIter": _positive_whole("max_iter"),
    "MaxFunEvals": _number("max_fun_evals", "a number from 1", lambda n: n >= 1, whole=False),
    "TolFun": _tolerance("tol_fun"),
    "TolX": _tolerance("tol_x"),
    "Corr": _positive_whole("corr"),
    "c1": _fraction("c1"),
    "c2": _fraction("c2"),
    "LS_init": _only(0),
    "LS": _only(4),
    "Fref": _only(1),
    "Damped": _only(0),
    "useMex": _use_mex,
    "DerivativeCheck": _switch,
    "outputFcn": _output_fcn,
    "Display": _display,
}
