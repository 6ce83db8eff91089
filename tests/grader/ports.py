"""Ports of the exercise in any conventions, written as a student would, and run in this process."""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.objectives import Objective
from pysoftmax.exercise.conventions import Argument
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.workers import wire
from pysoftmax.grader.workers.answers import read_answer
from pysoftmax.grader.workers.inside import python_child
from pysoftmax.grader.workers.inside.inventory import INVENTORY
from pysoftmax.grader.workers.inside.loading import PACKAGE, load_siblings_likewise
from pysoftmax.grader.workers.inside.request import read_calls
from pysoftmax.languages import PYTHON

MISTAKES = {
    "": ("", ""),
    "no decay in the gradient": (" + lam * W", ""),
    "no decay in the cost": (" + lam / 2 * np.sum(W**2)", ""),
    "cost decay doubled": ("lam / 2 *", "lam *"),
    "sign of the cost": ("cost = -np", "cost = np"),
    "no mean in the cost": ("/ M + lam / 2", "+ lam / 2"),
}
"""A mistake in the cost or the gradient, by the text that it replaces."""

OBJECTIVE = """
    S = W @ X
    S = S - S.max(axis=0)
    P = np.exp(S) / np.exp(S).sum(axis=0)
    G = np.zeros((K, M))
    G[y, np.arange(M)] = 1
    cost = -np.sum(G * np.log(P)) / M + lam / 2 * np.sum(W**2)
    grad = -(G - P) @ X.T / M + lam * W
"""

NUMERICAL = """
import numpy as np

def computeNumericalGradient(J, theta):
    numgrad = np.zeros(theta.size)
    for i in range(theta.size):
        e = np.zeros(theta.size)
        e[i] = 1e-4
        numgrad[i] = (np.ravel(J(theta + e)[0])[0] - np.ravel(J(theta - e)[0])[0]) / 2e-4
    return numgrad
"""

NAMES = {
    "theta": "theta",
    "numClasses": "num_classes",
    "inputSize": "input_size",
    "lambda": "lambda_",
    "data": "data",
    "inputData": "data",
    "labels": "labels",
    "softmaxModel": "model",
    "options": "options",
    "maxIter": "max_iter",
}
"""What the ports call their arguments unless a test says otherwise."""


def port(way: SoftmaxConventions, wrong: str = "", names: Mapping[str, str] = NAMES) -> str:
    """The source of softmaxCost and softmaxPredict in one file, right but for one mistake."""
    names = {**NAMES, **names}
    old, new = MISTAKES[wrong]
    assert old in OBJECTIVE
    body = OBJECTIVE.replace(old, new) if old else OBJECTIVE
    parts = ["import numpy as np\n"]
    parts += [f"{variable} = 0.0" for variable in way.variables.values()]
    functions: dict[str, list[str]] = {"": []}
    separate = way.separate("softmaxCost")
    for name in ("softmaxCost", *separate):
        returned = _returned(way, name, separate)
        functions.setdefault(way.owner(name), []).append(
            _definition(way, name, names)
            + _values(way, name, names)
            + body
            + _gradient(way)
            + f"    return {returned}\n"
        )
    functions.setdefault(way.owner("softmaxPredict"), []).append(
        _definition(way, "softmaxPredict", names) + _prediction(way, names)
    )
    for owner, texts in functions.items():
        if owner:
            parts.append(f"class {owner}:\n" + _constructor(way, owner, names))
            parts += ["\n".join(f"    {line}" for line in text.splitlines()) for text in texts]
        else:
            parts += texts
    return "\n".join(parts) + "\n"


def _written(order: Sequence[Argument], names: Mapping[str, str]) -> list[str]:
    return [names[name] if isinstance(name, str) else f"pair{len(name)}" for name in order]


def _definition(way: SoftmaxConventions, name: str, names: Mapping[str, str]) -> str:
    own = ["self"] if way.owner(name) else []
    text = f"def {way.name(name)}({', '.join(own + _written(way.argument_names(name), names))}):\n"
    for argument in way.argument_names(name):
        if isinstance(argument, tuple):
            text += f"    {', '.join(names[one] for one in argument)} = pair{len(argument)}\n"
    if way.owner(name):
        held = {*way.constructors.get(way.owner(name), ())}
        text += "".join(f"    {names[one]} = self.{names[one]}\n" for one in held)  # type: ignore[index]
        text += "".join(f"    {names[k]} = self.{v}\n" for k, v in way.attributes.items())
    return text + "".join(f"    {names[k]} = {v}\n" for k, v in way.variables.items())


def _constructor(way: SoftmaxConventions, owner: str, names: Mapping[str, str]) -> str:
    order = _written(way.constructors.get(owner, ()), names)
    lines = [f"        self.{name} = {name}\n" for name in order] or ["        pass\n"]
    return f"    def __init__(self{''.join(f', {name}' for name in order)}):\n" + "".join(lines)


