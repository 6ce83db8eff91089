"""JUnit XML: one suite per submission, one case per item.

There is no official schema. Two that are in use, Jenkins's and Windy Road's, both accept these
documents: they have all attributes that the stricter one requires, in its order of elements.
Neither has a field for points, so these are properties.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from pysoftmax.grader.reports.text import item_lines
from pysoftmax.grader.reports.view import ClassView, Entry, for_students, number
from pysoftmax.grader.results import ItemResult
from pysoftmax.words import shown

__all__ = ["render"]

TIMESTAMP = "1970-01-01T00:00:00"
"""Required by the schema; results do not contain the time of grading."""


def render(view: ClassView) -> Iterator[str]:
    """Yield the document, one suite at a time."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
    for number_, entry in enumerate(view.entries()):
        yield _suite(number_, entry)
    yield "</testsuites>\n"


def _suite(position: int, entry: Entry) -> str:
    result = for_students(entry.result)
    failures = sum(item.outcome == "failed" for item in result.items)
    errors = sum(item.outcome == "grader failed" for item in result.items)
    suite = _element(
        None,
        "testsuite",
        name=result.name.strip() or "submission",
        package=result.language or "none",
        id=str(position),
        timestamp=TIMESTAMP,
        hostname="localhost",
        tests=str(len(result.items)),
        failures=str(failures),
        errors=str(errors),
        time=f"{result.seconds.get('total', 0.0):.3f}",
    )
    properties = _element(suite, "properties")
    for name, value in {
        "points": number(result.points),
        "max_points": number(result.max_points),
        "key": result.key,
        "sandboxed": str(result.sandboxed).lower(),
        "problem": result.problem,
    }.items():
        _element(properties, "property", name=name, value=value)
    for item in result.items:
        _case(suite, result.name, item, result.seconds.get(item.name, 0.0))
    _element(suite, "system-out").text = clean("\n".join(r.message for r in result.remarks))
    _element(suite, "system-err").text = ""
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", short_empty_elements=False) + "\n"


def _case(suite: Element, name: str, item: ItemResult, seconds: float) -> None:
    case = _element(
        suite,
        "testcase",
        name=item.title,
        classname=f"{name}.{item.function}",
        time=f"{seconds:.3f}",
    )
    if item.outcome in ("not checked", "to be graded"):
        _element(case, "skipped")
    elif item.outcome not in ("passed", "by hand", "late"):
        kind = "failure" if item.outcome == "failed" else "error"
        why = _element(case, kind, type=item.mistake or item.outcome, message=item.message)
        why.text = clean("\n".join(item_lines(item)))


def _element(parent: Element | None, tag: str, **attributes: str) -> Element:
    """Return a new element, in its parent if there is one."""
    element = Element(tag, {name: clean(value) for name, value in attributes.items()})
    if parent is not None:
        parent.append(element)
    return element


def clean(text: str) -> str:
    """Return text with only the characters that XML 1.0 allows and that can be shown safely."""
    return shown("".join(c if _is_xml(ord(c)) else "?" for c in text))


def _is_xml(code: int) -> bool:
    return (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code >= 0x10000
    )
