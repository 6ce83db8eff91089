"""Wrong solutions of students who write differently: groups by what their files do."""

from __future__ import annotations

import ast
import random
from collections import defaultdict
from pathlib import Path

import pytest

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.run import ClassRun
from pysoftmax.grader.store import Store
from pysoftmax.grader.submission import find_submissions
from pysoftmax.grader.workers import Workers

from .folders import LOOKED_FOR
from .golden import changed, golden_table

WORDS = ("tmp", "h", "val", "myVar", "acc", "res_", "zz", "hyp", "out1", "q", "lse", "arr", "foo")


class Rewritten(ast.NodeTransformer):
    """A function as another student would write it: other names, other order of terms."""

    def __init__(self, chance: random.Random, names: dict[str, str]) -> None:
        self._chance = chance
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Give a variable its other name."""
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Swap the terms of a sum or a product, perhaps, and halve by a product."""
        self.generic_visit(node)
        if isinstance(node.op, (ast.Add, ast.Mult)) and self._chance.random() < 0.5:
            node.left, node.right = node.right, node.left
        by = node.right
        if isinstance(node.op, ast.Div) and isinstance(by, ast.Constant) and by.value == 2:
            return ast.BinOp(node.left, ast.Mult(), ast.Constant(0.5))
        return node


def variables(tree: ast.AST) -> set[str]:
    """The names that a file's function assigns, without its arguments."""
    nodes = list(ast.walk(tree))
    arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored - arguments


def rewritten(text: str, seed: int) -> str:
    """The same wrong solution as another student would write it."""
    chance = random.Random(seed)
    tree = ast.parse(text)
    own = sorted(variables(tree))
    words = chance.sample([f"{word}{k}" for word in WORDS for k in range(9)], len(own))
    lines = ast.unparse(Rewritten(chance, dict(zip(own, words, strict=True))).visit(tree))
    return f"# attempt {seed}\n{lines}\n"


def readable(text: str) -> bool:
    """Whether a file is Python; some mistakes are that it is not."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def graded(folder: Path, store: Path, examination: Examination) -> dict[str, SubmissionResult]:
    """What `grade` finds for each folder of a class."""
    with (
        Store(store) as kept,
        Workers(2, library=SOFTMAX.library, sandboxed=True) as workers,
    ):
        run = ClassRun(examination, kept, "1", True)
        run.run(find_submissions([folder], LOOKED_FOR), workers, 2)
        return {entry.result.name: entry.result for entry in run.entries()}


def mistakes(result: SubmissionResult) -> list[str]:
    """The mistake of each item."""
    return [item.mistake for item in result.items]


def write(place: Path, texts: dict[str, str], seed: int | None = None) -> None:
    """Write a submission; with a seed, as another student would."""
    place.mkdir(parents=True)
    for name, text in texts.items():
        new = text if seed is None else rewritten(text, seed)
        (place / f"{name}.py").write_text(new, "utf-8")


def test_files_that_are_wrong_alike_are_one_group(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Four wrong solutions, each of three students, are four groups; with --soak 60 of 2,000.

    Whoever makes a mistake reads the same name of it, whatever the variables are called.
    """
    kinds, size = (60, 2000) if request.config.getoption("--soak") else (4, 12)
    examination = Examination(Rubric(SOFTMAX))
    wrong: dict[str, dict[str, str]] = {}
    for golden in golden_table("python")[: 3 * kinds]:
        texts = changed("python", golden)
        if readable(texts[golden.file]):
            wrong[f"{len(wrong):03}"] = texts
    for name, texts in wrong.items():
        write(tmp_path / "each" / name, texts)
    # Some mistakes answer alike; one of each kind of answers is copied.
    different: dict[str, str] = {}
    first = graded(tmp_path / "each", tmp_path / "first", examination)
    for name, result in sorted(first.items()):
        if result.behaviour:
            different.setdefault(result.behaviour, name)
    chosen = sorted(different.values())[:kinds]
    assert len(chosen) == kinds

    for student in range(size):
        kind = chosen[student % kinds]
        write(tmp_path / "class" / f"{student:04}", wrong[kind], seed=student)
    groups: dict[str, set[str]] = defaultdict(set)
    members: dict[str, int] = defaultdict(int)
    results = graded(tmp_path / "class", tmp_path / "second", examination)
    for name, result in results.items():
        groups[result.behaviour].add(chosen[int(name) % kinds])
        members[result.behaviour] += 1
        assert mistakes(result) == mistakes(first[chosen[int(name) % kinds]])
    assert sum(members.values()) == size
    assert all(len(kinds_in) == 1 for kinds_in in groups.values())
    assert len(groups) == kinds
    assert set(members.values()) <= {size // kinds, size // kinds + 1}