def _examples(way: SoftmaxConventions, data: str) -> str:
    text = f"    X = {data}{'.T' if way.examples_in == 'rows' else ''}\n"
    ones = "np.ones((1, X.shape[1]))"
    if way.bias != "none":
        rows = f"{ones}, X" if way.bias == "first" else f"X, {ones}"
        text += f"    X = np.vstack([{rows}])\n"
    return text + "    N, M = X.shape\n"


def _matrix(way: SoftmaxConventions, form: str, theta: str) -> str:
    if form in ("matrix", "transposed"):
        return f"    W = {theta}{'.T' if form == 'transposed' else ''}\n    K = W.shape[0]\n"
    order = "F" if way.theta_by == "columns" else "C"
    return f"    K = {theta}.size // N\n    W = {theta}.reshape(K, N, order='{order}')\n"


def _values(way: SoftmaxConventions, name: str, names: Mapping[str, str]) -> str:
    labels = names["labels"]
    if way.labels_as.startswith("one-hot"):
        y = f"np.argmax({labels}, axis={1 if way.labels_as == 'one-hot rows' else 0})"
    else:
        index = {"column": f"{labels}[:, 0]", "row": f"{labels}[0]"}.get(way.labels_as, labels)
        y = f"{index} - {way.labels_from}"
    known = way.received(name)
    decay = names["lambda"] if "lambda" in known else repr(way.decay)
    text = _examples(way, names["data"]) + _matrix(way, way.theta_as, names["theta"])
    return text + f"    y = {y}\n    lam = {decay}\n"


def _gradient(way: SoftmaxConventions) -> str:
    if way.theta_as == "matrix":
        return ""
    if way.theta_as == "transposed":
        return "    grad = grad.T\n"
    text = f"    grad = grad.ravel(order='{'F' if way.theta_by == 'columns' else 'C'}')\n"
    return text + ("    grad = grad.reshape(-1, 1)\n" if way.theta_as == "column" else "")


def _returned(way: SoftmaxConventions, name: str, separate: Sequence[str]) -> str:
    if name != "softmaxCost":
        return "grad"
    order = way.returns.get(name, ("cost", "grad"))
    return ", ".join("None" if o == "_" else o for o in order if o not in separate)


def _prediction(way: SoftmaxConventions, names: Mapping[str, str]) -> str:
    theta = names["theta"]
    if "theta" not in way.received("softmaxPredict"):
        field = way.fields.get("optTheta", "optTheta")
        read = (
            f"{names['softmaxModel']}[0]"
            if way.model == "tuple"
            else (f"{names['softmaxModel']}['{field}']")
        )
        theta = f"({read})"
    text = _examples(way, names["data"]) + _matrix(way, way.model_theta, theta)
    first = way.first_predicted()
    return text + f"    return np.argmax(W @ X, axis=0){f' + {first}' if first else ''}\n"


class Files:
    """A submission of which nothing has been found but that it is there."""

    name, findings, language, key = "port", (), PYTHON, "key"


class InThisProcess:
    """A student whose files run in this process, called as in a process of its own."""

    def __init__(self, folder: Path, name: str = "port") -> None:
        self.name = name
        self.remarks: list[Any] = []
        self._folder = str(folder)
        self._modules: dict[str, ModuleType | dict[str, str]] = {}

    def answer(self, cases: Sequence[Case], *, limits: Limits | None = None) -> list[Answer]:
        with wire.request(cases, PYTHON, SOFTMAX.library.struct_fields) as sent:
            calls, fields = read_calls(io.BytesIO(sent.calls.read()))
        python_child._STRUCT[:] = fields
        for call, case in zip(calls, cases, strict=True):  # no other process evaluates functions
            both = zip(call.args, case.args, strict=True)
            call.args[:] = [own if isinstance(own, Objective) else read for read, own in both]
        answers = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # in a process of its own they would be printed there
            for index, call in enumerate(calls):
                for part in call.parts():
                    if part.module not in self._modules and part.module != INVENTORY:
                        self._modules[part.module] = python_child._load(
                            part.module, self._folder, self.remarks
                        )
                header, bodies = python_child._answer(index, call, self._modules, self._folder)
                answers.append(read_answer(header, [memoryview(body) for body in bodies], 0.0))
        return answers


@contextmanager
def student(folder: Path, files: Mapping[str, str]) -> Iterator[InThisProcess]:
    """A student with files of these texts; the modules that were there before are there again."""
    before, finders, path = dict(sys.modules), list(sys.meta_path), list(sys.path)
    package = ModuleType(PACKAGE)
    package.__path__ = [str(folder)]
    sys.modules[PACKAGE] = package
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    one = InThisProcess(folder)
    load_siblings_likewise(str(folder), one.remarks)
    sys.path.insert(0, str(folder))
    try:
        yield one
    finally:
        sys.meta_path[:], sys.path[:] = finders, path
        stems = {part.removesuffix(".py") for name in files for part in name.split("/")}
        for name in set(sys.modules) - set(before):
            if name.partition(".")[0] in {PACKAGE, *stems} or not hasattr(
                sys.modules[name], "__file__"
            ):
                del sys.modules[name]
