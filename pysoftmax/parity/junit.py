"""A parity run as JUnit XML, which CI systems show."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from pysoftmax.parity.causes import explain
from pysoftmax.parity.report import Report
from pysoftmax.parity.run import FunctionParity
from pysoftmax.words import plural, shown

__all__ = ["as_junit"]


def as_junit(report: Report) -> str:
    """Render a test case for each function: one that disagrees fails, one left out is skipped."""
    about = report.about
    failures = sum(1 for p in report.parities if p.disagreed)
    counts = {
        "tests": str(len(report.parities) + len(about.left_out)),
        "failures": str(failures),
        "errors": "0",
        "skipped": str(len(about.left_out)),
    }
    suites = ET.Element("testsuites")
    suite = ET.SubElement(suites, "testsuite", {"name": f"parity of {about.python}", **counts})
    properties = ET.SubElement(suite, "properties")
    facts = {"command": about.command, "date": about.date, "octave": about.octave, **about.versions}
    for name, value in facts.items():
        ET.SubElement(properties, "property", {"name": name, "value": _xml(value)})
    for parity in report.parities:
        _function(suite, parity)
    for name, why in about.left_out.items():
        case = ET.SubElement(suite, "testcase", {"classname": "parity", "name": name})
        ET.SubElement(case, "skipped", {"message": _xml(f"not compared, {why}")})
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _function(suite: ET.Element, p: FunctionParity) -> None:
    case = ET.SubElement(suite, "testcase", {"classname": "parity", "name": p.function})
    if p.disagreed:
        message = f"{p.disagreed} of {plural(p.asked, 'case')} disagree"
        failure = ET.SubElement(case, "failure", {"message": message})
        lines = []
        for cause in p.by_count:
            lines += [f"{plural(cause.count, 'case')}: {cause.title}", *explain(cause.smallest)]
        failure.text = _xml("\n".join(lines))


def _xml(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return shown(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
