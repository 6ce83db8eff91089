"""Every named mistake has a small submission that makes it: name, message and advice in full."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

import pytest
from once import made_once

from pysoftmax import exercise
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.mistakes.numerical import WRONG
from pysoftmax.exercise.softmax.mistakes.overflow import SHIFTS
from pysoftmax.grader import sandbox
from pysoftmax.grader.results import ItemResult
from pysoftmax.grader.workers import Workers

from .golden import (
    Golden,
    changed,
    completed,
    golden_table,
    grade_all,
    grade_one,
    items_of,
    pasted,
)
from .ports import Files, student

TABLES: dict[str, tuple[Golden, ...]] = {
    "python": golden_table("python"),
    "octave": golden_table("octave"),
}
CASES = [(language, k) for language, table in TABLES.items() for k in range(len(table))]
LEADING = [(language, k) for language, k in CASES if TABLES[language][k].leads]
EACH = 8
"""Without --soak, the advice of one in so many rows is pasted in: all of them take minutes."""
APART = {"parameters swapped", "reserved word", "syntax error", "waits for the keyboard"}
"""What the reader of files finds, before anything is run, and what reads a student's keyboard."""
QUICK = [
    k
    for k, row in enumerate(TABLES["python"])
    if row.item != "numerical-gradient" and row.name not in APART
]
"""Python's rows that can be graded in this process, in a tenth of the time."""

Told = dict[str, dict[str, list[str]]]
"""Of each row: the outcome, the mistake, the message and the advice of each item by its key."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose the rows of a test."""
    soak = metafunc.config.getoption("--soak")
    quick = {("python", k) for k in QUICK}
    chosen = {
        "test_the_mistake_is_named_and_explained": [c for c in CASES if soak or c not in quick],
        "test_the_advice_pasted_in_makes_the_solution_right": LEADING[:: 1 if soak else EACH],
    }.get(metafunc.function.__name__)
    if chosen is not None:
        ids = [f"{language} {TABLES[language][k].name} {k}" for language, k in chosen]
        metafunc.parametrize(("language", "k"), chosen, ids=ids)


@pytest.fixture(scope="module")
def graded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Told]:
    """The results of the submissions: with the mistake, and with the advice pasted in."""
    rows = chosen_rows(request.session.items)

    def make() -> dict[str, Told]:
        results: dict[str, Told] = {"wrong": {}, "mended": {}}
        with Workers(1, library=SOFTMAX.library, sandboxed=sandbox.status()[0]) as workers:
            for state in results:
                for language in TABLES:
                    chosen = [k for of, k in rows[state] if of == language]
                    files = {f"{language} {k}": submitted(language, k, state) for k in chosen}
                    folder = tmp_path_factory.mktemp(f"{language}-{state}")
                    found = grade_all(language, files, workers, folder)
                    results[state].update({row: told(items) for row, items in found.items()})
        return results

    made: dict[str, Told] = made_once(tmp_path_factory, "golden", make)
    return made


def chosen_rows(items: Sequence[pytest.Item]) -> dict[str, list[tuple[str, int]]]:
    """The rows that the tests of this run are about: `-k NAME` chooses some."""
    rows: dict[str, list[tuple[str, int]]] = {"wrong": [], "mended": []}
    states = {
        test_the_mistake_is_named_and_explained: "wrong",
        test_the_advice_pasted_in_makes_the_solution_right: "mended",
    }
    for item in items:
        if isinstance(item, pytest.Function) and item.function in states:
            row = item.callspec.params
            rows[states[item.function]].append((str(row["language"]), int(str(row["k"]))))
    return rows


def submitted(language: str, k: int, state: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """A row's files, with the mistake or the advice in them, and the items asked about."""
    golden = TABLES[language][k]
    texts = changed(language, golden)
    if state == "mended":
        texts[golden.file] = pasted(language, texts[golden.file], golden.fix)
    return texts, items_of(golden)


def told(items: dict[str, ItemResult]) -> dict[str, list[str]]:
    """What a student reads of each item."""
    return {key: [r.outcome, r.mistake, r.message, r.fix] for key, r in items.items()}


def test_the_mistake_is_named_and_explained(language: str, k: int, graded: dict[str, Told]) -> None:
    """A student reads the name, the message and the advice of the table, word for word."""
    golden = TABLES[language][k]
    result = graded["wrong"][f"{language} {k}"][golden.item]
    assert result == ["failed", golden.name, golden.message, golden.fix]


@pytest.mark.parametrize("k", QUICK, ids=[f"{TABLES['python'][k].name} {k}" for k in QUICK])
def test_the_mistake_is_named_and_explained_at_once(k: int, tmp_path: Path) -> None:
    """Each row of Python whose files this process can run itself, word for word, in every run."""
    golden = TABLES["python"][k]
    files = {f"{name}.py": text for name, text in changed("python", golden).items()}
    with student(tmp_path, files) as one:
        results = grade_one(Files(), one, items_of(golden))
    assert told(results)[golden.item] == ["failed", golden.name, golden.message, golden.fix]


def test_the_advice_pasted_in_makes_the_solution_right(
    language: str, k: int, graded: dict[str, Told]
) -> None:
    """The lines replace those that set the same variables, and every item asked about passes."""
    golden = TABLES[language][k]
    results = graded["mended"][f"{language} {k}"]
    assert results[golden.item][0] == "passed", results[golden.item]
    assert not [key for key, (outcome, *_) in results.items() if outcome == "failed"]


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
    missing = names_in_the_catalogue() - golden - ELSEWHERE
    assert not missing
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
