"""For tests that hold Python to Octave: a pytest plugin, strategies, and a decorator.

`pysoftmax.testing.plugin`
    loaded by pytest by itself: ``--octave=auto|require|skip``, ``--soak``, the fixture ``octave``.
`pysoftmax.testing.strategies`
    Hypothesis strategies for the exercise's problems and cases.
`pysoftmax.testing.against_octave`
    holds a Python function to a .m file on generated arguments.
"""

__all__ = ["plugin"]
