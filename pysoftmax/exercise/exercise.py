"""An exercise as a value: everything that the engine knows about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.in_process import InProcess
from pysoftmax.comparison.objectives import FORMULAS, Formula
from pysoftmax.exercise.conventions import Conventions
from pysoftmax.exercise.failures import explain_failures
from pysoftmax.exercise.function import Function
from pysoftmax.exercise.inferring import Infer
from pysoftmax.exercise.item import Item
from pysoftmax.exercise.mistakes import Explain
from pysoftmax.languages import Language

__all__ = ["Excuse", "Exercise", "ExerciseError", "Library"]


class ExerciseError(ValueError):
    """An exercise that cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True)
class Excuse:
    """A known difference from the reference that is not a mistake in the files compared.

    Attributes
    ----------
    name
        A short name.
    why
        What causes the difference.
    explains
        ``explains(case, answer)``: whether an answer that differs is an instance.
    outputs
        The outputs it is about, if it leaves the others right; None if it does not.
    either_side
        Whether Python files are excused too. A defect of the original's Octave files is not
        an excuse for Python.
    environment
        Whether the machine is the cause, not the files: the case counts as not compared.
    """

    name: str
    why: str
    explains: Callable[[Case, Answer], bool]
    outputs: frozenset[str] | None = None
    either_side: bool = False
    environment: bool = False


@dataclass(frozen=True)
class Library:
    """What a submission finds in addition to its own files.

    Attributes
    ----------
    python
        Files and folders to be importable, by their path under the library's folder.
    texts
        Files written there, by path.
    octave
        Folders at the end of Octave's path.
    warm
        Modules that a process imports before submissions run in it.
    struct_fields
        Attributes by which a Python object that a submission returns is read as a struct.
    """

    python: Mapping[str, Path] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    octave: tuple[Path, ...] = ()
    warm: tuple[str, ...] = ()
    struct_fields: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Exercise:
    """The complete description of an exercise.

    Attributes
    ----------
    key
        A short name; results of two exercises are kept apart by it.
    title
        For people.
    functions
        What students write or are given, in the order in which it is checked.
    claims
        What is true of a right implementation, by key: parity, items and tests use these.
    items
        What is graded, in the order in which a student solves it.
    conventions
        The exercise's own.
    read_conventions
        Reads those of a course from its rubric's ``[adapter]``.
    oracle
        The right answers, of the plainest implementation; several threads may ask it.
    reference
        The implementation that parity compares with Octave.
    python_folder
        ``python_folder(functions)`` adapts the functions of a folder of Python files, by name, to
        be compared with Octave; and says, by name, why some of them cannot be.
    octave_folder
        The same functions as .m files; None if the exercise has none.
    octave_extras
        Folders that those files need on Octave's path, by name; a folder of that name beside the
        files that are compared takes its place.
    starter
        The folder of the starter code in each language.
    starter_extras
        Files and folders copied beside it, by language and place.
    notebook
        The folder of the starter as a notebook, if there is one.
    library
        What submissions may use.
    formulas
        Functions that are arguments, by name.
    excuses
        Known differences from the reference.
    octave_notes
        ``octave_notes(folder)``: what a reader of a comparison should know of a folder of Octave
        files, in sentences.
    failures
        Knows the mistakes that end in an error message.
    runs_exercise
        Beginnings of names, in lower case and without ``_``, of functions that run the exercise
        or a part of it: a file that calls them on import runs it for each question.
    other_files
        Functions of this or other courses that come in files of their own.
    further_files
        Names, without suffix, of further files by which a submission is recognised.
    class_conventions
        Keys of the conventions that most of a class decides: to differ in them is a mistake.
    infer
        Offers the conventions that a submission may have; None if the exercise knows none.
    sizes
        The sizes of a case, in words.
    default_rubric
        The default rubric as a commented TOML text.
    folder
        The folder that it was loaded from, if any.
    revision
        A digest of the files in it.
    """

    key: str
    title: str
    functions: tuple[Function, ...]
    claims: Mapping[str, Claim]
    items: tuple[Item, ...]
    conventions: Conventions
    read_conventions: Callable[[Mapping[str, Any]], Conventions]
    oracle: Callable[[], InProcess]
    reference: Callable[[], InProcess]
    default_rubric: Callable[[], str]
    python_folder: Callable[
        [Mapping[str, Callable[..., Any]]], tuple[Mapping[str, Callable[..., Any]], dict[str, str]]
    ] = lambda functions: (functions, {})
    octave_folder: Path | None = None
    octave_extras: Mapping[str, Path] = field(default_factory=dict)
    starter: Mapping[Language, Path] = field(default_factory=dict)
    starter_extras: Mapping[Language, Mapping[str, Path]] = field(default_factory=dict)
    notebook: Path | None = None
    library: Library = Library()
    formulas: Mapping[str, Formula] = field(default_factory=lambda: FORMULAS)
    excuses: tuple[Excuse, ...] = ()
    octave_notes: Callable[[Path], tuple[str, ...]] = lambda folder: ()
    failures: Explain = field(default_factory=explain_failures)
    runs_exercise: tuple[str, ...] = ()
    other_files: frozenset[str] = frozenset()
    further_files: tuple[str, ...] = ()
    infer: Infer | None = None
    class_conventions: tuple[str, ...] = ()
    sizes: Callable[[Case], str] = lambda case: ""
    folder: Path | None = None
    revision: str = ""

    @property
    def place(self) -> str:
        """The name by which `load_exercise` finds it."""
        return str(self.folder) if self.folder else self.key

    def function(self, name: str) -> Function:
        """Return the function of that name."""
        return next(function for function in self.functions if function.name == name)

    def file_names(self, conventions: Conventions) -> tuple[str, ...]:
        """Return the names, without suffix, of the files by which a submission is known."""
        own = (function.name for function in self.functions)
        return tuple(dict.fromkeys((*conventions.files(), *own, *self.further_files)))

    def item(self, key: str) -> Item:
        """Return the item of that key."""
        return next(item for item in self.items if item.key == key)

    def without(self, functions: Collection[str]) -> Exercise:
        """The exercise of a course that leaves functions out, and all items that need them."""
        left: set[str] = set()
        for item in self.items:
            needed = {*item.requires, *item.needs_answers}
            if item.follow_up is not None:
                needed.add(item.follow_up.item)
            if self.claim(item).function in functions or needed & left:
                left.add(item.key)
        if not left:
            return self
        return replace(self, items=tuple(item for item in self.items if item.key not in left))

    def claim(self, item: Item) -> Claim:
        """Return the claim that the item names."""
        return self.claims[item.claim]

    @property
    def compared(self) -> tuple[str, ...]:
        """The functions that parity compares, in order."""
        shared = (claim.function for claim in self.claims.values() if claim.share)
        return tuple(dict.fromkeys(shared))

    @property
    def graded(self) -> tuple[str, ...]:
        """The functions that items are about, in the items' order."""
        return tuple(dict.fromkeys(self.claim(item).function for item in self.items))
