"""The exercise in pictures: figures by Matplotlib, and a page that shows a whole run."""

from pysoftmax.report.page import write_report

__all__ = ["write_report"]
