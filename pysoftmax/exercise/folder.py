"""A teacher's own exercise: a folder with a description, a reference and starter files.

::

    exercise.py      EXERCISE = Description(...): functions, claims, items, typical mistakes
    reference/       a Python file for each function: the right answers
    octave/          the same as .m files (optional)
    starter/         python/, octave/ and notebook/: what students start from (optional)
    solutions/       right-*/ and wrong-*/, each with its expected verdict
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from pysoftmax.comparison.arrays import read_only
from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.in_process import InProcess
from pysoftmax.comparison.objectives import FORMULAS, Formula
from pysoftmax.comparison.tolerance import IDENTICAL, Tolerance
from pysoftmax.exercise.conventions import (
    Conventions,
    outputs_of,
    read_plain_conventions,
    signatures_of,
)
from pysoftmax.exercise.default_rubric import default_rubric
from pysoftmax.exercise.exercise import Excuse, Exercise, ExerciseError, Library
from pysoftmax.exercise.failures import explain_failures
from pysoftmax.exercise.function import Function
from pysoftmax.exercise.inferring import Infer
from pysoftmax.exercise.item import Item
from pysoftmax.exercise.mistakes import Explain
from pysoftmax.languages import LANGUAGES

__all__ = ["TEMPLATE", "Description", "claim", "exercise_in", "with_own_items"]

TEMPLATE = Path(__file__).parent / "template"
"""The template of an exercise's folder."""


def claim(
    key: str,
    function: str,
    title: str,
    inputs: Callable[[Choices], Sequence[Any]],
    outputs: Sequence[str | None],
    *,
    relative: float = 1e-12,
    share: int = 1,
    seed: int | None = None,
) -> Claim:
    """Return a claim that a function returns what the reference returns.

    Parameters
    ----------
    key
        A short name of lower-case words and hyphens.
    function
        The function that it is about.
    title
        What is claimed, for a reader.
    inputs
        Makes the arguments of a call from choices. Small choices should make simple arguments,
        because failing cases are reduced to the simplest.
    outputs
        The outputs' names in order; None for one that is not compared.
    relative
        The largest difference between Python and Octave, relative to the largest entry. For
        grading, an item has a tolerance of its own.
    share
        Its share of the cases of a parity run; 0 leaves it out.
    seed
        The seed of Octave's random numbers before each call, for a function that draws some.

    Returns
    -------
    Claim
        The claim, for `Description.claims`.
    """
    tolerance = (
        IDENTICAL if not relative else Tolerance("relative", "as declared").at_least(relative)
    )

    def make(choices: Choices) -> Case:
        try:
            values = tuple(inputs(choices))
        except Exception as error:
            raise ExerciseError(
                f"the inputs of the claim {key!r} cannot be made: {type(error).__name__}: {error}"
            ) from error
        args = tuple(
            read_only(np.array(value)) if isinstance(value, np.ndarray) else value
            for value in values
        )
        return Case(function, args, len(outputs), seed=seed)

    def tolerances(_: Case, __: Answer) -> tuple[Tolerance, ...]:
        return (tolerance,) * len(outputs)

    return Claim(key, function, title, make, tuple(outputs), tolerances, share=share)


@dataclass(frozen=True)
class Description:
    """A teacher's description of an exercise; the folder provides the rest.

    Attributes
    ----------
    title
        For people.
    functions
        What students write, in the order in which it is checked.
    claims
        What is true of a right solution; see `claim`.
    items
        What is graded: each names a claim.
    conventions
        The exercise's own; names of functions and order of arguments by default.
    read_conventions
        Reads a course's conventions from its rubric's ``[adapter]``.
    library
        What submissions may use.
    formulas
        Functions that are arguments, in addition to the engine's own.
    sizes
        The sizes of a case, in words.
    failures
        Knows the mistakes that end in an error message.
    excuses
        Known deviations of the Octave files.
    runs_exercise, other_files, further_files, infer, class_conventions
        As in `Exercise`.
    """

    title: str
    functions: Sequence[Function]
    claims: Sequence[Claim]
    items: Sequence[Item]
    conventions: Conventions | None = None
    read_conventions: Callable[[Mapping[str, Any]], Conventions] | None = None
    library: Library = field(default_factory=Library)
    formulas: Sequence[Formula] = ()
    sizes: Callable[[Case], str] = lambda case: ""
    failures: Explain | None = None
    excuses: tuple[Excuse, ...] = ()
    runs_exercise: tuple[str, ...] = ()
    other_files: frozenset[str] = frozenset()
    further_files: tuple[str, ...] = ()
    infer: Infer | None = None
    class_conventions: tuple[str, ...] = ()


