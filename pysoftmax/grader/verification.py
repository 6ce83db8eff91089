"""Verify an exercise: grade its solutions, and compare what they get with what is declared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.choices import SeededChoices
from pysoftmax.comparison.claim import Claim
from pysoftmax.exercise import Exercise
from pysoftmax.exercise.table import TableError
from pysoftmax.grader.asker import Student
from pysoftmax.grader.declared import Declared, Expected, read_declared
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.looked_for import looked_for
from pysoftmax.grader.results import ItemResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.run import Runs
from pysoftmax.grader.session import grade
from pysoftmax.grader.submission import Reader, Submission, Unreadable, find_submissions
from pysoftmax.words import plural

__all__ = ["Solution", "Verified", "read_solutions", "verify"]

CASES = 6
"""Cases that a wrong solution is asked of a claim that no item names."""
CLOSE = 1e-6
"""How close their answers must be, relative to the largest entry, to count as right."""


@dataclass(frozen=True, eq=False)
class Solution:
    """A solution of the exercise, ready to be graded.

    Attributes
    ----------
    name
        Its folder's.
    submission
        Its files.
    declared
        What it must get.
    examination
        The questions, in its conventions.
    """

    name: str
    submission: Submission
    declared: Declared
    examination: Examination

    @property
    def is_wrong(self) -> bool:
        return self.name.startswith("wrong-")


@dataclass(frozen=True)
class Verified:
    """What was found.

    Attributes
    ----------
    problems
        What is not as declared, a line each.
    solutions, mistakes, claims
        How many there are of each.
    """

    problems: tuple[str, ...]
    solutions: int
    mistakes: int
    claims: int

    @property
    def summary(self) -> str:
        """The counts, and whether all is as declared."""
        counts = ", ".join(
            plural(count, noun)
            for count, noun in (
                (self.solutions, "solution"),
                (self.mistakes, "mistake"),
                (self.claims, "claim"),
            )
        )
        found = plural(len(self.problems), "problem") if self.problems else "all as declared"
        return f"{counts}: {found}"


@dataclass(frozen=True)
class _Outcome:
    """What grading one solution showed."""

    problems: tuple[str, ...]
    mistakes: frozenset[str] = frozenset()
    violated: frozenset[str] = frozenset()


def read_solutions(exercise: Exercise) -> tuple[list[Solution], list[str]]:
    """Return the solutions in the exercise's folder, and what keeps others from being graded.

    Raises
    ------
    ExerciseError
        If no questions can be made.
    """
    assert exercise.folder is not None
    Examination(Rubric(exercise))  # so that an exercise without questions is one error
    folder = exercise.folder / "solutions"
    places = sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
    solutions, problems, known = [], [], dict[str, Examination]()
    if not any(place.name.startswith("right-") for place in places):
        problems.append("solutions/ has no right-*; expected a right solution at least")
    with Reader() as reader:
        for place in places:
            try:
                solutions.append(_solution(place, exercise, reader, known))
            except TableError as error:
                problems.append(f"{place.name}: {error}")
    return solutions, problems


def _solution(
    place: Path, exercise: Exercise, reader: Reader, known: dict[str, Examination]
) -> Solution:
    declared = read_declared(place, exercise)
    conventions = exercise.read_conventions(declared.adapter)
    key = json.dumps(declared.adapter, sort_keys=True, default=str)
    if key not in known:
        known[key] = Examination(Rubric(exercise, conventions=conventions))
    wanted = looked_for(exercise, conventions)
    found = list(find_submissions([place], wanted, reader=reader))
    for one in found:
        if isinstance(one, Unreadable):
            raise TableError(one.reason)
    each = [one for one in found if isinstance(one, Submission)]
    chosen = [one for one in each if declared.language in (None, one.language)]
    if len(chosen) != 1:
        what = f" in {declared.language.title}" if declared.language else ""
        languages = ", ".join(one.language.key for one in each) or "none"
        raise TableError(f"expected one solution{what}; found: {languages}")
    return Solution(place.name, chosen[0], declared, known[key])


def verify(
    exercise: Exercise,
    solutions: Sequence[Solution],
    problems: Sequence[str],
    workers: Runs,
    jobs: int,
    sandboxed: bool,
    on_graded: Callable[[], None] = lambda: None,
) -> Verified:
    """Grade the solutions, and compare.

    Parameters
    ----------
    exercise
        Whose they are.
    solutions, problems
        As `read_solutions` gives them.
    workers
        What makes a submission answer.
    jobs
        How many are graded at a time.
    sandboxed
        Whether they run in the sandbox.
    on_graded
        Called after each solution.
    """
    unnamed = _asked_of_no_item(exercise)

    def outcome(solution: Solution) -> _Outcome:
        try:
            return _graded(solution, unnamed, workers, sandboxed)
        except Exception as error:  # a fault of the exercise's own code, or of the grader
            words = f"{type(error).__name__}: {error}"
            return _Outcome((f"{solution.name}: grading it fails: {words}",))

    with ThreadPoolExecutor(jobs) as pool:
        outcomes = []
        for one in pool.map(outcome, solutions):
            outcomes.append(one)
            on_graded()
    found = frozenset[str]().union(*(one.mistakes for one in outcomes))
    violated = frozenset[str]().union(*(one.violated for one in outcomes))
    mistakes = dict.fromkeys(name for item in exercise.items for name in item.known_mistakes)
    lines = [*problems, *(line for one in outcomes for line in one.problems)]
    lines += [f"mistake {name}: no wrong solution has it" for name in mistakes if name not in found]
    lines += [
        f"claim {key}: no wrong solution violates it"
        for key in exercise.claims
        if key not in violated
    ]
    return Verified(tuple(lines), len(solutions), len(mistakes), len(exercise.claims))


def _asked_of_no_item(exercise: Exercise) -> Mapping[Claim, Sequence[Case]]:
    """Return the claims that no item names, each with a few cases."""
    named = {item.claim for item in exercise.items}
    return {
        claim: [claim.make(SeededChoices([0, k])) for k in range(CASES)]
        for claim in exercise.claims.values()
        if claim.key not in named
    }


def _graded(
    solution: Solution,
    unnamed: Mapping[Claim, Sequence[Case]],
    workers: Runs,
    sandboxed: bool,
) -> _Outcome:
    exercise = solution.examination.exercise
    with workers.open(solution.submission) as student:
        result = grade(solution.submission, student, solution.examination, sandboxed)
        if not solution.is_wrong:
            return _Outcome(tuple(_differences(solution, result.items)))
        violated = {c.key for c in unnamed if _violates(solution, student, c, unnamed[c])}
    declared = solution.declared.items
    for item in result.items:
        if item.outcome == "failed" and item.name in declared:
            violated.add(exercise.item(item.name).claim)
    return _Outcome(
        tuple(_differences(solution, result.items)),
        frozenset(name for item in result.items for name in _names(item.mistake)),
        frozenset(violated),
    )


def _violates(solution: Solution, student: Student, claim: Claim, cases: Sequence[Case]) -> bool:
    """Whether a solution gives an answer, to one of the cases, that contradicts the claim."""
    conventions, language = solution.examination.rubric.conventions, solution.submission.language
    answers = student.answer([conventions.to_student(case, language) for case in cases])
    right = solution.examination.answer(cases)
    for case, given, expected in zip(cases, answers, right, strict=True):
        answer = conventions.from_student(case, given)
        verdict = claim.judge(case, answer, expected, lambda bound: bound.at_least(CLOSE))
        if answer.failure is None and not verdict.agrees:
            return True
    return False


def _differences(solution: Solution, items: Sequence[ItemResult]) -> Iterator[str]:
    """Yield what is not as declared, a line for each item."""
    declared = solution.declared.items
    conventions = solution.examination.rubric.conventions
    stems = {file.rpartition("/")[2].rpartition(".")[0] for file in solution.submission.files}
    for item in items:
        if item.name in declared:
            words = _difference(item, declared[item.name])
        elif declared and conventions.file(item.function) not in stems:
            continue  # it is declared by its absence
        elif declared and item.outcome == "not checked":
            continue  # a consequence of an item that is named
        else:
            words = _difference(item, Expected("passed"))
        if words:
            yield f"{solution.name}: {item.name} {words}"


def _difference(item: ItemResult, expected: Expected) -> str:
    """Return what is not as expected of an item; empty if all is."""
    if item.outcome != expected.verdict:
        why = item.mistake or " ".join(item.message.split())
        return f"{item.outcome}{f' ({why})' * bool(why)}; expected {expected.verdict}"
    if expected.mistake is None or _names(item.mistake) == _names(expected.mistake):
        return ""
    found = f"with the mistake {item.mistake}" if item.mistake else "without a mistake's name"
    wanted = f"the mistake {expected.mistake}" if expected.mistake else "none"
    return f"{item.outcome} {found}; expected {wanted}"


def _names(mistake: str) -> frozenset[str]:
    """Return the names of the mistakes that are joined in one."""
    return frozenset(name for part in mistake.split(" + ") if (name := part.strip()))
