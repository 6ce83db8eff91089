"""What an exercise knows for finding a submission's conventions by looking and asking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pysoftmax.exercise.conventions import Conventions

__all__ = ["Definition", "Infer", "Stage"]


@dataclass(frozen=True)
class Definition:
    """A function or method in a submission's files, as it was found without running anything.

    Attributes
    ----------
    file
        The name of the file, without suffix.
    owner
        The class of a method; empty for a function.
    name
        Its name.
    parameters
        The names of its positional parameters, without ``self``.
    required
        How many of them have no default.
    calls
        The names that it calls or mentions.
    attributes
        Of a constructor: the attributes that it sets.
    variables
        The variables of its file that it reads, also through functions that it calls.
    fields
        Of each parameter, the fields of it that the function reads; those of a tuple are numbers.
    unpacked
        Of each parameter, the names into which the function unpacks it.
    keywords
        What it reads of its ``**`` parameter.
    members
        Of a method, the attributes of its object that it reads, also through others.
    inner
        The functions that it defines within itself.
    closure
        The function that it returns, if it defines that within itself.
    results
        How many values it returns, if it returns them as a tuple or list that it writes out, else
        0.
    """

    file: str
    owner: str
    name: str
    parameters: tuple[str, ...] = ()
    required: int = 0
    calls: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    fields: tuple[tuple[str, ...], ...] = ()
    unpacked: tuple[tuple[str, ...], ...] = ()
    keywords: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    closure: Definition | None = None
    results: int = 0

    @property
    def place(self) -> str:
        """How ``[adapter.functions]`` names it."""
        return ".".join(part for part in (self.file, self.owner, self.name) if part)


@dataclass(frozen=True)
class Stage:
    """One step: some items settle some keys.

    Attributes
    ----------
    items
        The items by whose questions candidates are compared.
    tiers
        Candidates, the plainest first. A later tier is tried only if no candidate of the earlier
        ones agrees with the reference, and none explains the answers by a mistake.
    question
        What stays open if nothing is found.
    stop_if_runs
        The first tier that is not tried once a candidate has given values on all cases.
    evidence
        What was seen in the files, by dotted key of ``[adapter]``.
    later
        Names of mistakes that may be conventions of a later tier: they explain answers only if
        nothing else does.
    doubt
        What is to be asked about conventions that agree, since they may as well be a mistake;
        nothing if they are beyond doubt.
    named
        Whether the arguments are known by their names. If they are not and nothing runs, it is
        only asked how the function is called, since an error may come from the arguments.
    guesses_blame
        Whether answers to arguments that are not known by their names may show a mistake. If not,
        it is only asked how the function is called unless the answers are right.
    only_asks
        Whether it is only asked how the function is called, given the conventions that fit best,
        and why they do if they do not agree: the function may do something else than this one.
    """

    items: tuple[str, ...]
    tiers: Sequence[Sequence[Conventions]]
    question: str
    stop_if_runs: int = 99
    evidence: Mapping[str, str] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    doubt: Callable[[Conventions], str] = lambda conventions: ""
    named: bool = True
    guesses_blame: bool = True
    only_asks: Callable[[Conventions, str], bool] = lambda conventions, why: False


Infer = Callable[
    [Sequence[Definition], Conventions, frozenset[str]],
    Iterable[Callable[[Conventions], Stage]],
]
"""Of what is defined, the course's conventions and the keys that bind: the stages, each made from
the conventions that the stages before it have settled."""
