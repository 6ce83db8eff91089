"""Which conventions a port of softmax regression may have, by the names that it uses."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from pysoftmax.exercise.conventions import Argument, Conventions, flattened
from pysoftmax.exercise.inferring import Definition, Stage
from pysoftmax.exercise.softmax.conventions import BIAS_AS, MODEL_THETA, SoftmaxConventions
from pysoftmax.exercise.softmax.names_of_values import plain, role_of, words
from pysoftmax.words import plural

__all__ = ["infer_softmax"]

MOST_CANDIDATES = 3000
ONE_EXAMPLE = {"x", "xi", "inx", "sample", "example", "image", "instance", "point", "input"}
"""What one example is called."""
PAIR = 2
"""How many values a cost with its gradient returns."""

LABELS: tuple[Mapping[str, Any], ...] = (
    {"labels_from": 1, "labels_as": "vector"},
    {"labels_from": 0, "labels_as": "vector"},
    {"labels_from": 1, "labels_as": "column"},
    {"labels_from": 0, "labels_as": "column"},
    {"labels_as": "one-hot rows"},
    {"labels_as": "one-hot columns"},
)
UNDECAYED: tuple[Mapping[str, Any], ...] = (
    {"bias": "last", "bias_decays": False, "bias_given": False},
    {"bias": "first", "bias_decays": False, "bias_given": False},
    {"bias": "last", "bias_decays": False, "bias_given": True},
    {"bias": "first", "bias_decays": False, "bias_given": True},
)
_SIDES = ({"examples_in": "columns"}, {"examples_in": "rows"})
_LINES = ({"theta_by": "columns"}, {"theta_by": "rows"})


def infer_softmax(
    definitions: Sequence[Definition], base: Conventions, binding: frozenset[str]
) -> Iterable[Callable[[Conventions], Stage]]:
    """The stages: cost and gradient, then prediction, then training; see `Infer`."""
    assert isinstance(base, SoftmaxConventions)
    finder = _Finder(definitions, base, binding)
    for function, stage, items in (
        ("softmaxCost", finder.cost, ("cost", "gradient")),
        ("softmaxPredict", finder.predict, ("predict",)),
        ("softmaxTrain", finder.train, ("training",)),
        ("computeNumericalGradient", finder.numerical, ("numerical-gradient",)),
    ):
        one = finder.find(function)
        if one is not None:
            yield partial(stage, one)
        elif finder.several:
            which = f"which is {function}: {' or '.join(finder.several)}?"
            yield partial(_undecided, Stage(items, [], which))


def _undecided(stage: Stage, _: Conventions) -> Stage:
    return stage


def _parts(name: str) -> set[str]:
    """The words of which a function's name consists, a loss being a cost."""
    same = {"loss": "cost", "objective": "cost", "gradient": "grad"}
    return {same.get(word, word) for word in words(name)}


