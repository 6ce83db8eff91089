"""Which conventions a port of softmax regression may have, by the names that it uses."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pysoftmax.exercise.conventions import Argument, Conventions
from pysoftmax.exercise.inferring import Candidate, Definition, Stage
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions

__all__ = ["infer_softmax"]

ROLES = {
    "theta": "theta thetas w weights weight params parameters param opttheta wb coef thetavec "
    "thetavector optimaltheta",
    "numClasses": "numclasses numclass nclasses nclass k numlabels classes outputsize numofclasses "
    "classnum numclas c",
    "inputSize": "inputsize n nfeatures numfeatures visiblesize d dim nin featuresize",
    "lambda": "lambda lam lamda lambd lambdaval reg regularization weightdecay decay l2 "
    "lambdaparam decayweight",
    "data": "data x inputdata images inputs xtrain traindata input examples samples trainx",
    "labels": "labels y targets target ytrain label trainlabels groundtruth truth trainy onehot",
    "options": "options opts option",
    "maxIter": "maxiter maxiterations niter iterations numiter iters epochs",
    "softmaxModel": "softmaxmodel model net",
}
"""What parameters are called, in small letters without ``_``."""

MOST_CANDIDATES = 3000
_OF = {name: role for role, names in ROLES.items() for name in names.split()}

LABELS: tuple[Mapping[str, Any], ...] = (
    {"labels_from": 1, "labels_as": "vector"},
    {"labels_from": 0, "labels_as": "vector"},
    {"labels_from": 1, "labels_as": "column"},
    {"labels_from": 0, "labels_as": "column"},
    {"labels_as": "one-hot rows"},
    {"labels_as": "one-hot columns"},
)
_SIDES = ({"examples_in": "columns"}, {"examples_in": "rows"})
_LINES = ({"theta_by": "columns"}, {"theta_by": "rows"})


def infer_softmax(
    definitions: Sequence[Definition], base: Conventions, binding: frozenset[str]
) -> Iterable[Callable[[Conventions], Stage]]:
    """The stages: cost and gradient, then prediction, then training; see `Infer`."""
    assert isinstance(base, SoftmaxConventions)
    finder = _Finder(definitions, base, binding)
    cost = finder.find("softmaxCost")
    if cost is not None:
        yield lambda settled: finder.cost(cost, settled)
    predict = finder.find("softmaxPredict")
    if predict is not None:
        yield lambda settled: finder.predict(predict, settled)
    train = finder.find("softmaxTrain")
    if train is not None:
        yield lambda settled: finder.train(train, settled)
    numerical = finder.find("computeNumericalGradient")
    if numerical is not None:
        yield lambda settled: finder.numerical(numerical, settled)


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


_MEANT = {
    "softmaxCost": (("cost", "loss", "objective"), ("check", "numerical", "predict", "grad")),
    "softmaxPredict": (("predict", "classify"), ("check", "train")),
    "softmaxTrain": (("train", "fit"), ("load", "check", "read", "test")),
    "computeNumericalGradient": (("numericalgrad", "numgrad", "computenumerical"), ("check",)),
    "grad": (("grad",), ("check", "num", "descent", "cost", "loss", "train")),
}
"""What a function's name contains, and what it does not."""


