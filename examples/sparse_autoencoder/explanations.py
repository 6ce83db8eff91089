"""From what a submission answered to the mistake that it has made.

Each looks for the fewest faults that give all the answers, to rounding: one, then several. If none
do, what can be said is said: which term of the cost, or which block of the gradient, is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations as pairs_of
from typing import Any

import numpy as np
from cases import terms_of
from conventions import COST, INITIAL
from mistakes import (
    COST_TERMS,
    FAULTS,
    MISTAKES,
    NUMERICAL_MISTAKES,
    RARE,
    RIGHT,
    Fault,
    Run,
    WrongTerm,
    constant,
    initial_parameters_faults,
    sparse_autoencoder,
    wrong_terms,
)
from numpy.typing import NDArray

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.fingerprint import fingerprint
from pysoftmax.exercise.failures import EXAMPLES, explain_failures, messages_of
from pysoftmax.exercise.mistakes import ROUNDING, Course, Explanation, Observation

__all__ = [
    "explain_cost",
    "explain_gradient",
    "explain_initial_parameters",
    "explain_numerical_gradient",
    "failures",
    "faults_counted",
    "sizes_in_words",
]

Array = NDArray[np.float64]
Faults = tuple[Fault, ...]

# ---- What wrong versions answer -------------------------------------------------------------

_REMEMBERED: dict[tuple[bytes, tuple[str, ...]], tuple[Array, Array]] = {}
MOST_REMEMBERED = 100_000
"""About 60 MB. Submissions are asked the same cases, so most answers are needed again."""


def _wrong(case: Case, faults: Faults) -> tuple[Array, Array]:
    """Cost and gradient of a case with these faults."""
    key = (fingerprint(case.args), tuple(fault.name for fault in faults))
    if key not in _REMEMBERED:
        choices = {name: choice for fault in faults for name, choice in fault.choices.items()}
        cost, gradient = sparse_autoencoder(*case.args, choices)
        if len(_REMEMBERED) >= MOST_REMEMBERED:
            _REMEMBERED.clear()
        _REMEMBERED[key] = (np.array([cost]), gradient)
    return _REMEMBERED[key]


def _same(given: Array, wrong: Array, right: Array) -> bool:
    """Whether they are equal to rounding. Octave's complex numbers are NaN here, and equal."""
    if given.shape != wrong.shape:
        return False
    both = np.abs(np.concatenate([wrong, right]))
    scale = float(both[np.isfinite(both)].max(initial=1e-3))
    with np.errstate(all="ignore"):
        close = np.abs(given - wrong) <= ROUNDING * scale
    return bool((close | (np.isnan(given) & np.isnan(wrong))).all())


def _given(one: Observation, output: int) -> Array | None:
    """An output as a flat array, NaN where it is complex; None if there is no such."""
    if one.answer.failure is not None or output >= len(one.answer.values):
        return None
    value = np.asarray(one.answer.values[output])
    if value.dtype.kind not in "biufc":
        return None
    flat = value.ravel(order="F")
    real = np.where(np.imag(flat) != 0, np.nan, np.real(flat)).astype(float)
    return np.where(np.isfinite(real), real, np.nan)


class _Seen:
    """The answers of one output, in order of the cases."""

    def __init__(self, seen: Sequence[Observation], output: int) -> None:
        self.output = output
        self.cases = [one.case for one in seen]
        given = [_given(one, output) for one in seen]
        self.complete = all(one is not None for one in given)
        self.given = [one for one in given if one is not None]
        self.right = [np.ravel(one.expected.values[output]) for one in seen]

    def come_of(self, faults: Faults) -> bool:
        """Whether these faults give every answer."""
        return self.some_finite and all(
            _same(given, _finite(_wrong(case, faults)[self.output]), right)
            for case, given, right in zip(self.cases, self.given, self.right, strict=True)
        )

    @property
    def some_finite(self) -> bool:
        """Nothing is known of a submission that answers nothing but NaN."""
        return any(np.isfinite(one).any() for one in self.given)

    def with_terms(self, terms: str) -> int | None:
        """The place of the case that has these terms and the theta of the others."""
        places = [k for k, case in enumerate(self.cases) if terms_of(case) == terms]
        none = [k for k, case in enumerate(self.cases) if terms_of(case) == "none"]
        return next(
            (k for k in places for n in none
             if np.array_equal(self.cases[k].args[0], self.cases[n].args[0])), None,
        )  # fmt: skip