_MEANT = {
    "softmaxCost": (("cost", "loss", "objective"), ("check", "numerical", "predict", "grad")),
    "softmaxPredict": (("predict", "classify"), ("check", "train", "prob", "acc")),
    "softmaxTrain": (("train", "fit"), ("load", "check", "read", "test")),
    "computeNumericalGradient": (("numericalgrad", "numgrad", "computenumerical"), ("check",)),
    "grad": (("grad",), ("check", "test", "num", "descent", "cost", "loss", "train")),
}
"""What a function's name contains, and what it does not."""
_ASIDE = {"naive", "slow", "loop", "loops", "old"}
"""Words of a name that say that there is a better version of the function."""
_BESIDES = {"plot", "show", "print", "draw", "display", "visualize", "save", "load"}
"""Words of a name of what does something with a result of the function."""
_ONLY_PREDICTION = {
    *("predict", "prediction", "predictions", "predicted", "classify", "class", "classes"),
    *("label", "labels", "softmax", "y"),
}
"""Words of which the name of what returns the labels consists."""
_CROSS_ENTROPY = ("crossentropy", "loglikelihood", "nll")
"""What a cost is called after the formula."""


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
        self._chosen: dict[str, str] = {}
        self._unnamed: dict[str, str] = {}
        """By class: an argument of its constructor of which the name tells nothing."""
        self.several: list[str] = []
        """The functions of which none was chosen, if the last was not found."""

    # ---- which function

    def find(self, function: str) -> Definition | None:
        """The function that is meant: by the rubric, by its name, or as what training calls.

        Never by which one gives the right answers.
        """
        self.several = []
        named = self._base.functions.get(function, function)
        for one in self._definitions:
            if one.place == named or (one.file, one.name) == (named, named):
                return self._choose(function, one, "it has the name that is expected")
        if function in self._base.functions:
            return None
        found = self._meant(function)
        why = f"the only function by its name ({' or '.join(_MEANT[function][0])})"
        whole = self._with_gradient(found) if function == "softmaxCost" else []
        if whole:
            found, why = whole, "it returns the gradient too, by its name"
        if len(found) > 1 and function != "softmaxTrain":
            train = self._meant("softmaxTrain")
            called = {name for one in train for name in one.calls}
            by_training = [one for one in found if one.name in called]
            if by_training:
                found, why = by_training, f"the one that {train[0].place} calls"
        if function == "softmaxPredict" and len(found) > 1:
            found = _outermost(found)
        exact = [one for one in found if plain(one.name) == plain(function)]
        softmax = [one for one in found if "softmax" in plain(one.name + one.owner)]
        for better in (exact, softmax):
            if better:
                why = why if len(better) == len(found) else "its name is the closest"
                found = better
                break
        if len({one.name for one in found}) > 1:
            found = [one for one in found if plain(one.name) in _MEANT[function][0]] or found
        if len({one.name for one in found}) > 1:
            found = [one for one in found if not _ASIDE & _parts(one.name)] or found
        if len({one.name for one in found}) > 1:
            outermost = min(one.file.count("/") for one in found)
            found = [one for one in found if one.file.count("/") == outermost]
        if len({one.name for one in found}) == 1:
            return self._choose(function, found[0], why)
        self.several = [*dict.fromkeys(one.place for one in found)]
        return None

    def _choose(self, function: str, one: Definition, why: str) -> Definition:
        self._chosen[function] = why
        return one

    def _evidence(self, function: str, one: Definition, orders: int) -> dict[str, str]:
        """What was seen of a function: why it is this one, and its parameters."""
        written = f"{one.name}({', '.join(one.parameters)})"
        known = [name for name in one.parameters if role_of(name)]
        if len(known) == len(one.parameters):
            order = f"by the names of its parameters: {written}"
        else:
            order = f"found by asking with {plural(orders, 'order')} of arguments: {written}"
        seen = {f"functions.{function}": self._chosen.get(function, "")}
        seen[f"arguments.{function}"] = order
        if one.owner:
            seen[f"constructors.{one.owner}"] = f"by the parameters of {one.owner}.__init__"
            seen["attributes.theta"] = f"{one.owner} sets it"
        return seen

    def _meant(self, function: str) -> list[Definition]:
        contains, without = _MEANT[function]
        found = [
            one
            for one in self._definitions
            if any(part in plain(_says(one)) for part in contains)
            and not _BESIDES & set(words(one.name))
        ]
        exactly = [one for one in found if not any(part in plain(_says(one)) for part in without)]
        if exactly or function != "softmaxCost":
            short = ("pred", "softmaxpred") if function == "softmaxPredict" else ()
            return exactly or [one for one in self._definitions if plain(one.name) in short]
        both = [one for one in found if {"cost", "grad"} <= _parts(one.name)]
        return both or self._regressions() or self._by_formula()

    def _with_gradient(self, found: list[Definition]) -> list[Definition]:
        """What returns a cost and its gradient by its name, and calls one of these or is called."""
        both = [
            one
            for one in self._definitions
            if {"cost", "grad"} <= _parts(one.name) and not {"check", "test"} & _parts(one.name)
        ]
        related = [
            whole
            for whole in both
            for cost in found
            if (whole.file, whole.owner) == (cost.file, cost.owner)
            and (whole.name in cost.calls or cost.name in whole.calls)
        ]
        return [*dict.fromkeys(related)]

    def _regressions(self) -> list[Definition]:
        """The functions named after the model that take all that a cost needs, and give no options.

        Of those that call another of them, only the others: they pass on what it returns.
        """
        needed = {"theta", "data", "labels", "lambda"}
        found = [
            one
            for one in self._definitions
            if {"softmax", "regression"} & _parts(one.name)
            and needed <= _known(one)
            and not _known(one) & {"options", "maxIter"}
        ]
        names = {one.name for one in found}
        return [one for one in found if not names & ({*one.calls} - {one.name})] or found

    def _by_formula(self) -> list[Definition]:
        """The functions of all that a cost needs that are called after the cost's formula.

        If there are none, those named after the gradient that return two values.
        """
        needed = {"theta", "data"}
        found = [one for one in self._definitions if needed <= _known(one)]
        by_formula = [one for one in found if any(n in plain(one.name) for n in _CROSS_ENTROPY)]
        costs = [one for one in by_formula if not {"grad", "prime"} & _parts(one.name)]
        without = {"check", "test", "num", "numerical", "descent", "step"}
        pairs = [
            one
            for one in found
            if "grad" in _parts(one.name) and not without & _parts(one.name) and one.results == PAIR
        ]
        return costs or pairs

    # ---- how it is called

    def _orders(
        self, one: Definition, wanted: Sequence[str], needed: Sequence[str]
    ) -> list[tuple[Argument, ...]]:
        """The orders of arguments that its parameters allow: known by name, or permuted.

        Those of a function that it returns follow its own. A parameter is a struct if fields of it
        are read that have the names of values.
        """
        orders = self._orders_of(one, _roles(one, wanted), wanted, needed)
        if orders or len(one.parameters) == one.required:
            return orders
        fewer = replace(one, parameters=one.parameters[: one.required])  # the others are options
        return self._orders_of(fewer, _roles(fewer, wanted), wanted, needed)

    def _orders_of(
        self,
        one: Definition,
        own: Sequence[Argument | None],
        wanted: Sequence[str],
        needed: Sequence[str],
    ) -> list[tuple[Argument, ...]]:
        inner = _roles(one.closure, wanted) if one.closure else []
        roles: list[Argument | None] = []
        for role in (*own, *inner):
            taken = flattened([r for r in roles if r is not None])
            repeated = isinstance(role, str) and role in taken
            roles.append(None if repeated else role)
        keywords = _of_fields(one.keywords, wanted)
        known = {*flattened([r for r in roles if r is not None]), *keywords}
        unknown = [k for k, role in enumerate(roles) if role is None]
        rare = ("bias", "numExamples")  # only by their names
        left = [role for role in wanted if role not in known and role not in rare]
        left.sort(key=lambda role: role not in needed)
        orders = []
        for chosen in itertools.permutations(left, len(unknown)):
            order = list(roles)
            for k, role in zip(unknown, chosen, strict=True):
                order[k] = role
            names = tuple(role for role in order if role is not None)
            if all(role in (*flattened(names), *keywords) for role in needed):
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
            return {one.owner: ()}, self._members(one, ())
        known = ("numClasses", "inputSize", "lambda", "data", "labels", "maxIter")
        order: list[Argument] = []
        for k, name in enumerate(made.parameters):
            role = role_of(name)
            if plain(name) == "alpha" and not _takes_lambda((*made.parameters, *one.parameters)):
                role = "lambda"  # as scikit-learn calls it; elsewhere it is a step size
            within = _of_fields(made.fields[k], known) if k < len(made.fields) else {}
            if (role not in known or role in flattened(order)) and not within:
                if k < made.required:
                    self._unnamed[one.owner] = name
                    return None
                break
            order.append(role if role in known and role not in flattened(order) else within)
        methods = [d for d in self._definitions if (d.file, d.owner) == (one.file, one.owner)]
        names = (name for d in (made, *methods) for name in d.attributes)
        roles = {role: name for name in reversed([*names]) if (role := role_of(name))}
        weights = {"theta": roles.get("theta"), "bias": roles.get("bias")}
        if weights["bias"] not in one.members:
            del weights["bias"]
        held = {role: name for role, name in weights.items() if attributes and name}
        return {one.owner: tuple(order)}, held | self._members(one, flattened(order))

    def _how(self, one: Definition) -> str:
        """Ask how a function is called, and what an object of its class is made of."""
        asked = f"how is {one.place} called?"
        if self._made(one, attributes=True) is None:
            asked += f" {one.owner} cannot be made without {self._unnamed[one.owner]}: what is it?"
        return asked

    def _members(self, one: Definition, given: Sequence[str]) -> dict[str, str]:
        """The attributes of a method's object that hold what nothing passes, by their names."""
        passed = {*given, *flattened([r for r in _roles(one, _SIZES) if r is not None])}
        found: dict[str, str] = {}
        for name in one.members:
            role = role_of(name)
            if len(name) > 1 and role in _SIZES and role not in passed:
                found.setdefault(role, name)
        return found

    def _with(self, settled: SoftmaxConventions, **changes: Any) -> SoftmaxConventions | None:
        """The conventions with changes; None if a key that binds would change."""
        for key, value in changes.items():
            before = getattr(settled, key)
            if key in self._binding and before != value and not isinstance(value, dict):
                return None
        return replace(settled, **changes)

    def _called(
        self,
        function: str,
        one: Definition,
        order: Sequence[Argument],
        settled: SoftmaxConventions,
        wanted: Sequence[str],
    ) -> SoftmaxConventions | None:
        made = self._made(one, attributes="theta" not in flattened(order))
        if made is None:
            return None
        constructors, attributes = made
        first = len(_roles(one, wanted))
        closures = {function: tuple(order[first:])} if one.closure else {}
        keywords = _of_fields(one.keywords, wanted)
        own = tuple(order[:first])
        if function in self._base.arguments:
            own = self._base.arguments[function]
        return replace(
            settled,
            functions={**settled.functions, function: one.place},
            arguments={**settled.arguments, function: own},
            closures={**settled.closures, **closures},
            keywords={**settled.keywords, **({function: keywords} if keywords else {})},
            constructors={**settled.constructors, **constructors},
            attributes={**settled.attributes, **attributes},
            variables={**self._variables(one), **settled.variables},
        )

    def _variables(self, one: Definition) -> dict[str, str]:
        """The variables of its file that hold what it is not passed, by the names they have."""
        passed = {*flattened([role for role in _roles(one, _VALUES) if role is not None])}
        passed |= {*_of_fields(one.keywords, _VALUES)}
        if one.closure:
            passed |= {*flattened([r for r in _roles(one.closure, _VALUES) if r is not None])}
        known = ("numClasses", "inputSize", "lambda", "data", "labels")
        found: dict[str, str] = {}
        for name in one.variables:
            role = role_of(name)
            if role in known and role not in passed:
                found.setdefault(role, name)
        return found

    # ---- the stages

    def cost(self, one: Definition, settled: Conventions) -> Stage:
        assert isinstance(settled, SoftmaxConventions)
        sizes = ("numClasses", "inputSize", "numExamples")
        wanted = ("theta", "data", "labels", "lambda", *sizes, "bias")
        ways: list[SoftmaxConventions] = []
        made = self._made(one, attributes=True)
        held = {*self._variables(one)}
        if made:
            held |= {*made[1], *flattened(made[0].get(one.owner, ()))}
        needed = [role for role in ("theta", "data", "labels") if role not in held]
        if "theta" in _known(one):
            needed = [*dict.fromkeys(["theta", *needed])]
        for order in self._orders(one, wanted, needed):
            way = self._called("softmaxCost", one, order, settled, wanted)
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
                [
                    {"theta_as": "vector", **bias}
                    for bias in ({"bias": "last"}, {"bias": "first"}, *UNDECAYED)
                ],
                ({"theta_as": "column", "bias": "none"},),
                [
                    {"theta_as": form, **bias}
                    for bias in ({}, *UNDECAYED)
                    for form in ("matrix", "transposed")
                ],
            )
            for order in ((), (("grad", "cost"),))
        ]
        question = f"how is {one.place} called, and what does it return?"
        if made is None:
            question, tiers = self._how(one), []
        elif sum(map(len, tiers)) > 8 * MOST_CANDIDATES or not every:
            question = f"what are the arguments of {one.place}({', '.join(one.parameters)})?"
            tiers = []
        evidence = self._evidence("softmaxCost", one, len(ways))
        if slope:
            evidence["functions.grad"] = f"the gradient beside {one.place}, by its name"
            evidence["arguments.grad"] = f"{slope.name}({', '.join(slope.parameters)})"
        later = frozenset(
            {
                *("cost and gradient swapped", "cost not summed", "gradient summed to one number"),
                *("cost decay without the first column", "gradient decay without the first column"),
            }
        )
        return Stage(
            ("cost", "gradient"),
            tiers,
            question,
            stop_if_runs=6,
            evidence=evidence,
            later=later,
            doubt=_doubt_of_decay,
            named=_is_named(one) and not ("bias" in _known(one) and one.results == PAIR),
        )

    def _slope(self, cost: Definition) -> Definition | None:
        found = [
            one
            for one in self._meant("grad")
            if (one.file, one.owner) == (cost.file, cost.owner) and one is not cost
        ]
        about = _parts(cost.name) - {"cost"}
        for better in (
            [one for one in found if _parts(one.name) - {"grad"} == about],
            [one for one in found if "softmax" in plain(one.name)],
        ):
            found = better if len(found) > 1 and better else found
        return found[0] if len(found) == 1 else None

    def _separate(self, way: SoftmaxConventions, slope: Definition) -> SoftmaxConventions | None:
        if "softmaxCost" in way.closures:
            return None
        received = flattened(way.argument_names("softmaxCost"))
        orders = self._orders(
            slope, received, [r for r in ("theta", "data", "labels") if r in received]
        )
        if not orders:
            return None
        return replace(
            way,
            functions={**way.functions, "grad": slope.place},
            arguments={**way.arguments, "grad": orders[0]},
            variables={**self._variables(slope), **way.variables},
        )

    def _forms(
        self,
        ways: Sequence[SoftmaxConventions],
        thetas: Sequence[Mapping[str, Any]],
        returns: Sequence[tuple[str, ...]],
    ) -> Iterator[SoftmaxConventions]:
        for theta, way in itertools.product(thetas, ways):
            if returns and "grad" in way.functions:
                continue
            if "bias" in way.received("softmaxCost"):
                if "bias_decays" in theta:
                    continue
                yield from self._with_bias_apart(way, theta, returns)
                continue
            matrix = theta["theta_as"] in ("matrix", "transposed")
            lines = ({},) if matrix else _LINES
            for line, labels, side in itertools.product(lines, LABELS, _SIDES):
                changes: dict[str, Any] = {**theta, **line, **labels, **side}
                if returns:
                    changes["returns"] = {**way.returns, "softmaxCost": returns[0]}
                changed = self._with(way, **changes)
                if changed is not None:
                    yield changed

    def _with_bias_apart(
        self,
        way: SoftmaxConventions,
        theta: Mapping[str, Any],
        returns: Sequence[tuple[str, ...]],
    ) -> Iterator[SoftmaxConventions]:
        """The forms of a cost whose bias is an argument: what is returned, and what decays."""
        if returns or theta["theta_as"] not in ("matrix", "transposed"):
            return
        orders: tuple[Any, ...] = ({}, ("cost", "grad", "bias"))
        forms = itertools.product(orders, (False, True), LABELS, _SIDES, BIAS_AS)
        for order, decays, labels, side, bias in forms:
            changes: dict[str, Any] = {**theta, "bias": "last", "bias_decays": decays}
            changes["bias_as"] = bias
            if order:
                changes["returns"] = {**way.returns, "softmaxCost": order}
            changed = self._with(way, **changes, **labels, **side)
            if changed is not None:
                yield changed

    def predict(self, one: Definition, settled: Conventions) -> Stage:
        assert isinstance(settled, SoftmaxConventions)
        kinds = (("theta", "data"), ("softmaxModel", "data"), ("data",))
        extra = ("numClasses", "inputSize", "labels", "lambda", "bias")
        known = _known(one)
        candidates: list[SoftmaxConventions] = []
        for kind in kinds:
            if (kind[0] in known or not known & {"theta", "softmaxModel"}) and (
                len(kind) == 2 or one.owner
            ):
                candidates += self._predictions(one, kind, extra, settled)
        tiers = [candidates]
        for form in ("one-hot columns", "one-hot rows"):
            forms = [self._with(way, predicted_as=form, predicted_from=None) for way in candidates]
            tiers.append(list({id(way): way for way in forms if way is not None}.values()))
        if _takes_one(one):
            tiers.append([replace(way, one_example=True) for way in candidates])
        evidence = self._evidence("softmaxPredict", one, len(candidates))
        question = self._how(one)
        return Stage(
            ("predict",),
            tiers,
            question,
            evidence=evidence,
            later=frozenset(
                {"one-hot predictions", *(["maximum of everything"] if _takes_one(one) else [])}
            ),
            only_asks=_asks_of_prediction,
            doubt=self._two_bases,
            named=_is_named(one) and not _own_fields(one),
        )

    def _two_bases(self, settled: Conventions) -> str:
        """Ask whether labels that are predicted otherwise than they are taken are meant."""
        assert isinstance(settled, SoftmaxConventions)
        base, predicted = settled.labels_from, settled.first_predicted()
        taken_as_numbers = not settled.labels_as.startswith("one-hot")
        if base == predicted or not taken_as_numbers or not _has_cost(settled):
            return ""
        if "predicted_from" in self._binding:
            return ""
        return (
            f"softmaxCost takes labels from {base} and softmaxPredict returns them from "
            f"{predicted}: is that meant?"
        )

    def _predictions(
        self,
        one: Definition,
        kind: tuple[str, ...],
        extra: tuple[str, ...],
        settled: SoftmaxConventions,
    ) -> Iterator[SoftmaxConventions]:
        models: list[dict[str, Any]] = [{}]
        if kind[0] == "softmaxModel":
            fields = _own_fields(one)
            models = [{"fields": fields} if fields else {}, {"model": "tuple"}]
            if _takes_a_tuple(one):
                models = models[1:]
        first = settled.labels_from if not settled.labels_as.startswith("one-hot") else 0
        wanted = (*kind, *extra)
        sides: Sequence[Mapping[str, Any]] = ({},) if _has_cost(settled) else _SIDES
        for order in self._orders(one, wanted, kind):
            way = self._called("softmaxPredict", one, order, settled, wanted)
            if way is None:
                continue
            biases: Sequence[Mapping[str, Any]] = ({},)
            if "bias" in way.received("softmaxPredict") and not _has_cost(settled):
                biases = [{"bias": "last", "bias_as": form} for form in BIAS_AS]
            elif not _has_cost(settled):  # which would have settled whether it adds a feature 1
                biases = [{}, {"bias": "first"}, {"bias": "last"}]
            forms = itertools.product(
                models, sides, biases, ("matrix", "vector", "transposed"), (first, 1 - first)
            )
            for model, side, bias, theta, base in forms:
                same = base == settled.labels_from
                changes = {**model, **side, **bias, "model_theta": theta}
                changed = self._with(way, predicted_from=None if same else base, **changes)
                bound = self._binding & {"labels_from", "predicted_from"}
                if changed is not None and (same or not bound or "predicted_from" in bound):
                    yield changed

    def train(self, one: Definition, settled: Conventions) -> Stage:
        assert isinstance(settled, SoftmaxConventions)
        wanted = ("inputData", "labels", "lambda", "numClasses", "inputSize", "maxIter", "options")
        one = _with_keywords(one, wanted)
        candidates: list[SoftmaxConventions] = []
        labels: Sequence[Mapping[str, Any]] = ({},)
        if not _has_cost(settled):  # which would have settled them
            labels = LABELS
        thetas: Sequence[Mapping[str, Any]] = ({},)
        if "softmaxPredict" not in settled.functions:  # the same
            thetas = [{"model_theta": form} for form in MODEL_THETA]
        question = self._how(one)
        orders = self._orders(one, wanted, ("inputData", "labels"))[:6]
        ways = [self._called("softmaxTrain", one, order, settled, wanted) for order in orders]
        if any("bias" in way.attributes for way in ways if way) or (
            settled.bias != "none" and not settled.bias_decays
        ):
            question = f"is {one.place} right? With a bias of its own it has another optimum"
            ways = []
        for way in ways:
            for returns in (
                {},
                {"softmaxTrain": ("theta", "_", "_")},
                {"softmaxTrain": ("_", "theta", "_")},
                {"softmaxTrain": ("theta",)},
            ):
                for given, theta in itertools.product(labels, thetas) if way is not None else ():
                    assert way is not None
                    changes = {**given, **theta, "returns": {**way.returns, **returns}}
                    changed = self._with(way, **changes)
                    if changed is not None:
                        candidates.append(changed)
        evidence = self._evidence("softmaxTrain", one, len(candidates))
        objects = [  # of a method that returns something else, such as its costs
            replace(way, returns={**way.returns, "softmaxTrain": ("object",)})
            for way in candidates
            if one.owner and "theta" in way.attributes
        ]
        return Stage(
            ("training",),
            [candidates, objects],
            question,
            evidence=evidence,
            later=_NOT_A_MODEL,
            named=_is_named(one),
            guesses_blame=False,
            only_asks=_asks_of_training,
        )

    def numerical(self, one: Definition, settled: Conventions) -> Stage:
        functions = {**settled.functions, "computeNumericalGradient": one.place}
        found = [replace(settled, functions=functions)]
        evidence = {"functions.computeNumericalGradient": self._chosen["computeNumericalGradient"]}
        question = f"how is {one.place} called?"
        return Stage(("numerical-gradient",), [found], question, evidence=evidence)


