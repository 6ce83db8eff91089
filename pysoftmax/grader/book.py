"""A class's reports in a folder, from run to run: who is in it, what changed, what is out of date.

The rows of the last run are kept in the store. A run over the class replaces them; a run over
single students replaces those students' rows only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from pysoftmax.atomic import atomic_write
from pysoftmax.grader.by_hand import ByHand
from pysoftmax.grader.comments import Comments
from pysoftmax.grader.reports import platforms, write_reports
from pysoftmax.grader.reports.alike import groups_of
from pysoftmax.grader.reports.view import ClassView, Entry, number
from pysoftmax.grader.roll import Changes, Roll, Row, Standing, late_applied, updated
from pysoftmax.grader.roster import Roster
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.run import ClassRun
from pysoftmax.grader.similar import similar
from pysoftmax.grader.store import Store
from pysoftmax.words import plural

__all__ = ["Book"]

MOST_NAMED = 20
"""How many students a note names; all are in the files."""
_PAGES = (("students", ".html"), ("teacher", ".html"), ("gradescope", ".json"))


class Book:
    """The reports of a class.

    Parameters
    ----------
    folder
        Where the reports are.
    store
        Where results and rows are kept.
    rubric
        The rubric, with the class's seed.
    version, sandboxed
        What results depend on besides.
    roster
        Who is in the class; None if it is not known.

    Raises
    ------
    ValueError
        If ``by-hand.csv`` or ``comments.toml`` cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        rubric: Rubric,
        version: str,
        sandboxed: bool,
        roster: Roster | None = None,
    ) -> None:
        self._folder, self._store, self._rubric = folder, store, rubric
        self._version, self._sandboxed, self._roster = version, sandboxed, roster
        self._graded_by = f"{rubric.digest} {version} {sandboxed}"
        self._points = ByHand(folder / "by-hand.csv", rubric)
        self._comments = Comments(folder / "comments.toml")
        self._roll = Roll([])
        self._kept = 0
        self._changed: list[str] = []

    def close(self, run: ClassRun, *, whole: bool) -> None:
        """Write all reports after a run, and keep its rows.

        Parameters
        ----------
        run
            The run that has ended.
        whole
            Whether it was over the whole class.

        Raises
        ------
        ValueError
            If the run was over single students and the others were graded by another rubric.
        """
        before = [Standing.from_json(text) for text in self._store.rows()]
        rows = run.rows if whole else self._updated(before, run)
        self._roll = Roll(rows, self._roster, self._rubric.late)

        def plain() -> Iterator[Entry]:
            return self._roll.entries(run.result, run.nothing())

        def entries() -> Iterator[Entry]:
            commented = self._points.added(self._comments.added(plain()))
            return late_applied(commented, self._rubric.late)

        self._points.take_in(plain())
        self._comments.take_in(groups_of(plain()))
        tokens = {
            page: self._store.tokens(row.files)
            for row, page in zip(self._roll.rows(), self._roll.pages(), strict=True)
            if row is not None and row.files
        }
        view = ClassView(
            self._rubric,
            self._version,
            self._sandboxed,
            entries,
            self._roster,
            similar(tokens),
        )
        write_reports(view, self._folder)
        now = self._standings(run, entries())
        self._changed = Changes(before).compare(now)
        with atomic_write(self._folder / "changes.txt", "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in self._changed)
        self._remove_pages({one.page for one in before} - {one.page for one in now})
        self._store.keep_rows(one.to_json() for one in now)

    def notes(self) -> Iterator[str]:
        """Yield what the teacher should know about the class, a line each."""
        yield from self._points.notes()
        if self._kept:
            yield f"{plural(self._kept, 'row')} of other students kept from earlier runs."
        missing, strangers = self._roll.missing, self._roll.strangers
        yield from _named("on the roster submitted nothing", [p.name for p in missing])
        yield from _named("not on the roster", [row.name for row in strangers])
        doubts = [f"{row.name}: {why}" for row, why in self._roll.doubts]
        yield from _named("whose lateness is not known, with no points taken off", doubts)
        if self._roster is not None:
            most = platforms.maximum(self._roster, self._rubric.title)
            if most is not None and most != self._rubric.points:
                yield (
                    f"{self._roster.path.name} gives {number(most)} points for the assignment; "
                    f"the rubric has {number(self._rubric.points)}"
                )
        if self._changed:
            yield f"Changed since the last run: {plural(len(self._changed), 'student')}"
            yield from _first(self._changed, "changes.txt names them all")

    def _updated(self, before: Sequence[Standing], run: ClassRun) -> list[Row]:
        standings = [one for one in before if one.row is not None]
        rows = [run.keep(one) for one in standings]
        merged = updated(rows, run.rows)
        self._kept = len(merged) - len(run.rows)
        if self._kept and any(one.graded_by != self._graded_by for one in standings):
            raise ValueError(
                "the rubric, pysoftmax or the sandbox is not the one that graded the class; "
                "grade the whole class again"
            )
        return merged

    def _standings(self, run: ClassRun, entries: Iterator[Entry]) -> list[Standing]:
        return [
            Standing(
                row,
                (entry.result.name, entry.student_id),
                entry.page,
                entry.result.points,
                {item.name: item.outcome for item in entry.result.items},
                self._graded_by,
                "" if row is None else run.kept(row),
            )
            for row, entry in zip(self._roll.rows(), entries, strict=True)
        ]

    def _remove_pages(self, pages: set[str]) -> None:
        """Remove the pages of students who have left."""
        for page in pages:
            for folder, suffix in _PAGES:
                with suppress(FileNotFoundError):
                    (self._folder / folder / f"{page}{suffix}").unlink()


def _named(what: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{plural(len(names), 'student')} {what}:"
        yield from _first(names, "the gradebook names them all")


def _first(lines: Sequence[str], where: str) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:MOST_NAMED])
    if len(lines) > MOST_NAMED:
        yield f"  and {len(lines) - MOST_NAMED} more; {where}"