def _finite(value: Array) -> Array:
    return np.where(np.isfinite(value), value, np.nan)


def _named(faults: Sequence[Fault], course: Course) -> Explanation:
    ordered = [*(f for f in FAULTS if f in faults), *(f for f in faults if f not in FAULTS)]
    fixes = dict.fromkeys(course.write(fault.octave, fault.python) for fault in ordered)
    return Explanation(
        " + ".join(fault.name for fault in ordered),
        " ".join(fault.message for fault in ordered),
        "\n".join(fixes),
    )


def _single(answers: _Seen, course: Course) -> Explanation | None:
    """The one mistake that gives every answer."""
    output = ("cost", "gradient")[answers.output]
    for fault in (*FAULTS, *RARE):
        if output in fault.outputs and answers.come_of((fault,)):
            return _named([fault], course)
    for mistake in MISTAKES:
        if mistake.name == "cost-left-zero" and answers.output == 0:
            zero = all(not one.any() for one in answers.given)
            if zero:
                return Explanation(mistake.name, mistake.message, mistake.fix[course.language.key])
    return None


CONSTANTS = {
    "rho": (0.01, 0.05, 0.1, 0.02, 0.035, 0.5),
    "lambda": (1e-4, 3e-3, 1e-3, 0.01, 0.0, 1.0),
    "beta": (3.0, 5.0, 1.0, 0.1, 0.0),
}
"""Numbers that are found in solutions where an argument should be."""


def _rare(answers: _Seen, course: Course) -> Explanation | None:
    """A rare fault, or a number in place of an argument; by itself or with a form of a term."""
    output = ("cost", "gradient")[answers.output]
    rare = [f for f in RARE if output in f.outputs]
    rare += [constant(name, value) for name, values in CONSTANTS.items() for value in values]
    rare += [constant("m", m) for m in _examples(answers)]
    switches = COST_TERMS if answers.output == 0 else ("gradient_decay", "gradient_sparsity")
    forms = [f for f in FAULTS if set(f.choices) <= set(switches)]
    alone: list[Faults] = [(fault,) for fault in rare]
    pairs: list[Faults] = [(fault, form) for fault in rare for form in forms]
    for faults in (*alone, *pairs):
        if _compatible(faults) and answers.come_of(faults):
            return _named(faults, course)
    return None


def _examples(answers: _Seen) -> list[int]:
    """Whole numbers that m may always be, from answers that are inversely proportional to it."""
    place = answers.with_terms("none")
    if place is None:
        return []
    given, right = answers.given[place], answers.right[place]
    largest = int(np.argmax(np.abs(right)))
    if not np.isfinite(given[largest]) or given[largest] == 0:
        return []
    m = answers.cases[place].args[6].shape[1] * right[largest] / given[largest]
    return [round(m)] if 0 < m < 1e6 and abs(m - round(m)) <= 1e-6 * m else []


def _compatible(faults: Sequence[Fault]) -> bool:
    """Whether no two of them turn the same switch."""
    turned = [switch for fault in faults for switch in fault.choices]
    return len(turned) == len(set(turned))


# ---- The cost -------------------------------------------------------------------------------


def explain_cost(seen: Sequence[Observation], course: Course) -> Explanation | None:
    """One mistake; or the faults of each term, found from the costs that lack the others."""
    answers = _Seen(seen, 0)
    if not answers.complete:
        return None
    if any(one.size != 1 for one in answers.given):
        return _not_one_number(answers)
    return (
        _single(answers, course)
        or _faults_of_terms(answers, course)
        or _rare(answers, course)
        or _terms_in_words(answers, course)
    )


