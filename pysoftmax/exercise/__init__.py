"""What an exercise is, and the exercises that come with pysoftmax.

An `Exercise` describes everything about one: its functions, how cases are made, the claims about
answers, tolerances, named mistakes, points, conventions, reference and starter files. The engine
receives it as a value.
"""

from __future__ import annotations

from pysoftmax.exercise.exercise import Excuse, Exercise, ExerciseError, Library
from pysoftmax.exercise.folder import Description, claim
from pysoftmax.exercise.function import Function
from pysoftmax.exercise.item import Item
from pysoftmax.exercise.loading import load_exercise
from pysoftmax.exercise.mistakes import Mistake

__all__ = [
    "Description",
    "Excuse",
    "Exercise",
    "ExerciseError",
    "Function",
    "Item",
    "Library",
    "Mistake",
    "claim",
    "load_exercise",
]
