"""Small submissions with one mistake each: the completed starter code with a piece replaced."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.results import ItemResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.session import grade
from pysoftmax.grader.submission import Submission, find_submissions
from pysoftmax.grader.workers import Workers
from pysoftmax.languages import LANGUAGES

from .folders import LOOKED_FOR

SUFFIX = {"python": ".py", "octave": ".m"}

DONE: dict[str, dict[str, str]] = {
    "python": {
        "softmaxCost": """\
    scores = theta @ data
    scores = scores - scores.max(axis=0)
    P = np.exp(scores)
    P = P / P.sum(axis=0)
    cost = -np.sum(groundTruth * np.log(P)) / M + lambda_ / 2 * np.sum(theta**2)
    gradient = -(groundTruth - P) @ data.T / M + lambda_ * theta
    return cost, gradient.ravel(order="F")
""",
        "softmaxPredict": """\
    return (theta @ data).argmax(axis=0) + 1
""",
        "computeNumericalGradient": """\
    EPSILON = 1e-4
    for i in range(theta.size):
        e = np.zeros(theta.shape)
        e[i] = EPSILON
        numgrad[i] = (J(theta + e)[0] - J(theta - e)[0]) / (2 * EPSILON)
    return numgrad
""",
    },
    "octave": {
        "softmaxCost": """\
  scores = theta * data;
  scores = bsxfun(@minus, scores, max(scores, [], 1));
  P = exp(scores);
  P = bsxfun(@rdivide, P, sum(P, 1));
  cost = -sum(sum(groundTruth .* log(P))) / M + lambda / 2 * sum(theta(:) .^ 2);
  gradient = -(groundTruth - P) * data' / M + lambda * theta;
  grad = gradient(:);
""",
        "softmaxPredict": """\
  [~, pred] = max(theta * data, [], 1);
""",
        "computeNumericalGradient": """\
  EPSILON = 1e-4;
  for i = 1:numel(theta)
    e = zeros(size(theta));
    e(i) = EPSILON;
    numgrad(i) = (J(theta + e) - J(theta - e)) / (2 * EPSILON);
  end
""",
    },
}
"""What a student writes into the starter code's empty parts."""

_EMPTY_PART = re.compile(
    r"^ *[#%] -+ YOUR CODE HERE -.*?^ *[#%] -{20,}\n", re.DOTALL | re.MULTILINE
)


def completed(language: str) -> dict[str, str]:
    """The starter code's functions by name, with the empty parts filled in."""
    texts = {}
    for name in ("softmaxCost", "softmaxPredict", "computeNumericalGradient", "softmaxTrain"):
        text = (SOFTMAX.starter[LANGUAGES[language]] / f"{name}{SUFFIX[language]}").read_text(
            "utf-8"
        )
        done = DONE[language].get(name)
        texts[name] = text if done is None else _EMPTY_PART.sub(done.replace("\\", r"\\"), text)
        assert done is None or done in texts[name]
    return texts


@dataclass(frozen=True)
class Golden:
    """One mistake, and what a student is told.

    Attributes
    ----------
    name
        The mistake's name.
    message
        The whole message.
    fix
        The whole advice; empty if there is none.
    item
        The item that fails.
    old, new
        What is replaced in the completed starter code, and by what.
    file
        The function whose file is changed.
    leads
        Whether the advice, pasted in, makes the solution right.
    """

    name: str
    message: str
    fix: str
    item: str
    old: str
    new: str
    file: str = "softmaxCost"
    leads: bool = True


def golden_table(language: str) -> tuple[Golden, ...]:
    """The language's rows of ``golden.toml``."""
    table = tomllib.loads(Path(__file__).with_name("golden.toml").read_text("utf-8"))
    rows = []
    for row in table[language]:
        advice = row.pop("advice", "")
        fix = table["advice"][language][advice] if advice else row.pop("fix", "")
        rows.append(Golden(fix=fix, **row))
    return tuple(rows)


ITEMS = {
    "softmaxCost": ("cost", "gradient", "overflow"),
    "softmaxPredict": ("predict", "confidences"),
    "computeNumericalGradient": ("numerical-gradient",),
    "softmaxTrain": ("cost", "gradient", "training"),
}


@functools.cache
def _examination(keys: tuple[str, ...]) -> Examination:
    items = tuple(
        replace(
            item,
            shrinking_rounds=0,
            requires=tuple(k for k in item.requires if k in keys),
            needs_answers=tuple(k for k in item.needs_answers if k in keys),
        )
        for item in SOFTMAX.items
        if item.key in keys
    )
    return Examination(Rubric(replace(SOFTMAX, items=items)))


Texts = dict[str, str]


def grade_one(submission: Any, student: Any, keys: tuple[str, ...]) -> dict[str, ItemResult]:
    """The results of a submission's items by key; it is asked only about those."""
    result = grade(submission, student, _examination(keys), sandboxed=True)
    return {item.name: item for item in result.items}


