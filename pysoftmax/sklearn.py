"""Softmax regression as a scikit-learn classifier (the extra ``pysoftmax[sklearn]``)."""

from __future__ import annotations

import math
import warnings
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.special import log_softmax, softmax

try:
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.utils.class_weight import compute_class_weight
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data
except ImportError as error:
    raise ImportError(
        "pysoftmax.sklearn needs scikit-learn 1.6 or newer: pip install 'pysoftmax[sklearn]'"
        f" ({error})"
    ) from error

from pysoftmax import kernels
from pysoftmax.kernels.seam import PreparedExamples
from pysoftmax.kernels.weighted import WeightedProblem
from pysoftmax.minFunc import Stop, minFunc
from pysoftmax.validation import whole
from pysoftmax.words import plural

__all__ = ["SoftmaxRegression"]

Doubles = NDArray[np.float64]

NO_PROGRESS = 1e-16  # minFunc's TolX: go on until tol is reached or rounding stops the search
# The other reasons are convergence: within tol, or any gain would be lost in rounding.
UNFINISHED = {Stop.ITERATIONS.value, Stop.SHORT_STEP.value}


class SoftmaxRegression(ClassifierMixin, BaseEstimator):
    """Softmax regression with weight decay, trained by the exercise's cost and minFunc.

    It minimises what `sklearn.linear_model.LogisticRegression` minimises for the same `C`, so the
    two have the same optimum. Unlike in the exercise, an example is a row of `X`, labels may be
    numbers or strings, and the start is not random.

    Parameters
    ----------
    C : float
        Inverse strength of the weight decay, greater than 0; ``inf`` for none. The exercise's
        lambda is ``1 / (C * n)``, n being the sum of the sample weights (with two classes, twice
        that, as LogisticRegression then decays the difference of the two parameter vectors).
    fit_intercept : bool
        Add a constant term to each class, without weight decay. The exercise has none: there,
        it is False.
    tol : float
        Stop once the sum of the absolute values of the cost's gradient is at most this
        (minFunc's TolFun).
    max_iter : int
        Stop after this many iterations, with a `ConvergenceWarning`.
    class_weight : dict, "balanced" or None
        Weights by class. "balanced" gives each class the same total weight.
    warm_start : bool
        Start from the parameters of the last fit, if they have the right shape.
    verbose : bool
        Print minFunc's table.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels.
    coef_ : ndarray of shape (n_classes, n_features), or (1, n_features) for two classes
        The parameters. For two classes, the second's minus the first's.
    intercept_ : ndarray of shape (n_classes,) or (1,)
        The constant terms, 0 without `fit_intercept`.
    n_iter_ : ndarray of shape (1,)
        minFunc's iterations.
    n_features_in_ : int
        The number of features in `fit`.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, if `X` had names that are all strings.

    References
    ----------
    UFLDL, "Softmax Regression".

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from pysoftmax.sklearn import SoftmaxRegression
    >>> X, y = load_digits(return_X_y=True)
    >>> SoftmaxRegression(C=0.1).fit(X / 16, y).predict(X[:3] / 16)
    array([0, 1, 2])
    """

    def __init__(
        self,
        C: float = 1.0,  # noqa: N803 - LogisticRegression's name
        *,
        fit_intercept: bool = True,
        tol: float = 1e-5,
        max_iter: int = 400,
        class_weight: Any = None,
        warm_start: bool = False,
        verbose: bool = False,
    ) -> None:
        self.C = C
        self.fit_intercept = fit_intercept
        self.tol = tol
        self.max_iter = max_iter
        self.class_weight = class_weight
        self.warm_start = warm_start
        self.verbose = verbose

    def __sklearn_tags__(self) -> Any:
        """Return scikit-learn's description of the estimator: it accepts sparse input."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def fit(self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train on examples and their labels.

        Parameters
        ----------
        X : array, sparse matrix or data frame of shape (n_samples, n_features)
            The examples, one a row.
        y : array of shape (n_samples,)
            Their labels, of at least two classes.
        sample_weight : array of shape (n_samples,), optional
            How much each example counts, by default 1.

        Returns
        -------
        SoftmaxRegression
            The estimator itself.

        Raises
        ------
        ValueError
            If a parameter, the examples or the labels are not as described.
        """
        if not (isinstance(self.C, (int, float, np.number)) and self.C > 0):
            raise ValueError(f"C is {self.C!r}; expected a number greater than 0")
        X, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"y has 1 class, {self.classes_[0]!r}; expected 2 classes or more")
        weights = self._weights(X, y, labels, sample_weight)
        theta, iterations = self._minimise(X, labels, weights)
        self._keep(theta)
        self.n_iter_ = np.array([iterations], dtype=np.int32)
        return self

    def decision_function(self, X: Any) -> Doubles:
        """Return the scores ``theta @ x`` of each example.

        Parameters
        ----------
        X : array, sparse matrix or data frame of shape (n_samples, n_features)
            The examples.

        Returns
        -------
        ndarray of shape (n_samples, n_classes), or (n_samples,) for two classes
            For two classes, the second's score minus the first's.
        """
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=np.float64, reset=False)
        scores = kernels.get().scores(self.coef_, X.T).T + self.intercept_
        return scores[:, 0] if len(self.classes_) == 2 else scores

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the most probable label of each example (see `decision_function`)."""
        best = np.argmax(self._scores(X), axis=1)
        labels: NDArray[Any] = self.classes_[best]
        return labels

    def predict_proba(self, X: Any) -> Doubles:
        """Return each class's probability for each example, of shape (n_samples, n_classes)."""
        probabilities: Doubles = softmax(self._scores(X), axis=1)
        return probabilities

    def predict_log_proba(self, X: Any) -> Doubles:
        """Return the logarithms of `predict_proba`, finite even if a probability rounds to 0."""
        logarithms: Doubles = log_softmax(self._scores(X), axis=1)
        return logarithms

    def _scores(self, X: Any) -> Doubles:
        """The scores with a column for each class; for two classes, the first one's are 0."""
        scores = self.decision_function(X)
        return scores if scores.ndim == 2 else np.column_stack([np.zeros_like(scores), scores])

    def _weights(self, X: Any, y: Any, labels: Any, sample_weight: Any) -> Doubles:
        """Return how much each example counts, by its own weight and its class's."""
        weights: Doubles = _check_sample_weight(sample_weight, X, dtype=np.float64)
        if weights.min() < 0:
            raise ValueError(f"sample_weight has the entry {weights.min()}; expected 0 or more")
        by_class = np.bincount(labels, weights)
        if isinstance(self.class_weight, str) and self.class_weight == "balanced":
            present = by_class > 0
            factors = np.where(present, weights.sum() / len(by_class), 0.0)
            factors[present] /= by_class[present]
        else:
            factors = compute_class_weight(self.class_weight, classes=self.classes_, y=y)
        combined: Doubles = weights * factors[labels]
        return combined

    def _minimise(self, X: Any, labels: Any, weights: Doubles) -> tuple[Doubles, int]:
        """The best parameters, a row a class, the intercept's column last; and the iterations."""
        features, classes = X.shape[1], len(self.classes_)
        problem = _problem(_with_constant(X) if self.fit_intercept else X, labels, weights, classes)
        lambda_ = (2.0 if classes == 2 else 1.0) / (self.C * weights.sum())
        start = self._start(features, classes)

        def cost(flat: Doubles) -> tuple[float, Doubles]:
            theta = flat.reshape(start.shape)
            value, gradient = problem.evaluate(theta, 0.0)
            decaying = theta[:, :features]
            gradient[:, :features] += lambda_ * decaying
            return value + lambda_ / 2.0 * np.sum(decaying**2), gradient.ravel()

        options = {
            "MaxIter": whole("max_iter", self.max_iter),
            "MaxFunEvals": math.inf,
            "TolFun": self.tol,
            "TolX": NO_PROGRESS,
            "Display": "iter" if self.verbose else "off",
        }
        theta, _, _, output = minFunc(cost, start.ravel(), options)
        if output.message in UNFINISHED and output.firstorderopt > self.tol:
            warnings.warn(
                f"minFunc stopped after {plural(output.iterations, 'iteration')}"
                f" ({output.message}), where the absolute values of the gradient sum to"
                f" {output.firstorderopt:.1e}, more than tol={self.tol:g}."
                " Scale the features, or increase max_iter or tol.",
                ConvergenceWarning,
                stacklevel=3,
            )
        return theta.reshape(start.shape), output.iterations

    def _start(self, features: int, classes: int) -> Doubles:
        start = np.zeros((classes, features + bool(self.fit_intercept)))
        rows = 1 if classes == 2 else classes
        if self.warm_start and getattr(self, "coef_", np.empty(0)).shape == (rows, features):
            last = np.column_stack([self.coef_, self.intercept_])[:, : start.shape[1]]
            start[:] = np.concatenate([-last, last]) / 2.0 if classes == 2 else last
        return start

    def _keep(self, theta: Doubles) -> None:
        rows = theta[1:] - theta[:1] if len(theta) == 2 else theta
        if self.fit_intercept:
            self.coef_, self.intercept_ = rows[:, :-1].copy(), rows[:, -1].copy()
            if len(rows) > 1:  # a common constant changes no probability
                self.intercept_ -= self.intercept_.mean()
        else:
            self.coef_, self.intercept_ = rows.copy(), np.zeros(len(rows))


def _with_constant(X: Any) -> Any:
    """Return the examples with one more feature, always 1."""
    ones: Any = np.ones((X.shape[0], 1))
    if not hasattr(X, "tocsr"):
        return np.hstack([X, ones])
    ones = sparse.csr_array(ones)
    return sparse.hstack([X, ones], format="csr")


def _problem(X: Any, labels: Any, weights: Doubles, classes: int) -> PreparedExamples:
    kernel = kernels.get()
    if np.all(weights == weights[0]):
        return kernel.problem(X.T, labels, classes, reuse=True)
    return WeightedProblem(kernel, X.T, labels, weights)
