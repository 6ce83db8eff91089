"""minFunc as its caller sees it: results, options, display, outputFcn, errors and warnings."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import scipy.io
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pysoftmax.minFunc import Output, StepReport, Stop, minFunc

OPTIONS = (
    "Method, MaxIter, MaxFunEvals, TolFun, TolX, Corr, c1, c2, LS_init, LS, Fref, Damped, "
    "numDiff, useMex, DerivativeCheck, outputFcn, Display"
)
OTHER_EDITIONS = ["optTol", "progTol", "Corrections", "LS_type", "LS_interp", "LS_multi",
                  "logfile", "GradObj"]  # fmt: skip
QUIET = {"Display": "off"}


def bowl(x: NDArray[Any], centre: float = 1.0) -> tuple[float, NDArray[Any]]:
    """A quartic bowl, whose minimum takes some ten iterations."""
    away = x - centre
    return float(np.sum(away**4 + away**2)), 4 * away**3 + 2 * away


def slope(x: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    """An endless slope: after the first step f is so large that a further one changes nothing."""
    return float(np.sum(x)), np.ones(2)


def run(
    x0: Sequence[float] = (3.0, -2.0),
    options: dict[str, Any] | None = None,
    *args: Any,
    objective: Any = bowl,
) -> tuple[NDArray[Any], float, int, Output]:
    """A silent run."""
    return minFunc(objective, np.array(x0), {**QUIET, **(options or {})}, *args)


def test_result_by_attribute_and_by_key() -> None:
    """Output and trace are reached both ways, and agree with each other."""
    x, f, exitflag, output = run()
    np.testing.assert_allclose(x, [1, 1], atol=1e-6)
    assert x.dtype == np.float64
    assert x.shape == (2,)
    assert exitflag == 1
    assert output.message == Stop.OPTIMAL.value == output["message"]
    assert output.algorithm == output["algorithm"] == 5
    assert output["trace"]["fval"][-1] == output.trace.fval[-1] == f
    assert output.trace.funcCount[-1] == output.funcCount
    assert len(output.trace.fval) == output.iterations + 1
    assert output.firstorderopt <= 1e-5
    assert dict(output) == dict(output.items())
    assert output.get("trace") is output.trace
    assert "fval" in output.trace
    assert len(output) == 6
    with pytest.raises(KeyError, match="'nothing' is not one of iterations, funcCount"):
        output["nothing"]


def test_optimal_start_takes_no_iteration() -> None:
    """If the gradient is within TolFun at the start, no iteration is run."""
    x, _, exitflag, output = run([1.0, 1.0])
    assert (exitflag, output.iterations, output.funcCount) == (1, 0, 1)
    np.testing.assert_array_equal(x, [1, 1])


@pytest.mark.parametrize(
    ("objective", "options", "stop"),
    [
        (bowl, {}, Stop.OPTIMAL),
        (bowl, {"MaxIter": 2}, Stop.ITERATIONS),
        (bowl, {"MaxFunEvals": 2}, Stop.EVALUATIONS),
        (bowl, {"TolX": 0.1}, Stop.NO_DESCENT),
        (bowl, {"TolX": 1.0}, Stop.SHORT_STEP),
        (slope, {}, Stop.NO_CHANGE),
    ],
)
def test_reasons_to_stop(objective: Any, options: Any, stop: Any) -> None:
    """Each limit ends the run with its message and its exit flag."""
    _, _, exitflag, output = run((3.0, -2.0), options, objective=objective)
    assert output.message == stop.value
    assert exitflag == stop.exitflag


def test_exit_flags() -> None:
    """1 at an optimum, 2 without progress, 0 at a limit."""
    assert [stop.exitflag for stop in Stop] == [1, 2, 2, 2, 0, 0]


@pytest.mark.parametrize("shape", [(2,), (2, 1), (1, 2)])
def test_starts_and_gradients_of_any_vector_shape(shape: tuple[int, ...]) -> None:
    """x0 and g may be columns or rows; funObj and the caller get a 1-D x."""
    seen = []

    def objective(x: Any) -> Any:
        seen.append(x.shape)
        f, g = bowl(x)
        return np.array([[f]]), g.reshape(shape)

    x, *_ = minFunc(objective, np.array([3, -2]).reshape(shape), QUIET)
    np.testing.assert_array_equal(x, run()[0])
    assert set(seen) == {(2,)}


def test_arguments_are_not_changed() -> None:
    """x0 and arguments may be read-only, and funObj may reuse one buffer for all gradients."""
    x0, centre, buffer = np.array([3.0, -2.0]), np.ones(2), np.empty(2)
    x0.flags.writeable = centre.flags.writeable = False

    def objective(x: Any, centre: Any) -> Any:
        f, buffer[:] = bowl(x, centre)
        x[:] = np.nan  # even an objective that spoils its x does not spoil the run
        return f, buffer

    x, *_ = minFunc(objective, x0, QUIET, centre)
    np.testing.assert_array_equal(x, run()[0])
    np.testing.assert_array_equal(x0, [3, -2])


def test_further_arguments_reach_the_objective_and_output_fcn() -> None:
    """Arguments after options are passed on, in order."""
    told = []

    def record(x: NDArray[Any], report: StepReport, state: str, *args: Any) -> None:
        told.append(args)

    x, *_ = run((3.0, -2.0), {"outputFcn": record}, 7.0)
    np.testing.assert_allclose(x, [7, 7], atol=1e-5)
    assert set(told) == {(7.0,)}


def test_output_fcn_is_called_after_every_step() -> None:
    """'init' before the first step, 'iter' after each, 'done' at the end, in copies."""
    told = []

    def record(x: NDArray[Any], report: StepReport, state: str) -> None:
        told.append((state, report, x.copy()))
        x[:] = report.gradient[:] = np.nan  # out of reach of the run

    x, f, _, output = run((3.0, -2.0), {"outputFcn": record})
    states = [state for state, _, _ in told]
    assert states == ["init"] + ["iter"] * output.iterations + ["done"]
    first, last = told[0][1], told[-1][1]
    assert isinstance(first, StepReport)
    assert (first["iteration"], first.funccount, first.stepsize) == (0, 1, None)
    assert first.searchdirection is None
    assert last.fval == f
    assert last.directionalderivative is not None
    assert last.directionalderivative < 0
    np.testing.assert_array_equal(told[-1][2], x)
    assert [report.fval for _, report, _ in told[:-1]] == output.trace.fval.tolist()


def test_output_fcn_is_called_once_if_the_start_is_optimal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """'init' comes after the table's header and before the test for optimality; 'done' does not."""
    calls = []

    def record(x: NDArray[Any], report: StepReport, state: str) -> None:
        calls.append((state, report.iteration, report.stepsize, capsys.readouterr().out))

    minFunc(bowl, [1.0, 1.0], {"outputFcn": record})
    header = " Iteration   FunEvals     Step Length    Function Val        Opt Cond\n"
    assert calls == [("init", 0, None, header)]
    assert capsys.readouterr().out == "Optimality Condition below TolFun\n"