def grade_all(
    language: str,
    submissions: Mapping[str, tuple[Texts, tuple[str, ...]]],
    workers: Workers,
    folder: Path,
) -> dict[str, dict[str, ItemResult]]:
    """The results of each submission's items by key; it is asked only about those.

    All files are read in one go, as a class's are.
    """
    places = {}
    for number, (key, (texts, _)) in enumerate(submissions.items()):
        place = folder / f"{number:03}"
        place.mkdir()
        for name, text in texts.items():
            (place / f"{name}{SUFFIX[language]}").write_text(text, "utf-8")
        places[place.name] = key
    found = find_submissions([folder / name for name in places], LOOKED_FOR)
    results = {}
    for submission in found:
        assert isinstance(submission, Submission), submission
        key = places[submission.name]
        with workers.open(submission) as student:
            results[key] = grade_one(submission, student, submissions[key][1])
    return results


def changed(language: str, golden: Golden) -> dict[str, str]:
    """The completed starter code with the mistake in it."""
    texts = completed(language)
    text = texts[golden.file]
    assert golden.old in text, golden
    texts[golden.file] = text.replace(golden.old, golden.new)
    return texts


def items_of(golden: Golden) -> tuple[str, ...]:
    """The items that ask about the changed file."""
    keys = ITEMS[golden.file]
    return keys if golden.item in keys else ITEMS["softmaxTrain"]


def pasted(language: str, text: str, fix: str) -> str:
    """The text with the lines that set the advice's variables replaced by the advice.

    This is what a student does: the new lines take the place of the old ones of the same kind.
    """
    if language == "python":
        return _pasted_python(text, fix)
    return _pasted_octave(text, fix)


def _pasted_python(text: str, fix: str) -> str:
    advice = ast.parse(fix).body
    if all(isinstance(s, ast.Import) for s in advice):
        return f"{fix}\n{text}"
    (function,) = (s for s in ast.parse(text).body if isinstance(s, ast.FunctionDef))
    new = [(_sets(s), _lines(fix, s)) for s in advice]
    old = [(_sets(s), _lines(text, s)) for s in function.body]
    head = text.splitlines()[: function.body[0].lineno - 1]
    return (
        "\n".join([*head, *_replaced(old, [(k, [f"    {x}" for x in v]) for k, v in new])]) + "\n"
    )


def _lines(text: str, statement: ast.stmt) -> list[str]:
    return text.splitlines()[statement.lineno - 1 : statement.end_lineno]


Piece = tuple[str, list[str]]
"""What a statement sets, and its lines."""


def _replaced(old: list[Piece], new: list[Piece]) -> list[str]:
    """The lines with each variable's statements replaced, at the place of the first of them.

    What sets a variable that was not set before goes where the variable before it is set.
    """
    result: list[str] = []
    waiting = list(new)
    keys = {key for key, _ in new}
    for key, lines in old:
        if key not in keys:
            result += lines
            continue
        places = [k for k, (name, _) in enumerate(waiting) if name == key]
        last = max(places, default=-1)
        result += [line for _, piece in waiting[: last + 1] for line in piece]
        del waiting[: last + 1]
    return [*result, *(line for _, piece in waiting for line in piece)]


def _sets(statement: ast.stmt) -> str:
    """The variable that a statement sets, or what kind of statement it is."""
    if "minFunc(" in ast.unparse(statement) and isinstance(statement, ast.Assign):
        return "minFunc"
    if isinstance(statement, ast.Assign):
        target: ast.expr = statement.targets[0]
    elif isinstance(statement, ast.AugAssign):
        target = statement.target
    else:
        return f"{type(statement).__name__} {getattr(statement, 'name', '')}"
    while isinstance(target, ast.Subscript):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


_SET = re.compile(r"\s*(?:\[[~\w]+, *(\w+)\]|(\w+)(?:\.\w+)?(?:\([^=]*\))?)\s*=(?!=)")


def _pasted_octave(text: str, fix: str) -> str:
    """Statements are told by their indentation; a block reaches down to its `end`."""
    header, rest = text.split("\n", 1)
    body, end = rest.split("\nend\n", 1)
    old = _octave_pieces(body.split("\n"))
    new = _octave_pieces([f"  {line}" for line in fix.splitlines()])
    return "\n".join([header, *_replaced(old, new), "end", end])


def _octave_pieces(lines: list[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for line in lines:
        inner = not re.match(r"  \S", line) or line.startswith("  end")
        if inner and pieces:
            pieces[-1][1].append(line)
        else:
            pieces.append((_octave_key(line.strip()), [line]))
    return pieces


def _octave_key(line: str) -> str:
    if line.startswith("for "):
        return "for"
    if "minFunc(J" in line:
        return "minFunc"
    match = _SET.match(line)
    return (match[1] or match[2]) if match else "?" + line
