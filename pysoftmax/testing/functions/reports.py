"""The report on a folder, as text, JSON, JUnit and HTML."""

from __future__ import annotations

import contextlib
import json
import platform
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from pysoftmax import __version__
from pysoftmax.testing.functions.history import HistoryError, add, changes, last
from pysoftmax.testing.functions.summary import HEADER, FunctionRow, cells, summarise, verdict
from pysoftmax.testing.functions.table import FunctionTableError, Table
from pysoftmax.testing.outcome import Outcome
from pysoftmax.words import aligned, shown

__all__ = ["after_the_run", "as_html", "as_json", "as_junit", "as_text", "require_places"]

SCHEMA = 1
WORDS = ("function", "port", "result")
"""The columns of text; those of numbers are flushed right."""


def as_text(rows: Sequence[FunctionRow]) -> list[str]:
    """One line for each function, under a header."""
    return aligned([HEADER, *map(cells, rows)], WORDS)


def as_json(rows: Sequence[FunctionRow], about: Mapping[str, str], changed: Sequence[str]) -> str:
    """The report as JSON."""
    whole = {
        "schema": SCHEMA,
        **about,
        "verdict": verdict(rows),
        "changes": list(changed),
        "functions": [asdict(row) for row in rows],
    }
    return json.dumps(whole, indent=2, allow_nan=False) + "\n"


def as_junit(rows: Sequence[FunctionRow], about: Mapping[str, str], changed: Sequence[str]) -> str:
    """Render a test case for each function: skipped if no test of it ran."""
    counts = {
        "tests": len(rows),
        "failures": sum(row.is_wrong for row in rows),
        "errors": 0,
        "skipped": sum(not row.tests for row in rows),
    }
    suites = ET.Element("testsuites")
    numbers = {name: str(count) for name, count in counts.items()}
    suite = ET.SubElement(suites, "testsuite", {"name": "parity of functions", **numbers})
    properties = ET.SubElement(suite, "properties")
    for name, value in about.items():
        ET.SubElement(properties, "property", {"name": name, "value": shown(value)})
    for row in rows:
        case = ET.SubElement(suite, "testcase", {"classname": "parity", "name": row.name})
        if row.is_wrong:
            failure = ET.SubElement(case, "failure", {"message": cells(row)[-1]})
            failure.text = shown(row.problem)
        elif not row.tests:
            ET.SubElement(case, "skipped", {"message": shown(row.problem or row.result)})
    if changed:
        ET.SubElement(suite, "system-out").text = shown("\n".join(changed))
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def as_html(rows: Sequence[FunctionRow], about: Mapping[str, str], changed: Sequence[str]) -> str:
    """Render a page that needs nothing else.

    Raises
    ------
    ImportError
        If jinja2 is not installed.
    """
    from pysoftmax.pages import environment

    template = environment("pysoftmax.testing.functions").get_template("functions.html")
    return template.render(
        rows=rows,
        about=about,
        changed=changed,
        header=HEADER,
        table=[(row.is_wrong, cells(row)) for row in rows],
        version=__version__,
        verdict=verdict(rows),
        agree=not any(row.is_wrong for row in rows),
    )


KINDS = {".html": as_html, ".json": as_json, ".xml": as_junit}
"""The reports by the ending of the file."""


def require_places(reports: Sequence[str], history: str | None) -> str:
    """Return what is wrong with the files to write; empty if nothing is."""
    for name in reports:
        if Path(name).suffix not in KINDS:
            return f"the report is {name!r}; expected a name that ends in {', '.join(KINDS)}"
    for name in filter(None, [*reports, history]):
        if not Path(name).absolute().parent.is_dir():
            return f"there is no folder {Path(name).absolute().parent} to write {name} to"
    if any(Path(name).suffix == ".html" for name in reports):
        from pysoftmax.pages import environment

        try:
            environment("pysoftmax.testing.functions")
        except ImportError as error:
            return str(error)
    if history:
        try:
            last(Path(history))
        except HistoryError as error:
            return str(error)
    return ""


def after_the_run(
    outcomes: Sequence[Mapping[str, Any]],
    tables: Sequence[Path],
    only: Sequence[str],
    reports: Sequence[Path],
    history: Path | None,
    arguments: Sequence[Any],
) -> list[str]:
    """Write the reports and the history; return the lines to print.

    Parameters
    ----------
    outcomes
        How the tests ended, as dicts.
    tables, only
        The tables of functions, and the names of the .m files to report on.
    reports, history
        The files to write.
    arguments
        pytest's arguments, which repeat the run.
    """
    ended = [Outcome(**outcome) for outcome in outcomes]
    read = []
    for path in tables:
        with contextlib.suppress(FunctionTableError):  # pytest has reported it
            read.append(Table.read(path))
    rows = summarise(ended, read, only)
    if not rows:
        return ["no .m file was compared"]
    about = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "command": shlex.join(["pytest", *map(str, arguments)]),
        "pysoftmax": __version__,
        "Python": platform.python_version(),
        "NumPy": np.__version__,
    }
    recorded = sorted({outcome.recorded for outcome in ended if outcome.recorded})
    if recorded:
        about["recorded answers of"] = ", ".join(recorded)
    before = last(history) if history else None
    changed = changes(before, rows, only) if before else []
    for path in reports:
        path.write_text(KINDS[path.suffix](rows, about, changed), encoding="utf-8")
    if history:
        add(history, rows, about, only)
    lines = [*as_text(rows), verdict(rows)]
    if before:
        lines += [f"since the run of {before.get('date', 'before')}:"]
        lines += [f"  {line}" for line in changed or ["nothing has changed"]]
    return lines + [f"wrote {path}" for path in (*reports, history) if path]
