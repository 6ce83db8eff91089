"""The reports of a parity run."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pysoftmax.parity.report import as_html, as_json, as_table
from pysoftmax.parity.run import FunctionParity


@pytest.mark.parametrize("ulps", [2.0, float("inf"), float("nan")])
def test_the_json_is_json(ulps: float) -> None:
    """A difference without a finite size is null: JSON has no other word for it."""

    def refuse(word: str) -> Any:
        raise ValueError(f"{word} is not JSON")

    text = as_json([FunctionParity("f", ulps=ulps, relative=ulps, used=ulps)], {}, {"seed": 0})
    (function,) = json.loads(text, parse_constant=refuse)["functions"]
    assert function["largest_difference"]["ulps"] == (2.0 if ulps == 2 else None)


def test_what_was_not_compared_is_in_every_report() -> None:
    """Cases not asked and outputs not given are counted apart."""
    parity = FunctionParity("f", not_asked=17, not_given={"confidences": "Octave"})
    (function,) = json.loads(as_json([parity], {}, {}))["functions"]
    assert (function["not_asked"], function["not_given"]) == (17, {"confidences": "Octave"})
    page = as_html([parity], {}, {})
    assert "too often: 17" in page
    assert "Not compared: confidences, which Octave does not return" in page
    assert as_table([parity])[1].split() == ["f", "0", "0", "0", "0", "none", "-"]
