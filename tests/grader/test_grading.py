"""Grading one submission: what is asked when, what is said, and what is never said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pysoftmax.comparison.case import Answer, Case, Failure
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.results import ItemResult, SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.session import grade
from pysoftmax.languages import OCTAVE

from .fakes import Change, FakeStudent, without_decay, write_submission
from .folders import in_folder


@pytest.fixture(scope="module")
def examination() -> Examination:
    return Examination(Rubric(SOFTMAX))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_submission(tmp_path / "student")


def graded(
    folder: Path, examination: Examination, change: Change | None = None
) -> tuple[dict[str, ItemResult], FakeStudent]:
    student = FakeStudent(change) if change else FakeStudent()
    result = grade(in_folder(folder, "python"), student, examination, sandboxed=True)
    return {item.name: item for item in result.items}, student


def test_a_right_one_has_full_marks_in_three_calls(folder: Path, examination: Examination) -> None:
    """The functions in one process, training in another, the last prediction in a third."""
    items, student = graded(folder, examination)
    assert {item.outcome for item in items.values()} == {"passed"}
    assert sum(item.points for item in items.values()) == 100
    assert len(student.calls) == 3


@pytest.mark.parametrize("kind", ["timeout", "crash", "limit"])
@pytest.mark.parametrize("function", ["computeNumericalGradient", "softmaxPredict", "softmaxCost"])
def test_what_ends_the_process_takes_no_other_item_along(
    folder: Path, examination: Examination, function: str, kind: Any
) -> None:
    """Items of other functions keep their answers, and the culprit is asked twice at most."""

    def change(case: Case, answer: Answer) -> Answer:
        return Answer(failure=Failure(kind, "boom")) if case.function == function else answer

    items, student = graded(folder, examination, change)
    for name in ("numerical-gradient", "predict", "cost"):
        expected = "failed" if SOFTMAX.claim(SOFTMAX.item(name)).function == function else "passed"
        assert items[name].outcome == expected, name
    assert "boom" in next(i for i in items.values() if i.outcome == "failed").message
    assert sum(function in call for call in student.calls) <= 2


def test_a_timeout_is_said_as_a_sentence(folder: Path, examination: Examination) -> None:
    """The function, what was done, and why."""

    def change(case: Case, answer: Answer) -> Answer:
        slow = Failure("timeout", "it did not return within 10 seconds")
        return Answer(failure=slow) if case.function == "softmaxPredict" else answer

    items, _ = graded(folder, examination, change)
    said = "softmaxPredict was stopped: it did not return within 10 seconds"
    assert items["predict"].message == said


def test_prerequisites_are_named_to_the_root(folder: Path, examination: Examination) -> None:
    """Without a right gradient nothing is trained, and the full run says why in the end."""
    items, student = graded(folder, examination, without_decay)
    for name in ("overflow", "training", "full-run"):
        assert items[name].outcome == "not checked"
        assert items[name].message == "not checked because Gradient failed."
    assert not any("softmaxTrain" in call for call in student.calls)


def test_the_mistake_is_named_and_the_case_small(folder: Path, examination: Examination) -> None:
    """A gradient without its decay: its name, its repair, the smallest input, the picture."""
    items, _ = graded(folder, examination, without_decay)
    gradient = items["gradient"]
    assert gradient.mistake == "no decay in the gradient"
    assert gradient.message == (
        "your gradient is correct, except that its decay term `lambda_ * theta` is missing."
    )
    assert gradient.fix == ("gradient = -(groundTruth - P) @ data.T / M + lambda_ * theta")
    assert gradient.example is not None
    assert "numClasses = 2\ninputSize = 2\n" in gradient.example.code
    assert gradient.picture is not None
    assert len(gradient.picture.answer) == len(gradient.picture.expected) > 2


def test_an_unknown_mistake_shows_the_largest_wrong_entry(
    folder: Path, examination: Examination
) -> None:
    """Without a name there is the entry, its class and its feature, counted from 1."""

    def change(case: Case, answer: Answer) -> Answer:
        if case.function != "softmaxCost" or case.nargout < 2:
            return answer
        cost, grad = answer.values
        grad = np.array(grad)
        grad[case.args[1]] += 0.125  # class 1, feature 2
        return Answer((cost, grad))

    items, _ = graded(folder, examination, change)
    assert items["gradient"].mistake == ""
    assert "[class 1, feature 2]" in items["gradient"].message
    assert "1 of " in items["gradient"].message


def test_the_message_and_the_example_speak_of_the_same_case(
    folder: Path, examination: Examination
) -> None:
    """A message that gives numbers gives those of the example below it."""

    def change(case: Case, answer: Answer) -> Answer:
        if case.function != "softmaxCost":
            return answer
        cost, *rest = answer.values
        return Answer((np.asarray(np.cos(1e6 * cost)), *rest))

    items, _ = graded(folder, examination, change)
    cost = items["cost"]
    assert cost.mistake == ""
    assert cost.example is not None
    assert f"cost is {cost.example.answer}, expected {cost.example.expected} (" in cost.message


@pytest.mark.parametrize(
    "message",
    [
        "NameError: name 'np' is not defined (softmaxCost.py, line 3: `np`)",
        "NameError: name 'groundtruth' is not defined (softmaxCost.py, line 3: `groundtruth`)",
        "ModuleNotFoundError: No module named 'helpers' (on import of softmaxCost.py)",
    ],
)
def test_no_input_is_shown_if_every_input_fails(
    folder: Path, examination: Examination, message: str
) -> None:
    """A name that is not defined fails whatever the input."""

    def change(case: Case, answer: Answer) -> Answer:
        if case.function != "softmaxCost":
            return answer
        return Answer(failure=Failure("error", message))

    items, _ = graded(folder, examination, change)
    assert items["cost"].mistake
    assert items["cost"].example is None


def test_not_a_number_is_wrong(folder: Path, examination: Examination) -> None:
    """An answer of NaN throughout fails every item, and breaks nothing."""

    def change(case: Case, answer: Answer) -> Answer:
        if case.function == "softmaxTrain":
            return answer
        return Answer(tuple(np.full(np.shape(v), np.nan) for v in answer.values))

    items, _ = graded(folder, examination, change)
    assert {i.outcome for i in items.values()} == {"failed", "not checked"}
    assert sum(i.points for i in items.values()) == 0


ODD_ANSWERS = [
    (),
    ({"cost": np.asarray(1.0)},),
    (np.zeros((2, 3, 4)), np.zeros((0, 5))),
    (np.asarray(1 + 2j), np.array([1j])),
    (np.array([]), np.array([])),
    (np.asarray(True), np.array([True])),
    ({}, {}),
    ({"optTheta": {"a": np.zeros(3)}},),
    (np.asarray(np.inf), np.full(4, -np.inf)),
]


@pytest.mark.parametrize("values", ODD_ANSWERS, ids=range(len(ODD_ANSWERS)))
def test_no_answer_breaks_the_grader(
    folder: Path, examination: Examination, values: tuple[Any, ...]
) -> None:
    """Whatever numbers, structs or shapes come back, the verdict is failed and a result is made."""
    items, _ = graded(folder, examination, lambda case, answer: Answer(values))
    assert sum(i.points for i in items.values()) == 0
    assert SubmissionResult.from_json(
        SubmissionResult("n", "python", "k", tuple(items.values())).to_json()
    ).items == tuple(items.values())


def test_a_swapped_pair_of_near_numbers_is_not_forgiven(
    folder: Path, examination: Examination
) -> None:
    """A cost off by one part in a hundred thousand fails, one part in a thousand million passes."""

    def off_by(share: float) -> Change:
        def change(case: Case, answer: Answer) -> Answer:
            if case.function != "softmaxCost":
                return answer
            return Answer((answer.values[0] * (1 + share), *answer.values[1:]))

        return change

    assert graded(folder, examination, off_by(1e-5))[0]["cost"].outcome == "failed"
    assert graded(folder, examination, off_by(1e-9))[0]["cost"].outcome == "passed"


def test_every_case_is_fair(examination: Examination) -> None:
    """Top class present, two examples, sizes all different, ten classes and others, no ties."""
    costs = [q.case for q in examination.questions(SOFTMAX.item("cost"), OCTAVE)]
    sizes = [(c.args[1], c.args[2], c.args[4].shape[1]) for c in costs]
    assert any(k == 10 for k, _, _ in sizes)
    assert any(k > 10 for k, _, _ in sizes)
    assert any(k < 10 for k, _, _ in sizes)
    for case, (k, n, m) in zip(costs, sizes, strict=True):
        assert len({k, n, m}) == 3
        assert m >= 2
        assert k in case.args[5]
        assert 0.03 <= case.args[3] <= 0.1
    for question in examination.questions(SOFTMAX.item("predict"), OCTAVE):
        model, data = question.case.args
        best, second = np.sort(model["optTheta"] @ data, axis=0)[[-1, -2]]
        assert (best - second > 1e-3).all()
        assert set(model) == {"optTheta", "inputSize", "numClasses"}


@pytest.mark.parametrize("seed", range(2, 8))
def test_any_seed_can_be_asked_and_the_reference_passes(folder: Path, seed: int) -> None:
    """For other seeds too the cases exist, and the reference has full marks."""
    items, _ = graded(folder, Examination(Rubric(SOFTMAX, seed=seed)))
    assert sum(item.points for item in items.values()) == 100


def test_seeds_ask_other_questions(examination: Examination) -> None:
    """Another seed means other numbers; the same seed the same ones."""

    def numbers(exam: Examination) -> list[bytes]:
        return [q.case.args[0].tobytes() for q in exam.questions(SOFTMAX.item("cost"), OCTAVE)]

    assert numbers(Examination(Rubric(SOFTMAX))) == numbers(examination)
    assert numbers(Examination(Rubric(SOFTMAX, seed=2))) != numbers(examination)


def test_the_oracle_leaves_standard_output_alone(
    examination: Examination, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several threads ask it at a time, and what redirects output does so for all of them."""

    def redirect(*_: Any) -> None:
        raise AssertionError("standard output is redirected")

    monkeypatch.setattr("contextlib.redirect_stdout", redirect)
    question = examination.questions(SOFTMAX.item("cost"), OCTAVE)[0]
    assert examination.answer([question.case])[0].failure is None


