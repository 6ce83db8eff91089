"""Find the conventions of a submission by looking and asking.

The exercise offers candidates, the plainest first, by the names that the files use. Each is asked
some problems; the first that agrees with the reference on all is taken. Where none agrees, the one
is taken whose answers the plainest known mistake explains. Whatever the rubric names binds, so a
mistake against it is not explained away; grading then asks other questions than these.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from pysoftmax.comparison.case import Answer, Case, Failure
from pysoftmax.exercise.conventions import Conventions
from pysoftmax.exercise.inferring import Definition, Stage
from pysoftmax.exercise.item import Item
from pysoftmax.exercise.mistakes import Observation, explain
from pysoftmax.exercise.table import names_listed
from pysoftmax.grader.adapter_table import adapter_lines, leaves
from pysoftmax.grader.asker import Student
from pysoftmax.grader.examination import Examination, Question, draw
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.workers.inside.inventory import INVENTORY
from pysoftmax.languages import PYTHON
from pysoftmax.words import plural

__all__ = ["Inferred", "infer", "most_common"]

OTHER_SEED = 104_729
"""Added to the rubric's seed: the questions that settle conventions are not those of grading."""
LIST_BYTES = 1 << 20
"""The largest list of definitions that is read."""
SECONDS = 20
MOST_EXPLAINED = 24
"""Candidates without agreement for which a mistake is looked for."""
UNEXPLAINED = 100
PATIENCE = 40.0
"""Seconds of answers after which a submission is asked nothing more; a right one takes one."""
AT_A_TIME = 400
RESTARTS = 6


@dataclass(frozen=True)
class Inferred:
    """What was found.

    Attributes
    ----------
    conventions
        The submission's.
    evidence
        Why, by dotted key of the table.
    questions
        What stayed undecided.
    functions
        The exercise's functions that were found.
    running
        Those of them that answer in these conventions.
    agreeing
        Those of them whose answers are all right.
    decided
        Those of the exercise's `class_conventions` with another value of which an answer was
        wrong.
    """

    conventions: Conventions
    evidence: Mapping[str, str]
    questions: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    running: tuple[str, ...] = ()
    agreeing: tuple[str, ...] = ()
    decided: frozenset[str] = frozenset()

    def lines(self, usual: Conventions) -> list[str]:
        """The table ``[adapter]``, with the evidence for each line and what stayed undecided."""
        return adapter_lines(self.conventions, usual, self.evidence, self.questions)


def infer(student: Student, examination: Examination, binding: Collection[str] = ()) -> Inferred:
    """The conventions of a submission in Python.

    Parameters
    ----------
    student
        Answers cases.
    examination
        Of the course's rubric.
    binding
        Keys of the table that are not to be changed, since the teacher or the class has settled
        them.
    """
    exercise, base = examination.exercise, examination.rubric.conventions
    if exercise.infer is None:
        return Inferred(base, {}, (f"{exercise.title} has no conventions to be found",))
    student = _Bounded(student)
    listed = _inventory(student)
    definitions = [one for one in listed if one.name]
    unread = names_listed([f"{one.file}.py" for one in listed if not one.name])
    settled = base
    evidence: dict[str, str] = {}
    questions: list[str] = []
    functions: list[str] = []
    unsettled: list[str] = []
    running: list[str] = []
    agreeing: list[str] = []
    decided: set[str] = set()
    for make in exercise.infer(definitions, base, frozenset(binding)):
        stage = make(settled)
        items = [item for item in exercise.items if item.key in stage.items]
        if not items:
            continue
        asked = [exercise.claim(item).function for item in items]
        found = _settle(student, examination, stage, items)
        if found is not None and found.why and not stage.named:
            found = found if found.explained and stage.guesses_blame else None
        if found is not None and stage.only_asks(found.conventions, found.why):
            questions.append(stage.question)
            unsettled += asked
            continue
        if found is None:  # so that its own error is reported
            questions.append(stage.question)
            first = next((one for tier in stage.tiers for one in tier), None)
            unsettled += asked
            if first is not None and stage.named:
                settled, functions = first, functions + asked
            continue
        evidence |= _evidence(found, settled, stage)
        settled = found.conventions
        if doubt := stage.doubt(settled):
            questions.append(doubt)
        if found.why:
            questions.append(f"{stage.question} ({found.why})")
        else:
            agreeing += asked
            decided |= {key for key in exercise.class_conventions if _is_decided(key, found)}
        functions += asked
        running += asked
    known = {*functions, *unsettled, *(one.name for one in definitions)}
    missing = [function for function in exercise.graded if function not in known]
    if missing and unread:
        questions.append(f"where is {names_listed(missing)}? Python 3 cannot read {unread}")
    else:
        hiding = [one for one in definitions if one.inner and not one.closure]
        called = {function: _hides(hiding, function) for function in missing}
        for function in missing:
            inner = called[function]
            if inner is None and not any(called.values()):
                inner = next(iter(hiding), None)
            names = names_listed(inner.inner) if inner else ""
            within = f"; {inner.place} defines {names} within itself" if inner else ""
            where = ", where nothing else can call it" if inner else ""
            questions.append(
                f"which function is {function}? None was found by its name{within}{where}"
            )
    return Inferred(
        settled,
        evidence,
        questions=tuple(dict.fromkeys(questions)),
        functions=tuple(dict.fromkeys(functions)),
        running=tuple(dict.fromkeys(running)),
        agreeing=tuple(dict.fromkeys(agreeing)),
        decided=frozenset(key for key in decided if settled.matters(key)),
    )


