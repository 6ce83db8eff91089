"""Plurals and articles in messages."""

from __future__ import annotations

import numpy as np
import pytest

from pysoftmax.words import article, kind, plural


@pytest.mark.parametrize(
    ("count", "noun", "phrase"),
    [
        (1, "entry", "1 entry"),
        (2, "entry", "2 entries"),
        (0, "byte", "0 bytes"),
        (1, "class", "1 class"),
        (3, "class", "3 classes"),
        (2, "array", "2 arrays"),
        (2, "mismatch", "2 mismatches"),
    ],
)
def test_a_noun_agrees_with_its_count(count, noun, phrase):
    """One is singular, every other count plural."""
    assert plural(count, noun) == phrase


def test_an_irregular_plural_is_named():
    """A caller can pass the plural that no rule forms."""
    assert plural(2, "index", "indices") == "2 indices"
    assert plural(1, "index", "indices") == "1 index"


@pytest.mark.parametrize(
    ("noun", "phrase"),
    [
        ("int", "an int"),
        ("object", "an object"),
        ("str", "a str"),
        ("ndarray", "an ndarray"),
        ("uint8", "a uint8"),
        ("NoneType", "None"),
    ],
)
def test_a_noun_has_the_article_that_is_spoken(noun, phrase):
    """The article follows the sound, and None has none."""
    assert article(noun) == phrase


def test_a_value_is_described_by_its_type():
    """A value's type is named with its article."""
    assert kind(3) == "an int"
    assert kind(None) == "None"
    assert kind(np.zeros(2)) == "an ndarray"
