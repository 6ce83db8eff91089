"""What the Octave edition says of each bad input."""

from __future__ import annotations

import gzip
import re
import struct
from collections.abc import Callable

import numpy as np
import pytest

from pysoftmax.resources import folder

OCTAVE_REF = folder("octave_ref")
pytestmark = pytest.mark.octave
Octave = Callable[..., str]
IMAGES = struct.pack(">4I", 2051, 3, 2, 4) + bytes(range(24))
LABELS = struct.pack(">2I", 2049, 3) + bytes([0, 9, 4])
COST = "softmaxCost({theta}, {numClasses}, {inputSize}, {lambda}, {data}, {labels})"
RIGHT = {
    "theta": "ones(6, 1)",
    "numClasses": "3",
    "inputSize": "2",
    "lambda": "0.1",
    "data": "ones(2, 4)",
    "labels": "[1 2 3 1]",
}


def cost_with(**changes: str) -> str:
    """A call of softmaxCost with some arguments spoilt."""
    return COST.format(**{**RIGHT, **changes})


def cost_with_lambda(value: str) -> str:
    return COST.format(**{**RIGHT, "lambda": value})


TRAIN = "softmaxTrain(2, 3, 0.1, {}, {}, struct('Display', 'off'))"
PREDICT = "softmaxPredict(struct('optTheta', ones(3, 2)), {})"
BAD = [
    (cost_with(labels="[1 0 3 1]"), "labels", r"labels\(2\) is 0; .*1 to numClasses = 3 \(MNIST"),
    (cost_with(labels="[1 2 4 1]"), "labels", r"labels\(3\) is 4"),
    (cost_with(labels="[1 2 1.5 1]"), "labels", r"labels\(3\) is 1\.5"),
    (cost_with(labels="[NaN 2 3 1]"), "labels", r"labels\(1\) is NaN"),
    (cost_with(labels="[1 2 -1 1]"), "labels", r"labels\(3\) is -1"),
    (cost_with(labels="[1 2 3]"), "labels", r"size \[1 3\]; expected 4 numbers"),
    (cost_with(labels="[1 2 3 1 1]'"), "labels", r"size \[5 1\]; expected 4 numbers"),
    (cost_with(labels="[1 2; 3 1]"), "labels", r"size \[2 2\]"),
    (cost_with(labels="'1231'"), "labels", r"labels is a char of size \[1 4\]"),
    (cost_with(labels="{1, 2, 3, 1}"), "labels", r"labels is a cell"),
    (cost_with(theta="ones(5, 1)"), "theta", r"theta has size \[5 1\]; expected 6 ="),
    (cost_with(theta="ones(7, 1)"), "theta", r"theta has size \[7 1\]"),
    (cost_with(theta="ones(2, 3)"), "theta", r"theta has size \[2 3\]"),
    (cost_with(theta="1i * ones(6, 1)"), "theta", r"theta is a complex double .*real numbers"),
    (cost_with(data="ones(3, 4)"), "data", r"data has size \[3 4\]; expected inputSize = 2"),
    (cost_with(data="ones(4, 2)"), "data", r"is it transposed\?"),
    (cost_with(data="[1 1 NaN 1; 1 1 1 1]"), "data", r"data\(1, 3\) is NaN; expected finite"),
    (cost_with(data="[1 1 1 1; 1 -Inf 1 1]"), "data", r"data\(2, 2\) is -Inf"),
    (cost_with(data="[1 1 NaN 1; 1 1 1 1]", theta="zeros(6, 1)"), "data", r"data\(1, 3\) is NaN"),
    (cost_with(data="sparse([1 1 NaN 1; 1 1 1 1])"), "data", r"data\(1, 3\) is NaN"),
    (cost_with(data="zeros(2, 0)", labels="[]"), "data", r"data has size \[2 0\]"),
    (cost_with(data="ones(2, 2, 2)"), "data", r"data has size \[2 2 2\]"),
    (cost_with(data="{1, 2}"), "data", r"data is a cell of size \[1 2\]; expected real numbers"),
    (cost_with(data="'text'"), "data", r"data is a char"),
    (cost_with(data="1i * ones(2, 4)"), "data", r"data is a complex double"),
    (cost_with(numClasses="0"), "numClasses", r"numClasses is 0; expected a positive whole"),
    (cost_with(numClasses="2.5"), "numClasses", r"numClasses is 2\.5"),
    (cost_with(numClasses="NaN"), "numClasses", r"numClasses is NaN"),
    (cost_with(numClasses="[3 3]"), "numClasses", r"numClasses is a double of size \[1 2\]"),
    (cost_with(inputSize="-2"), "inputSize", r"inputSize is -2; expected a positive whole"),
    (cost_with(inputSize="'2'"), "inputSize", r"inputSize is a char"),
    (cost_with_lambda("-0.1"), "lambda", r"lambda is -0\.1; expected a finite number of 0 or"),
    (cost_with_lambda("Inf"), "lambda", r"lambda is Inf"),
    (cost_with_lambda("[]"), "lambda", r"lambda is a double of size \[0 0\]"),
    (PREDICT.format("ones(3, 4)"), "data", r"expected inputSize = 2 rows"),
    (PREDICT.format("[1 NaN; 1 1]"), "data", r"data\(1, 2\) is NaN"),
    ("softmaxPredict(7, ones(2))", "softmaxModel", r"softmaxModel is 7; expected a struct"),
    ("softmaxPredict(struct('x', 1), ones(2))", "softmaxModel", r"a struct of size \[1 1\]"),
    (
        "softmaxPredict(struct('optTheta', ones(3, 2), 'numClasses', 4), ones(2))",
        "optTheta",
        r"optTheta has size \[3 2\]; expected 8 = numClasses \(4\)",
    ),
    (TRAIN.format("ones(3, 4)", "[1 2 3 1]"), "inputData", r"inputData has size \[3 4\]"),
    (TRAIN.format("[1 NaN; 1 1]", "[1 2]"), "inputData", r"inputData\(1, 2\) is NaN; expected"),
    (TRAIN.format("ones(2, 4)", "[1 2 3 0]"), "labels", r"labels\(4\) is 0"),
    ("softmaxTrain(0, 3, 0.1, ones(2, 4), [1 2 3 1])", "inputSize", r"inputSize is 0"),
    ("softmaxTrain(2, NaN, 0.1, ones(2, 4), [1 2 3 1])", "numClasses", r"numClasses is NaN"),
    ("softmaxTrain(2, 3, -1, ones(2, 4), [1 2 3 1])", "lambda", r"lambda is -1"),
    ("softmaxTrain(2, 3, 0.1, ones(2, 4), [1 2 3 1], 100)", "options", r"options is 100"),
    ("computeNumericalGradient('f', 1)", "J", r"J is a char"),
    ("computeNumericalGradient(@(x) NaN, 1)", "J", r"J returned NaN with theta\(1\) moved by 0"),
    ("computeNumericalGradient(@(x) [x; x], 1)", "J", r"J returned a double of size \[2 1\]"),
    ("computeNumericalGradient(@(x) 1, {1})", "theta", r"theta is a cell"),
    ("display_network(ones(5, 3))", "A", r"size \[5 3\]; .*squares"),
    ("display_network([1 NaN])", "A", r"finite real numbers"),
    ("display_network(ones(4), 1, 1, 1.5)", "cols", r"positive whole number"),
    ("loadMNISTImages('nothing-here')", "file", r"nothing-here cannot be opened"),
    ("loadMNISTImages('empty')", "file", r"magic number \[\]"),
    ("loadMNISTImages('labels')", "file", r"magic number 2049; expected 2051 .*right file"),
    ("loadMNISTLabels('images')", "file", r"magic number 2051; expected 2049"),
    ("loadMNISTImages('header')", "file", r"has a header of \[2 2\]; expected 3"),
    ("loadMNISTImages('short')", "file", r"short is cut off: its header announces 3 x 2 x 4 = 24"),
    ("loadMNISTImages('long')", "file", r"long goes on after the 3 x 2 x 4 = 24 bytes"),
    ("loadMNISTImages('cut.gz')", "file", r"cut.gz is cut off: its header announces 200 x 2"),
    ("loadMNISTImages('hostile')", "file", r"hostile is cut off: .* 2147483648 x 28 x 28"),
    ("loadMNISTImages('hostile.gz')", "file", r"hostile.gz is cut off"),
    ("loadDigits('nowhere', 'train')", "file", r"nowhere contains none of train-images-idx3-ubyte"),
    ("loadDigits('.', 'train')", "file", r"has 3 train images and 2 labels; expected equally"),
]
NOISE = np.random.default_rng(1).integers(0, 255, 1600, dtype=np.uint8).tobytes()
HOSTILE = struct.pack(">4I", 2051, 2**31, 28, 28) + bytes(100)
BAD_FILES = {
    "empty": b"",
    "images": IMAGES,
    "labels": LABELS,
    "header": struct.pack(">3I", 2051, 2, 2),
    "short": IMAGES[:-1],
    "long": IMAGES + b"\0",
    "cut.gz": gzip.compress(struct.pack(">4I", 2051, 200, 2, 4) + NOISE)[:-400],
    "hostile": HOSTILE,
    "hostile.gz": gzip.compress(HOSTILE),
    "train-images-idx3-ubyte": IMAGES,
    "train-labels.idx1-ubyte": struct.pack(">2I", 2049, 2) + bytes(2),
}
ONE_BAD_CALL = """
try, {call}; printf('%d\\tno error\\t\\n', {number});
catch e, printf('%d\\t%s\\t%s\\n', {number}, e.identifier, e.message); end
"""


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory, octave_cli: Octave) -> list[tuple[str, str]]:
    """Octave's identifier and message for each call of `BAD`."""
    place = tmp_path_factory.mktemp("bad")
    for name, content in BAD_FILES.items():
        (place / name).write_bytes(content)
    calls = [ONE_BAD_CALL.format(call=call, number=k) for k, (call, _, _) in enumerate(BAD)]
    (place / "bad.m").write_text(f"addpath('{OCTAVE_REF.as_posix()}');\n" + "".join(calls))
    lines = octave_cli("bad.m", cwd=place).splitlines()
    numbers, identifiers, messages = zip(*(line.split("\t") for line in lines), strict=True)
    assert list(numbers) == [str(k) for k in range(len(BAD))]
    return list(zip(identifiers, messages, strict=True))


@pytest.mark.parametrize("k", range(len(BAD)), ids=[call for call, _, _ in BAD])
def test_bad_input_is_named(errors: list[tuple[str, str]], k: int) -> None:
    """The error's identifier is the argument's, and its message gives value and remedy."""
    _, argument, message = BAD[k]
    identifier, said = errors[k]
    assert identifier == f"pysoftmax:{argument}", said
    assert re.search(message, said), said