DISPLAYS: dict[str, list[Any]] = {
    "table": [None, [], "iter", "Iter", "on", 1, True],
    "message": ["final", "FINAL"],
    "nothing": ["off", "none", 0, False, np.zeros((1, 1))],
}


@pytest.mark.parametrize(
    ("shown", "display"),
    [(shown, display) for shown, displays in DISPLAYS.items() for display in displays],
)
def test_display(shown: Any, display: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """A table and the message by default; the message alone; or nothing."""
    _, _, _, output = minFunc(bowl, [3.0, -2.0], {"display": display})
    lines = capsys.readouterr().out.splitlines()
    rows = output.iterations + 1
    assert len(lines) == {"table": rows + 1, "message": 1, "nothing": 0}[shown]
    assert lines[-1:] == ([] if shown == "nothing" else [output.message])


@pytest.mark.parametrize("display", ["full", "excessive"])
def test_display_full_adds_lines(display: str, capsys: pytest.CaptureFixture[str]) -> None:
    """'full' and 'excessive' print the table and the line search's decisions."""
    minFunc(slope, [3.0, -2.0], {"Display": display})
    full = capsys.readouterr().out.splitlines()
    minFunc(slope, [3.0, -2.0])
    table = capsys.readouterr().out.splitlines()
    assert [line for line in full if line in table] == table
    assert len(full) > len(table)


GIVEN = {"MaxIter": 4, "TolFun": 1e-3, "Corr": 2, "c1": 1e-3, "c2": 0.5, "Display": "off"}


@given(spelling=st.lists(st.booleans(), min_size=60, max_size=60), drop=st.integers(0, 5))
def test_options_in_any_case(spelling: Any, drop: Any) -> None:
    """The run depends neither on the spelling of the names nor on their order."""
    upper = iter(spelling)
    names = list(GIVEN)[drop:] + list(GIVEN)[:drop]
    spelt = {
        "".join(c.upper() if next(upper) else c.lower() for c in name): GIVEN[name]
        for name in names
    }
    expected, actual = (minFunc(bowl, [3.0, -2.0], options) for options in (GIVEN, spelt))
    np.testing.assert_array_equal(actual[0], expected[0])
    assert actual[3].funcCount == expected[3].funcCount


@pytest.mark.parametrize("nothing", [None, [], {}, (), np.empty((0, 0)), np.empty((1, 0))])
def test_empty_options_select_the_defaults(
    nothing: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without options, or with an empty option, the default is used."""
    expected = run()[3].funcCount
    assert minFunc(bowl, [3.0, -2.0], nothing)[3].funcCount == expected
    if not isinstance(nothing, dict):
        assert run((3.0, -2.0), {"Corr": nothing, "c2": nothing})[3].funcCount == expected


def test_options_may_be_a_struct() -> None:
    """Options may be an object's attributes."""
    struct: Any = SimpleNamespace(MAXITER=2, **QUIET)
    assert minFunc(bowl, [3.0, -2.0], struct)[3].iterations == 2


@pytest.mark.parametrize("squeezed", [False, True])
def test_options_may_be_a_struct_of_octave(squeezed: bool, tmp_path: Path) -> None:
    """A struct read by scipy.io is accepted, with its dimensions of 1 kept or dropped."""
    struct = {"MaxIter": 2.0, "Display": "off", "Corr": np.empty((0, 0))}
    scipy.io.savemat(tmp_path / "options.mat", {"options": struct})
    options = scipy.io.loadmat(tmp_path / "options.mat", squeeze_me=squeezed)["options"]
    assert minFunc(bowl, [3.0, -2.0], options)[3].iterations == 2


def test_values_may_have_octaves_types() -> None:
    """Whole floats, NumPy scalars and arrays of one number are numbers."""
    for two in (2, 2.0, np.int64(2), np.array([[2.0]]), np.array(2.0)):
        assert run((3.0, -2.0), {"MaxIter": two})[3].iterations == 2


def test_all_supported_values_are_accepted() -> None:
    """An option with one value accepts it, and MaxIter accepts Inf, without a warning."""
    only = {"Method": "LBFGS", "LS_init": 0, "LS": 4, "Fref": 1, "Damped": 0, "useMex": False}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        output = run((3.0, -2.0), {**only, "numDiff": 0, "MaxIter": np.inf})[3]
    assert output.funcCount == run()[3].funcCount


def test_an_infinite_max_iter_leaves_the_other_limit() -> None:
    """With MaxIter Inf a run without end stops at MaxFunEvals."""
    options = {"MaxIter": np.inf, "MaxFunEvals": 30, "TolX": 0, "TolFun": 0}
    _, _, exitflag, output = run(
        (1.0, 1.0), options, objective=lambda x: (-np.log(x).sum(), -1 / x)
    )
    assert (exitflag, output.message) == (0, "Exceeded Maximum Number of Function Evaluations")


def test_use_mex_warns_that_it_has_no_effect() -> None:
    """A true useMex leads to a warning that gives the reason and the line that calls minFunc."""
    with pytest.warns(UserWarning, match=r"options\.useMex has no effect: the mex files") as caught:
        minFunc(bowl, [3.0, -2.0], {"useMex": 1, **QUIET})
    assert caught[0].filename == __file__


def test_derivative_check(capsys: pytest.CaptureFixture[str]) -> None:
    """'on' prints the gradient's error, counts no evaluation, and rejects a wrong gradient."""
    _, _, _, output = run((3.0, -2.0), {"DerivativeCheck": "on"})
    assert output.funcCount == run()[3].funcCount
    assert re.fullmatch(
        "Checking Gradient:\nMax difference between user and numerical gradient: 0.00000\\d\n",
        capsys.readouterr().out,
    )
    with pytest.raises(ValueError, match=r"funObj's gradient is wrong at x0: g\[1\] = -110 is off"):
        run((3.0, -2.0), {"DerivativeCheck": 1}, objective=lambda x: (bowl(x)[0], bowl(x)[1] + 4))


REFUSED: dict[str, list[Any]] = {
    "maxIter": [0, -1, 1.5, -np.inf, np.nan, "400", True, [1, 2], 3j],
    "MaxFunEvals": [0, -5, np.nan, "many"],
    "TolFun": [-1e-5, np.nan, np.inf, "small"],
    "TolX": [-1e-9, np.nan],
    "Corr": [0, 2.5, np.inf],
    "c1": [0, 1, -1, np.nan],
    "c2": [0, 1.5, "0.9"],
    "LS": [2, 5, "cubic", np.array([4, 4])],
    "LS_init": [1],
    "Fref": [10],
    "Damped": [1],
    "numDiff": [1, 2, "on"],
    "Method": ["cg", "sd", "newton", 5],
    "useMex": [2, "yes", np.array([1, 1])],
    "DerivativeCheck": ["maybe", 2, [1, 2]],
    "Display": ["loud", "plot", 2, ["off"]],
    "outputFcn": ["plot", 3],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in REFUSED.items() for value in values]
)
def test_refused_values(name: str, value: Any) -> None:
    """A value that an option does not accept is named, with what is expected."""
    with pytest.raises(ValueError, match=r"options\['" + name + r"'\] is .*; expected "):
        minFunc(bowl, [3.0, -2.0], {name: value})


@given(name=st.text(max_size=12))
def test_unknown_options_are_ignored_with_a_warning(name: str) -> None:
    """A name that is not an option has no effect; the warning lists the options that exist."""
    if name.lower() in [known.lower() for known in (*OPTIONS.split(", "), *OTHER_EDITIONS)]:
        return
    with pytest.warns(UserWarning, match="is ignored") as caught:
        output = minFunc(bowl, [3.0, -2.0], {name: 1, **QUIET})[3]
    assert output.funcCount == 13
    assert [str(warning.message) for warning in caught] == [
        f"options[{name!r}] is ignored: minFunc has no such option; it has {OPTIONS}"
    ]
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("optTol", "minFunc 2012 has it; use TolFun, which bounds the sum of |g|"),
        ("PROGTOL", "minFunc 2012 has it; use TolX"),
        ("corrections", "minFunc 2012 has it; use Corr"),
        ("LS_type", "minFunc 2012 has it; use LS"),
        ("LS_interp", "minFunc 2012 has it; use LS"),
        ("ls_multi", "minFunc 2012 has it; use LS"),
        ("logfile", "this minFunc writes no file; capture what it prints"),
        ("GradObj", "it belongs to fminunc; funObj always returns the gradient"),
    ],
)
def test_options_of_other_editions_name_the_one_to_use(name: str, advice: str) -> None:
    """An option of minFunc 2012, or of fminunc, is ignored, and the warning says what to use."""
    with pytest.warns(UserWarning, match=re.escape(f"options['{name}'] is ignored: {advice}")):
        assert run((3.0, -2.0), {name: 1})[3].funcCount == 13


