"""computeNumericalGradient gets its points for differences of J's values, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.objectives import FORMULAS, Objective
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.workers import Workers
from pysoftmax.languages import LANGUAGES

from .folders import in_folder

ITEM = SOFTMAX.item("numerical-gradient")
SUFFIX = {"python": ".py", "octave": ".m"}

PYTHON = """
import gc, os, types
import numpy as np

def quotient(f, theta):
    steps = 1e-4 * np.eye(theta.size)
    flat = np.asarray(theta, dtype=float).ravel()
    return np.array([(f(flat + e) - f(flat - e)) / 2e-4 for e in steps])

def usable(functions, tables, theta):
    # The gradient by any function (p, x) and table of parameters that give one.
    x = np.asarray(theta, dtype=float).ravel()
    for function in functions:
        for table in tables:
            try:
                value, gradient = function(table, x)
                if np.shape(gradient) == x.shape:
                    return gradient
            except Exception:
                continue
    return np.zeros(x.size)

def computeNumericalGradient(J, theta):
"""
PYTHON_RIGHT = {
    "value alone": "    return quotient(lambda x: first(J(x)), theta)",
    "first of a pair": "    return quotient(lambda x: J(x)[0], theta)",
    "pair taken apart": """
    def value(x):
        cost, gradient = J(x)
        return cost
    return quotient(value, theta)""",
}
PYTHON_WRONG = {
    "second output": "    return J(theta)[1]",
    "second output less one": "    return J(theta)[1] - 1",
    "second output less the value": "    return J(theta)[1] - J(theta)[0]",
    "closure": """
    cells = [cell.cell_contents for cell in J.__closure__ or ()]
    functions = [c for c in cells if callable(c)]
    return usable(functions, [c for c in cells if isinstance(c, dict)], theta)""",
    "globals": """
    found = list(J.__globals__.values())
    for value in list(found):
        found += list(vars(value).values()) if isinstance(value, types.ModuleType) else []
    functions = [v for v in found if isinstance(v, types.FunctionType)]
    return usable(functions, [v for v in found if isinstance(v, dict)], theta)""",
    "objects": """
    found = gc.get_objects()
    functions = [o for o in found if isinstance(o, types.FunctionType) and o.__name__ == "formula"]
    return usable(functions, [o for o in found if type(o).__name__ == "Struct"], theta)""",
    "source": """
    texts = [o for one in gc.get_objects() for o in gc.get_referents(one) if type(o) is str]
    for text in texts:
        if "gradient = " in text and "def " not in text:
            names = {"np": np}
            body = "\\n    ".join(line.strip() for line in text.strip().splitlines())
            exec("def formula(p, x):\\n    " + body + "\\n    return value, gradient", names)
            return usable([names["formula"]], [{}], theta)
    return np.zeros(np.size(theta))""",
    "table of known functions": """
    def root(c):
        return lambda x: np.sum(np.sqrt(1 + c * x * x)), lambda x: c * x / np.sqrt(1 + c * x * x)
    def exercise(x):
        return x[0] ** 2 + 3 * x[0] * x[1]
    def exercise_gradient(x):
        return np.concatenate([[2 * x[0] + 3 * x[1], 3 * x[0]], np.zeros(x.size - 2)])
    known = [(exercise, exercise_gradient), *map(root, (1, 100, 1e4))]
    x = np.asarray(theta, dtype=float).ravel()
    values = [J(x) for _ in range(2 * x.size)]  # as many calls as an honest answer takes
    value = values[0][0] if isinstance(values[0], tuple) else values[0]
    for function, gradient in known:
        if abs(function(x) - value) < 1e-9:
            return gradient(x)
    return np.zeros(x.size)""",
}
OCTAVE_RIGHT = {
    "value alone": "(J(theta + e) - J(theta - e)) / 2e-4",
    "pair taken apart": "(first(J, theta + e) - first(J, theta - e)) / 2e-4",
}
OCTAVE = """
function g = computeNumericalGradient(J, theta)
  g = zeros(size(theta));
  for i = 1:numel(theta)
    e = zeros(size(theta));
    e(i) = 1e-4;
    g(i) = {};
  endfor
endfunction
function value = first(J, x)
  [value, gradient] = J(x);
