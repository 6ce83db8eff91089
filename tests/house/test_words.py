"""Plurals and articles in messages."""

from __future__ import annotations

import numpy as np
import pytest

from pysoftmax.words import aligned, article, kind, plural, seconds, shown


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
def test_a_noun_agrees_with_its_count(count: int, noun: str, phrase: str) -> None:
    """A count of 1 is singular, every other count plural."""
    assert plural(count, noun) == phrase


def test_a_time_has_its_unit() -> None:
    """One second is singular."""
    assert [seconds(count) for count in (1.0, 0.5, 20)] == ["1 second", "0.5 seconds", "20 seconds"]


def test_an_irregular_plural_is_named() -> None:
    """A caller can pass an irregular plural."""
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
def test_a_noun_has_the_article_that_is_spoken(noun: str, phrase: str) -> None:
    """The article follows the sound, and None has none."""
    assert article(noun) == phrase


def test_a_value_is_described_by_its_type() -> None:
    """A value's type is named with its article."""
    assert kind(3) == "an int"
    assert kind(None) == "None"
    assert kind(np.zeros(2)) == "an ndarray"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ann", "ann"),
        ("Ümit 作业 \t x\n y", "Ümit 作业 \t x\n y"),
        ("a\x1b[2Jb", "a\ufffd[2Jb"),
        ("a\rb\x00c\x7fd\x9be", "a\ufffdb\ufffdc\ufffdd\ufffde"),
        ("a\u202eb\u2066c\u200fd\u061ce\u2028f", "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"),
    ],
)
def test_text_is_shown_safely(text: str, expected: str) -> None:
    """Nothing moves the cursor or turns the text around; tabs and line ends stay."""
    assert shown(text) == expected


def test_numbers_of_a_table_are_flushed_right() -> None:
    """Columns of words are flushed left, and no line ends with spaces."""
    table = [("name", "points", "note"), ("ann", "7", ""), ("robert", "100", "late")]
    assert aligned(table, {"name", "note"}) == [
        "name    points  note",
        "ann          7",
        "robert     100  late",
    ]