@pytest.mark.parametrize(
    ("options", "used"),
    [
        ({"MaxIter": 2, "maxIter": 3}, "maxIter"),
        ({"maxIter": 3, "MaxIter": 2}, "MaxIter"),
        ({"MAXITER": 3, "maxIter": 2}, "maxIter"),
        ({"maxIter": 2, "MAXITER": 3}, "maxIter"),
    ],
)
def test_of_two_spellings_the_originals_choice_is_used(options: dict[str, int], used: str) -> None:
    """The last spelling wins, but one in capitals loses to any other; a warning says so."""
    with pytest.warns(UserWarning, match=f"options has .* and .*; .* uses '{used}'") as caught:
        output = run((3.0, -2.0), options)[3]
    assert output.iterations == options[used]
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({3: 4}, TypeError, "options has the key 3"),
        ("lbfgs", TypeError, "options is a str; expected a mapping"),
        (7, TypeError, "options is an int; expected a mapping"),
        ([("MaxIter", 3)], TypeError, "options is a list; expected a mapping"),
    ],
)
def test_refused_options(options: Any, error: type[Exception], message: str) -> None:
    """Options must be a mapping whose keys are strings."""
    with pytest.raises(error, match=re.escape(message)):
        minFunc(bowl, [3.0, -2.0], options)