def _not_one_number(answers: _Seen) -> Explanation:
    """A cost with several entries; what they are is known if each case has as many."""
    if all(
        given.size == case.args[0].size
        for given, case in zip(answers.given, answers.cases, strict=True)
    ):
        return Explanation(
            "cost-and-gradient-swapped",
            "The first output has one entry for each of theta: the cost comes first, then grad.",
        )
    shapes = {
        "one entry for each example": lambda args: args[6].shape[1],
        "one entry for each input": lambda args: args[1],
        "one entry for each hidden unit": lambda args: args[2],
    }
    sizes = [given.size for given in answers.given]
    found = [
        words
        for words, size in shapes.items()
        if sizes == [int(size(case.args)) for case in answers.cases]
    ]
    what = f": it has {found[0]}" if found else ""
    return Explanation(
        "cost-not-summed", f"The cost is an array, not a number{what}. Sum over all entries."
    )


@cache
def _shared() -> tuple[Faults, ...]:
    """The faults of more than one term: none, one, or two of them."""
    own = [f for f in FAULTS if set(f.outputs) == {"cost", "gradient"}]
    pairs = pairs_of([f for f in own if f.combines], 2)
    return ((), *((f,) for f in own), *(pair for pair in pairs if _compatible(pair)))


def _term_faults(term: str) -> list[Faults]:
    """No fault of a term of the cost, and each of its faults."""
    return [(), *((f,) for f in FAULTS if set(f.choices) == {term} and f.outputs == ("cost",))]


def _faults_of_terms(answers: _Seen, course: Course) -> Explanation | None:
    """The fewest faults, each of them found from the cost that shows it."""
    places = [answers.with_terms(terms) for terms in ("none", "decay", "sparsity")]
    if None in places:
        return None
    found: list[Faults] = []
    for common in _shared():
        if found and len(found[0]) <= len(common):
            break
        sets: list[Faults] = [common]
        for term, place in zip(COST_TERMS, places, strict=True):
            sets = [
                (*faults, *fault)
                for faults in sets
                for fault in _term_faults(term)
                if _compatible((*faults, *fault)) and _gives_at(answers, place, (*faults, *fault))
            ]
        sets = sorted((s for s in sets if s and answers.come_of(s)), key=len)
        found = sorted([*found, *sets[:1]], key=len)
    return _named(found[0], course) if found else None


def _gives_at(answers: _Seen, place: Any, faults: Faults) -> bool:
    wrong = _finite(_wrong(answers.cases[place], faults)[answers.output])
    return _same(answers.given[place], wrong, answers.right[place])


def _terms_in_words(answers: _Seen, course: Course) -> Explanation | None:
    """Which terms are wrong and by which factor, each with its fault where that is known."""
    places = [answers.with_terms(terms) for terms in ("none", "decay", "sparsity")]
    if None in places:
        return None
    none, decay, sparsity = (k for k in places if k is not None)
    costs = [float(answers.given[k][0]) for k in (none, decay, sparsity)]
    if not np.isfinite(costs[0]):
        return Explanation(
            "cost-squared-error-wrong",
            "The cost is infinite or not a real number even where lambda and beta are 0: begin "
            "with a2 and h, which the sigmoid keeps between 0 and 1, and with the squared error.",
        )
    theta, visible, hidden, lambda_, rho, _, data = answers.cases[decay].args
    beta = answers.cases[sparsity].args[5]
    wrong = wrong_terms(costs, theta, visible, hidden, lambda_, rho, beta, data)
    if not wrong:
        return None
    names = (one.name or f"cost-{one.term.replace('_', '-')}-wrong" for one in wrong)
    constant = _are_constant_factors(answers, wrong)
    messages = (
        one.message if one.name or constant or not np.isfinite(one.factor) else NO_FACTOR[one.term]
        for one in wrong
    )
    return Explanation(
        " + ".join(dict.fromkeys(name for joined in names for name in joined.split(" + "))),
        " ".join(dict.fromkeys(messages)),
        "\n".join(dict.fromkeys(one.fix[course.language.key] for one in wrong)),
    )


