"""A parity run as a table, as JSON, and as a page: functions of the result, nothing else."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pysoftmax.comparison.verdict import describe_call
from pysoftmax.parity.run import FunctionParity

__all__ = ["SCHEMA", "Replay", "as_html", "as_json", "as_table"]

SCHEMA = 1
"""The version of the JSON report."""


@dataclass(frozen=True)
class Replay:
    """How to ask a function's worst case again: a line for each language."""

    python: str
    octave: str


def as_table(parities: Sequence[FunctionParity]) -> list[str]:
    """One line per function, under a header."""
    header = (
        "function",
        "cases",
        "equal",
        "rejected",
        "disagree",
        "largest difference",
        "of bound",
    )
    rows = [header]
    for p in parities:
        difference = f"{_ulps(p.ulps)} ulp, {p.relative:.1e}" if p.relative else "none"
        used = f"{p.used:.0%}" if 0 <= p.used < math.inf else "-"
        counts = (f"{p.cases:,}", f"{p.equal:,}", f"{p.rejected:,}", f"{p.disagreed:,}")
        rows.append((p.function, *counts, difference, used))
    widths = [max(len(row[k]) for row in rows) for k in range(len(header))]
    return [
        "  ".join(
            cell.ljust(width) if k in (0, 5) else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _ulps(ulps: float) -> str:
    return f"{ulps:.0f}" if ulps < 1e6 else f"{ulps:.0e}"


def as_json(
    parities: Sequence[FunctionParity], replays: dict[str, Replay], about: dict[str, Any]
) -> str:
    """The report as JSON: ``about`` (what was compared), and one object per function.

    JSON has no infinity: a difference that is not finite is null.
    """
    functions = [_function(p, replays.get(p.function)) for p in parities]
    report = {"schema": SCHEMA, **about, "functions": functions}
    return json.dumps(report, indent=2, allow_nan=False) + "\n"


def _function(p: FunctionParity, replay: Replay | None) -> dict[str, Any]:
    return {
        "function": p.function,
        "cases": p.cases,
        "equal_to_the_last_bit": p.equal,
        "rejected_on_both_sides": p.rejected,
        "undecided_by_rounding": p.undecided,
        "known_deviations": dict(p.deviations),
        "not_asked": p.not_asked,
        "not_given": p.not_given,
        "not_possible": dict(p.not_possible),
        "disagreements": p.disagreed,
        "largest_difference": {"ulps": _finite(p.ulps), "relative": _finite(p.relative)},
        "largest_share_of_bound": _finite(p.used) if p.used >= 0 else None,
        "tolerances": p.tolerances,
        "examples_of_disagreement": [
            {
                "property": d.claim.key,
                "number": d.number,
                "call": describe_call(d.case),
                "about": d.case.about,
                "what": str(d.verdict),
            }
            for d in p.disagreements
        ],
        "worst_case": None
        if replay is None
        else {"python": replay.python, "octave": replay.octave},
    }


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .3rem .6rem;
border-bottom: 1px solid #ccc } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
pre { overflow-x: auto; background: #f4f4f4; padding: .6rem; white-space: pre-wrap }
.bad { color: #a00; font-weight: bold } @media (prefers-color-scheme: dark) { body {
background: #181818; color: #ddd } pre { background: #282828 } .bad { color: #f77 } }
"""


def as_html(
    parities: Sequence[FunctionParity], replays: dict[str, Replay], about: dict[str, Any]
) -> str:
    """The report as one page that needs nothing else."""
    facts = "; ".join(f"{key} {value}" for key, value in about.items())
    rows = "".join(map(_row, parities))
    details = "".join(_detail(p, replays.get(p.function)) for p in parities)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Parity</title><style>{_STYLE}</style></head><body>"
        f"<h1>Parity</h1><p>{html.escape(facts)}</p>"
        '<table><tr><th>function<th class="n">cases<th class="n">equal to the last bit'
        '<th class="n">rejected by both<th class="n">disagreements'
        f'<th class="n">ulp<th class="n">relative</tr>{rows}</table>{details}</body></html>\n'
    )


def _row(p: FunctionParity) -> str:
    bad = ' class="n bad"' if p.disagreed else ' class="n"'
    return (
        f"<tr><td>{html.escape(p.function)}</td><td class=n>{p.cases:,}<td class=n>{p.equal:,}"
        f"<td class=n>{p.rejected:,}<td{bad}>{p.disagreed:,}<td class=n>{_ulps(p.ulps)}"
        f"<td class=n>{p.relative:.1e}</tr>"
    )


def _detail(p: FunctionParity, replay: Replay | None) -> str:
    tolerances = "".join(
        f"<li><b>{html.escape(name)}</b>: {html.escape(why)}</li>"
        for name, why in p.tolerances.items()
    )
    known = "".join(
        f"<li>{html.escape(name)}: {count:,} cases</li>" for name, count in p.deviations.items()
    )
    wrong = "".join(f"<pre>{html.escape(str(d.verdict))}</pre>" for d in p.disagreements)
    again = (
        f"<p>The worst case again:</p><pre>{html.escape(replay.python)}\n"
        f"{html.escape(replay.octave)}</pre>"
        if replay
        else ""
    )
    parts = (
        f"<p>Tolerances:</p><ul>{tolerances}</ul>" if tolerances else "",
        f"<p>Known deviations of the original:</p><ul>{known}</ul>" if known else "",
        f"<p>Left undecided, since rounding alone decides: {p.undecided:,}</p>"
        if p.undecided
        else "",
        f"<p>Not asked, since it hung or took Octave down too often: {p.not_asked:,}</p>"
        if p.not_asked
        else "",
        "<p>Not compared: "
        + "; ".join(
            f"{output}, which {side} does not return" for output, side in p.not_given.items()
        )
        + "</p>"
        if p.not_given
        else "",
        wrong,
        again,
    )
    return f"<h2>{html.escape(p.function)}</h2>{''.join(parts)}"
