"""The reports of a parity run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from pysoftmax.comparison.case import Answer, Case, Failure
from pysoftmax.comparison.choices import Choices, SeededChoices
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.closeness import Tolerance, compare
from pysoftmax.comparison.in_process import InProcess
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.parity.causes import Compared, choices_seed, explain, made_smaller
from pysoftmax.parity.junit import as_junit
from pysoftmax.parity.page import as_html
from pysoftmax.parity.report import About, Replay, Report, as_json, as_table, verdict
from pysoftmax.parity.run import FunctionParity, compare_cases

ABOUT = About(
    python="mine",
    octave="/course",
    command="pysoftmax parity --cases 20 --seed 0",
    date="2026-01-31 12:00 UTC",
    seed=0,
    cases=20,
    versions={"pysoftmax": "1.0.0", "Octave": "7.3.0"},
    left_out={"g": "which mine lacks"},
)
EXACT = Tolerance("exact", "nothing is rounded", 0.0)
ROUNDED = Tolerance("rounded", "a sum of two terms near 1", 4e-16)


def _vector(choices: Choices) -> Case:
    """A vector of 1 to 9 ones."""
    return Case("f", (np.ones(choices.integer(1, 9)),), about="ones")


CLAIM = Claim("sum", "f", "the sum", _vector, ("out",), lambda case, expected: (EXACT,), share=1)


def _side(function: Any) -> InProcess:
    return InProcess("side", {"f": function})


def _parity(python: Any, octave: Any, trusted: Any = None, claim: Claim = CLAIM) -> FunctionParity:
    """Three cases: vectors of 4, 2 and 8 ones."""
    cases = [(claim, k, Case("f", (np.ones(n),), about="ones")) for k, n in enumerate((4, 2, 8))]
    parity = FunctionParity("f")
    reference = None if trusted is None else _side(trusted)
    for compared in compare_cases(_side(python), _side(octave), cases, SOFTMAX, reference):
        parity.take(compared)
    return parity


@pytest.mark.parametrize("ulps", [2.0, float("inf"), float("nan")])
def test_the_json_is_json(ulps: float) -> None:
    """A difference without a finite size is null: JSON has no other word for it."""

    def refuse(word: str) -> Any:
        raise ValueError(f"{word} is not JSON")

    report = Report(ABOUT, [FunctionParity("f", ulps=ulps, relative=ulps, used=ulps)])
    (function,) = json.loads(as_json(report), parse_constant=refuse)["functions"]
    assert function["largest_difference"]["ulps"] == (2.0 if ulps == 2 else None)


def test_what_was_not_compared_is_in_every_report() -> None:
    """Cases not asked and outputs not given are counted apart."""
    parity = FunctionParity("f", not_asked=17, not_given={"confidences": "Octave"})
    report = Report(ABOUT, [parity])
    (function,) = json.loads(as_json(report))["functions"]
    assert (function["not_asked"], function["not_given"]) == (17, {"confidences": "Octave"})
    page = as_html(report)
    assert "17 not asked: the function hung" in page
    assert "Not compared: confidences, which Octave does not return" in page
    assert as_table([parity])[1].split() == [
        "f",
        "17",
        "0",
        "0",
        "0",
        "0",
        "0",
        "17",
        "0",
        "none",
        "-",
    ]


def test_the_reports_say_what_was_run() -> None:
    """Versions, date, command, cases asked for, and what was left out, in both reports."""
    report = Report(ABOUT, [FunctionParity("f")])
    whole = json.loads(as_json(report))
    assert whole["schema"] == 2
    assert whole["versions"] == {"pysoftmax": "1.0.0", "Octave": "7.3.0"}
    assert whole["command"] == "pysoftmax parity --cases 20 --seed 0"
    assert (whole["date"], whole["cases"], whole["seed"]) == ("2026-01-31 12:00 UTC", 20, 0)
    assert whole["left_out"] == {"g": "which mine lacks"}
    page = as_html(report)
    for words in ("Octave 7.3.0", "2026-01-31 12:00 UTC", "--cases 20", "which mine lacks"):
        assert words in page


def test_the_largest_difference_includes_the_disagreements() -> None:
    """3 beside 2 is off by a half, and the table says so."""
    parity = _parity(lambda x: 3.0, lambda x: 2.0)
    assert (parity.disagreed, parity.relative) == (3, 0.5)
    row = as_table([parity])[1]
    assert row.split()[-4:] == ["3", "5.0e-01", "no", "bound"]


def test_a_disagreement_without_a_number_is_not_called_none() -> None:
    """An error beside a number has no size."""

    def broken(x: Any) -> Any:
        raise ValueError("no")

    parity = _parity(broken, lambda x: 2.0)
    assert "no number" in as_table([parity])[1]


def test_rounding_around_zero_has_no_digits() -> None:
    """-3.7e-17 beside -2.8e-17 is rounding error of terms near 1, not a third."""
    noise = compare(-3.7e-17, -2.8e-17, ROUNDED)
    assert (noise.wrong, noise.ulps, noise.relative) == (0, 0.0, 0.0)
    across = compare(3.7e-17, -2.8e-17, ROUNDED)
    assert (across.wrong, across.ulps, across.relative) == (0, 0.0, 0.0)


def test_a_wrong_sign_is_a_bounded_number_of_ulps() -> None:
    """1 beside -1 is 2 / spacing(1) ulps: 2^53."""
    assert compare(1.0, -1.0, ROUNDED).ulps == 2.0**53


def test_the_counts_add_up() -> None:
    """Each case asked is counted in one column."""
    parity = _parity(lambda x: x.sum() + (x.size == 4), lambda x: x.sum())
    assert (parity.asked, parity.equal, parity.within, parity.disagreed) == (3, 2, 0, 1)


@pytest.mark.parametrize(
    ("python", "octave", "side"),
    [(1.0, 2.0, "Octave"), (2.0, 1.0, "Python"), (2.0, 3.0, "both")],
)
def test_the_side_that_differs_from_the_reference_is_named(
    python: float, octave: float, side: str
) -> None:
    """The reference answers 1; whichever side does not is named."""
    parity = _parity(lambda x: python, lambda x: octave, lambda x: 1.0)
    (cause,) = parity.by_count
    assert cause.key == (side, "out differs")
    verb = "both sides differ" if side == "both" else f"{side} differs"
    assert cause.title == f"{verb} from the reference: out differs"
    assert explain(cause.smallest) == [
        "f(float64[2]); ones",
        f"out: Python {python:g}, Octave {octave:g}",
    ]


def test_disagreements_are_grouped_by_cause() -> None:
    """One group for a wrong value, one for an error whatever its numbers; the counts add up."""

    def off(x: Any) -> Any:
        if x.size > 2:
            raise ValueError(f"{x.size} is too many")
        return 0.0

    parity = _parity(off, lambda x: x.sum())
    assert [(cause.count, cause.key[1]) for cause in parity.by_count] == [
        (2, "Python fails: ValueError: N is too many"),
        (1, "out differs"),
    ]
    assert explain(parity.by_count[0].smallest) == [
        "f(float64[4]); ones",
        "Python: error: ValueError: 4 is too many",
        "Octave: returned a value",
    ]


def test_the_smallest_and_the_worst_are_kept() -> None:
    """Of vectors of 4, 2 and 8 ones, all wrong, the smallest has 2 and the worst 8."""
    parity = _parity(lambda x: x.sum() ** 3, lambda x: x.sum())
    (cause,) = parity.by_count
    assert (cause.smallest.size, cause.worst.size, cause.count) == (2, 8, 3)


def test_a_disagreement_is_made_smaller() -> None:
    """The function is wrong from 3 numbers on, and a case of 3 is found from larger ones."""
    python, octave = _side(lambda x: x.sum() + (x.size >= 3)), _side(lambda x: x.sum())

    def compare_all(planned: Sequence[tuple[Claim, int, Case]]) -> list[Compared]:
        return compare_cases(python, octave, planned, SOFTMAX)

    made = [
        (CLAIM, number, _vector(SeededChoices(choices_seed(CLAIM, 0, number))))
        for number in range(40)
    ]
    parity = FunctionParity("f")
    for compared in compare_all([one for one in made if one[2].args[0].size >= 6]):
        parity.take(compared)
    (cause,) = parity.by_count
    assert cause.smallest.size == 6
    assert made_smaller(cause, 0, compare_all).size == 3


def test_the_verdict_is_one_line() -> None:
    """It names what disagrees, in how many cases."""
    wrong = _parity(lambda x: 0.0, lambda x: x.sum())
    right = _parity(lambda x: x.sum(), lambda x: x.sum())
    assert verdict([right]) == "AGREE: 1 function agrees in 3 cases"
    assert verdict([wrong]) == "DISAGREE: f (3 of 3 cases)"
    assert verdict([wrong, right]) == ("DISAGREE: f (3 of 3 cases); 1 function agrees in 3 cases")


def test_junit_has_a_test_case_for_each_function() -> None:
    """One that disagrees fails with its causes, and one that was left out is skipped."""

    def broken(x: Any) -> Any:
        raise ValueError("a bell \a and <b>")

    wrong, right = _parity(broken, lambda x: 1.0), FunctionParity("h", cases=3, equal=3)
    (suite,) = ElementTree.fromstring(as_junit(Report(ABOUT, [wrong, right])))
    assert [suite.get(key) for key in ("tests", "failures", "skipped")] == ["3", "1", "1"]
    f, h, g = suite.findall("testcase")
    assert [case.get("name") for case in (f, h, g)] == ["f", "h", "g"]
    failure, skipped = f.find("failure"), g.find("skipped")
    assert failure is not None
    assert skipped is not None
    assert failure.get("message") == "3 of 3 cases disagree"
    assert (failure.text or "").splitlines() == [
        "3 cases: Python and Octave differ: Python fails: ValueError: a bell \ufffd and <b>",
        "f(float64[2]); ones",
        "Python: error: ValueError: a bell \ufffd and <b>",
        "Octave: returned a value",
    ]
    assert skipped.get("message") == "not compared, which mine lacks"
    assert not list(h)


def test_the_page_escapes_what_it_shows() -> None:
    """A message from a submitted file is text, not HTML."""

    def broken(x: Any) -> Any:
        raise ValueError("<script>alert(1)</script>")

    parity = _parity(broken, lambda x: 1.0)
    page = as_html(Report(ABOUT, [parity], {"f": [Replay("it", "<p", "<o")]}))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "&lt;p" in page


def test_bad_input_that_one_side_accepts_is_said_so() -> None:
    """The side is named, and what the other one says."""
    claim = Claim("bad", "f", "bad input", _vector, must_fail=True, share=1)

    def strict(x: Any) -> Any:
        raise ValueError("no ones, please")

    parity = _parity(strict, lambda x: 1.0, strict, claim)
    (cause,) = parity.by_count
    assert cause.title == "Octave differs from the reference: Octave accepts bad input"
    assert explain(cause.smallest)[1:] == [
        "Python: error: ValueError: no ones, please",
        "Octave: returned a value",
    ]


def test_code_that_cannot_be_parsed_rejects_nothing() -> None:
    """A syntax error on one side is not agreement with an error on the other."""
    claim = Claim("sum", "f", "the sum", _vector, ("out",), lambda case, expected: (EXACT,))
    answers = [
        Answer(failure=Failure("error", f"{kind}: x", kind))
        for kind in ("SyntaxError", "ValueError")
    ]
    case = Case("f", (np.ones(2),))
    assert not claim.judge(case, answers[0], answers[1]).agrees
    assert claim.judge(case, answers[1], answers[1]).agrees