NO_FACTOR = {
    "squared_error": "The squared error is wrong, and not by the same factor on every input: check "
    "its formula, and how a2 and h are computed.",
    "decay": "The weight decay of the cost is wrong, and not by the same factor on every input: "
    "check its formula.",
    "sparsity": "The sparsity penalty of the cost is wrong, and not by the same factor on every "
    "input: check its formula, and rhohat.",
}
"""What is said of a term that is no multiple of the right one, by term."""


def _are_constant_factors(answers: _Seen, wrong: Sequence[WrongTerm]) -> bool:
    """Whether every cost comes of these terms: the named faults, and the others' factors."""
    named = {name for one in wrong for name in one.name.split(" + ")}
    faults = [fault for fault in FAULTS if fault.name in named]
    choices = {name: choice for fault in faults for name, choice in fault.choices.items()}
    factors = {one.term: one.factor for one in wrong if not one.name}
    for case, given, right in zip(answers.cases, answers.given, answers.right, strict=True):
        with_faults, without = Run(choices, *case.args), Run(RIGHT, *case.args)
        cost = sum(
            factors[term] * without.term(term) if term in factors else with_faults.term(term)
            for term in COST_TERMS
        )
        if not _same(given, _finite(np.array([cost])), right):
            return False
    return True


# ---- The gradient ---------------------------------------------------------------------------


def explain_gradient(seen: Sequence[Observation], course: Course) -> Explanation | None:
    """One mistake; or several, found where lambda and beta are 0, then where one of them is."""
    answers = _Seen(seen, 1)
    if not answers.complete:
        return None
    if any(g.size != r.size for g, r in zip(answers.given, answers.right, strict=True)):
        return _wrong_length(answers)
    return (
        _single(answers, course)
        or _faults_of_gradient(answers, course)
        or _rare(answers, course)
        or _blocks_in_words(answers)
    )


def _wrong_length(answers: _Seen) -> Explanation:
    got, wanted = next(
        (g.size, r.size)
        for g, r in zip(answers.given, answers.right, strict=True)
        if g.size != r.size
    )
    message = f"grad has {got} entries; expected {wanted}, one for each entry of theta."
    return Explanation("gradient-wrong-length", message)


@cache
def _back() -> tuple[Faults, ...]:
    """The faults that are no form of a term: none, one, or two of them."""
    forms = {"gradient_decay", "gradient_sparsity"}
    own = [f for f in FAULTS if "gradient" in f.outputs and not forms & set(f.choices)]
    pairs = pairs_of([f for f in own if f.combines], 2)
    return ((), *((f,) for f in own), *(pair for pair in pairs if _compatible(pair)))


def _form_faults(switch: str) -> list[Faults]:
    return [(), *((f,) for f in FAULTS if set(f.choices) == {switch})]


def _faults_of_gradient(answers: _Seen, course: Course) -> Explanation | None:
    places = [answers.with_terms(terms) for terms in ("none", "decay", "sparsity")]
    if None in places:
        return None
    for most in (2, 3, 4):
        for back in _back():
            if len(back) <= most and _gives_at(answers, places[0], back):
                for faults in _with_forms(answers, places, back):
                    if len(faults) == most and answers.come_of(faults):
                        return _named(faults, course)
    return None


def _with_forms(answers: _Seen, places: Sequence[Any], back: Faults) -> Iterator[Faults]:
    """These faults with the forms of decay and sparsity that the other two gradients show."""
    for decay in _form_faults("gradient_decay"):
        if _compatible((*back, *decay)) and _gives_at(answers, places[1], (*back, *decay)):
            for sparsity in _form_faults("gradient_sparsity"):
                faults = (*back, *decay, *sparsity)
                if _compatible(faults) and _gives_at(answers, places[2], (*back, *sparsity)):
                    yield faults


