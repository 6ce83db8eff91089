"""softmaxPredict and the model in all the forms that it comes in."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import scipy.io

from pysoftmax import SoftmaxModel, softmaxPredict
from pysoftmax.octave.find import find_octave
from pysoftmax.resources import folder

THETA = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
DATA = np.array([[2.0, -1.0, 0.0, 1.0], [0.0, 3.0, 0.0, 1.0]])
MODEL = SoftmaxModel(THETA, 2, 3)


def test_the_first_class_of_the_greatest_score() -> None:
    """Labels run from 1, and a tie goes to the first class."""
    pred = softmaxPredict(MODEL, DATA)
    assert pred.dtype == np.int64
    assert pred.tolist() == [1, 2, 1, 1]


def test_confidences_are_probabilities_that_sum_to_one() -> None:
    """nargout=2 gives the softmax of each column beside the labels."""
    pred, confidences = softmaxPredict(MODEL, DATA, nargout=2)
    scores = THETA @ DATA
    np.testing.assert_allclose(confidences, np.exp(scores) / np.exp(scores).sum(0), rtol=1e-14)
    np.testing.assert_allclose(confidences.sum(axis=0), 1, rtol=1e-15)
    assert pred.tolist() == (confidences.argmax(axis=0) + 1).tolist()


def test_confidences_survive_scores_of_any_size() -> None:
    """Scores of +-1e5 give probabilities of 0 and 1, and no warning."""
    for scale in (1e5, 1.7e308 / 3):
        _, confidences = softmaxPredict(SoftmaxModel(THETA * scale, 2, 3), DATA, nargout=2)
        assert np.isfinite(confidences).all()
    np.testing.assert_allclose(confidences.sum(axis=0), 1)


def test_nan_scores_count_as_absent() -> None:
    """As for Octave's max: NaN loses to any number, and a column of NaN gives class 1."""
    theta = np.array([[np.nan], [-np.inf], [-np.inf]])
    assert softmaxPredict(SoftmaxModel(theta, 1, 3), np.ones((1, 2))).tolist() == [2, 2]
    assert softmaxPredict(SoftmaxModel(theta * np.nan, 1, 3), np.ones((1, 2))).tolist() == [1, 1]


def test_data_that_are_not_finite_are_refused() -> None:
    """With any model, one whose scores are not finite in itself included."""
    spoilt = DATA.copy()
    spoilt[1, 2] = np.nan
    for theta in (THETA, THETA * 0, np.full((3, 2), np.inf)):
        with pytest.raises(ValueError, match=r"data\[1, 2\] is nan; expected finite"):
            softmaxPredict(SoftmaxModel(theta, 2, 3), spoilt)


def struct_array(tmp_path: Path, **options: Any) -> Any:
    """What scipy.io makes of a struct in a MAT-file."""
    MODEL.save(tmp_path / "model.mat")
    return scipy.io.loadmat(tmp_path / "model.mat", **options)["softmaxModel"]


def forms(tmp_path: Path) -> dict[str, Any]:
    """The model as each of its users hands it over."""
    fields = {"optTheta": THETA, "inputSize": 2.0, "numClasses": np.array([[3.0]])}
    return {
        "itself": MODEL,
        "dict": fields,
        "theta unrolled": {**fields, "optTheta": THETA.ravel(order="F")},
        "theta alone": {"optTheta": THETA},
        "attributes": SimpleNamespace(**fields),
        "scipy array": struct_array(tmp_path),
        "scipy object": struct_array(tmp_path, struct_as_record=False, squeeze_me=True),
        "scipy record": struct_array(tmp_path)[0, 0],
        "the whole file": {"softmaxModel": struct_array(tmp_path)},
    }


def test_the_model_comes_in_many_forms(tmp_path: Path) -> None:
    """A struct from scipy.io, a dict, an object with the fields: all predict alike."""
    for form in forms(tmp_path).values():
        assert softmaxPredict(form, DATA).tolist() == [1, 2, 1, 1]


SWITCHES = ("squeeze_me", "struct_as_record", "simplify_cells", "mat_dtype")


@pytest.mark.parametrize("values", [*itertools.product([False, True], repeat=len(SWITCHES))])
def test_scipy_may_read_the_struct_in_any_way(tmp_path: Path, values: Any) -> None:
    """Whatever loadmat is told, the file's variables and the struct alone are a model."""
    MODEL.save(tmp_path / "model.mat")
    variables = scipy.io.loadmat(tmp_path / "model.mat", **dict(zip(SWITCHES, values, strict=True)))
    for form in (variables, variables["softmaxModel"]):
        assert softmaxPredict(form, DATA).tolist() == [1, 2, 1, 1]


def test_fields_are_reached_by_key_too() -> None:
    """model["optTheta"] is model.optTheta; another name is an error that lists the fields."""
    assert MODEL["optTheta"] is MODEL.optTheta
    assert (MODEL["inputSize"], MODEL["numClasses"]) == (2, 3)
    with pytest.raises(KeyError, match="'theta' is not one of optTheta, inputSize, numClasses"):
        MODEL["theta"]


