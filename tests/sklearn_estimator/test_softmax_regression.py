"""SoftmaxRegression: scikit-learn's own checks, its optimum, and its habits."""

from __future__ import annotations

import pickle
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from pysoftmax import softmaxCost, softmaxTrain
from pysoftmax.sklearn import SoftmaxRegression

COLOURS = np.array(["red", "green", "blue"])


@parametrize_with_checks([SoftmaxRegression()])
def test_it_passes_scikit_learns_checks(
    estimator: SoftmaxRegression, check: Callable[..., None]
) -> None:
    """Every check that scikit-learn has for a classifier."""
    check(estimator)


def blobs(classes: int, seed: int = 0) -> tuple[NDArray[Any], NDArray[Any]]:
    """60 examples of 4 features, overlapping; labels are strings."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, 60)
    X = random.normal(size=(60, 4)) + 0.7 * np.eye(classes, 4)[labels]
    return X, COLOURS[labels]


def peer(**parameters: Any) -> LogisticRegression:
    """LogisticRegression, followed to its optimum."""
    return LogisticRegression(tol=1e-12, max_iter=10_000, solver="newton-cholesky", **parameters)


def ours(**parameters: Any) -> SoftmaxRegression:
    """SoftmaxRegression, followed to its optimum."""
    return SoftmaxRegression(tol=1e-11, max_iter=10_000, **parameters)


# Rounding may end minFunc just above a tolerance of 1e-11; the parameters are compared below.
@pytest.mark.filterwarnings("ignore:minFunc stopped:sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("fit_intercept", [False, True])
@pytest.mark.parametrize("C", [0.01, 1.0, 30.0])
@pytest.mark.parametrize("class_weight", [None, "balanced", {"red": 3.0}])
def test_its_optimum_is_that_of_logistic_regression(
    classes: int, fit_intercept: bool, C: float, class_weight: dict[str, float] | str | None
) -> None:
    """The same C gives the same parameters and probabilities, for two classes and for more."""
    X, y = blobs(classes)
    sample_weight = np.linspace(0.0, 2.0, 60)
    parameters = {"C": C, "fit_intercept": fit_intercept, "class_weight": class_weight}
    for weights in (None, sample_weight):
        theirs = peer(**parameters).fit(X, y, weights)
        mine = ours(**parameters).fit(X, y, weights)
        assert mine.coef_.shape == theirs.coef_.shape
        np.testing.assert_allclose(mine.coef_, theirs.coef_, rtol=0, atol=1e-6)
        np.testing.assert_allclose(mine.intercept_, theirs.intercept_, rtol=0, atol=1e-6)
        np.testing.assert_allclose(mine.predict_proba(X), theirs.predict_proba(X), atol=1e-6)
        np.testing.assert_array_equal(mine.predict(X), theirs.predict(X))
        assert mine.score(X, y) == theirs.score(X, y)


def test_it_reaches_a_lower_cost_than_any_neighbour() -> None:
    """The exercise's own cost, with lambda = 1 / (C n), rises in every direction."""
    X, y = blobs(3)
    mine = ours(C=0.5, fit_intercept=False).fit(X, y)
    labels = 1 + np.searchsorted(mine.classes_, y)

    def cost(theta: Any) -> Any:
        return softmaxCost(theta.ravel(order="F"), 3, 4, 1 / (0.5 * 60), X.T, labels)[0]

    least = cost(mine.coef_)
    random = np.random.default_rng(1)
    for _ in range(20):
        assert cost(mine.coef_ + 1e-3 * random.normal(size=(3, 4))) > least


def test_it_finds_what_the_exercises_training_finds() -> None:
    """With two classes and C = 2 / (lambda M), it is the difference of softmaxTrain's rows."""
    X, y = blobs(2)
    labels = 1 + (y == "red")
    options = {"maxIter": 1000, "TolFun": 1e-10, "TolX": 1e-16, "Display": "off"}
    theta = softmaxTrain(4, 2, 0.01, X.T, labels, options, seed=0).optTheta
    mine = ours(C=2 / (0.01 * 60), fit_intercept=False).fit(X, y)
    np.testing.assert_allclose(mine.coef_, theta[1:] - theta[:1], rtol=0, atol=1e-6)


