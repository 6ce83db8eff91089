"""A parity run as one page that needs nothing else."""

from __future__ import annotations

from pysoftmax import __version__
from pysoftmax.pages import environment
from pysoftmax.parity.causes import explain
from pysoftmax.parity.report import HEADER, MOST_CAUSES, Report, rows, verdict

__all__ = ["as_html"]


def as_html(report: Report) -> str:
    """Render the page.

    Raises
    ------
    ImportError
        If jinja2 is not installed.
    """
    return (
        environment("pysoftmax.parity")
        .get_template("parity.html")
        .render(
            report=report,
            about=report.about,
            header=HEADER,
            table=[(bool(p.disagreed), rows(p)) for p in report.parities],
            version=report.about.versions.get("pysoftmax", __version__),
            explain=explain,
            most=MOST_CAUSES,
            verdict=verdict(report.parities),
            agree=not any(p.disagreed for p in report.parities),
        )
    )
