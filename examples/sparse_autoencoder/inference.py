"""Which conventions a Python port may have, by the names that it uses; the rest is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product

from conventions import BLOCKS, COST, FUNCTIONS, INITIAL, NUMERICAL, AutoencoderConventions

from pysoftmax.exercise.conventions import Conventions
from pysoftmax.exercise.inferring import Definition, Stage

__all__ = ["infer_autoencoder"]

ROLES = {
    "theta": "theta thetas thetaparam thetavec nnparams w weights params parameters x0 opttheta",
    "visibleSize": "visiblesize nvisible visible numvisible inputsize inputlayersize ninput nin nv "
    "visibledim",
    "hiddenSize": "hiddensize hiddenlayersize nhidden hidden numhidden nh hiddendim",
    "lambda": "lambda lam lamb lamda lambd lmbda lambdaa lambdaparam decay decaylambda "
    "weightdecay weightdecayparam decayparam eta reg",
    "sparsityParam": "sparsityparam sparsity rho sparseparam sparsityparameter p sparsitytarget",
    "beta": "beta betaparam sparsitybeta sparsitypenalty penaltyweight",
    "data": "data x input inputs inputdata patches images trainingdata traindata dataset",
}
"""What parameters are called, in small letters without ``_``."""
_OF = {name: role for role, names in ROLES.items() for name in names.split()}

ITEMS = {
    COST: ("cost", "gradient"),
    NUMERICAL: ("numerical-gradient",),
    INITIAL: ("initial-parameters",),
}
CALLED: Mapping[str, Sequence[tuple[str, ...]]] = {
    COST: (("sparse", "autoencoder", "cost"), ("autoencoder", "cost"), ("cost",), ("loss",)),
    NUMERICAL: (("numericalgrad",), ("numgrad",), ("computegrad",)),
    INITIAL: (("initializeparam",), ("initialize",), ("initparam",)),
}
"""What a function's name contains, the surest first."""
NOT_CALLED = (
    *("check", "test", "linear", "softmax", "stacked", "callback", "denois"),
    *("notvectorized", "nonvectorized", "unvectorized"),
)
"""What the names of other functions contain."""

NO_MISTAKES = frozenset(
    {
        *("cost-squared-error-wrong", "cost-decay-wrong", "cost-sparsity-wrong"),
        *("gradient-error-term-wrong", "gradient-decay-wrong", "gradient-sparsity-wrong"),
        *(f"{block.lower()}grad-wrong" for block in BLOCKS),
    }
)
"""Names that say where to look, and nothing of the layout."""

LAYERS = ("W1", "b1", "W2", "b2")
ORDERS = (BLOCKS, LAYERS, ("b1 W1", "b2 W2"))


def infer_autoencoder(
    definitions: Sequence[Definition], base: Conventions, binding: frozenset[str]
) -> Iterable[Callable[[Conventions], Stage]]:
    """The stages: cost and gradient, which settle the layout, then the others; see `Infer`."""
    assert isinstance(base, AutoencoderConventions)
    for function in (COST, NUMERICAL, INITIAL):
        found = _meant(function, definitions, base)
        if len(found) == 1:
            yield partial(_stage, function, found[0], definitions, binding)
        elif found:
            which = " or ".join(one.place for one in found)
            yield partial(_undecided, Stage(ITEMS[function], [], f"which is {function}: {which}?"))


def _undecided(stage: Stage, _: Conventions) -> Stage:
    return stage


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


def _meant(function: str, definitions: Sequence[Definition], base: Conventions) -> list[Definition]:
    """The functions that may be meant: the one that the rubric names, or the surest by name."""
    named = base.functions.get(function, function)
    for one in definitions:
        if one.place == named or (one.file, one.name) == (named, named):
            return [one]
    if function in base.functions:
        return []
    possible = [one for one in definitions if not any(w in _plain(one.name) for w in NOT_CALLED)]
    for words in CALLED[function]:
        found = [
            one
            for one in possible
            if all(word in _plain(one.name) for word in words) and _takes_enough(function, one)
        ]
        if found:
            exact = [one for one in found if _plain(one.name) == _plain(function)]
            return exact or found
    return []


