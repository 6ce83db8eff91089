"""For tests that compare Python with Octave: strategies and a decorator.

The pytest plugin is the module ``_pysoftmax_pytest``, which pytest loads by itself.

`pysoftmax.testing.strategies`
    Hypothesis strategies for the exercise's problems and cases.
`pysoftmax.testing.octave_tests`
    ``against_octave``: holds a Python function to a .m file on generated arguments. Imported
    from here: ``from pysoftmax.testing import against_octave``.
`pysoftmax.testing.replay`
    ``examine``: Hypothesis beside any oracle that answers best many questions at a time.
"""

from __future__ import annotations

from typing import Any

__all__ = ["against_octave"]


def __getattr__(name: str) -> Any:
    # `pysoftmax.testing.tally` must not load Hypothesis: only the decorator needs it.
    if name == "against_octave":
        from pysoftmax.testing.octave_tests import against_octave

        return against_octave
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
