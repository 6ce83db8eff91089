"""softmaxPredict and the model in all the forms that it comes in."""

from types import SimpleNamespace

import numpy as np
import pytest
import scipy.io

from pysoftmax import SoftmaxModel, softmaxPredict

THETA = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
DATA = np.array([[2.0, -1.0, 0.0, 1.0], [0.0, 3.0, 0.0, 1.0]])
MODEL = SoftmaxModel(THETA, 2, 3)


def test_the_first_class_of_the_greatest_score():
    """Labels run from 1, and a tie goes to the first class."""
    pred = softmaxPredict(MODEL, DATA)
    assert pred.dtype == np.int64
    assert pred.tolist() == [1, 2, 1, 1]


def test_confidences_are_probabilities_that_sum_to_one():
    """nargout=2 gives the softmax of each column beside the labels."""
    pred, confidences = softmaxPredict(MODEL, DATA, nargout=2)
    scores = THETA @ DATA
    np.testing.assert_allclose(confidences, np.exp(scores) / np.exp(scores).sum(0), rtol=1e-14)
    np.testing.assert_allclose(confidences.sum(axis=0), 1, rtol=1e-15)
    assert pred.tolist() == (confidences.argmax(axis=0) + 1).tolist()


def test_confidences_survive_scores_of_any_size():
    """Scores of +-1e5 give probabilities of 0 and 1, and no warning."""
    _, confidences = softmaxPredict(SoftmaxModel(THETA * 1e5, 2, 3), DATA, nargout=2)
    assert np.isfinite(confidences).all()
    np.testing.assert_allclose(confidences.sum(axis=0), 1)


def test_nan_scores_count_as_absent():
    """As for Octave's max: NaN loses to any number, and a column of NaN gives class 1."""
    theta = np.array([[np.nan], [-np.inf], [-np.inf]])
    assert softmaxPredict(SoftmaxModel(theta, 1, 3), np.ones((1, 2))).tolist() == [2, 2]
    assert softmaxPredict(SoftmaxModel(theta * np.nan, 1, 3), np.ones((1, 2))).tolist() == [1, 1]


def struct_array(tmp_path, **options):
    """What scipy.io makes of a struct in a MAT-file."""
    MODEL.save(tmp_path / "model.mat")
    return scipy.io.loadmat(tmp_path / "model.mat", **options)["softmaxModel"]


def forms(tmp_path):
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


def test_the_model_comes_in_many_forms(tmp_path):
    """A struct from scipy.io, a dict, an object with the fields: all predict alike."""
    for form in forms(tmp_path).values():
        assert softmaxPredict(form, DATA).tolist() == [1, 2, 1, 1]


def test_save_and_load_give_the_same_model(tmp_path):
    """What is loaded equals what was saved, and nothing else is left beside it."""
    MODEL.save(tmp_path / "my model")
    loaded = SoftmaxModel.load(tmp_path / "my model")
    assert np.array_equal(loaded.optTheta, THETA)
    assert (loaded.inputSize, loaded.numClasses) == (2, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["my model"]


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ({"theta": THETA}, "softmaxModel is a dict without optTheta"),
        (None, "softmaxModel is a NoneType without optTheta"),
        ({"optTheta": THETA, "inputSize": 3, "numClasses": 3}, r"optTheta has shape \(3, 2\)"),
        ({"optTheta": THETA.ravel()}, "inputSize is None; allowed: a positive whole number"),
    ],
)
def test_a_model_that_is_none_is_refused(model, message):
    """The message says what is missing or does not fit."""
    with pytest.raises((TypeError, ValueError), match=message):
        softmaxPredict(model, DATA)


def test_bad_data_and_nargout_are_refused():
    """Data of the wrong height and an impossible number of outputs are named."""
    with pytest.raises(ValueError, match="data has 4 rows; allowed: inputSize=2"):
        softmaxPredict(MODEL, DATA.T)
    with pytest.raises(ValueError, match="nargout is 3; allowed: 1"):
        softmaxPredict(MODEL, DATA, nargout=3)