def _hides(found: Sequence[Definition], function: str) -> Definition | None:
    """The definition within which one of the function's name is defined."""
    name = function.lower()
    return next(
        (one for one in found if any(name in f.lower().replace("_", "") for f in one.inner)), None
    )


@dataclass(frozen=True)
class _Settled:
    """What a stage has settled.

    Attributes
    ----------
    conventions
        The ones that are taken.
    problems
        How many were asked.
    tried
        All conventions that were tried.
    agreeing
        Those that agree on all problems.
    why
        Why these were taken though they do not agree; empty if they do.
    explained
        Whether known mistakes explain why they do not.
    """

    conventions: Conventions
    problems: int
    tried: Sequence[Conventions]
    agreeing: Sequence[Conventions] = ()
    why: str = ""
    explained: bool = True


def _is_decided(key: str, found: _Settled) -> bool:
    """Return whether all that agree have one value of a key, and others were tried."""
    agreeing = {_value(one, key) for one in found.agreeing}
    return len(agreeing) == 1 and len({_value(one, key) for one in found.tried}) > 1


def _evidence(found: _Settled, before: Conventions, stage: Stage) -> dict[str, str]:
    """Why, for each line of the table that has changed."""
    was, now = dict(leaves(asdict(before))), dict(leaves(asdict(found.conventions)))
    return {
        key: stage.evidence.get(key) or _asked_words(key, value, found)
        for key, value in now.items()
        if was.get(key) != value
    }


def _asked_words(key: str, value: Any, found: _Settled) -> str:
    """What the answers say of one line."""
    if found.why:
        return found.why
    problems = plural(found.problems, "problem")
    others = {repr(_value(one, key)) for one in found.agreeing} - {repr(value)}
    if others:
        also = " or ".join(sorted(others))
        return f"agrees on {problems}, as it does with {also}"
    tried = [_value(one, key) for one in found.tried]
    refuted = sum(other != value for other in tried)
    if not refuted:
        return f"agrees on {problems}"
    return f"agrees on {problems}; with another value none of {refuted} conventions tried does"


def _value(conventions: Conventions, key: str) -> Any:
    """The value of a dotted key; None if a table has no such line."""
    name, _, entry = key.partition(".")
    value = getattr(conventions, name)
    return value.get(entry) if entry else value


class _Bounded:
    """A submission whose answers take a bounded time, however many are asked."""

    def __init__(self, student: Student) -> None:
        self.name = student.name
        self._student = student
        self._left = PATIENCE

    def answer(self, cases: Sequence[Case], *, limits: Limits | None = None) -> list[Answer]:
        """Return one answer per case; if the time is used up, that none was asked."""
        if self._left <= 0:
            return [Answer(failure=Failure("not asked", "it takes too long"))] * len(cases)
        begun = time.monotonic()
        answers = self._student.answer(cases, limits=limits)
        self._left -= time.monotonic() - begun
        return answers


# ---- looking


def _inventory(student: Student) -> list[Definition]:
    """Return what the files define, as listed by the student's own process; all is validated."""
    # As JSON it takes twenty times its size in memory.
    limits = replace(Limits(), answer_bytes=LIST_BYTES)
    (answer,) = student.answer([Case(f"{INVENTORY}:{INVENTORY}", ())], limits=limits)
    if answer.failure is not None or not answer.values:
        return []
    try:
        table = json.loads(bytes(np.asarray(answer.values[0], dtype=np.uint8)).decode("utf-8"))
        return [_definition(entry) for entry in table[:400]]
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError):
        return []


