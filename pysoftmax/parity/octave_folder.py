"""A folder of an exercise's .m files, as an implementation."""

from __future__ import annotations

from pathlib import Path

from pysoftmax.comparison.in_octave import InOctave
from pysoftmax.exercise import Exercise
from pysoftmax.octave import OctaveSession

__all__ = ["in_octave"]


def in_octave(exercise: Exercise, session: OctaveSession, directory: Path) -> InOctave:
    """The functions of a folder, with what the exercise's files need beside them on the path.

    The folder's own copy of an extra (``minFunc/``, say) takes the place of ours: the original
    adds it by a relative path.
    """
    extras = [
        directory / name if (directory / name).is_dir() else ours
        for name, ours in exercise.octave_extras.items()
    ]
    return InOctave(session, directory, extras)