def test_the_oracle_remembers_its_answers(examination: Examination) -> None:
    """Equal cases have one answer, and a different one has its own."""
    first, other = (q.case for q in examination.questions(SOFTMAX.item("cost"), OCTAVE)[:2])
    again = Case(first.function, tuple(np.copy(a) for a in first.args), first.nargout)
    one, two, three = examination.answer([first, again, other])
    assert one is examination.answer([first])[0]
    assert float(one.values[0]) == float(two.values[0]) != float(three.values[0])


def test_the_example_shows_what_came_back_for_it(folder: Path, examination: Examination) -> None:
    """A submission that answers differently each time is shown an answer that was wrong."""
    given = iter(range(10**6))

    def change(case: Case, answer: Answer) -> Answer:
        if case.function != "softmaxCost":
            return answer
        return Answer((np.asarray(float(next(given))), *answer.values[1:]))

    items, _ = graded(folder, examination, change)
    example = items["cost"].example
    assert example is not None
    assert example.answer != example.expected


def test_no_example_is_shown_that_was_never_asked(folder: Path, examination: Examination) -> None:
    """Where a smaller case ends the process, those after it have not failed."""

    def change(case: Case, answer: Answer) -> Answer:
        if case.function != "softmaxPredict" or case.nargout > 1:
            return answer
        if np.shape(case.args[1])[1] < 3:
            return Answer(failure=Failure("crash", "boom"))
        return Answer((np.zeros_like(answer.values[0]),))

    items, _ = graded(folder, examination, change)
    example = items["predict"].example
    assert example is not None
    assert "ended before" not in example.answer
