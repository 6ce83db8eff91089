"""Submissions answer as they would at home, in either language, with or without the sandbox."""

from __future__ import annotations

import io
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.objectives import FORMULAS, Objective
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.objective import SOFTMAX_COST
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.workers import Workers
from pysoftmax.grader.workers.inside import keeper, octave_session
from pysoftmax.grader.workers.inside.octave_session import OctaveRuns
from pysoftmax.grader.workers.inside.request import read_calls
from pysoftmax.grader.workers.library import build_library
from pysoftmax.grader.workers.process import _octave_command
from pysoftmax.grader.workers.wire import request
from pysoftmax.languages import LANGUAGES, OCTAVE

from .folders import in_folder
from .processes import descendants

SUFFIX = {"python": ".py", "octave": ".m"}


@pytest.fixture(scope="module", params=["sandboxed", "unsandboxed"])
def workers(request: pytest.FixtureRequest) -> Iterator[Workers]:
    with Workers(
        1,
        library=SOFTMAX.library,
        sandboxed=request.param == "sandboxed",
        limits=Limits(wall_seconds=20),
    ) as workers:
        yield workers


@pytest.fixture
def ask(workers: Workers, tmp_path: Path) -> Any:
    """Answers of a submission with these files; ``ask.printed`` is what it printed."""

    def asked(
        language: str, files: dict[str, str | bytes], *cases: Case, limits: Any = None
    ) -> list[Answer]:
        for name, content in files.items():
            path = tmp_path / (name if "." in name else name + SUFFIX[language])
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        with workers.open(in_folder(tmp_path, language)) as student:
            answers = student.answer(cases, limits=limits)
            asking.printed = student.printed
        return answers

    asking: Any = asked
    return asking


def read_only(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array


THETA = read_only(np.linspace(-1, 1, 6))
DATA = read_only(np.asfortranarray(np.arange(8.0).reshape(2, 4)))
LABELS = read_only(np.array([1, 2, 3, 1]))
COST = Case("softmaxCost", (THETA, 3, 2, 0.1, DATA, LABELS), 2)
SIGNATURE = {
    "python": "def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):\n    ",
    "octave": "function [cost, grad] = "
    "softmaxCost(theta, numClasses, inputSize, lambda, data, labels)\n",
}


def test_arguments_arrive_as_python_has_them(ask: Any) -> None:
    """Numbers are Python's, arrays keep type, shape and order and can be written to."""
    body = """
    assert type(numClasses) is int and type(lambda_) is float
    assert theta.shape == (6,) and labels.dtype.kind == 'i' and data.flags.f_contiguous
    theta[0] = data[0, 0] = labels[0] = 9
    return lambda_, theta
"""
    (answer,) = ask("python", {"softmaxCost": SIGNATURE["python"] + body}, COST)
    assert answer.failure is None
    assert answer.values[0] == 0.1
    np.testing.assert_array_equal(answer.values[1], [9, *THETA[1:]])


@pytest.mark.parametrize(
    ("array", "flags"),
    [
        (np.array(2.5), "CF"),
        (np.array([1, 2, 3], dtype=np.int32), "CF"),
        (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), "C"),
        (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], order="F"), "F"),
        (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])[:, ::-2], "C"),
        (np.zeros((0, 3)), "CF"),
        (np.array([[True], [False]]), "CF"),
    ],
)
def test_arrays_arrive_as_they_are(array: np.ndarray, flags: str) -> None:
    """Entries, type and order in memory are kept; each reading has entries of its own."""
    case = Case("softmaxCost", (array,), 1)
    with request([case], LANGUAGES["python"]) as asked:
        ((call,), _) = read_calls(io.BytesIO(asked.calls.read()))
    (read,) = call.args
    np.testing.assert_array_equal(read, array)
    assert (read.dtype, read.shape) == (array.dtype, array.shape)
    assert read.flags.owndata
    assert read.flags.writeable
    assert [name for name in "CF" if read.flags[f"{name}_CONTIGUOUS"]] == [*flags]


def test_an_array_of_objects_is_never_sent() -> None:
    """It would be an address of the grader's memory in the submission."""
    case = Case("softmaxCost", (np.array([None, 1]),), 1)
    with pytest.raises(ValueError, match="array of object; expected numbers"):
        request([case], LANGUAGES["python"])