def exercise_in(folder: Path) -> Exercise:
    """Return the exercise in a folder.

    Raises
    ------
    ExerciseError
        If the folder contains none; the message says what is missing or wrong.
    """
    folder = folder.resolve()
    module = _module(folder / "exercise.py", folder)
    described = getattr(module, "EXERCISE", None)
    if not isinstance(described, Description):
        raise ExerciseError(f"{folder / 'exercise.py'} defines no EXERCISE = Description(...)")
    _check(described, folder)
    functions = tuple(described.functions)
    return Exercise(
        key=folder.name,
        title=described.title,
        functions=functions,
        claims={one.key: one for one in described.claims},
        items=tuple(described.items),
        conventions=described.conventions
        or Conventions(signatures_of(functions), outputs=outputs_of(functions)),
        read_conventions=described.read_conventions or partial(read_plain_conventions, functions),
        oracle=partial(_reference, folder, functions),
        reference=partial(_reference, folder, functions),
        default_rubric=partial(default_rubric, described.title, tuple(described.items)),
        octave_folder=folder / "octave" if (folder / "octave").is_dir() else None,
        starter={
            language: folder / "starter" / language.key
            for language in LANGUAGES.values()
            if (folder / "starter" / language.key).is_dir()
        },
        notebook=folder / "starter" / "notebook"
        if (folder / "starter" / "notebook").is_dir()
        else None,
        library=described.library,
        formulas={**FORMULAS, **{formula.name: formula for formula in described.formulas}},
        excuses=described.excuses,
        failures=described.failures
        or explain_failures(
            outputs=tuple(f.outputs[0] for f in functions), other_files=described.other_files
        ),
        runs_exercise=described.runs_exercise,
        other_files=described.other_files,
        further_files=described.further_files,
        infer=described.infer,
        class_conventions=described.class_conventions,
        sizes=described.sizes,
        folder=folder,
        revision=_digest(folder),
    )


def with_own_items(exercise: Exercise, path: Path) -> Exercise:
    """Return the exercise with the claims and items of a further file.

    Parameters
    ----------
    exercise
        Whose functions, reference answers and items it has.
    path
        A Python file that defines CLAIMS and ITEMS, as an exercise's description has them.

    Raises
    ------
    ExerciseError
        If the file cannot be used; the message says what is wrong with it.
    """
    path = path.resolve()
    module = _module(path, path.parent)
    values = {}
    for name, kind in (("CLAIMS", Claim), ("ITEMS", Item)):
        if not hasattr(module, name):
            raise ExerciseError(f"{path} defines no {name}; expected {name} = (...)")
        values[name] = getattr(module, name)
        _check_kind(path, name, values[name], kind)
    claims = (*exercise.claims.values(), *values["CLAIMS"])
    items = (*exercise.items, *values["ITEMS"])
    _check_parts(path, exercise.functions, claims, items)
    content = exercise.revision.encode() + b"\0" + path.read_bytes()
    return replace(
        exercise,
        claims={one.key: one for one in claims},
        items=items,
        revision=hashlib.sha256(content).hexdigest(),
    )