endfunction
"""
OCTAVE_WRONG = {
    "second output": "  [value, g] = J(theta);",
    "second output less one": "  [value, g] = J(theta); g = g - 1;",
    "workspace": """
  g = zeros(size(theta));
  held = functions(J).workspace{1};
  x = theta(:);
  names = fieldnames(held);
  for k = 1:numel(names)
    text = held.(names{k});
    for l = 1:numel(names)
      p = held.(names{l});
      try
        eval(text);
        g = gradient;
      catch
      end_try_catch
    endfor
  endfor""",
    "request": """
  g = zeros(size(theta));
  x = theta(:);
  [~, place] = fileparts(pwd());
  text = fileread(fullfile("..", [place ".request"]));
  from = regexp(text, 'value = |square = |root = |head = ', 'once');
  if ! isempty(from)
    g = x + 1;
    error("FOUND the formula");
  endif""",
}


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    limits = Limits(wall_seconds=60)
    with Workers(1, library=SOFTMAX.library, sandboxed=True, limits=limits) as workers:
        yield workers


@pytest.fixture(scope="module")
def examination() -> Examination:
    return Examination(Rubric(SOFTMAX))


def agreed(
    code: str, language: str, folder: Path, workers: Workers, examination: Examination
) -> tuple[list[bool], list[Answer]]:
    """Which answers are right, of the form that suits a pair-valued J; and all of them."""
    (folder / f"computeNumericalGradient{SUFFIX[language]}").write_text(code)
    questions = examination.questions(ITEM, LANGUAGES[language])
    with workers.open(in_folder(folder, language)) as student:
        answers = student.answer([question.case for question in questions])
    judged = [
        examination.judge(ITEM, q.case, SOFTMAX.conventions.from_student(q.case, a), q.expected)
        for q, a in zip(questions, answers, strict=True)
    ]
    wanted = 1 if language == "python" else 0
    return [v.agrees for v, q in zip(judged, questions, strict=True) if q.form == wanted], answers


def python(body: str) -> str:
    return PYTHON.replace("first(J(x))", "J(x)") + body.replace("first(J(x))", "J(x)[0]")


@pytest.mark.parametrize("body", PYTHON_RIGHT.values(), ids=PYTHON_RIGHT)
def test_differences_of_values_pass_in_python(
    body: str, tmp_path: Path, workers: Workers, examination: Examination
) -> None:
    """However J's value is taken, difference quotients are right."""
    right, _ = agreed(python(body), "python", tmp_path, workers, examination)
    assert right
    assert all(right)


@pytest.mark.parametrize("body", PYTHON_WRONG.values(), ids=PYTHON_WRONG)
def test_what_is_not_a_difference_fails_in_python(
    body: str, tmp_path: Path, workers: Workers, examination: Examination
) -> None:
    """J's second output, and whatever can be read in the process, gives no right answer."""
    right, answers = agreed(PYTHON + body, "python", tmp_path, workers, examination)
    assert not any(right), answers


@pytest.mark.parametrize("quotient", OCTAVE_RIGHT.values(), ids=OCTAVE_RIGHT)
def test_differences_of_values_pass_in_octave(
    quotient: str, tmp_path: Path, workers: Workers, examination: Examination
) -> None:
    """However J's value is taken, difference quotients are right."""
    code = OCTAVE.replace("{}", quotient)
    right, _ = agreed(code, "octave", tmp_path, workers, examination)
    assert right
    assert all(right)


@pytest.mark.parametrize("body", OCTAVE_WRONG.values(), ids=OCTAVE_WRONG)
def test_what_is_not_a_difference_fails_in_octave(
    body: str, tmp_path: Path, workers: Workers, examination: Examination
) -> None:
    """J's second output, its workspace and the files beside the submission give no answer."""
    code = f"function g = computeNumericalGradient(J, theta)\n{body}\nendfunction\n"
    right, answers = agreed(code, "octave", tmp_path, workers, examination)
    assert not any(right)
    assert not any(a.failure and "FOUND" in a.failure.message for a in answers)


@pytest.mark.parametrize("language", ["python", "octave"])
def test_calls_are_counted_case_by_case(language: str, tmp_path: Path, workers: Workers) -> None:
    """The grader knows how often each case's J was called, and at a wrong size it has no value."""
    code = {
        "python": "def computeNumericalGradient(J, theta):\n"
        "    return [J(theta) for _ in theta][0]\n",
        "octave": "function g = computeNumericalGradient(J, theta)\n"
        "  for i = 1:numel(theta)\n    g = J(theta);\n  end\nend\n",
    }
    (tmp_path / f"computeNumericalGradient{SUFFIX[language]}").write_text(code[language])
    linear = Objective(FORMULAS["linear"], {"b": np.array([2.0, 3.0])}, 1)
    cases = [
        Case("computeNumericalGradient", (linear, np.ones(2))),
        Case("softmaxCost", (np.ones(2),)),
        Case("computeNumericalGradient", (linear, np.ones(3))),
        Case("computeNumericalGradient", (linear, np.ones(2))),
    ]
    with workers.open(in_folder(tmp_path, language)) as student:
        first, missing, wrong_size, last = student.answer(cases)
    assert (first.values[0], first.calls) == (5.0, 2)
    assert (last.values[0], last.calls) == (5.0, 2)
    assert missing.calls == 0
    assert wrong_size.failure is not None
    assert "x has 3 entries" in wrong_size.failure.message


@pytest.mark.parametrize(("calls", "right"), [(None, True), (6, True), (5, False), (0, False)])
def test_a_right_answer_takes_two_calls_for_each_entry(
    calls: int | None, right: bool, examination: Examination
) -> None:
    """A right gradient of three entries from fewer than six calls is no difference quotient."""
    linear = Objective(FORMULAS["linear"], {"b": np.array([2.0, 3.0, 4.0])}, 1)
    case = Case("computeNumericalGradient", (linear, np.ones(3)))
    (expected,) = examination.answer([case])
    verdict = examination.judge(ITEM, case, replace(expected, calls=calls), expected)
    assert verdict.agrees is right