def test_arguments_arrive_as_octave_has_them(ask: Any) -> None:
    """Everything is a double; a vector is a column."""
    body = """
    assert(all(cellfun(@(x) isa(x, "double"), {theta, numClasses, lambda, data, labels})));
    assert(isequal({size(theta), size(labels), size(data)}, {[6 1], [4 1], [2 4]}));
    cost = lambda;
    grad = [theta; data(:); labels];
    """
    (answer,) = ask("octave", {"softmaxCost": SIGNATURE["octave"] + body}, COST)
    assert answer.failure is None
    assert answer.values[0] == 0.1
    assert answer.values[0].shape == ()
    together = np.concatenate([THETA, DATA.ravel(order="F"), LABELS])
    np.testing.assert_array_equal(answer.values[1].ravel(), together)


@pytest.mark.parametrize("language", LANGUAGES)
def test_models_options_and_text_go_both_ways(ask: Any, language: str) -> None:
    """A struct is a dict and comes back as one, without what is no number in it."""
    options = {"maxIter": 7, "useMex": False, "Display": "off"}
    case = Case("softmaxTrain", (2, 3, 0.5, DATA, LABELS, options))
    source = {
        "python": """
def softmaxTrain(inputSize, numClasses, lambda_, inputData, labels, options):
    assert options["Display"] == "off" and options["useMex"] is False
    return {"optTheta": inputData.T, "inputSize": options["maxIter"], "message": "done"}
""",
        "octave": """
function model = softmaxTrain(inputSize, numClasses, lambda, inputData, labels, options)
  assert(strcmp(options.Display, "off") && islogical(options.useMex) && ! options.useMex);
  model = struct("optTheta", inputData', "inputSize", options.maxIter, "message", "done");
endfunction
""",
    }
    (answer,) = ask(language, {"softmaxTrain": source[language]}, case)
    assert answer.failure is None
    assert set(answer.values[0]) == {"optTheta", "inputSize"}
    assert answer.values[0]["inputSize"] == 7
    np.testing.assert_array_equal(answer.values[0]["optTheta"], DATA.T)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_objectives_are_those_of_the_cases(ask: Any, language: str, name: str) -> None:
    """A function argument gives the same values in the worker as in the grader."""
    parameters = {
        "A": np.array([[2.0, 0.5, 0], [0.5, 3, 1], [0, 1, 4]]),
        "b": np.array([1.0, 2, 3]),
        "c": np.array([1.0, 0.5, 2]),
    }
    objective = Objective(FORMULAS[name], parameters, nargout=1)
    x = read_only(np.array([0.3, 1.2, 0.7]))
    source = {
        "python": "def computeNumericalGradient(J, theta):\n    return J(theta)\n",
        "octave": "function g = computeNumericalGradient(J, theta)\n  g = J(theta);\nendfunction\n",
    }
    case = Case("computeNumericalGradient", (objective, x))
    (answer,) = ask(language, {"computeNumericalGradient": source[language]}, case)
    assert answer.failure is None, answer.failure
    np.testing.assert_allclose(answer.values[0], objective(x), rtol=1e-14)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_formula_that_gives_the_answer_is_never_sent(language: str) -> None:
    """The cost is what a student is to write, so its formula stays in the grader."""
    case = Case("computeNumericalGradient", (Objective(SOFTMAX_COST), np.zeros(2)))
    with pytest.raises(ValueError, match="gives the answer"):
        request([case], LANGUAGES[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_request_has_its_own_cases(language: str) -> None:
    """The same cases are written alike each time, and others are not taken for them."""
    other = Case("softmaxCost", (2 * THETA, 3, 2, 0.1, DATA, LABELS), 2)
    written = []
    for cases in ([COST], [other], [COST], [COST, other]):
        with request(cases, LANGUAGES[language]) as asked:
            written.append(asked.calls.read())
    assert written[0] == written[2]
    assert len({*written}) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_keeps_other_cases(ask: Any, language: str) -> None:
    """An error is its own case's alone, with the language's words and the student's line."""
    body = {
        "python": "if numClasses == 4:\n        raise ValueError('four')\n    return 1.0, theta",
        "octave": "if numClasses == 4\n error('my:id', 'four');\nend\ncost = 1; grad = theta;",
    }
    wrong = Case("softmaxCost", (THETA, 4, 2, 0.1, DATA, LABELS), 2)
    source = {"softmaxCost": SIGNATURE[language] + body[language]}
    answers = ask(language, source, COST, wrong, COST)
    assert [answer.failure is None for answer in answers] == [True, False, True]
    failure = answers[1].failure
    assert failure.kind == "error"
    assert "four" in failure.message
    assert f"softmaxCost{SUFFIX[language]}, line 3" in failure.message
    assert failure.identifier == {"python": "ValueError", "octave": "my:id"}[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_named_as_the_student_names_them(ask: Any, language: str) -> None:
    """Where a run happened to have the files is in no message, so that messages are alike."""
    body = {
        "python": "import os\n    print(os.getcwd())\n    open(os.path.abspath('none.txt'))",
        "octave": "disp(pwd()); error('cannot read %s', fullfile(pwd(), 'none.txt'));",
    }
    (answer,) = ask(language, {"softmaxCost": SIGNATURE[language] + body[language]}, COST)
    assert "none.txt" in answer.failure.message
    assert "submission-" not in answer.failure.message + ask.printed
    assert ask.printed.strip() == "."


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_before_a_hang_are_kept(ask: Any, language: str) -> None:
    """The case under way times out, those before it keep their answers, the rest are not asked."""
    loop = {"python": "while True: pass", "octave": "while true, end\nend"}[language]
    start = {"python": "if numClasses == 4:\n        ", "octave": "if numClasses == 4\n"}[language]
    end = {"python": "\n    return 1.0, theta", "octave": "\ncost = 1; grad = theta;"}[language]
    source = {"softmaxCost": SIGNATURE[language] + start + loop + end}
    hang = Case("softmaxCost", (THETA, 4, 2, 0.1, DATA, LABELS), 2)
    answers = ask(language, source, COST, hang, COST, limits=Limits(wall_seconds=1))
    kinds = [answer.failure.kind if answer.failure else "" for answer in answers]
    assert kinds == ["", "timeout", "not asked"]
    hung = answers[1].failure
    assert hung is not None
    assert hung.message == "it did not return within 1 second"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_file_is_missing(ask: Any, language: str) -> None:
    """A function without a file is missing, and does not disturb the others."""
    body = {"python": "return 1.0, theta", "octave": "cost = 1; grad = theta;"}[language]
    predict = Case("softmaxPredict", ({"optTheta": DATA}, DATA))
    cost, other = ask(language, {"softmaxCost": SIGNATURE[language] + body}, COST, predict)
    assert cost.failure is None
    assert other.failure.kind == "missing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_prints_are_shown_and_nothing_else(ask: Any, language: str) -> None:
    """Sixty thousand lines do no harm; their beginning is kept."""
    body = {
        "python": "for k in range(60000): print('line', k)\n    return 1.0, theta",
        "octave": 'for k = 1:60000, printf("line %d\\n", k - 1); end\ncost = 1; grad = theta;',
    }
    (answer,) = ask(language, {"softmaxCost": SIGNATURE[language] + body[language]}, COST)
    assert answer.failure is None
    assert ask.printed.startswith("line 0\nline 1\n")
    assert len(ask.printed) <= 32 << 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_helpers_beside_work(ask: Any, language: str) -> None:
    """Files beside the solution can be used, whatever their names and encoding."""
    files = {
        "python": {
            "softmaxCost": "import helper, numpy as np\n"
            + SIGNATURE["python"]
            + "return helper.one(), theta",
            "helper": b"# -*- coding: latin-1 -*-\n# \xe9\ndef one():\n    return 1.0\n",
        },
        "octave": {
            "softmaxCost": SIGNATURE["octave"] + "cost = one(); grad = theta;",
            "one": b"% \xe9\nfunction x = one()\n x = 1;\nend\n",
        },
    }
    (answer,) = ask(language, files[language], COST)
    assert answer.failure is None, answer.failure
    assert answer.values[0] == 1


@pytest.mark.parametrize("line", ["from .one import one", "from . import one; one = one.one"])
def test_files_may_import_each_other_as_a_package(ask: Any, line: str) -> None:
    """A relative import finds the files beside, as it does where the folder is a package."""
    files = {
        "softmaxCost": f"{line}\n{SIGNATURE['python']}return one(), theta",
        "one": "def one():\n    return 1.0\n",
        "__init__": "",
    }
    (answer,) = ask("python", files, COST)
    assert answer.failure is None, answer.failure


def test_shadows_of_core_functions_do_no_harm(ask: Any) -> None:
    """An Octave submission may hold a file of the name of any function that the worker calls."""
    names = (
        "size numel fwrite fflush sprintf class isnumeric full error strcmp test print fgetl "
        "fork waitpid printf load cellfun"
    )
    shadow = "function varargout = {0}(varargin)\n  varargout{{1}} = 'shadow';\nendfunction\n"
    files = {name: shadow.format(name) for name in names.split()}
    files["softmaxCost"] = SIGNATURE["octave"] + "cost = 1; grad = 2 * theta;"
    (answer,) = ask("octave", files, COST)
    assert answer.failure is None, answer.failure
    np.testing.assert_array_equal(answer.values[1].ravel(), 2 * THETA)


@pytest.mark.parametrize("language", LANGUAGES)
def test_drawing_is_no_error(ask: Any, language: str) -> None:
    """A figure is drawn nowhere, and the function returns what it computed."""
    code = {
        "octave": SIGNATURE["octave"]
        + "h = figure; plot(1:3); hold on; title('x'); drawnow; cost = 1; grad = theta;",
        "python": "import matplotlib\nmatplotlib.use('TkAgg')\n"
        "import matplotlib.pyplot as plt\nfrom matplotlib import cm\n"
        "from matplotlib.pyplot import *\nfrom mpl_toolkits.mplot3d import Axes3D\n"
        + SIGNATURE["python"]
        + "figure(); fig, axes = plt.subplots(1, 2); axes[0].imshow(data, cmap=cm.gray); "
        "plt.rcParams['figure.dpi'] = 90; plt.show(); return 1.0, theta",
    }
    (answer,) = ask(language, {"softmaxCost": code[language]}, COST)
    assert answer.failure is None, answer.failure


def test_a_package_that_is_not_here_is_passed_over(ask: Any) -> None:
    """Many load a package without a use for it; what they do use of it is said to be missing."""
    body = "pkg load nonesuch; pkg('load', 'nonesuch'); cost = 1; grad = theta;"
    used = "pkg load nonesuch; cost = nonesuch_mean(theta); grad = theta;"
    (passed,) = ask("octave", {"softmaxCost": SIGNATURE["octave"] + body}, COST)
    assert passed.failure is None, passed.failure
    (failed,) = ask("octave", {"softmaxCost": SIGNATURE["octave"] + used}, COST)
    assert failed.failure is not None
    assert "nonesuch_mean" in failed.failure.message


def test_nobody_is_waited_for(ask: Any) -> None:
    """Where a function waits for a key, as the exercise's own scripts do, it goes on."""
    body = "pause; pause(100); keyboard; x = input('?'); cost = 1; grad = theta;"
    (answer,) = ask("octave", {"softmaxCost": SIGNATURE["octave"] + body}, COST)
    assert answer.failure is None, answer.failure


def test_a_named_tuple_is_several_outputs_where_several_are_wanted(ask: Any) -> None:
    """It is one struct otherwise, such as a model."""
    source = """from collections import namedtuple
import numpy as np
Pair = namedtuple("Pair", "cost grad")
def softmaxCost(*arguments):
    return Pair(1.0, np.arange(3.0))
"""
    one = Case("softmaxCost", (THETA, 3, 2, 0.1, DATA, LABELS), 1)
    pair, struct = ask("python", {"softmaxCost": source}, COST, one)
    np.testing.assert_array_equal(pair.values[1], np.arange(3.0))
    assert set(struct.values[0]) == {"cost", "grad"}


def test_python_types_of_answers(ask: Any) -> None:
    """Lists, matrices, sparse matrices, integers and 1 x 1 arrays are numbers all the same."""
    body = """from scipy import sparse
    import numpy as np
    if numClasses == 3:
        return [np.array([[2]]), np.asmatrix(theta)]
    return sparse.csr_matrix(theta), [[1, 2], [3, 4]]
"""
    other = Case("softmaxCost", (THETA, 4, 2, 0.1, DATA, LABELS), 2)
    first, second = ask("python", {"softmaxCost": SIGNATURE["python"] + body}, COST, other)
    assert [value.shape for value in first.values] == [(1, 1), (1, 6)]
    assert [value.shape for value in second.values] == [(1, 6), (2, 2)]
    assert all(type(value) is np.ndarray for value in (*first.values, *second.values))


def test_a_list_is_one_output_where_one_is_wanted(ask: Any) -> None:
    """A prediction may be a list of labels."""
    source = "def softmaxPredict(model, data):\n    return [1, 2, 3]\n"
    case = Case("softmaxPredict", ({"optTheta": DATA}, DATA))
    (answer,) = ask("python", {"softmaxPredict": source}, case)
    np.testing.assert_array_equal(answer.values[0], [1, 2, 3])


def test_too_few_outputs_are_said(ask: Any) -> None:
    """A cost without a gradient is named as such."""
    (answer,) = ask("python", {"softmaxCost": SIGNATURE["python"] + "return 1.0"}, COST)
    assert answer.failure.kind == "invalid"
    assert "1 of 2 outputs" in answer.failure.message


def test_a_function_may_live_in_another_file(ask: Any) -> None:
    """``file:function`` asks for a function of another name."""
    source = "def softmax_cost(*args):\n    return 1.0, args[0]\n"
    case = Case("solution:softmax_cost", COST.args, 2)
    (answer,) = ask("python", {"solution": source}, case)
    assert answer.failure is None


def test_what_the_exercise_hands_out_can_be_imported(ask: Any) -> None:
    """The optimiser and the loaders are there, as in the starter code."""
    source = """
from pysoftmax import loadMNISTImages, loadMNISTLabels
from pysoftmax.minFunc import minFunc

def softmaxTrain(inputSize, numClasses, lambda_, inputData, labels, options):
    import numpy as np
    best, *_ = minFunc(lambda x: (float(x @ x), 2 * x), np.ones(3), {"Display": "off"})
    return {"optTheta": best}
"""
    case = Case("softmaxTrain", (2, 3, 0.5, DATA, LABELS, {"maxIter": 7}))
    (answer,) = ask("python", {"softmaxTrain": source}, case)
    assert answer.failure is None, answer.failure
    np.testing.assert_allclose(answer.values[0]["optTheta"], 0, atol=1e-5)


def test_minfunc_is_last_on_octaves_path(ask: Any) -> None:
    """The optimiser is found without an addpath of the student's, who may bring another."""
    source = """
function model = softmaxTrain(inputSize, numClasses, lambda, inputData, labels, options)
  addpath minFunc/
  options.Display = "off";
  model.optTheta = minFunc(@(x) deal(x' * x, 2 * x), ones(3, 1), options);
endfunction
"""
    options = {"maxIter": 20, "useMex": False}
    case = Case("softmaxTrain", (2, 3, 0.5, DATA, LABELS, options))
    (answer,) = ask("octave", {"softmaxTrain": source}, case)
    assert answer.failure is None, answer.failure
    np.testing.assert_allclose(answer.values[0]["optTheta"], 0, atol=1e-5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_runs_are_alike(ask: Any, language: str) -> None:
    """Random numbers and the order of sets are the same in every run."""
    body = {
        "python": "import numpy as np, random\n    "
        "return random.random() + hash('x'), np.random.rand(3)",
        "octave": "cost = randn(); grad = [rand(2, 1); randi(100)];",
    }
    source = {"softmaxCost": SIGNATURE[language] + body[language]}
    one, other = (ask(language, source, COST)[0] for _ in range(2))
    for value, again in zip(one.values, other.values, strict=True):
        np.testing.assert_array_equal(value, again)


def test_a_global_setting_stays_in_its_process(workers: Workers, tmp_path: Path) -> None:
    """`np.seterr` and changed environment variables of one answer are gone in the next."""
    source = """import os
    import numpy as np
    changed = os.environ.get("CHANGED", "")
    np.seterr(all="raise")
    os.environ["CHANGED"] = "yes"
    return float(bool(changed)), np.zeros(6)
"""
    (tmp_path / "softmaxCost.py").write_text(SIGNATURE["python"] + source)
    with workers.open(in_folder(tmp_path, "python")) as student:
        for _ in range(2):
            (answer,) = student.answer([COST])
            assert answer.values[0] == 0


def test_the_next_submission_finds_nothing_of_the_last(workers: Workers, tmp_path: Path) -> None:
    """Files, globals, folders on the path and environment variables of one are gone."""
    leaves = """
    global left; left = 7;
    setenv("LEFT", "7");
    rand("twister", 7);
    mkdir("kept"); addpath([pwd "/kept"]);
    for folder = {pwd, tempdir, [pwd "/kept"]}
      file = fopen([folder{1} "/left.m"], "w");
      fprintf(file, "function x = left()\\n  x = 7;\\nendfunction\\n"); fclose(file);
    endfor
    cost = left; grad = theta;
    """
    looks = """
    global left;
    found = [isempty(left), isempty(getenv("LEFT")), exist("left.m"), exist([tempdir "/left.m"])];
    grad = [found, exist("kept"), numel(glob([tempdir "/*.m"])), numel(glob([pwd "/*"]))];
    cost = rand();
    """
    answers = []
    for number, body in enumerate((looks, leaves, looks)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "softmaxCost.m").write_text(SIGNATURE["octave"] + body)
        with workers.open(in_folder(folder, "octave")) as student:
            answers += student.answer([COST])
    assert answers[1].failure is None, answers[1].failure
    for looked in (answers[0], answers[2]):
        assert looked.failure is None, looked.failure
        np.testing.assert_array_equal(looked.values[1].ravel(), [1, 1, 0, 0, 0, 0, 1])
    assert answers[0].values[0] == answers[2].values[0]


def test_octave_is_started_again_if_it_has_ended(tmp_path: Path) -> None:
    """A session that ends while it waits costs no submission its answers."""
    (tmp_path / "softmaxCost.m").write_text(SIGNATURE["octave"] + "cost = 1; grad = theta;")
    of_other_tests = set(octaves_below(os.getpid()))
    with Workers(1, library=SOFTMAX.library) as workers:
        for number in range(2):
            with workers.open(in_folder(tmp_path, "octave")) as student:
                (answer,) = student.answer([COST])
            assert answer.failure is None, answer.failure
            (session,) = set(octaves_below(os.getpid())) - of_other_tests
            if number == 0:
                os.kill(session, signal.SIGKILL)


def octaves_below(ancestor: int) -> list[int]:
    """The processes below another that run Octave."""
    names = {pid: Path(f"/proc/{pid}/comm").read_text() for pid in descendants(ancestor)}
    return [pid for pid, name in names.items() if name.startswith("octave")]


def test_octave_is_not_used_again_if_processes_were_started_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gap in the numbers of processes says that a submission may have left one."""
    library, scratch = tmp_path / "library", tmp_path / "scratch"
    for folder in (library, scratch):
        folder.mkdir()
    build_library(library, SOFTMAX.library)
    command = _octave_command(str(library))
    session = OctaveRuns({"program": command, "scratch": str(scratch), "sandboxed": True})
    with request([COST], OCTAVE) as asked:
        files = asked.calls.fileno(), (asked.functions.fileno(), 0)
        limits = asdict(Limits())

        def ask() -> None:
            folder = scratch / "submission"
            folder.mkdir()
            for reader in session.start(str(folder), limits, *files):
                os.close(reader)
            assert session.end(0) is None

        ask()
        assert session.clean()
        subprocess.run(["true"], check=True)
        with pytest.raises(OSError, match="out of order"):
            ask()
        monkeypatch.setattr(octave_session, "REPLY_SECONDS", 0.1)  # it will not reply
        assert session.end(0) is None
    session._process.kill()
    session._process.communicate()


def test_nothing_remains_after_an_interruption(tmp_path: Path) -> None:
    """Leaving by an exception ends the processes and removes the folders like any other way."""
    (tmp_path / "softmaxCost.m").write_text(SIGNATURE["octave"] + "cost = 1; grad = theta;")
    workers = Workers(1, library=SOFTMAX.library, sandboxed=False)

    def interrupted() -> None:
        with workers:
            student = workers.open(in_folder(tmp_path, "octave"))
            assert student.answer([COST])[0].failure is None
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not workers.folder.exists()
    marks = str(workers.folder).encode()
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            assert marks not in environment.read_bytes()


GRADER = """
import sys
from pathlib import Path
from pysoftmax.comparison.case import Case
from tests.grader.folders import in_folder
from pysoftmax.grader.workers import Workers

workers = Workers(2, sandboxed=sys.argv[2] == "True")
case = Case("softmaxCost", (0, 0, 0, 0, 0, 0), 2)
hang = Case("softmaxCost", (1, 0, 0, 0, 0, 0), 2)
octave = workers.open(in_folder(Path(sys.argv[1]), "octave"))
python = workers.open(in_folder(Path(sys.argv[1]), "python"))
assert octave.answer([case])[0].failure is None and python.answer([case])[0].failure is None
print(workers.folder, flush=True)
python.answer([hang])
"""


@pytest.mark.parametrize("sandboxed", [True, False])
def test_nothing_remains_when_the_grader_is_killed(tmp_path: Path, sandboxed: bool) -> None:
    """A grader that is killed takes its warm processes, Octave's sessions and all runs along."""
    hang = {"python": "while theta: pass\n    return 1, 1", "octave": "cost = 1; grad = 1;"}
    for language in LANGUAGES:
        source = SIGNATURE[language] + hang[language]
        (tmp_path / f"softmaxCost{SUFFIX[language]}").write_text(source)
    command = [sys.executable, "-c", GRADER, str(tmp_path), str(sandboxed)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as grader:
        assert grader.stdout is not None
        folder = grader.stdout.readline().decode().strip()
        below = [os.pidfd_open(pid) for pid in descendants(grader.pid)]
        grader.kill()
    assert len(below) >= 4
    for process in below:
        assert select.select([process], [], [], 20)[0], "a process outlives its grader"
        os.close(process)
    assert not Path(folder).exists()


def test_the_library_is_compiled_before_it_is_shown(tmp_path: Path) -> None:
    """No process compiles a module of the worker's or of the exercise's again."""
    build_library(tmp_path, SOFTMAX.library)
    for module in ("pysoftmax_worker/zygote.py", "pysoftmax/minFunc/__init__.py"):
        assert Path(cache_from_source(str(tmp_path / module))).is_file()


def test_one_after_another_share_a_warm_process(tmp_path: Path) -> None:
    """The job that has just been free takes the next submission; the other one starts nothing."""
    submission = tmp_path / "one"
    submission.mkdir()
    (submission / "softmaxCost.py").write_text(f"{SIGNATURE['python']}1, theta")
    read = [in_folder(submission, "python") for _ in range(2)]
    beside = descendants(os.getpid())
    with Workers(2, library=SOFTMAX.library, sandboxed=False) as workers:
        started = []
        for one in read:
            with workers.open(one) as student:
                student.answer([COST])
            started.append(descendants(os.getpid(), beside=beside))
    assert started[0] == started[1] != set()


def test_limits_are_above_zero() -> None:
    """A limit of nothing is refused, with its name."""
    with pytest.raises(ValueError, match="wall_seconds=0"):
        Limits(wall_seconds=0)


@pytest.mark.parametrize(("mebibytes", "kind"), [(200, ""), (1024, "limit")])
def test_memory_is_limited_from_both_sides(ask: Any, mebibytes: int, kind: str) -> None:
    """With 256 MiB, and 384 MiB for the interpreter, 200 MiB are there and 1 GiB is not."""
    source = (
        f"import numpy as np\n{SIGNATURE['python']}np.empty({mebibytes} << 17)\n    return 1, theta"
    )
    limits = Limits(wall_seconds=20, memory_bytes=256 << 20)
    (answer,) = ask("python", {"softmaxCost": source}, COST, limits=limits)
    assert (answer.failure.kind if answer.failure else "") == kind


@pytest.mark.parametrize(("threads", "kind"), [(2, ""), (12, "error")])
def test_threads_are_limited_from_both_sides(
    ask: Any, workers: Workers, threads: int, kind: str
) -> None:
    """With 6 at one time, two can start and twelve cannot; only the sandbox counts them."""
    source = f"""import threading
{SIGNATURE["python"]}over = threading.Event()
    started = [threading.Thread(target=over.wait) for _ in range({threads})]
    try:
        for thread in started:
            thread.start()
    finally:
        over.set()
    return 1, theta
"""
    limits = Limits(wall_seconds=20, processes=6)
    (answer,) = ask("python", {"softmaxCost": source}, COST, limits=limits)
    found = answer.failure.kind if answer.failure else ""
    assert found == (kind if workers.sandboxed else "")


@pytest.mark.parametrize(("files", "kind"), [(4, ""), (8, "error")])
def test_scratch_space_is_limited_from_both_sides(
    ask: Any, workers: Workers, files: int, kind: str
) -> None:
    """Of 16 MiB, four files of 3 MiB have room and eight have not; only the sandbox counts them."""
    source = f"""{SIGNATURE["python"]}for k in range({files}):
        with open(str(k), "wb") as file:
            file.write(bytes(3 << 20))
    return 1, theta
"""
    limits = Limits(wall_seconds=20, file_bytes=4 << 20, scratch_bytes=16 << 20)
    (answer,) = ask("python", {"softmaxCost": source}, COST, limits=limits)
    found = answer.failure.kind if answer.failure else ""
    assert found == (kind if workers.sandboxed else "")


@pytest.mark.parametrize(("bytes_", "kind"), [(1 << 19, ""), (1 << 21, "limit")])
def test_printed_output_is_limited_from_both_sides(ask: Any, bytes_: int, kind: str) -> None:
    """Of 1 MiB, half may be printed and twice as much may not."""
    source = f"{SIGNATURE['python']}print('x' * {bytes_}, flush=True)\n    return 1, theta"
    limits = Limits(wall_seconds=20, output_bytes=1 << 20)
    (answer,) = ask("python", {"softmaxCost": source}, COST, limits=limits)
    assert (answer.failure.kind if answer.failure else "") == kind


def test_descendants_end_where_the_kernel_does_not_list_children() -> None:
    """Without a list of its children, a keeper finds them by their parents, and ends theirs too."""
    program = """
import os, signal, sys
from pysoftmax.grader.workers.inside import confine, keeper
listed = open
def no_list(path, *options, **more):
    if str(path).endswith("/children"):
        raise FileNotFoundError(path)
    return listed(path, *options, **more)
keeper.open = no_list
confine.adopt_orphans()
end, mine = os.pipe()
if os.fork() == 0:
    os.fork()
    signal.alarm(30)
    os.read(end, 1)  # until it is killed, since `mine` is open here
keeper.end_descendants()
os.close(mine)
print("left", len(os.read(end, 1)), len(keeper._children()))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "left 0 0\n", done.stderr


def test_children_are_found_by_their_parents(tmp_path: Path) -> None:
    """Names with spaces and brackets do not confuse it; what has ended or is no process is not."""
    for pid, name, parent in ((8, "a) S 9 (b", 7), (9, "a b", 8), (10, "c", 7)):
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "stat").write_text(f"{pid} ({name}) S {parent} 1 1 0\n")
    (tmp_path / "11").mkdir()
    (tmp_path / "self").mkdir()
    assert sorted(keeper._children_by_parent(str(tmp_path), 7)) == [8, 10]
    assert keeper._children_by_parent(str(tmp_path / "none"), 7) == []


def test_helpers_in_subfolders_are_found_in_octave(ask: Any) -> None:
    """The exercise's script adds their folder to the path; what lies in both comes from the top."""
    files = {
        "softmaxCost.m": SIGNATURE["octave"] + "cost = helper() + other(); grad = 0;\nend\n",
        "other.m": "function x = other()\n  x = 10;\nend\n",
        "util/helper.m": "function x = helper()\n  x = 1;\nend\n",
        "util/other.m": "function x = other()\n  x = 100;\nend\n",
    }
    (answer,) = ask("octave", files, COST)
    assert answer.failure is None, answer.failure
    assert answer.values[0] == 11


@pytest.mark.parametrize("name", ["contains", "nansum", "no_such_name"])
def test_an_unknown_name_is_told_in_octave(ask: Any, name: str) -> None:
    """Octave looks it up in no manual, for which it would start a program."""
    source = {"softmaxCost": SIGNATURE["octave"] + f"cost = {name}(data); grad = 0;\nend\n"}
    (answer,) = ask("octave", source, COST)
    assert answer.failure is not None
    assert answer.failure.message.startswith(f"'{name}' undefined")
    assert "package" not in answer.failure.message
    assert "implemented" not in answer.failure.message