def test_the_model_keeps_a_copy() -> None:
    """Parameters that change afterwards do not change the model."""
    theta = THETA.copy()
    model = SoftmaxModel(theta, 2, 3)
    theta[:] = 0
    assert np.array_equal(model.optTheta, THETA)


def test_save_and_load_give_the_same_model(tmp_path: Path) -> None:
    """What is loaded equals what was saved, and nothing else is left beside it."""
    MODEL.save(tmp_path / "my model")
    loaded = SoftmaxModel.load(tmp_path / "my model")
    assert np.array_equal(loaded.optTheta, THETA)
    assert (loaded.inputSize, loaded.numClasses) == (2, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["my model"]


IN_OCTAVE = """
addpath('{reference}');
model = load('python.mat').softmaxModel;
[pred, confidences] = softmaxPredict(model, load('data.mat').data);
save('-v7', 'answers.mat', 'pred', 'confidences');
softmaxModel = struct('optTheta', model.optTheta, 'inputSize', 2, 'numClasses', 3);
save('-v7', 'v7.mat', 'softmaxModel');
save('-v6', 'v6.mat', 'softmaxModel');
save('-v7', 'fields.mat', '-struct', 'softmaxModel');
save('-text', 'octave.mat', 'softmaxModel');
save('-v7', 'nothing.mat', 'pred');
"""


@pytest.mark.octave
def test_a_model_crosses_to_octave_and_back(tmp_path: Path) -> None:
    """Octave's softmaxPredict takes the file as it is; what Octave saved as MAT-file is loaded."""
    MODEL.save(tmp_path / "python.mat")
    scipy.io.savemat(tmp_path / "data.mat", {"data": DATA})
    script = IN_OCTAVE.format(reference=folder("octave_ref").as_posix())
    subprocess.run(
        [str(find_octave()), "--norc", "--eval", script],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    answers = scipy.io.loadmat(tmp_path / "answers.mat")
    pred, confidences = softmaxPredict(MODEL, DATA, nargout=2)
    assert np.array_equal(answers["pred"], [pred])
    np.testing.assert_allclose(answers["confidences"], confidences, rtol=1e-14)
    for name in ("v7", "v6", "fields"):
        assert np.array_equal(SoftmaxModel.load(tmp_path / f"{name}.mat").optTheta, THETA)
    with pytest.raises(ValueError, match=r"octave\.mat cannot be read as a MAT-file .*save -v7"):
        SoftmaxModel.load(tmp_path / "octave.mat")
    with pytest.raises(ValueError, match=r"nothing\.mat, which holds pred: .* without optTheta"):
        SoftmaxModel.load(tmp_path / "nothing.mat")


def test_oct2pys_struct_is_a_model() -> None:
    """What oct2py hands over predicts as the model does."""
    from oct2py import Struct

    struct = Struct(optTheta=THETA, inputSize=2.0, numClasses=3.0)
    assert softmaxPredict(struct, DATA).tolist() == [1, 2, 1, 1]


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    """A damaged file is named; a missing file or folder is the system's own error."""
    MODEL.save(tmp_path / "model.mat")
    whole = (tmp_path / "model.mat").read_bytes()
    for content in (b"", whole[:200], whole[:150] + b"?" * 50):
        (tmp_path / "bad.mat").write_bytes(content)
        with pytest.raises(ValueError, match=r"bad\.mat"):
            SoftmaxModel.load(tmp_path / "bad.mat")
    with pytest.raises(FileNotFoundError):
        SoftmaxModel.load(tmp_path / "none.mat")
    with pytest.raises(FileNotFoundError):
        MODEL.save(tmp_path / "none" / "model.mat")


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ({"theta": THETA}, "softmaxModel is a dict without optTheta"),
        (None, "softmaxModel is None without optTheta"),
        ({"optTheta": THETA, "inputSize": 3, "numClasses": 3}, r"optTheta has shape \(3, 2\)"),
        ({"optTheta": THETA.ravel()}, r"optTheta of shape \(6,\) and not both sizes"),
    ],
)
def test_a_model_that_is_none_is_refused(model: dict[str, Any] | None, message: str) -> None:
    """The message says what is missing or does not fit."""
    with pytest.raises((TypeError, ValueError), match=message):
        softmaxPredict(model, DATA)


def test_bad_data_and_nargout_are_refused() -> None:
    """Data of the wrong height and an impossible number of outputs are named."""
    with pytest.raises(ValueError, match="data has 4 rows; expected inputSize=2"):
        softmaxPredict(MODEL, DATA.T)
    predict: Callable[..., Any] = softmaxPredict
    with pytest.raises(ValueError, match="nargout is 3; expected 1"):
        predict(MODEL, DATA, nargout=3)
    assert len(predict(MODEL, DATA, nargout=2.0)) == 2