class _Finder:
    def __init__(
        self,
        definitions: Sequence[Definition],
        base: SoftmaxConventions,
        binding: frozenset[str],
    ) -> None:
        self._definitions = definitions
        self._base = base
        self._binding = binding

    # ---- which function

    def find(self, function: str) -> Definition | None:
        """The function that is meant: by the rubric, by its name, or as what training calls.

        Never by which one gives the right answers.
        """
        named = self._base.functions.get(function, function)
        for one in self._definitions:
            if one.place == named or (one.file, one.name) == (named, named):
                return one
        if function in self._base.functions:
            return None
        found = self._meant(function)
        if len(found) > 1 and function != "softmaxTrain":
            train = self._meant("softmaxTrain")
            called = {name for one in train for name in one.calls}
            by_training = [one for one in found if one.name in called]
            found = by_training or found
        exact = [one for one in found if _plain(one.name) == _plain(function)]
        softmax = [one for one in found if "softmax" in _plain(one.name + one.owner)]
        for better in (exact, softmax):
            if better:
                found = better
                break
        distinct = {one.name for one in found}
        return found[0] if len(distinct) == 1 else None

    def _meant(self, function: str) -> list[Definition]:
        contains, without = _MEANT[function]
        return [
            one
            for one in self._definitions
            if any(part in _plain(one.name) for part in contains)
            and not any(part in _plain(one.name) for part in without)
        ]

    # ---- how it is called

    def _orders(
        self, one: Definition, wanted: Sequence[str], needed: Sequence[str]
    ) -> list[tuple[str, ...]]:
        """The orders of arguments that its parameters allow: known by name, or permuted."""
        roles: list[str | None] = []
        for name in one.parameters:
            role = _OF.get(_plain(name))
            role = {"data": "inputData"}.get(role or "", role) if "inputData" in wanted else role
            roles.append(role if role in wanted and role not in roles else None)
        while roles and roles[-1] is None and len(roles) > one.required:
            roles.pop()
        unknown = [k for k, role in enumerate(roles) if role is None]
        left = [role for role in wanted if role not in roles]
        left.sort(key=lambda role: role not in needed)
        orders = []
        for chosen in itertools.permutations(left, len(unknown)):
            order = list(roles)
            for k, role in zip(unknown, chosen, strict=True):
                order[k] = role
            names = tuple(role for role in order if role is not None)
            if all(role in names for role in needed):
                orders.append(names)
        return orders

    def _made(
        self, one: Definition, attributes: bool
    ) -> tuple[dict[str, tuple[Argument, ...]], dict[str, str]] | None:
        """A class's constructor and the attribute of theta; None if it cannot be called."""
        if not one.owner:
            return {}, {}
        made = next(
            (
                d
                for d in self._definitions
                if (d.file, d.owner, d.name) == (one.file, one.owner, "__init__")
            ),
            None,
        )
        if made is None:
            return {one.owner: ()}, {}
        known = ("numClasses", "inputSize", "lambda", "data", "labels", "maxIter")
        order: list[str] = []
        for k, name in enumerate(made.parameters):
            role = _OF.get(_plain(name))
            if role not in known or role in order:
                if k < made.required:
                    return None
                break
            order.append(role)
        weights = [name for name in made.attributes if _OF.get(_plain(name)) == "theta"]
        held = {"theta": weights[0]} if attributes and weights else {}
        return {one.owner: tuple(order)}, held

    def _with(self, settled: SoftmaxConventions, **changes: Any) -> SoftmaxConventions | None:
        """The conventions with changes; None if a key that binds would change."""
        for key, value in changes.items():
            before = getattr(settled, key)
            if key in self._binding and before != value and not isinstance(value, dict):
                return None
        return replace(settled, **changes)

    def _called(
        self, function: str, one: Definition, order: Sequence[str], settled: SoftmaxConventions
    ) -> SoftmaxConventions | None:
        if function in self._base.arguments:
            order = self._base.arguments[function]  # type: ignore[assignment]
        made = self._made(one, attributes="theta" not in order)
        if made is None:
            return None
        constructors, attributes = made
        return replace(
            settled,
            functions={**settled.functions, function: one.place},
            arguments={**settled.arguments, function: tuple(order)},
            constructors={**settled.constructors, **constructors},
            attributes={**settled.attributes, **attributes},
        )

    # ---- the stages

    def cost(self, one: Definition, settled: Conventions) -> Stage:
        assert isinstance(settled, SoftmaxConventions)
        wanted = ("theta", "data", "labels", "lambda", "numClasses", "inputSize")
        ways: list[SoftmaxConventions] = []
        made = self._made(one, attributes=True)
        held = {*(made[1] if made else {}), *(made[0].get(one.owner, ()) if made else ())}
        needed = [role for role in ("theta", "data", "labels") if role not in held]
        if "theta" in [_OF.get(_plain(name)) for name in one.parameters]:
            needed = [*dict.fromkeys(["theta", *needed])]
        for order in self._orders(one, wanted, needed):
            way = self._called("softmaxCost", one, order, settled)
            if way is not None:
                ways.append(way)
        slope = self._slope(one)
        separate = [self._separate(way, slope) for way in ways] if slope else []
        separate = [way for way in separate if way is not None]
        every = [*ways, *[way for way in separate if way is not None]]
        tiers = [
            list(self._forms(every, forms, order))
            for forms in (
                ({"theta_as": "vector", "bias": "none"},),
                ({"theta_as": "vector", "bias": "last"}, {"theta_as": "vector", "bias": "first"}),
                ({"theta_as": "column", "bias": "none"},),
                ({"theta_as": "matrix"}, {"theta_as": "transposed"}),
            )
            for order in ((), (("grad", "cost"),))
        ]
        question = f"how is {one.place} called, and what does it return?"
        if sum(map(len, tiers)) > 8 * MOST_CANDIDATES or not every:
            question = f"what are the arguments of {one.place}({', '.join(one.parameters)})?"
            tiers = []
        return Stage(("cost", "gradient"), tiers, question, stop_if_runs=6)

    def _slope(self, cost: Definition) -> Definition | None:
        found = [
            one
            for one in self._meant("grad")
            if (one.file, one.owner) == (cost.file, cost.owner) and one is not cost
        ]
        return found[0] if len(found) == 1 else None

    def _separate(self, way: SoftmaxConventions, slope: Definition) -> SoftmaxConventions | None:
        received = [r for r in way.argument_names("softmaxCost") if isinstance(r, str)]
        orders = self._orders(
            slope, received, [r for r in ("theta", "data", "labels") if r in received]
        )
        if not orders:
            return None
        return replace(
            way,
            functions={**way.functions, "grad": slope.place},
            arguments={**way.arguments, "grad": orders[0]},
        )

    def _forms(
        self,
        ways: Sequence[SoftmaxConventions],
        thetas: Sequence[Mapping[str, Any]],
        returns: Sequence[tuple[str, ...]],
    ) -> Iterator[Candidate]:
        for theta, way in itertools.product(thetas, ways):
            if returns and "grad" in way.functions:
                continue
            matrix = theta["theta_as"] in ("matrix", "transposed")
            lines = ({},) if matrix else _LINES
            for line, labels, side in itertools.product(lines, LABELS, _SIDES):
                changes: dict[str, Any] = {**theta, **line, **labels, **side}
                if returns:
                    changes["returns"] = {**way.returns, "softmaxCost": returns[0]}
                changed = self._with(way, **changes)
                if changed is not None:
                    yield Candidate(changed)

    def predict(self, one: Definition, settled: Conventions) -> Stage:
        assert isinstance(settled, SoftmaxConventions)
        kinds = (("theta", "data"), ("softmaxModel", "data"), ("data",))
        extra = ("numClasses", "inputSize", "labels", "lambda")
        known = {_OF.get(_plain(name)) for name in one.parameters}
        candidates: list[Candidate] = []
        for kind in kinds:
            if (kind[0] in known or not known & {"theta", "softmaxModel"}) and (
                len(kind) == 2 or one.owner
            ):
                candidates += self._predictions(one, kind, extra, settled)
        return Stage(("predict",), [candidates], f"how is {one.place} called?")

    def _predictions(
        self,
        one: Definition,
        kind: tuple[str, ...],
        extra: tuple[str, ...],
        settled: SoftmaxConventions,
    ) -> Iterator[Candidate]:
        fields = (
            {},
            *({"optTheta": f} for f in ("theta", "opt_theta", "W", "opttheta", "weights")),
        )
        models: list[dict[str, Any]] = [{}]
        if kind[0] == "softmaxModel":
            models = [{"fields": f} for f in fields] + [{"model": "tuple"}]
        first = settled.labels_from if not settled.labels_as.startswith("one-hot") else 0
        for order in self._orders(one, (*kind, *extra[:3]), kind):
            way = self._called("softmaxPredict", one, order, settled)
            if way is None:
                continue
            forms = itertools.product(
                models, ("matrix", "vector", "transposed"), (first, 1 - first)
            )
            for model, theta, base in forms:
                same = base == settled.labels_from
                changed = self._with(
                    way, model_theta=theta, predicted_from=None if same else base, **model
                )
                bound = self._binding & {"labels_from", "predicted_from"}
                if changed is not None and (same or not bound or "predicted_from" in bound):
                    yield Candidate(changed)

    def train(self, one: Definition, settled: Conventions) -> Stage:
        assert isinstance(settled, SoftmaxConventions)
        wanted = ("inputData", "labels", "lambda", "numClasses", "inputSize", "maxIter", "options")
        candidates: list[Candidate] = []
        for order in self._orders(one, wanted, ("inputData", "labels"))[:6]:
            way = self._called("softmaxTrain", one, order, settled)
            for returns in (
                {},
                {"softmaxTrain": ("theta", "_", "_")},
                {"softmaxTrain": ("theta",)},
            ):
                if way is not None and not (returns and one.owner):
                    candidates.append(Candidate(replace(way, returns={**way.returns, **returns})))
        return Stage(("training",), [candidates], f"how is {one.place} called?")

    def numerical(self, one: Definition, settled: Conventions) -> Stage:
        functions = {**settled.functions, "computeNumericalGradient": one.place}
        found = [Candidate(replace(settled, functions=functions))]
        return Stage(("numerical-gradient",), [found], f"how is {one.place} called?")
