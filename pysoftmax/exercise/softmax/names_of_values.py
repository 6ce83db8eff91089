"""What the values of softmax regression are called in other people's code."""

from __future__ import annotations

import re

__all__ = ["plain", "role_of", "words"]

ROLES = {
    "theta": "theta thetas w weights weight params parameters param opttheta wb coef thetavec "
    "thetavector optimaltheta coefficients coeffs",
    "numClasses": "numclasses numclass nclasses nclass k numlabels classes outputsize numofclasses "
    "numberofclasses classnum numclas numclassifiers nclassifiers nlabels outputdim numoutputs "
    "noutputs numcategories ncategories",
    "inputSize": "inputsize n nfeatures numfeatures numberoffeatures visiblesize d dim nin "
    "featuresize numfeature nfeature dimension dimensions ndim numdims ninputs numinputs inputdim "
    "inputdimension featuredim numattributes",
    "lambda": "lambda lam lamda lamd lamb lambd lmbda lmbd lmda lambdaa lambdaval reg "
    "regularization regularizer regularisation regularizationstrength regstrength regparam "
    "weightdecay decay l2 lambdaparam decayweight wdecay wd",
    "data": "data x xi inputdata images image sample instance inputs xtrain traindata input "
    "examples samples trainx features designmatrix xmat valx xval testx xtest testdata",
    "labels": "labels y targets target ytrain label trainlabels groundtruth truth trainy onehot "
    "testlabels ytest testy yval valy lables lable",  # codespell:ignore lables,lable
    "options": "options opts option",
    "maxIter": "maxiter maxiterations niter iterations numiter iters epochs",
    "softmaxModel": "softmaxmodel model net",
    "bias": "b bias biases intercept",
    "numExamples": "m numexamples nexamples numcases ncases numsamples nsamples numtrain ntrain "
    "batchsize",
}
"""What values are called, in small letters without ``_``."""

_OF = {name: role for role, names in ROLES.items() for name in names.split()}

NOISE = {
    *("param", "params", "parameter", "parameters", "factor", "strength", "term", "val", "vals"),
    *("value", "values", "vec", "vector", "mat", "matrix", "arr", "array", "flat", "new"),
    *("train", "training", "test", "batch", "all"),
}
"""Words beside a value's name that say nothing about which value it is."""
LETTERS = "xyw"
"""Letters that mean the same value with such a word beside them; ``n_test``, say, is a number."""


def plain(name: str) -> str:
    """Return a name in small letters without ``_``."""
    return name.lower().replace("_", "")


def words(name: str) -> list[str]:
    """Return the words of which a name consists, in small letters."""
    return [w for w in re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_") if w]


def role_of(name: str) -> str:
    """Return the exercise's name of a value that has this name; empty if it has none.

    A name may have words that say nothing, as in ``lambda_factor``, or several words that all
    mean the same value, as in ``reg_lambda``.
    """
    if plain(name) in _OF:
        return _OF[plain(name)]
    telling = [word for word in words(name) if word not in NOISE]
    if not telling or (len(telling) == 1 and len(telling[0]) == 1 and telling[0] not in LETTERS):
        return ""
    roles = {_OF.get(word, "") for word in telling}
    whole = _OF.get("".join(telling), "")
    return whole or (roles.pop() if len(roles) == 1 else "")