def _definition(entry: Any) -> Definition:
    file, owner, name, parameters, required, calls, attributes, variables, *others = entry
    fields, unpacked, keywords, members, inner, closure, results = others
    texts = [*file.split("/"), owner, name, *parameters, *calls, *attributes, *variables, *keywords]
    texts += [*members, *inner, *(one for read in unpacked for one in read)]
    numbered = [one for read in fields for one in read]
    if not all(isinstance(t, str) and len(t) < 100 for t in (*texts, *numbered)):
        raise ValueError("a name that is none")
    if not all(t.isidentifier() or not t for t in texts):
        raise ValueError("a name that is none")
    if not all(t.isidentifier() or t.isdecimal() for t in numbered):
        raise ValueError("a field that is none")
    if not (type(required) is type(results) is int):
        raise ValueError("a number that is none")
    return Definition(
        file,
        owner,
        name,
        tuple(parameters),
        required,
        tuple(calls),
        tuple(attributes),
        tuple(variables),
        tuple(map(tuple, fields)),
        tuple(map(tuple, unpacked)),
        tuple(keywords),
        tuple(members),
        tuple(inner),
        _definition(closure) if closure else None,
        results,
    )


# ---- asking


def _settle(
    student: Student, examination: Examination, stage: Stage, items: Sequence[Item]
) -> _Settled | None:
    """The conventions that a stage settles; None if none of them gives any values.

    If none gives the values of all items, those are taken that give the first item's.
    """
    found = _settle_by(student, examination, stage, items)
    if found is not None or len(items) == 1:
        return found
    found = _settle_by(student, examination, stage, items[:1])
    if found is None or found.why:
        return found
    return replace(found, why=f"nothing but {items[0].title} was found")


def _settle_by(
    student: Student, examination: Examination, stage: Stage, items: Sequence[Item]
) -> _Settled | None:
    """The same, of these items only."""
    ran: list[_Tried] = []
    tried: list[Conventions] = []
    problems = sum(len(item.conditions) for item in items)
    for k, tier in enumerate(stage.tiers):
        if k >= stage.stop_if_runs and ran:
            break
        tried += tier
        here = _asked(student, examination, tier, items, other_form=False)
        agreeing = _agreeing(here)
        if not agreeing and any(item.in_other_form for item in items):
            others = _asked(student, examination, tier, items, other_form=True)
            agreeing, here = _agreeing(others), here + others
        if agreeing:
            return _Settled(agreeing[0], problems, tried, agreeing)
        here = [(one, seen) for one, seen in here if all(s.answer.failure is None for _, s in seen)]
        best = _plainest(here, examination, stage.later)
        if best is not None:
            why = f"nothing agrees; so its mistake is plainest: {best[1]}"
            return _Settled(best[0], problems, tried, why=why)
        ran += here
    if not ran:
        return None
    plain = {id(one) for one in stage.tiers[0]}  # in a later tier they may be the conventions
    first = [one for one in ran if id(one[0]) in plain]
    best = _plainest(first, examination, ()) if stage.later else None
    if best is not None:
        why = f"nothing agrees; so its mistake is plainest: {best[1]}"
        return _Settled(best[0], problems, tried, why=why)
    why = "nothing agrees, and no known mistake explains it"
    closest = max(ran, key=lambda one: sum(seen.agrees for _, seen in one[1]))
    return _Settled(closest[0], problems, tried, why=why, explained=False)


def _agreeing(tried: Sequence[_Tried]) -> list[Conventions]:
    return [one for one, seen in tried if all(each.agrees for _, each in seen)]


_Tried = tuple[Conventions, list[tuple[Item, Observation]]]
"""Conventions, with what was answered in them."""


def _plainest(
    ran: Sequence[_Tried], examination: Examination, later: Collection[str]
) -> tuple[Conventions, str] | None:
    """The conventions in which the fewest known mistakes explain the answers, and these.

    Those of `later` explain nothing.
    """
    best: tuple[int, Conventions, str] | None = None
    by_agreement = sorted(ran, key=lambda one: -sum(seen.agrees for _, seen in one[1]))
    for conventions, seen in by_agreement[:MOST_EXPLAINED]:
        count, names = _mistakes(conventions, seen, examination, later)
        if count < UNEXPLAINED and (best is None or count < best[0]):
            best = count, conventions, names
    return None if best is None else best[1:]