def _blocks_in_words(answers: _Seen) -> Explanation | None:
    """Which blocks of the gradient are wrong; or under which conditions all of it is right."""
    blocks = ("W1", "W2", "b1", "b2")
    wrong: set[str] = set()
    agree: dict[str, bool] = {}
    for case, given, right in zip(answers.cases, answers.given, answers.right, strict=True):
        visible, hidden = case.args[1:3]
        cut = np.cumsum([visible * hidden, visible * hidden, hidden])
        scale = float(np.abs(right).max())
        apart = ~(np.abs(given - right) <= 1e-6 * scale)
        parts = zip(blocks, np.split(apart, cut), strict=True)
        here = {name for name, part in parts if part.any()}
        wrong |= here
        terms = terms_of(case)
        agree[terms] = agree.get(terms, True) and not here
    if agree.get("none"):
        found = [
            (name, title)
            for terms, name, title in (
                ("decay", "gradient-decay-wrong", "weight decay"),
                ("sparsity", "gradient-sparsity-wrong", "sparsity penalty"),
            )
            if not agree.get(terms, True)
        ]
        if found:
            titles = " and the ".join(title for _, title in found)
            return Explanation(
                " + ".join(name for name, _ in found),
                f"The gradient is right where lambda and beta are 0: look at the {titles}.",
            )
    if len(wrong) == len(blocks) and "none" in agree:
        return Explanation(
            "gradient-error-term-wrong",
            "The gradient is wrong even where lambda and beta are 0: begin with delta3 and what "
            "follows from it.",
        )
    if not wrong or len(wrong) == len(blocks):
        return None
    bad = [f"{name}grad" for name in blocks if name in wrong]
    good = [f"{name}grad" for name in blocks if name not in wrong]
    return Explanation(
        " + ".join(f"{name.lower()}-wrong" for name in bad),
        f"{_listed(bad)} wrong; {_listed(good)} right.",
    )


def _listed(names: Sequence[str]) -> str:
    verb = "is" if len(names) == 1 else "are"
    return f"{', '.join(names[:-1])} and {names[-1]} {verb}" if names[1:] else f"{names[0]} {verb}"


# ---- The other two functions ----------------------------------------------------------------

QUOTIENT_ROUNDING = 1e-7
"""What rounding leaves of a difference quotient: eps |J| / step."""


def explain_numerical_gradient(seen: Sequence[Observation], course: Course) -> Explanation | None:
    """The wrong difference quotient that gives every answer."""
    given = [_given(one, 0) for one in seen]
    if any(one is None for one in given):
        return None
    for mistake in NUMERICAL_MISTAKES:
        wrong = [np.ravel(mistake.wrong(*one.case.args)) for one in seen]
        if all(
            one is not None
            and one.shape == other.shape
            and (np.abs(one - other) <= QUOTIENT_ROUNDING * np.abs(other).max()).all()
            for one, other in zip(given, wrong, strict=True)
        ):
            return Explanation(mistake.name, mistake.message, mistake.fix[course.language.key])
    return None


def faults_counted(case: Case, answer: Answer, expected: Answer) -> Answer:
    """How many faults initial parameters have, which are random: 0 for the right ones."""
    if answer.failure is not None:
        return answer
    found = len(_initial_faults(case, answer))
    return Answer((np.array(float(found)),), None, answer.seconds)


def _initial_faults(case: Case, answer: Answer) -> Faults:
    value = answer.values[0]
    if not isinstance(value, (np.ndarray, np.generic)) or value.dtype.kind not in "biuf":
        return tuple(initial_parameters_faults(np.zeros(0), *case.args))
    return tuple(initial_parameters_faults(value, *case.args))


def explain_initial_parameters(seen: Sequence[Observation], course: Course) -> Explanation | None:
    """What is wrong with initial parameters, the same in every case."""
    if any(one.answer.failure is not None for one in seen):
        return None
    found = [_initial_faults(one.case, one.answer) for one in seen]
    faults = [f for f in found[0] if all(f.name in {g.name for g in other} for other in found)]
    if not faults:
        return None
    return Explanation(
        " + ".join(fault.name for fault in faults),
        " ".join(fault.message for fault in faults),
        "\n".join(dict.fromkeys(course.write(f.octave, f.python) for f in faults)),
    )


