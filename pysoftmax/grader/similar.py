"""Similar submissions, for a person to judge: by the fingerprints of their tokens.

What more than half of a class shares is how one writes the exercise, and does not count.
Submissions of the same tokens are one set; of the others each pair is compared that shares a rare
enough run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

__all__ = ["SimilarPair", "similar"]

LEAST_SHARE = 0.8
"""Of their runs that two submissions share, to be listed."""
LEAST_RUNS = 12
"""Shorter submissions are alike by chance."""
FEW = 10
"""In a class of fewer, nothing is said to be common."""
MOST_HOLDERS = 60
"""A run that more sets have is no reason to compare all of them with each other."""


@dataclass(frozen=True, order=True)
class SimilarPair:
    """Two similar submissions.

    Attributes
    ----------
    share
        From 0 to 1: how much of both they have in common, apart from names.
    runs
        How many runs of tokens they share.
    one, other
        The submissions.
    """

    share: float
    runs: int
    one: str
    other: str


def similar(tokens: Mapping[str, frozenset[int]]) -> list[SimilarPair]:
    """Return the similar pairs of a class, the most similar first.

    Of several submissions with the same tokens, each is listed with the next.

    Parameters
    ----------
    tokens
        The fingerprint of each submission.
    """
    held = Counter(run for runs in tokens.values() for run in runs)
    most = len(tokens) / 2 if len(tokens) >= FEW else len(tokens)
    common = {run for run, count in held.items() if count > most}
    alike: dict[frozenset[int], list[str]] = defaultdict(list)
    for name, runs in tokens.items():
        rest = runs - common
        if len(rest) >= LEAST_RUNS:
            alike[rest].append(name)
    pairs = [
        SimilarPair(1.0, len(same), one, other)
        for same, names in alike.items()
        for one, other in pairwise(names)
    ]
    pairs += _between(alike)
    return sorted(pairs, key=lambda pair: (-pair.share, -pair.runs, pair.one, pair.other))


def _between(alike: Mapping[frozenset[int], list[str]]) -> Iterator[SimilarPair]:
    """Yield the similar pairs of different sets, each by its first submission."""
    sets = list(alike)
    holders: dict[int, list[int]] = defaultdict(list)
    for k, runs in enumerate(sets):
        for run in runs:
            holders[run].append(k)
    shared: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        if len(places) <= MOST_HOLDERS:
            shared.update(combinations(places, 2))
    for a, b in shared:
        both = len(sets[a] & sets[b])
        share = 2 * both / (len(sets[a]) + len(sets[b]))
        if share >= LEAST_SHARE:
            yield SimilarPair(share, both, alike[sets[a]][0], alike[sets[b]][0])
