"""What is looked for in submissions, in a course's names."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from pysoftmax.exercise import Exercise
from pysoftmax.exercise.conventions import Conventions, argument_in_words
from pysoftmax.exercise.failures import TOOLBOX
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.submission.inside.findings import SourceText
from pysoftmax.grader.submission.inside.looked_for import LookedFor, Wanted
from pysoftmax.grader.submission.inside.sources import SOURCES
from pysoftmax.grader.submission.inside.tokens import runs
from pysoftmax.languages import Language

__all__ = ["looked_for", "looked_for_by"]


def looked_for(
    exercise: Exercise,
    conventions: Conventions,
    functions: Sequence[str] = (),
    *,
    converted: bool = False,
) -> LookedFor:
    """Return what the reader looks for.

    Parameters
    ----------
    exercise
        Its graded functions, starter code and other files.
    conventions
        The course's names.
    functions
        The functions that will be called; by default all graded ones.
    converted
        Whether Python 2 is converted.

    Raises
    ------
    ImportError
        If the converter is needed and not installed.
    """
    if converted and find_spec("fissix") is None:
        raise ImportError(
            "python2 is 'convert', which needs fissix; run: pip install 'pysoftmax[python2]'"
        )
    wanted = []
    graded = functions or exercise.without(conventions.absent).graded
    for function in map(exercise.function, graded):
        separate = conventions.separate(function.name)
        for called in (function.name, *separate):
            wanted.append(
                Wanted(
                    function.name,
                    conventions.file(called),
                    conventions.qualified(called),
                    tuple(map(argument_in_words, conventions.argument_names(called))),
                    1 if separate else function.required,
                    function.complete,
                    _starter(exercise.starter, function.name),
                    tuple((one.name, one.sign, one.words) for one in function.namesakes),
                )
            )
    return LookedFor(
        tuple(wanted),
        exercise.file_names(conventions),
        exercise.runs_exercise,
        tuple(sorted(TOOLBOX - _provided(exercise))),
        tuple(sorted(exercise.other_files)),
        {language.key: _given(folder, language) for language, folder in exercise.starter.items()},
        converted,
    )


def looked_for_by(rubric: Rubric, *, in_own_names: bool = False) -> LookedFor:
    """What the reader looks for by a rubric: in its names, or in the exercise's own."""
    exercise = rubric.exercise
    conventions = exercise.conventions if in_own_names else rubric.conventions
    return looked_for(exercise, conventions, converted=rubric.python2 == "convert")


@functools.cache
def _given(folder: Path, language: Language) -> tuple[int, ...]:
    """Return the runs of tokens in the starter code."""
    files = folder.glob(f"*{language.suffix}")
    grammar = SOURCES[language.key].grammar
    texts = [SourceText.from_bytes(path.read_bytes()).text for path in sorted(files)]
    return tuple(sorted({run for text in texts for run in runs(text, grammar)}))


def _provided(exercise: Exercise) -> set[str]:
    """The functions that a submission finds on Octave's path, whatever it holds itself."""
    return {path.stem for folder in exercise.library.octave for path in folder.glob("*.m")}


def _starter(folders: Mapping[Language, Path], function: str) -> dict[str, str]:
    """Return the starter's sources by language, if they leave something to fill in."""
    found = {}
    for language, folder in folders.items():
        path = folder / f"{function}{language.suffix}"
        if path.is_file():
            text = SourceText.from_bytes(path.read_bytes()).text
            if "YOUR CODE" in text.upper():
                found[str(language)] = text
    return found