def _mistakes(
    conventions: Conventions,
    seen: Sequence[tuple[Item, Observation]],
    examination: Examination,
    later: Collection[str],
) -> tuple[int, str]:
    """How many known mistakes explain the answers, and which."""
    course = conventions.course(PYTHON)
    count, names = 0, []
    for item in dict.fromkeys(item for item, _ in seen):
        observed = [one for its, one in seen if its is item]
        if all(one.agrees for one in observed):
            continue
        if item.explain is None:
            return UNEXPLAINED, ""
        found = explain(item.explain, examination.exercise.failures, observed, course)
        if found is None or not found.name or " | " in found.name:
            return UNEXPLAINED, ""
        if not set(found.name.split(" + ")).isdisjoint(later):
            return UNEXPLAINED, ""
        count += 1 + found.name.count(" + ")
        names.append(found.name)
    return count, ", ".join(dict.fromkeys(names))


def _asked(
    student: Student,
    examination: Examination,
    tier: Sequence[Conventions],
    items: Sequence[Item],
    *,
    other_form: bool,
) -> list[_Tried]:
    """Each candidate with its answers; the later problems only for those that go on running."""
    alive = list(tier)
    seen: dict[int, list[tuple[Item, Observation]]] = {id(one): [] for one in tier}
    most = max(len(item.conditions) for item in items)
    for number in range(most):
        questions = [
            (candidate, item, _question(examination, candidate, item, number, other_form))
            for candidate in alive
            for item in items
            if number < len(item.conditions)
        ]
        answers = _answers(student, [(c, q) for c, _, q in questions])
        failed: set[int] = set()
        for (candidate, item, question), answer in zip(questions, answers, strict=True):
            verdict = examination.judge(item, question.case, answer, question.expected)
            one = Observation(question.case, answer, question.expected, verdict.agrees)
            seen[id(candidate)].append((item, one))
            if answer.failure is not None:
                failed.add(id(candidate))
        alive = [one for one in alive if id(one) not in failed]
        right = [one for one in alive if all(s.agrees for _, s in seen[id(one)])]
        if right:
            alive = right[:8]
    return [(one, seen[id(one)]) for one in alive]


_DRAWN: dict[tuple[Any, ...], Case] = {}
"""Cases that were drawn, by what makes them: two exercises may have keys in common."""


def _question(
    examination: Examination, conventions: Conventions, item: Item, number: int, other_form: bool
) -> Question:
    """A question of an item that is not one of grading."""
    one = replace(item, conditions=(item.conditions[number],))
    seed = [(examination.rubric.seed or 0) + OTHER_SEED, number]
    claim = examination.exercise.claim(item)
    key = (claim.make, item.fair, *one.conditions, *seed)
    if key not in _DRAWN:
        ((case, _),) = draw(claim, one, seed)
        _DRAWN[key] = case
    case = conventions.posed(_DRAWN[key])
    if other_form and item.in_other_form is not None:
        case = item.in_other_form(case)
    (expected,) = examination.answer([case])
    return Question(item, case, expected)


def _answers(student: Student, asked: Sequence[tuple[Conventions, Question]]) -> list[Answer]:
    """The answers, in the exercise's conventions; what ends a process costs only its own answer."""
    limits = replace(Limits(), cpu_seconds=SECONDS, wall_seconds=SECONDS)
    answers: list[Answer] = []
    restarts = 0
    while len(answers) < len(asked):
        part = asked[len(answers) : len(answers) + AT_A_TIME]
        cases = [conventions.to_student(q.case, PYTHON) for conventions, q in part]
        came = student.answer(cases, limits=limits)
        if restarts < RESTARTS and came[-1].failure and came[-1].failure.kind == "not asked":
            restarts += 1
            came = [a for a in came if a.failure is None or a.failure.kind != "not asked"]
        answers += [
            conventions.from_student(question.case, answer)
            for (conventions, question), answer in zip(part, came, strict=False)
        ]
    return answers


# ---- a class


def most_common(found: Sequence[Conventions], keys: Sequence[str]) -> dict[str, Any]:
    """The values of keys that more than half of at least three submissions share."""
    shared = {}
    for key in keys:
        values = [getattr(one, key, None) for one in found]
        for value in dict.fromkeys(values):
            if len(values) >= LEAST_OF_A_CLASS and 2 * values.count(value) > len(values):
                shared[key] = value
    return shared


LEAST_OF_A_CLASS = 3
