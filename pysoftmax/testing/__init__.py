"""For tests that hold Python to Octave: a pytest plugin, strategies, and a decorator.

`pysoftmax.testing.plugin`
    loaded by pytest by itself: ``--octave=auto|require|skip``, ``--soak``, the fixture ``octave``.
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
    # The plugin is imported in every pytest run and lives in this package: Hypothesis and NumPy
    # are loaded only by who asks for the decorator.
    if name == "against_octave":
        from pysoftmax.testing.octave_tests import against_octave

        return against_octave
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
