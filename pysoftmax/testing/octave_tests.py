"""`against_octave`: compare your own Python function with your own .m file."""

from __future__ import annotations

import contextlib
import inspect
import io
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, wraps
from pathlib import Path
from typing import Any, Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException, UnsatisfiedAssumption

from pysoftmax.comparison.closeness import Comparison
from pysoftmax.octave import Call, OctaveSession, Reply
from pysoftmax.octave.process import quoted
from pysoftmax.testing import tally
from pysoftmax.testing.arguments import Arguments
from pysoftmax.testing.closeness import Rule, apply, hidden_difference, largest
from pysoftmax.testing.digests import m_files_digest, strategies_digest
from pysoftmax.testing.failure import (
    DisagreementError,
    PairedCall,
    call_lines,
    difference_lines,
    error_lines,
    saved,
)
from pysoftmax.testing.frozen import freeze, thaw
from pysoftmax.testing.hints import hint
from pysoftmax.testing.oracle import Oracle
from pysoftmax.testing.outcome import Outcome, Side
from pysoftmax.testing.recording import Recording, StaleRecordingError
from pysoftmax.testing.rejection import octave_fault, python_fault, unexpected_kind
from pysoftmax.testing.replay import collect, examine, first_failure
from pysoftmax.words import plural

__all__ = ["HiddenDifferenceWarning", "against_octave"]

Comparing = Callable[..., Any]
TOOL = str(Path(__file__).parent)
FUNCTION = re.compile(r"\s*(?:(?:%|#)[^\n]*\n\s*)*(function|classdef)\b")
"""A file that is not a script begins, after comments, with one of these words."""


class HiddenDifferenceWarning(UserWarning):
    """An entry passes only because another entry of the output is much larger."""