def _check(described: Description, folder: Path) -> None:
    """Raise an `ExerciseError` if the parts contradict each other."""
    where = folder / "exercise.py"
    for what, values, kind in (
        ("functions", described.functions, Function),
        ("claims", described.claims, Claim),
        ("items", described.items, Item),
    ):
        _check_kind(where, what, values, kind)
    names: Any
    for function in described.functions:
        for what, names in (("arguments", function.arguments), ("outputs", function.outputs)):
            if isinstance(names, str):  # as ("x") is
                raise ExerciseError(
                    f"{where}: the {what} of {function.name} are {names!r}; expected a tuple of "
                    f"names: ({names!r},)"
                )
    if not described.items:
        raise ExerciseError(f"{where}: items is empty; expected at least one")
    _check_parts(where, described.functions, described.claims, described.items)
    for function in described.functions:
        if not (folder / "reference" / f"{function.name}.py").is_file():
            raise ExerciseError(f"{folder / 'reference'} has no {function.name}.py")


def _check_parts(
    where: Path, functions: Sequence[Function], claims: Sequence[Claim], items: Sequence[Item]
) -> None:
    """Raise an `ExerciseError` for a name that occurs twice, or refers to nothing."""
    names = [function.name for function in functions]
    for one in claims:
        if one.function not in names:
            raise ExerciseError(
                f"{where}: the claim {one.key!r} is about {one.function}; expected one of the "
                f"functions, {', '.join(names)}"
            )
    for what, keys in (
        ("function", names),
        ("claim", [one.key for one in claims]),
        ("item", [item.key for item in items]),
    ):
        for key in keys:
            if keys.count(key) > 1:
                raise ExerciseError(
                    f"{where}: {key!r} is the name of two {what}s; expected a name for each"
                )
    known_claims, known_items = [one.key for one in claims], [item.key for item in items]
    for item in items:
        if item.claim not in known_claims:
            known = ", ".join(known_claims)
            raise ExerciseError(
                f"{where}: the item {item.key!r} names the claim {item.claim!r}; expected one of "
                f"{known}"
            )
        for other in (*item.requires, *item.needs_answers):
            if other not in known_items:
                raise ExerciseError(
                    f"{where}: the item {item.key!r} depends on {other!r}; expected one of the "
                    f"items, {', '.join(known_items)}"
                )
        hints: Any = item.hints  # of a teacher's file, which nothing has checked
        if isinstance(hints, str):
            raise ExerciseError(
                f"{where}: the hints of the item {item.key!r} are one text; expected a tuple of "
                "texts, with a comma after a single one"
            )


def _check_kind(where: Path, name: str, values: Any, kind: type) -> None:
    """Raise an `ExerciseError` unless `values` is a list or tuple of values of a kind."""
    if not isinstance(values, (list, tuple)):
        raise ExerciseError(
            f"{where}: {name} is {values!r}; expected a tuple, with a comma after a single one"
        )
    for value in values:
        if not isinstance(value, kind):
            raise ExerciseError(f"{where}: {name} has {value!r}; expected {kind.__name__}(...)")


def _reference(folder: Path, functions: Sequence[Function]) -> InProcess:
    """Return the right answers: the functions in reference/."""
    place = folder / "reference"
    found = {}
    for function in functions:
        module = _module(place / f"{function.name}.py", place)
        implementation = getattr(module, function.name, None)
        if not callable(implementation):
            raise ExerciseError(
                f"{place / (function.name + '.py')} defines no function {function.name}"
            )
        found[function.name] = implementation
    return InProcess("the reference", found, silent=False)


def _module(path: Path, importable: Path) -> ModuleType:
    """Return the module of a file, with the other files of a folder importable meanwhile."""
    if not path.is_file():
        raise ExerciseError(f"{path} does not exist; expected the folder of an exercise")
    name = f"_exercise_{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    sys.path.insert(0, str(importable))
    before = set(sys.modules)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise ExerciseError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error
    finally:
        sys.path.remove(str(importable))
        for other in set(sys.modules) - before:  # so that exercises do not share helpers
            file = getattr(sys.modules[other], "__file__", None)
            if file and Path(file).parent == importable:
                del sys.modules[other]
    return module


def _digest(folder: Path) -> str:
    """Return a fingerprint of the files that can change a grade."""
    digest = hashlib.sha256()
    for path in _sources(folder):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[0] != "solutions" and "__pycache__" not in parts:
            yield path