def test_the_guides_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The first example in docs/scikit-learn.md prints a C and a score above 90 %."""
    guide = Path(__file__).parents[2] / "docs" / "scikit-learn.md"
    example = guide.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    exec(compile(example, str(guide), "exec"), {})
    assert re.fullmatch(r"\{'C': [\d.]+\} 0\.9\d+\n", capsys.readouterr().out)


def test_the_scores_and_probabilities_agree() -> None:
    """predict_proba is the softmax of decision_function, predict_log_proba its logarithm."""
    X, y = blobs(3)
    mine = SoftmaxRegression().fit(X, y)
    scores = mine.decision_function(X)
    np.testing.assert_allclose(scores, X @ mine.coef_.T + mine.intercept_)
    exponentials = np.exp(scores)
    expected = exponentials / exponentials.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(mine.predict_proba(X), expected)
    np.testing.assert_allclose(mine.predict_log_proba(X), np.log(expected), atol=1e-12)
    assert mine.classes_.tolist() == ["blue", "green", "red"]


def test_log_probabilities_stay_finite() -> None:
    """Where a probability is too small for a double, its logarithm is not."""
    mine = SoftmaxRegression(C=1e6).fit([[-1.0], [1.0]], [0, 1])
    logarithms = mine.predict_log_proba([[-1e5]])
    assert mine.predict_proba([[-1e5]])[0, 1] == 0.0
    assert np.isfinite(logarithms).all()
    assert logarithms[0, 1] < -745


@pytest.mark.parametrize("container", [scipy.sparse.csr_array, scipy.sparse.csc_matrix])
@pytest.mark.parametrize("fit_intercept", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
def test_sparse_examples_give_the_same(container: Any, fit_intercept: bool, weighted: bool) -> None:
    """A sparse matrix in place of the array changes nothing, weighted or not."""
    X, y = blobs(3)
    X[np.abs(X) < 0.5] = 0.0
    weights = np.linspace(0.1, 2.0, 60) if weighted else None
    dense = ours(fit_intercept=fit_intercept).fit(X, y, weights)
    sparse = ours(fit_intercept=fit_intercept).fit(container(X), y, weights)
    np.testing.assert_allclose(sparse.coef_, dense.coef_, atol=1e-8)
    np.testing.assert_allclose(sparse.intercept_, dense.intercept_, atol=1e-8)
    scores = dense.decision_function(X)
    np.testing.assert_allclose(dense.decision_function(container(X)), scores, rtol=0, atol=1e-13)


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame], ids=["pandas", "polars"])
def test_data_frames_bring_their_names(frame: Any) -> None:
    """Column names are kept as feature_names_in_, and a frame with others is refused."""
    X, y = blobs(2)
    names = ["a", "b", "c", "d"]
    table = frame(dict(zip(names, X.T, strict=True)))
    labels = pd.Series(y) if frame is pd.DataFrame else pl.Series(y)
    mine = SoftmaxRegression().fit(table, labels)
    assert mine.feature_names_in_.tolist() == names
    np.testing.assert_array_equal(mine.predict(table), SoftmaxRegression().fit(X, y).predict(X))
    with pytest.raises(ValueError, match="feature names should match"):
        mine.predict(frame(dict(zip("wxyz", X.T, strict=True))))


def test_it_works_in_a_pipeline_and_a_grid_search() -> None:
    """A search over C, in two processes, trains pipelines and finds the C that a loop finds."""
    X, y = blobs(3)
    pipeline = make_pipeline(StandardScaler(), SoftmaxRegression())
    grid = {"softmaxregression__C": [1e-4, 1.0]}
    search = GridSearchCV(pipeline, grid, cv=3, n_jobs=2).fit(X, y)
    theirs = GridSearchCV(
        make_pipeline(StandardScaler(), peer()), {"logisticregression__C": [1e-4, 1.0]}, cv=3
    ).fit(X, y)
    np.testing.assert_allclose(
        search.cv_results_["mean_test_score"], theirs.cv_results_["mean_test_score"]
    )
    assert search.best_params_ == {"softmaxregression__C": 1.0}
    predicted = cross_val_predict(search.best_estimator_, X, y, cv=3, method="predict_proba")
    assert predicted.shape == (60, 3)


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_it_fits_in_parallel(backend: str) -> None:
    """Fits in other processes and threads give the same parameters as here."""
    X, y = blobs(3)
    fits = Parallel(n_jobs=2, backend=backend)(
        delayed(SoftmaxRegression(C=C).fit)(X, y) for C in (0.1, 1.0, 10.0)
    )
    for C, fit in zip((0.1, 1.0, 10.0), fits, strict=True):
        np.testing.assert_allclose(fit.coef_, SoftmaxRegression(C=C).fit(X, y).coef_, atol=1e-9)


def test_it_can_be_pickled() -> None:
    """A copy by pickle predicts the same."""
    X, y = blobs(3)
    mine = SoftmaxRegression().fit(X, y)
    copy = pickle.loads(pickle.dumps(mine))
    np.testing.assert_array_equal(copy.predict_proba(X), mine.predict_proba(X))


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("fit_intercept", [False, True])
def test_a_warm_start_has_little_left_to_do(classes: int, fit_intercept: bool) -> None:
    """A second fit begins where the first ended, unless the features changed."""
    X, y = blobs(classes)
    mine = SoftmaxRegression(warm_start=True, fit_intercept=fit_intercept).fit(X, y)
    assert mine.n_iter_[0] > 5
    coef = mine.coef_
    mine.fit(X, y)
    assert mine.n_iter_[0] <= 1
    np.testing.assert_allclose(mine.coef_, coef, atol=1e-6)
    mine.fit(X[:, :3], y)
    np.testing.assert_array_equal(
        mine.coef_, SoftmaxRegression(fit_intercept=fit_intercept).fit(X[:, :3], y).coef_
    )


def test_too_few_iterations_are_a_warning() -> None:
    """A fit that max_iter ends warns, with what is left to do; one that converges does not."""
    X, y = blobs(3)
    with pytest.warns(ConvergenceWarning, match="minFunc stopped after 2 iterations"):
        mine = SoftmaxRegression(max_iter=2).fit(X, y)
    assert mine.n_iter_.tolist() == [2]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        SoftmaxRegression().fit(X, y)
        SoftmaxRegression(tol=0.0).fit(X, y)  # ends where the cost's rounding hides any progress


def test_features_too_large_to_train_on_are_a_warning() -> None:
    """A fit that rounding ends far from the optimum warns too, with minFunc's reason."""
    X, y = blobs(3)
    with pytest.warns(ConvergenceWarning, match=r"after 1 iteration \(.* below TolX\).* Scale"):
        SoftmaxRegression().fit(1e150 * X, y)


