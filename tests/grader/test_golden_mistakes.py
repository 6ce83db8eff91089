"""Every named mistake has a small submission that makes it: name, message and advice in full."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pysoftmax import exercise
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.mistakes.numerical import WRONG
from pysoftmax.exercise.softmax.mistakes.overflow import SHIFTS
from pysoftmax.grader import sandbox
from pysoftmax.grader.results import ItemResult
from pysoftmax.grader.workers import Workers

from .golden import Golden, changed, completed, golden_table, grade_all, items_of, pasted

TABLES: dict[str, tuple[Golden, ...]] = {
    "python": golden_table("python"),
    "octave": golden_table("octave"),
}
CASES = [(language, k) for language, table in TABLES.items() for k in range(len(table))]
LEADING = [(language, k) for language, k in CASES if TABLES[language][k].leads]
IDS = [f"{language} {TABLES[language][k].name} {k}" for language, k in CASES]
LEADING_IDS = [f"{language} {TABLES[language][k].name} {k}" for language, k in LEADING]
Results = dict[tuple[str, int], dict[str, ItemResult]]


@pytest.fixture(scope="module")
def graded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Results]:
    """The results of all submissions: with the mistake, and with the advice pasted in."""
    if not request.config.getoption("--soak"):
        pytest.skip("grades more than 400 submissions, for minutes: run with --soak")
    results: dict[str, Results] = {"wrong": {}, "mended": {}}
    with Workers(1, library=SOFTMAX.library, sandboxed=sandbox.status()[0]) as workers:
        for language, table in TABLES.items():
            wrong = {str(k): (changed(language, g), items_of(g)) for k, g in enumerate(table)}
            mended = {}
            for k, golden in enumerate(table):
                if golden.leads:
                    texts, items = wrong[str(k)]
                    text = pasted(language, texts[golden.file], golden.fix)
                    mended[str(k)] = {**texts, golden.file: text}, items
            for state, submissions in (("wrong", wrong), ("mended", mended)):
                folder = tmp_path_factory.mktemp(f"{language}-{state}")
                found = grade_all(language, submissions, workers, folder)
                results[state].update({(language, int(k)): r for k, r in found.items()})
    return results


@pytest.mark.parametrize(("language", "k"), CASES, ids=IDS)
def test_the_mistake_is_named_and_explained(
    language: str, k: int, graded: dict[str, Results]
) -> None:
    """A student reads the name, the message and the advice of the table, word for word."""
    golden = TABLES[language][k]
    result = graded["wrong"][language, k][golden.item]
    assert result.outcome == "failed"
    told = (result.mistake, result.message, result.fix)
    assert told == (golden.name, golden.message, golden.fix)


@pytest.mark.parametrize(("language", "k"), LEADING, ids=LEADING_IDS)
def test_the_advice_pasted_in_makes_the_solution_right(
    language: str, k: int, graded: dict[str, Results]
) -> None:
    """The lines replace those that set the same variables, and every item asked about passes."""
    golden = TABLES[language][k]
    results = graded["mended"][language, k]
    assert results[golden.item].outcome == "passed", results[golden.item].message
    assert not [r.name for r in results.values() if r.outcome == "failed"]


@pytest.mark.parametrize("language", ["python", "octave"])
def test_sixty_variants_in_each_language_and_most_lead_to_the_fix(language: str) -> None:
    """The tables are long enough, and advice that can be pasted is the rule."""
    table = TABLES[language]
    assert len(table) >= 60
    assert sum(golden.leads for golden in table) >= 0.75 * len(table)


ELSEWHERE = {
    # The second output of softmaxPredict, which the starter code does not return: test_mistakes.
    *("transposed", "greatest probability only", "outputs swapped", "log probabilities"),
    # Of courses that count labels from 0, or lay examples in rows: test_adapter.
    *("labels from 1", "examples in columns"),
    # What a folder's verdict tells in test_verdicts.
    *("labels as a row", "hard-coded size"),
    # A negative lambda has no minimum, so this needs answers made for it.
    "sign of lambda",
}
"""Names that changing the starter code does not lead to."""


def test_every_name_has_a_golden_submission() -> None:
    """A mistake that is added to the catalogue needs a row in one of the tables."""
    golden = {golden.name for table in TABLES.values() for golden in table}
    golden |= {part for name in golden for part in name.split(" | ")}
    assert not names_in_the_catalogue() - golden - ELSEWHERE
    assert not ELSEWHERE & golden


def names_in_the_catalogue() -> set[str]:
    """The first argument, if it is a text, of each call that makes a mistake."""
    package = Path(exercise.__file__).parent
    makers = ("Explanation", "Deviation", "wrong", "instead")
    names: set[str] = {deviation.name for deviation, _ in WRONG} | set(SHIFTS)
    for path in (package / "failures.py", *(package / "softmax" / "mistakes").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first = node.args[0] if node.args else None
                if node.func.id in makers and isinstance(first, ast.Constant):
                    names.add(str(first.value))
    return names


@pytest.mark.parametrize("language", ["python", "octave"])
def test_the_completed_starter_code_is_right(language: str, tmp_path: Path) -> None:
    """Without a mistake every item passes, so each failure above comes of the mistake."""
    items = ("numerical-gradient", "predict", "cost", "gradient", "overflow", "training")
    with Workers(1, library=SOFTMAX.library, sandboxed=sandbox.status()[0]) as workers:
        done = {"right": (completed(language), items)}
        (results,) = grade_all(language, done, workers, tmp_path).values()
    assert [r.outcome for r in results.values()] == ["passed"] * len(items)