@pytest.mark.parametrize(
    ("x0", "error", "message"),
    [
        ([[1.0, 2.0], [3.0, 4.0]], ValueError, "x0 has shape (2, 2)"),
        ([], ValueError, "x0 has shape (0,)"),
        ([1.0, np.nan], ValueError, "x0[1] is nan"),
        ([np.inf], ValueError, "x0[0] is inf"),
        ([1j], TypeError, "x0 has dtype complex128"),
        (["a"], TypeError, "x0 has dtype <U1"),
    ],
)
def test_refused_starts(x0: Any, error: type[Exception], message: str) -> None:
    """A start that is not a finite real vector is rejected before funObj is called."""
    with pytest.raises(error, match=re.escape(message)):
        minFunc(lambda x: pytest.fail("called"), x0)


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (1.0, TypeError, "funObj returned a float; expected a pair (f, g)"),
        ((1.0, [1.0, 1.0], 3), TypeError, "funObj returned a tuple of 3"),
        ((np.nan, [1.0, 1.0]), ValueError, "f = nan at x0"),
        ((np.inf, [1.0, 1.0]), ValueError, "f = inf at x0"),
        ((1.0, [1.0, np.nan]), ValueError, "g[1] = nan at x0"),
        ((1j, [1.0, 1.0]), ValueError, "f = nan at x0 (a complex number counts as nan)"),
        ((1.0, [1j, 1.0]), ValueError, "g[0] = nan at x0 (a complex number counts as nan)"),
        (("a", [1.0, 1.0]), TypeError, "f of dtype <U1"),
        ((1.0, None), TypeError, "g of dtype object"),
        ((1.0, [[1.0], [1.0, 2.0]]), TypeError, "g that is not an array"),
        (([1.0, 2.0], [1.0, 1.0]), ValueError, "f of shape (2,); expected one number"),
        ((1.0, [1.0]), ValueError, "g of shape (1,); expected a vector as long as x0, which has 2"),
        ((1.0, np.ones((2, 2))), ValueError, "g of shape (2, 2)"),
        ((1.0, 1.0), ValueError, "g of shape ()"),
    ],
)
def test_refused_answers(answer: Any, error: type[Exception], message: str) -> None:
    """A wrong result of funObj is named, at the first call and at a later one."""
    with pytest.raises(error, match=re.escape(message)):
        minFunc(lambda x: answer, [1.0, 2.0])
    if "at x0" not in message:
        answers = iter([(1.0, [1.0, 1.0]), answer])
        with pytest.raises(error, match=re.escape(message)):
            minFunc(lambda x: next(answers), [1.0, 2.0], QUIET)