@pytest.mark.parametrize("C", [0, -1.0, "1", float("nan"), None])
def test_a_c_that_is_not_positive_is_refused(C: float) -> None:
    """The message names C and its value."""
    with pytest.raises(ValueError, match=r"C is .*; expected a number greater than 0"):
        SoftmaxRegression(C=C).fit([[0.0], [1.0]], [0, 1])


@pytest.mark.parametrize(
    ("weights", "message"), [([0.0, 0.0], "non-zero"), ([1.0, -1.0], "entry -1.0; expected 0")]
)
def test_weights_that_make_no_mean_are_refused(weights: list[float], message: str) -> None:
    """Weights that are all 0, or negative, are an error that names the sample weights."""
    with pytest.raises(ValueError, match=f"(?i)sample.weight.*{message}"):
        SoftmaxRegression().fit([[0.0], [1.0]], [0, 1], weights)


def test_the_examples_are_not_modified() -> None:
    """X, y and the weights are the same after fit."""
    X, y = blobs(3)
    weights = np.linspace(0.1, 2.0, 60)
    before = X.copy(), y.copy(), weights.copy()
    SoftmaxRegression(class_weight="balanced").fit(X, y, weights)
    for now, then in zip((X, y, weights), before, strict=True):
        np.testing.assert_array_equal(now, then)