def _doubt_of_decay(settled: Conventions) -> str:
    """Ask whether a cost is meant that has no decay term, or that does not decay one feature."""
    assert isinstance(settled, SoftmaxConventions)
    cost = settled.functions["softmaxCost"]
    if "lambda" not in settled.received("softmaxCost") and not settled.decay:
        return f"{cost} has no weight decay: is that meant?"
    if settled.bias_given and not settled.bias_decays:
        return f"{cost} does not decay the {settled.bias} feature: do the data hold a 1 there?"
    return ""


def _has_cost(settled: SoftmaxConventions) -> bool:
    return "softmaxCost" in settled.functions


_SIZES = ("numClasses", "inputSize", "lambda")
_VALUES = ("theta", "data", "labels", *_SIZES)
_ARRAYS = ("theta", "data", "labels", "inputData")


def _roles(one: Definition, wanted: Sequence[str]) -> list[Argument | None]:
    """What each parameter is for, by its name or by those of its fields; None if neither tells.

    Parameters at the end that need not be passed and tell nothing are left out.
    """
    roles: list[Argument | None] = []
    fields = itertools.chain(one.fields, itertools.repeat(()))
    literal = {plain(name) for name in one.parameters} & {"theta", "data", "labels"}
    decays = "lambda" in wanted and "inputData" not in wanted and not _takes_lambda(one.parameters)
    for name, read in zip(one.parameters, fields, strict=False):
        role = "lambda" if decays and plain(name) == "alpha" else role_of(name)
        if role in literal and role != plain(name):
            role = ""  # another parameter has that very name, so this one is something else
        role = "inputData" if role == "data" and "inputData" in wanted else role
        within = _of_fields(read, wanted) if role not in _NO_STRUCTS else {}
        parts = _of_parts(one.unpacked[len(roles)] if one.unpacked else (), wanted)
        if within and "softmaxModel" not in wanted:
            roles.append(within)
        elif parts and (role not in wanted or role in roles):
            roles.append(parts)
        else:
            roles.append(role if role in wanted and role not in roles else None)
    while roles and roles[-1] is None and len(roles) > one.required:
        roles.pop()
    return roles


