"""For tests that compare Python with Octave: strategies and a decorator.

The pytest plugin is the module ``_pysoftmax_pytest``, which pytest loads by itself.

`pysoftmax.testing.strategies`
    Hypothesis strategies for the exercise's problems and cases.
`pysoftmax.testing.octave_tests`
    ``against_octave``: compares a Python function with a .m file on generated arguments. Import it
    from here: ``from pysoftmax.testing import against_octave``.
`pysoftmax.testing.replay`
    ``examine``: Hypothesis with an oracle that answers many questions at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pysoftmax.octave.values import Pair
    from pysoftmax.testing.arguments import Arguments
    from pysoftmax.testing.octave_tests import HiddenDifferenceWarning, against_octave

__all__ = ["Arguments", "HiddenDifferenceWarning", "Pair", "against_octave"]

_WHERE = {
    "against_octave": "octave_tests",
    "HiddenDifferenceWarning": "octave_tests",
    "Arguments": "arguments",
}


def __getattr__(name: str) -> Any:
    # `pysoftmax.testing.tally` must not load Hypothesis: only the decorator needs it.
    from importlib import import_module

    if name == "Pair":
        return import_module("pysoftmax.octave.values").Pair
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"pysoftmax.testing.{_WHERE[name]}"), name)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("pysoftmax"):
            raise
        raise ImportError(
            f"{name} needs {error.name}, which is not installed: pip install 'pysoftmax[testing]'"
        ) from error