def _takes_enough(function: str, one: Definition) -> bool:
    """Whether it has enough parameters; another cost has other names than theta and data."""
    if function != COST:
        return len(one.parameters) >= len(_names(function))
    if "autoencoder" in _plain(one.name):
        return len(one.parameters) > 1
    return {"theta", "data"} <= {_OF.get(_plain(name)) for name in one.parameters}


def _names(function: str) -> tuple[str, ...]:
    return next(tuple(f.arguments) for f in FUNCTIONS if f.name == function)


def _order(parameters: Sequence[str], names: Sequence[str]) -> tuple[str, ...] | None:
    """Which value each parameter takes: by its name, the others in the exercise's order.

    None if there are more parameters than values.
    """
    roles: list[str | None] = []
    for parameter in parameters:
        role = _OF.get(_plain(parameter))
        roles.append(role if role in names and role not in roles else None)
    left = [name for name in names if name not in roles]
    if roles.count(None) > len(left):
        return None
    return tuple(role if role is not None else left.pop(0) for role in roles)


def _stage(
    function: str,
    one: Definition,
    definitions: Sequence[Definition],
    binding: frozenset[str],
    settled: Conventions,
) -> Stage:
    assert isinstance(settled, AutoencoderConventions)
    question = f"how is {one.place} called?"
    names = _names(function)
    order = _order(one.parameters, names) or _order(one.parameters[: one.required], names)
    made = _constructor(one, definitions)
    if function == COST and order is not None and "theta" not in order:
        question = f"{one.place} takes no theta: where are the weights that it uses?"
        return Stage(ITEMS[function], [], question)
    if order is None or made is None:
        return Stage(ITEMS[function], [], question)
    way = replace(
        settled,
        functions={**settled.functions, function: one.place},
        constructors={**settled.constructors, **made},
        variables={**_variables(one, names), **settled.variables},
    )
    if function not in way.arguments and order != way.argument_names(function):
        way = replace(way, arguments={**way.arguments, function: order})
    written = f"{one.name}({', '.join(one.parameters)})"
    evidence = {
        f"functions.{function}": "by its name",
        f"arguments.{function}": f"by the names of its parameters: {written}",
        f"constructors.{one.owner}": f"by the parameters of {one.owner}.__init__",
    }
    tiers = _layouts(way, binding) if function == COST else [[way]]
    return Stage(ITEMS[function], tiers, question, evidence=evidence, later=NO_MISTAKES)


def _variables(one: Definition, names: Sequence[str]) -> dict[str, str]:
    """The variables of its file that it reads in place of numbers that it is not passed."""
    passed = {_OF.get(_plain(name)) for name in one.parameters} | {"theta", "data"}
    found: dict[str, str] = {}
    for name in one.variables:
        role = _OF.get(_plain(name))
        if role in names and role not in passed and len(name) > 1:
            found.setdefault(role, name)
    return found


def _constructor(
    one: Definition, definitions: Sequence[Definition]
) -> dict[str, tuple[str, ...]] | None:
    """The arguments of the class of a method, by name; None if one of them is not known."""
    if not one.owner:
        return {}
    made = [
        d for d in definitions if (d.file, d.owner, d.name) == (one.file, one.owner, "__init__")
    ]
    roles = [_OF.get(_plain(name)) for name in (made[0].parameters if made else ())]
    known = [role for role in roles if role is not None]
    if len(known) < len(roles) or len({*known}) < len(known):
        return None
    return {one.owner: tuple(known)}


def _layouts(
    way: AutoencoderConventions, binding: frozenset[str]
) -> list[list[AutoencoderConventions]]:
    """The layouts of theta and data, the course's own first; a key that binds stays."""
    lines = dict.fromkeys((way.theta_by, "columns", "rows"))
    sides = dict.fromkeys((way.examples_in, "columns", "rows"))
    orders = dict.fromkeys((way.parameters, *ORDERS))
    tiers: list[list[AutoencoderConventions]] = []
    for order in orders:
        forms = [
            replace(way, theta_by=line, examples_in=side, parameters=order)
            for line, side in product(lines, sides)
        ]
        bound = [
            one for one in forms if all(getattr(one, k) == getattr(way, k) for k in binding & _KEYS)
        ]
        tiers.append(bound)
    return [tier for tier in tiers if tier]


_KEYS = frozenset({"theta_by", "examples_in", "parameters"})