_NOT_A_MODEL = frozenset(
    {"no model", "parameters instead of a model", "optTheta of the wrong size"}
)
"""What is no mistake in training if its object, or another output, is the model."""
_NO_STRUCTS = ("data", "inputData", "labels", "options", "softmaxModel")


def _outermost(found: Sequence[Definition]) -> list[Definition]:
    """Without the functions that another of these calls, if that only returns labels by its name.

    So the function of the probabilities is not meant, whatever it is called.
    """
    labels = [one for one in found if set(words(one.name)) <= _ONLY_PREDICTION]
    called = [
        one
        for one in found
        for other in labels
        if other.name != one.name
        and (one.file, one.owner) == (other.file, other.owner)
        and one.name in other.calls
        and other.name not in one.calls
    ]
    return [one for one in found if one not in called] or [*found]


def _says(one: Definition) -> str:
    """The name that says what it does: its own, or that of its class if objects are called."""
    return one.owner if one.name == "__call__" else one.name


def _of_parts(names: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """The values into which a tuple is unpacked; none if not all are known by their names.

    A value that is not used, ``_``, is the size or lambda that is left.
    """
    parts: list[str] = [role_of(name) for name in names]
    left = [role for role in _SIZES if role in wanted and role not in parts]
    for k, name in enumerate(names):
        if not plain(name) and left:
            parts[k] = left.pop(0)
    known = all(part in wanted for part in parts) and len(set(parts)) == len(parts)
    return tuple(parts) if known else ()


def _of_fields(fields: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """The values of which fields have the names, with these."""
    found: dict[str, str] = {}
    for name in fields:
        role = role_of(name)
        role = "inputData" if role == "data" and "inputData" in wanted else role
        if role in wanted:
            found.setdefault(role, name)
    return found


def _known(one: Definition) -> set[str]:
    """What its parameters are for, as far as their names tell."""
    known = {role_of(name) for name in one.parameters} - {""}
    known |= {*_of_fields(one.keywords, _VALUES)}
    return known | (_known(one.closure) if one.closure else set())


def _with_keywords(one: Definition, wanted: Sequence[str]) -> Definition:
    """The same, called with its options by keyword if an option that nothing tells comes between.

    So no guess is passed for a step size, say, in order to pass the lambda behind it.
    """
    options = one.parameters[one.required :]
    roles = [role_of(name) for name in options]
    known = [role in wanted for role in roles]
    last = max((k for k, is_known in enumerate(known) if is_known), default=-1)
    if all(known[: last + 1]) or one.keywords:
        return one
    by_keyword = tuple(name for name, is_known in zip(options, known, strict=True) if is_known)
    return replace(one, parameters=one.parameters[: one.required], keywords=by_keyword)


def _is_named(one: Definition) -> bool:
    """Whether the names of all parameters that must be passed tell what they are for."""
    return all(role_of(name) for name in one.parameters[: one.required])


def _takes_lambda(names: Iterable[str]) -> bool:
    return any(role_of(name) == "lambda" for name in names)


def _takes_one(one: Definition) -> bool:
    """Whether the data may be one example, by their name."""
    return any(name.lower() == name and plain(name) in ONE_EXAMPLE for name in one.parameters)


def _asks_of_prediction(settled: Conventions, why: str) -> bool:
    """Whether it takes one example at a time: the exercise has no such function."""
    assert isinstance(settled, SoftmaxConventions)
    return settled.one_example


def _asks_of_training(settled: Conventions, why: str) -> bool:
    """Whether its model has another size, as where training adds the feature of a bias."""
    return "optTheta of the wrong size" in why


def _place_of_model(one: Definition) -> int:
    """Which parameter is the model: the one of its name, else the first."""
    roles = [role_of(name) for name in one.parameters]
    return roles.index("softmaxModel") if "softmaxModel" in roles else 0


def _takes_a_tuple(one: Definition) -> bool:
    """Whether the model is unpacked, or its entries are read by number."""
    k = _place_of_model(one)
    read = one.fields[k] if k < len(one.fields) else ()
    unpacked = k < len(one.unpacked) and bool(one.unpacked[k])
    return unpacked or any(name.isdecimal() for name in read)


def _own_fields(one: Definition) -> dict[str, str]:
    """The model's fields that a function reads, by the exercise's names, if they differ."""
    named = {"theta": "optTheta", "numClasses": "numClasses", "inputSize": "inputSize"}
    found: dict[str, str] = {}
    k = _place_of_model(one)
    for name in one.fields[k] if k < len(one.fields) else ():
        ours = named.get(role_of(name))
        if ours is not None:
            found.setdefault(ours, name)
    return {ours: theirs for ours, theirs in found.items() if ours != theirs}