def test_funobj_must_be_a_function() -> None:
    """A function's name is rejected, although Octave accepts one."""
    with pytest.raises(TypeError, match="funObj is 'bowl'; expected a function"):
        minFunc(cast("Any", "bowl"), [1.0])


@pytest.mark.parametrize("logarithm", [np.emath.log, lambda x: np.emath.log(x) + 0j])
def test_a_complex_value_is_an_illegal_point(logarithm: Any) -> None:
    """The search backtracks from a complex f; a complex type with imaginary part 0 is real.

    Like the original, the run ends without progress at 1/5.
    """

    def barrier(x: Any) -> Any:
        return 5 * x.sum() - logarithm(x).sum(), 5 - 1 / x

    x, f, exitflag, output = run((1.0, 2.0), objective=barrier)
    np.testing.assert_allclose(x, [0.2, 0.2], rtol=1e-5)
    assert f == pytest.approx(2 + 2 * np.log(5), abs=1e-10)
    assert isinstance(f, float)
    assert (exitflag, output.message) == (2, "Directional Derivative below TolX")
    assert output.trace.funcCount.tolist() == [1, 2, 6, 10, 12, 14, 15]


def test_a_complex_gradient_is_an_illegal_point() -> None:
    """The search backtracks from a complex gradient, and refuses it where f is low enough."""

    def half_defined(x: Any) -> Any:
        return float(x @ x), 2 * x.astype(complex) + (1j if x[0] < -0.2 else 0)

    x, _, exitflag, _ = run((1.0, 0.2), objective=half_defined)
    assert exitflag == 1
    np.testing.assert_allclose(x, [0, 0], atol=1e-5)
    with pytest.raises(FloatingPointError, match=r"g\[0\] = nan \(a complex number counts as nan"):
        run((0.0,), objective=lambda x: (-x[0], -1.0 - 1j * x))