def against_octave(
    m_file: str | Path,
    *strategies: st.SearchStrategy[Any],
    arguments: st.SearchStrategy[Any] | Callable[..., Any] | None = None,
    nargout: int = 1,
    outputs: Sequence[str] = (),
    printed: bool = False,
    compare: Comparing | Sequence[Comparing] | None = None,
    relative: float = 1e-12,
    absolute: float = 0.0,
    strict: bool = False,
    errors: Mapping[str, type[Exception]] | None = None,
    setup: Sequence[str] = (),
    reset: Literal["no", "test", "case"] = "no",
    random_seed: int | None = None,
    examples: int | None = None,
    seed: int | None = None,
    extras: Sequence[str | Path] = (),
    timeout: float | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., None]]:
    """Make a test that compares a Python function with a .m file on generated arguments.

    The decorated function takes the arguments and returns Python's result: one value, or a tuple of
    `nargout`. Both languages must return the same values, or both must reject the arguments. A run
    in which every case was rejected compared nothing, and fails. An error that comes from broken
    code, and not from the arguments, never counts as agreement.

    Parameters
    ----------
    m_file
        The .m file; the function is named after it, and its folder is the working folder. It may
        be a script: the arguments are then its variables, by the names that the test gives them.
    *strategies
        One for each of the last arguments of the test. Those before are pytest's: ``self``,
        fixtures, what ``parametrize`` gives.
    arguments
        Instead of `strategies`: one strategy of tuples, or of `Arguments`, for all arguments; or a
        function of ``draw`` that returns such, as for Hypothesis's ``composite``. The test takes
        the arguments by place, and fixtures as keyword-only arguments.
    nargout
        The number of outputs to compare; 0 for a function that returns nothing.
    outputs
        For a script, the names of the variables to compare.
    printed
        Whether what the function prints is compared too.
    compare
        A rule of `pysoftmax.testing.closeness`, or a function of Python's and Octave's value; or
        one of them for each output. By default ``largest(relative, absolute)``, with a warning if
        an entry passes only beside a much larger one.
    relative, absolute
        The difference allowed by the default rule. Both 0: identical, zeros' signs too.
    strict
        Whether shape and class must be the same, with the default rule.
    errors
        By Octave's identifier, the exception that Python must raise. Other errors then fail.
    setup
        Lines of Octave that come before every case: ``pkg load``, ``addpath``, globals. They last
        for this test.
    reset
        Whether globals and persistent variables are cleared before the test, or before each case.
    random_seed
        The seed of ``rand``, ``randn`` and similar functions in each call.
    examples, seed
        The number of examples, 200 by default, and their seed.
    extras
        Folders that the .m file needs on its path.
    timeout
        Seconds that one call may take; by default what ``--octave-timeout`` says. The first call
        that takes longer, or ends Octave, fails the test and is the last one made.

    Returns
    -------
    callable
        The decorator. What it returns is a test that pytest runs.

    Raises
    ------
    FileNotFoundError
        If there is no such .m file.
    TypeError
        If the test's arguments do not fit the strategies.

    Notes
    -----
    A test that is a generator yields the arguments for Octave and then returns Python's result,
    so that it can draw with ``st.data()``. Hypothesis's ``@settings``, ``@example``, ``@seed``,
    ``note`` and ``assume`` work as usual, and its database remembers a failing case.

    Examples
    --------
    >>> @against_octave("myFunction.m", st.floats(-9, 9))  # doctest: +SKIP
    ... def test_my_function(x):
    ...     return my_function(x)
    """
    path = Path(m_file).resolve()
    if not path.is_file():
        raise FileNotFoundError(f"m_file is {m_file}; expected the path of a .m file")
    if arguments is not None and strategies:
        raise TypeError("both strategies and arguments= are given; expected one of them")
    script = FUNCTION.match(path.read_text(encoding="utf-8", errors="replace")) is None
    if script and not outputs:
        raise TypeError(f"{path.name} is a script; expected outputs=, the variables to compare")
    count = len(outputs) if script else nargout
    rules = _rules(compare, count, relative, absolute, strict)

    def decorate(function: Callable[..., Any]) -> Callable[..., None]:
        if hasattr(function, "hypothesis"):
            raise TypeError(
                f"{function.__name__} is under @given; expected a plain function, since "
                "against_octave draws the arguments itself"
            )
        by_place = arguments is None
        drawn, signature = _shared_out(function, len(strategies) if by_place else None)
        kept = _take_hypothesis_attributes(function)
        plan = _Plan(
            function, path, strategies, arguments, drawn, count, tuple(outputs), printed, rules,
            compare is None, errors, tuple(setup), reset, random_seed, examples, seed,
            tuple(extras), timeout, kept, script,
        )  # fmt: skip

        @wraps(function)
        def test(*instance: Any, **fixtures: Any) -> None:
            __tracebackhide__ = True
            oracle: Oracle | None = fixtures.pop("pysoftmax_oracle", None)
            if oracle is None:
                session: OctaveSession = fixtures["octave"]
                oracle = Oracle("live", session)
            own = inspect.signature(function).parameters
            fixtures = {name: value for name, value in fixtures.items() if name in own}
            _Run(plan, oracle, instance, fixtures)()

        test.__signature__ = signature  # type: ignore[attr-defined]
        test.__dict__.pop("__wrapped__", None)
        test.__pysoftmax_attributes__ = kept  # type: ignore[attr-defined]
        test.__pysoftmax_m_file__ = str(path)  # type: ignore[attr-defined]
        return test

    return decorate


def _rules(
    compare: Comparing | Sequence[Comparing] | None,
    count: int,
    relative: float,
    absolute: float,
    strict: bool,
) -> list[Comparing]:
    if compare is None:
        from pysoftmax.testing.closeness import exact

        identical = relative == absolute == 0
        rule = exact(strict=strict) if identical else largest(relative, absolute, strict=strict)
        return [rule] * count
    if callable(compare):
        return [compare] * count
    if len(compare) != count:
        raise TypeError(
            f"compare has {plural(len(compare), 'rule')}; expected one for each of "
            f"{plural(count, 'output')}"
        )
    return list(compare)


GENERATORS = ("rand", "randn", "rande", "randg", "randp")
HYPOTHESIS_ATTRIBUTES = (
    "hypothesis_explicit_examples",
    "_hypothesis_internal_use_seed",
    "_hypothesis_internal_use_settings",
    "_hypothesis_internal_settings_applied",
)
"""What @example, @seed and @settings leave on a function. The plugin takes those that are set above
`against_octave` before Hypothesis's own plugin complains that there is no ``@given``."""


def _take_hypothesis_attributes(function: Callable[..., Any]) -> dict[str, Any]:
    mine = vars(function)
    return {name: mine.pop(name) for name in HYPOTHESIS_ATTRIBUTES if name in mine}