# ---- Error messages -------------------------------------------------------------------------


def _sizes(case: Case) -> Mapping[str, int]:
    if case.function != COST:
        return {}
    visible, hidden = case.args[1:3]
    return {"visibleSize": visible, "hiddenSize": hidden, EXAMPLES: case.args[6].shape[1]}


def sizes_in_words(case: Case) -> str:
    """The sizes of a case, for a message."""
    if case.function == COST:
        visible, hidden = case.args[1:3]
        return f"visibleSize {visible}, hiddenSize {hidden}, {case.args[6].shape[1]} examples"
    if case.function == INITIAL:
        return f"hiddenSize {case.args[0]}, visibleSize {case.args[1]}"
    return f"theta of {np.size(case.args[1])} numbers"


_NO_SECOND_OUTPUT = re.compile(
    r"returned 1 of 2 outputs|called with too many outputs|element number 2 undefined"
    r"|'grad' (is )?undefined|value on the right hand side of the assignment not defined"
)


def _no_gradient(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    case = failed[0].case
    if case.function != COST or case.nargout < 2:
        return None
    if not all(_NO_SECOND_OUTPUT.search(message) for message in messages_of(failed)):
        return None
    return Explanation("no gradient", f"{COST} returns no gradient: its second output is missing.")


def _where_a_weight_is_0(
    seen: Sequence[Observation], failed: Sequence[Observation], _: Course
) -> Explanation | None:
    """An error in every case where lambda or beta is 0, and in no other."""
    if failed[0].case.function != COST:
        return None
    for name, place in (("beta", 5), ("lambda", 3)):
        zero = [one for one in seen if one.case.args[place] == 0]
        if zero and len(zero) == len(failed) and all(one in failed for one in zero):
            (message, *_) = messages_of(failed)
            return Explanation(
                f"error where {name} is 0", f"It ends with an error where {name} is 0: {message}"
            )
    return None


GENERAL = (
    (
        "undefined name",
        re.compile(r"'\w+' undefined|name '\w+' is not defined|UnboundLocalError"),
        "It uses a name that is not defined: {}",
    ),
    (
        "sizes do not fit",
        re.compile(
            r"nonconformant|dimensions? mismatch|dimensions must|not aligned|could not be broadcast"
            r"|size \d+ is different|cannot reshape|can't reshape|doesn't match|must be vectors"
        ),
        "Two sizes in it do not fit: {}",
    ),
    (
        "index out of range",
        re.compile(r"out of bound|index \(|out of range|IndexError"),
        "It reads beyond the end of an array: {}",
    ),
    (
        "wrong arguments",
        re.compile(r"called with too many inputs|positional argument|Invalid call"),
        "It calls a function with the wrong arguments: {}",
    ),
)


def _in_general(seen: Sequence[Observation], _: Course) -> Explanation | None:
    """The kind of error, if no more can be said of it."""
    failed = [one for one in seen if one.answer.failure is not None]
    if not failed or any(f.answer.failure and f.answer.failure.kind != "error" for f in failed):
        return None
    messages = messages_of(failed)
    for name, pattern, words in GENERAL:
        if all(pattern.search(message) for message in messages):
            return Explanation(name, words.format(messages[0]))
    return None


_known = explain_failures(
    outputs=("cost", "grad", "numgrad", "theta"),
    other_files=("sampleIMAGES", "sigmoid", "kl", "KL", "KLdivergence", "feedForwardAutoencoder"),
    sizes=_sizes,
    own=(_no_gradient, _where_a_weight_is_0),
)


def failures(seen: Sequence[Observation], course: Course) -> Explanation | None:
    """The mistake that ends in an error message."""
    return _known(seen, course) or _in_general(seen, course)