def test_derivative_check_rejects_a_point_beside_complex_values() -> None:
    """A central difference that meets a complex f is reported as infinite."""
    with pytest.raises(ValueError, match=r"g\[0\] = 1 is off by inf from central differences"):
        minFunc(lambda x: (np.emath.sqrt(x[0]), [1.0]), [1e-5], {"DerivativeCheck": "on", **QUIET})


def test_a_lost_gradient_is_an_error() -> None:
    """If f is finite and lower but g is not finite, the next iteration raises."""

    def objective(x: Any) -> Any:
        return -x[0], np.array([-1.0 if x[0] <= 0 else np.nan])

    with pytest.raises(FloatingPointError, match=r"g\[0\] = nan \(.*\) with a finite f = -"):
        run((0.0,), objective=objective)


def test_overflow_in_the_run_does_not_warn() -> None:
    """Sums that overflow in the run are silent; in funObj the caller's settings apply."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run((1.0, 2.0), objective=lambda x: (float(1e300 * x.sum()), np.full(2, 1e308)))
        with pytest.raises(RuntimeWarning, match="overflow"):
            run((1.0, 2.0), objective=lambda x: (float(np.float64(1e308) * 10), x))
        with pytest.raises(FloatingPointError, match="overflow"), np.errstate(over="raise"):
            run((1.0, 2.0), objective=lambda x: (bowl(x)[0] + 0 * np.exp(x * 1e6).sum(), x))


def test_a_lost_direction_is_an_error() -> None:
    """Down an endless slope y'y underflows at last, and the run raises instead of going on."""
    endless = {"TolFun": 0, "TolX": 0, "MaxIter": 3000, "MaxFunEvals": np.inf}
    with pytest.raises(FloatingPointError, match=r"iteration \d+ has no finite direction"):
        run((1.0, 2.0), endless, objective=lambda x: (-np.log(x).sum(), -1 / x))


def test_an_error_of_the_objective_passes_through() -> None:
    """An exception of funObj reaches the caller unchanged."""
    with pytest.raises(ZeroDivisionError):
        minFunc(lambda x: 1 / 0, [1.0])