def _shared_out(
    function: Callable[..., Any], count: int | None
) -> tuple[list[str], inspect.Signature]:
    """Return the arguments that the strategies fill, and the signature that is left to pytest.

    With `count` strategies these are the last ones by place; with one strategy for all, every
    argument by place but ``self``.
    """
    own = inspect.signature(function)
    parameters = list(own.parameters.values())
    by_place = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    variable = [p for p in parameters if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    if count is None:
        split = int(bool(by_place) and by_place[0].name == "self")
    else:
        split = len(by_place) - count
        if split < 0 or variable:
            raise TypeError(
                f"{function.__name__}{own} must name one argument for each of {count} strategies"
            )
    keywords = [p for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    oracle = inspect.Parameter("pysoftmax_oracle", inspect.Parameter.KEYWORD_ONLY)
    left = [*by_place[:split], *keywords, oracle]
    return [p.name for p in by_place[split:]], inspect.Signature(left)


@dataclass
class _Plan:
    """The arguments of a test's decorator."""

    function: Callable[..., Any]
    path: Path
    strategies: tuple[st.SearchStrategy[Any], ...]
    arguments: st.SearchStrategy[Any] | Callable[..., Any] | None
    drawn: list[str]
    count: int
    outputs: tuple[str, ...]
    printed: bool
    rules: list[Comparing]
    rules_are_default: bool
    errors: Mapping[str, type[Exception]] | None
    setup: tuple[str, ...]
    reset: Literal["no", "test", "case"]
    random_seed: int | None
    examples: int | None
    seed: int | None
    extras: tuple[str | Path, ...]
    timeout: float | None
    kept: dict[str, Any]
    script: bool

    def settings(self) -> tuple[settings | None, int, int]:
        """Hypothesis's settings, the number of examples, and the seed."""
        base: settings | None = self.kept.get("_hypothesis_internal_use_settings")
        count = self.examples or (200 if base is None else base.max_examples)
        seed = self.kept.get("_hypothesis_internal_use_seed") if self.seed is None else self.seed
        return base, count, 0 if seed is None else seed

    def fits(self) -> dict[str, str]:
        """Return what a recording must have been made with."""
        _, examples, seed = self.settings()
        explicit = [(e.args, e.kwargs) for e in self.kept.get("hypothesis_explicit_examples", ())]
        call = (self.count, self.outputs, self.printed, self.setup, self.reset, self.random_seed)
        given = repr((call, [str(extra) for extra in explicit]))
        return {
            "m_file": f"{self.path.name} {m_files_digest(self.path, self.extras)}",
            "strategies": strategies_digest(self.strategies, self.arguments),
            "call": given if len(given) < 200 else strategies_digest(given),
            "seed": f"{seed}, {examples} examples",
        }


@dataclass
class _Run:
    """One run of a decorated test."""

    plan: _Plan
    oracle: Oracle
    instance: tuple[Any, ...]
    fixtures: dict[str, Any]
    returned: int = 0
    cases: dict[bytes, tuple[Arguments, Reply]] = field(default_factory=dict)
    hidden: str = ""
    failed: PairedCall | None = None
    outcome: Outcome = field(init=False)

    def __post_init__(self) -> None:
        self.outcome = Outcome(str(self.plan.path), self.oracle.test)

    def __call__(self) -> None:
        __tracebackhide__ = True
        try:
            if self.oracle.case is not None:
                self._one(self.oracle.case)
            elif self.oracle.mode == "replay":
                self._replay()
            elif self.oracle.mode == "export":
                self._export()
            else:
                self._live()
        except AssertionError as error:
            self.outcome.problem = str(error).partition("\n(the smallest of")[0]
            self.outcome.side = getattr(error, "side", "test")
            notes = [n for n in getattr(error, "__notes__", ()) if _is_users(n)]
            after = [*self._unsteady(), *self._parting(), *self._again()]
            text = "\n".join([str(error), *notes, *after])
            kind = StaleRecordingError if isinstance(error, StaleRecordingError) else None
            raise (kind or DisagreementError)(text) from None
        except Exception as error:
            self.outcome.problem = f"{type(error).__name__}: {error}"
            self.outcome.side = "test"
            raise
        finally:
            tally.record(self.outcome)
        if self.hidden:
            where = f"{self.plan.path.name}: {self.hidden}"
            warnings.warn(where, HiddenDifferenceWarning, stacklevel=3)

    def _live(self) -> None:
        plan = self.plan
        base, examples, seed = plan.settings()
        explicit = [self._explicit(e) for e in plan.kept.get("hypothesis_explicit_examples", ())]
        if self.oracle.mode == "record" and inspect.isgeneratorfunction(plan.function):
            raise AssertionError(
                "a test that is a generator cannot be recorded; give arguments= a function of draw"
            )
        examine(
            self._questions(),
            self._ask,
            self._check,
            examples,
            seed,
            lambda reply: f"{plan.path.name}: {reply.error}" if reply.ended_octave else "",
            key=lambda question: question.frozen,
            explicit=explicit,
            base=base,
            name=self.oracle.test or f"{plan.function.__module__}.{plan.function.__qualname__}",
        )
        self._require_some()
        if self.oracle.mode == "record":
            recording = Recording(
                self.oracle.octave_version(), plan.fits(), list(self.cases.values())
            )
            recording.write(self.oracle.recording, self.oracle.test)

    def _replay(self) -> None:
        recording = Recording.read(self.oracle.recording, self.plan.fits())
        failures: list[tuple[int, AssertionError]] = []

        def check(case: tuple[Arguments, Reply]) -> None:
            question = self._question(case[0])
            try:
                self._check(question, case[1], recording.octave)
            except UnsatisfiedAssumption:
                pass
            except AssertionError as error:
                failures.append((len(question.frozen), error))

        if error := first_failure(check, recording.cases):
            raise error
        if failures:
            _, smallest = min(failures, key=lambda failure: failure[0])
            count = f"{len(failures)} of {plural(len(recording.cases), 'recorded case')}"
            text = f"{smallest}\n(the smallest of {count} that fail)"
            raise _FailedCaseError(text, getattr(smallest, "side", "test"))
        self._require_some()

    def _export(self) -> None:
        """Write the cases for another program to answer."""
        from pysoftmax.testing.elsewhere import export

        plan = self.plan
        refused = {
            "is a generator": inspect.isgeneratorfunction(plan.function),
            "runs a script": plan.script,
            "compares printed text": plan.printed,
            "has lines of setup": bool(plan.setup) or plan.reset != "no",
            "draws random numbers, which MATLAB draws differently": plan.random_seed is not None,
        }
        for why, applies in refused.items():
            if applies:
                raise AssertionError(f"the test cannot be answered elsewhere: it {why}")
        base, examples, seed = plan.settings()
        explicit = [self._explicit(e) for e in plan.kept.get("hypothesis_explicit_examples", ())]
        questions = collect(self._questions(), lambda q: q.frozen, examples, seed, explicit, base)
        export(
            self.oracle.exported, self.oracle.test, self.oracle.recording, plan.path,
            plan.extras, plan.count, [q.arguments for q in questions], plan.fits(),
        )  # fmt: skip

    def _one(self, case: Path) -> None:
        """Run a saved case."""
        question = self._question(thaw(case.read_bytes()))
        (reply,) = self._ask([question])
        self._check(question, reply)

    def _require_some(self) -> None:
        if not self.returned:
            raise AssertionError(
                f"nothing compared: {self.plan.path.name} and Python refused every case; give "
                "strategies that make arguments which they accept"
            )

    def _questions(self) -> st.SearchStrategy[PairedCall]:
        plan = self.plan
        if plan.arguments is None:
            drawn = st.tuples(*plan.strategies)
        elif isinstance(plan.arguments, st.SearchStrategy):
            drawn = plan.arguments
        else:
            drawn = st.composite(plan.arguments)()

        # Functions of their own: Hypothesis describes what it maps with, once for each example, and
        # a method would be described with all that its object holds.
        def from_generator(values: Any) -> PairedCall:
            return self._from_generator(values)

        def question(values: Any) -> PairedCall:
            return self._question(values)

        if inspect.isgeneratorfunction(plan.function):
            return drawn.map(from_generator)
        if any(repr(strategy) == "data()" for strategy in plan.strategies):
            raise AssertionError(
                "the test draws with st.data() and does not say what Octave receives; make it a "
                "generator: yield the arguments for Octave, then return Python's result"
            )
        return drawn.map(question)

    def _explicit(self, example: Any) -> PairedCall:
        values = [*example.args, *example.kwargs.values()]
        if example.kwargs:
            named = [n for n in self.plan.drawn if n in example.kwargs]
            values = [*example.args, *(example.kwargs[name] for name in named)]
        return self._question(Arguments(*values))

    def _question(self, drawn: Any) -> PairedCall:
        arguments = drawn if isinstance(drawn, Arguments) else Arguments(*drawn)
        values, names = arguments.for_python()
        if self.plan.arguments is None:
            names = {**names, **dict(zip(self.plan.drawn, values, strict=True))}
            values = ()
        call = partial(self.plan.function, *self.instance, *values, **{**self.fixtures, **names})
        return PairedCall.of(arguments, call)

    def _from_generator(self, drawn: Any) -> PairedCall:
        values = dict(zip(self.plan.drawn, drawn, strict=True))
        body = self.plan.function(*self.instance, **self.fixtures, **values)
        asked = next(body)
        if not isinstance(asked, (tuple, Arguments)):
            asked = (asked,)

        def finish() -> Any:
            try:
                next(body)
            except StopIteration as end:
                return end.value
            raise TypeError("the test yields twice; expected one yield and then a return")

        return PairedCall.of(asked if isinstance(asked, Arguments) else Arguments(*asked), finish)

    def _ask(self, questions: Sequence[PairedCall]) -> list[Reply]:
        plan = self.plan
        calls = []
        for question in questions:
            name, arguments, wanted = plan.path.stem, question.arguments.for_octave(), plan.count
            if plan.script:
                names = [*plan.drawn, *question.arguments.names]
                values = [*question.arguments.values, *question.arguments.names.values()]
                name, arguments = (
                    "pysoftmax_script",
                    (plan.path, names, list(plan.outputs), *values),
                )
            if plan.printed:
                name, arguments, wanted = "pysoftmax_printed", (name, *arguments), wanted + 1
            calls.append(Call(name, arguments, wanted, plan.random_seed))
        return self.oracle.batch(
            calls, plan.setup, plan.reset, plan.path.parent, plan.extras, plan.timeout
        )

    @property
    def _counts(self) -> bool:
        """Whether a case is one of those asked for, and not a simpler one of a failure."""
        return self.failed is None or self.oracle.mode == "replay"

    def _check(self, question: PairedCall, reply: Reply, recorded: str = "") -> None:
        """Raise AssertionError unless Python and Octave agree."""
        plan = self.plan
        tally.count(plan.path.stem, recorded=recorded)
        if self._counts:
            self.outcome.cases += 1
            self.outcome.recorded = recorded
        if self.oracle.mode == "record":
            arguments = thaw(question.frozen)
            self.cases.setdefault(question.frozen, (arguments, reply))
        if reply.error is not None and (fault := octave_fault(reply.error)):
            raise self._failure(question, [fault], "Octave")
        text = io.StringIO()
        silence = contextlib.redirect_stdout(text) if plan.printed else contextlib.nullcontext()
        try:
            with silence:
                result = question.run()
        except HypothesisException:
            raise
        except Exception as error:
            self._check_error(question, reply, error)
            return
        if reply.error is not None:
            raise self._failure(
                question,
                [f"Octave refuses the arguments: {reply.error}", f"Python returns {result!r}"],
                "Octave",
            )
        self._compare(question, reply, result, text.getvalue())
        self.returned += 1

    def _check_error(self, question: PairedCall, reply: Reply, error: Exception) -> None:
        fault = python_fault(error, reply.error)
        where = error_lines(error, TOOL)
        if reply.error is None:
            values = [" ".join(repr(value).split())[:200] for value in reply.values]
            first = fault or "Python refuses the arguments, and Octave does not"
            lines = [first, *where, f"Octave returns {', '.join(values) or 'nothing'}"]
            raise self._failure(question, lines, "Python")
        fault = fault or unexpected_kind(error, reply.error, self.plan.errors)
        if fault:
            lines = [f"both sides raise, but {fault}", *where, f"Octave says: {reply.error}"]
            raise self._failure(question, lines, "both")
        if self._counts:
            self.outcome.rejected += 1

    def _compare(self, question: PairedCall, reply: Reply, result: Any, text: str) -> None:
        plan = self.plan
        returned = list(_outputs(result, plan.count))
        names = [*plan.outputs] or [f"output {k}" for k in range(1, plan.count + 1)]
        rules = plan.rules
        if plan.printed:
            returned, names = [text, *returned], ["printed text", *names]
            rules = [largest(), *rules]
        comparisons: list[Comparison] = []
        hints: list[str] = []
        for came, wanted, rule, name in zip(returned, reply.values, rules, names, strict=True):
            made = list(apply(rule, came, wanted, name, plan.path.name))
            comparisons += made
            if any(comparison.wrong for comparison in made) and (words := hint(came, wanted)):
                hints.append(f"{name}: {words}")
            if plan.rules_are_default and isinstance(rule, Rule) and not self.hidden:
                self.hidden = hidden_difference(came, wanted)
        if self._counts:
            self.outcome.measure(comparisons)
        lines = difference_lines(comparisons)
        if lines:
            raise self._failure(question, [*lines, *hints], "values")

    def _failure(self, question: PairedCall, lines: list[str], side: Side) -> AssertionError:
        plan = self.plan
        intact = PairedCall(thaw(question.frozen), question.run, question.frozen)
        text = [f"{plan.path.name} and Python disagree", *(f"  {line}" for line in lines)]
        names = plan.drawn if not inspect.isgeneratorfunction(plan.function) else []
        call = call_lines(plan.path.stem, plan.function, names, intact, plan.count)
        text += ["the call", *(f"  {line}" for line in call)]
        self.failed = intact
        return _FailedCaseError("\n".join(text), side)

    def _unsteady(self) -> list[str]:
        """Say so if Octave answers the case that failed last differently when asked again."""
        if self.failed is None or self.oracle.session is None:
            return []
        question = PairedCall(thaw(self.failed.frozen), self.failed.run, self.failed.frozen)
        replies = self._ask([question, question])
        if any(reply.ended_octave for reply in replies):
            return []
        first, second = ((freeze(list(r.values)), str(r.error)) for r in replies)
        if first == second:
            return []
        return [
            "Octave's answer changes from call to call: the function keeps state, or draws random "
            'numbers; give reset="case" or random_seed='
        ]

    def _parting(self) -> list[str]:
        """Return where the two sides part on the case that failed last."""
        plan, session = self.plan, self.oracle.session
        if self.failed is None or session is None or plan.script or plan.setup or plan.printed:
            return []
        from pysoftmax.testing.trace import NO_PAIRS, trace

        question = self.failed
        if not inspect.isgeneratorfunction(plan.function):
            question = self._question(question.arguments)
        arguments = question.arguments.for_octave()
        try:
            words = trace(
                session, plan.path, arguments, question.run, plan.count, extras=plan.extras
            )
        except Exception as error:  # the disagreement itself must be printed in any case
            words = f"the trace failed: {type(error).__name__}: {error}"
        return [] if words.startswith(NO_PAIRS) else ["where they part", f"  {words}"]

    def _again(self) -> list[str]:
        """Save the case that failed last, the simplest one; return the lines that repeat it."""
        plan, oracle = self.plan, self.oracle
        if self.failed is None or oracle.failures is None or plan.script:
            return []
        stem = re.sub(r"[^\w.\-]+", "-", oracle.test)[-100:]
        before = [f"addpath ({quoted(Path(extra).resolve())});" for extra in plan.extras]
        before += [f"{line};" for line in plan.setup]
        if plan.random_seed is not None:
            before += [f"{f} ('twister', {plan.random_seed});" for f in GENERATORS]
        again = saved(
            self.failed, oracle.failures, stem, oracle.test, plan.path, plan.count, before
        )
        return ["to repeat it", *(f"  {line}" for line in again)]


class _FailedCaseError(AssertionError):
    """A case that fails, and the side that fails."""

    def __init__(self, text: str, side: Side) -> None:
        super().__init__(text)
        self.side = side


def _outputs(result: Any, count: int) -> Sequence[Any]:
    """Return the requested number of outputs."""
    if count == 0:
        return ()
    if count == 1:
        return (result,)
    if not isinstance(result, (tuple, list)) or len(result) != count:
        came = f"{len(result)} outputs" if isinstance(result, (tuple, list)) else "one value"
        raise AssertionError(f"Python returned {came}; nargout is {count}: return such a tuple")
    return result


def _is_users(note: str) -> bool:
    """Return whether a note comes from the test's ``note``, and not from Hypothesis."""
    own = ("Falsifying ex", "Failing ex", "Explanation", "You can reproduce", "while generating")
    return not note.lstrip().startswith(own) and "assert_each(" not in note
