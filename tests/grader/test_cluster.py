"""A class graded by other processes: what travels, what they check, and what goes wrong."""

from __future__ import annotations

import asyncio
import os
import pickle
import shutil
import signal
from collections.abc import Coroutine, Generator, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.exercise.loading import load_exercise
from pysoftmax.grader import remote
from pysoftmax.grader.cluster import SETTINGS, Cluster, _Queued, _Translated, prepare
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.looked_for import looked_for
from pysoftmax.grader.remote import Parcel, Recipe, differences, grade_parcel
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.run import ClassRun, FanOut, KillsWorkersError
from pysoftmax.grader.store import Store
from pysoftmax.grader.submission import Submission, find_submissions
from pysoftmax.grader.surroundings import SurroundingsError

from .fakes import FakeWorkers

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exercise that is graded in no time."""
    folder = tmp_path_factory.mktemp("own") / "rmse"
    assert CliRunner().invoke(main, ["new-exercise", str(folder)]).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def recipe(exercise: Path) -> Iterator[Recipe]:
    rubric = Rubric(load_exercise(exercise), seed=3)
    yield Recipe.of(rubric, str(exercise), "", sandboxed=True)
    remote.close_benches()


def write_class(folder: Path, exercise: Path, count: int) -> Path:
    """Right and wrong solutions in turn, no two of them the same to the byte."""
    for k in range(count):
        place = folder / f"s{k:04}"
        shutil.copytree(exercise / "solutions" / ("right-python", "wrong-no-root")[k % 2], place)
        with (place / "rmse.py").open("a", encoding="utf-8") as file:
            file.write(f"# {k}\n")
    return folder


def found_in(folder: Path, exercise: Path) -> list[Submission]:
    own = load_exercise(exercise)
    found = find_submissions([folder], looked_for(own, own.conventions))
    return [one for one in found if isinstance(one, Submission)]


def test_a_submission_travels_as_plain_data(tmp_path: Path, exercise: Path, recipe: Recipe) -> None:
    """Pickled, sent and graded elsewhere, it has the verdict that it has here."""
    right, wrong = found_in(write_class(tmp_path, exercise, 2), exercise)
    for submission, points in ((right, 10), (wrong, 0)):
        sent = pickle.dumps((recipe, Parcel.of(submission)))
        result, _ = grade_parcel(*pickle.loads(sent))
        assert (result.points, result.name, result.key) == (
            points,
            submission.name,
            submission.key,
        )
    assert result.items[0].mistake == "no-root"


@pytest.mark.parametrize("what", ["pysoftmax", "NumPy", "Octave", "sandbox", "exercise and rubric"])
def test_a_worker_that_differs_refuses(recipe: Recipe, what: str) -> None:
    """It says what is here and what the grader has, and grades nothing."""
    assert differences(recipe) == []
    other = replace(recipe, expected={**recipe.expected, what: "other"})
    (words,) = differences(other)
    assert words == f"{what} is {recipe.expected[what]}; expected other"
    with pytest.raises(SurroundingsError, match=f"{what} is .*; expected other"):
        grade_parcel(other, Parcel("python", "", (), "", (), False, b""))


def test_a_worker_without_the_exercise_refuses(recipe: Recipe, tmp_path: Path) -> None:
    """The folder of an exercise must be at the same path."""
    (words,) = differences(replace(recipe, exercise=str(tmp_path / "none")))
    assert words.startswith("the exercise cannot be loaded: exercise is ")


class Waiting(Executor):
    """An executor whose futures a test ends by hand."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.futures.append(Future())
        return self.futures[-1]


class KilledWorker(Exception):  # noqa: N818  Dask's name
    """As Dask's."""


def test_the_clusters_errors_are_the_graders() -> None:
    """A scheduler that is gone stops the run; what ends workers is an error of one submission."""
    waiting = Waiting()
    executor = _Translated(waiting, "tcp://example:8786")
    done, killed, gone, failed = (executor.submit(print) for _ in range(4))
    waiting.futures[0].set_result(3)
    waiting.futures[1].set_exception(KilledWorker())
    waiting.futures[2].cancel()
    waiting.futures[2].set_running_or_notify_cancel()
    waiting.futures[3].set_exception(ZeroDivisionError())
    assert done.result(0) == 3
    assert isinstance(killed.exception(0), KillsWorkersError)
    with pytest.raises(SurroundingsError, match="the cluster at tcp://example:8786 is gone"):
        gone.result(0)
    assert isinstance(failed.exception(0), ZeroDivisionError)


def test_a_cancelled_call_is_cancelled_there_too() -> None:
    """A result that comes after all is not waited for."""
    waiting = Waiting()
    future = _Translated(waiting, "local:1").submit(print)
    assert future.cancel()
    assert waiting.futures[0].cancelled()
    with pytest.raises(CancelledError):
        future.result(0)


def run_alone(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in a thread: tests with a browser leave a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result()


class Loop:
    """What runs in the client's thread, run by hand."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.delays: list[float] = []

    def add_callback(self, function: Any, *arguments: Any) -> None:
        self.asked.append((function, *arguments))

    def call_later(self, delay: float, function: Any) -> None:
        self.delays.append(delay)
        self.add_callback(function)

    def run(self) -> None:
        while self.asked:
            function, *arguments = self.asked.pop(0)
            wanted = function(*arguments)
            if wanted is not None:
                run_alone(wanted)


class Answered:
    """A future of Dask's that has ended."""

    def __init__(self, outcome: Any) -> None:
        self._outcome = outcome
        self.status = "cancelled" if isinstance(outcome, CancelledError) else "finished"

    def __await__(self) -> Generator[Any, Any, Any]:
        yield from ()
        if isinstance(self._outcome, BaseException):
            raise self._outcome
        return self._outcome


class Client:
    """A client of Dask's that calls at once, and notes what it is asked to map."""

    def __init__(self) -> None:
        self.loop = Loop()
        self.maps: list[list[tuple[str, str]]] = []
        self.trouble: Exception | None = None

    def map(self, function: Any, contents: list[bytes], **options: Any) -> list[Answered]:
        if self.trouble:
            raise self.trouble
        self.maps.append(options.pop("key"))
        assert options == {"pure": False, "_data_producer": True}
        return [Answered(self._outcome(function, content)) for content in contents]

    def _outcome(self, function: Any, content: bytes) -> Any:
        assert isinstance(content, bytes)
        try:
            return function(content)
        except Exception as error:
            return error


def test_calls_made_together_travel_together() -> None:
    """In one graph, under names that share their first part; each has its own result."""
    client = Client()
    executor = _Queued(client)
    right, wrong, cancelled = (executor.submit(int, text) for text in ("3", "x", "4"))
    assert cancelled.cancel()
    client.loop.run()
    assert right.result(0) == 3
    assert isinstance(wrong.exception(0), ValueError)
    later = executor.submit(int, "5")
    client.loop.run()
    assert later.result(0) == 5
    assert [[group for group, _ in keys] for keys in client.maps] == [["int", "int"], ["int"]]
    assert len({content for keys in client.maps for _, content in keys}) == 3
    assert client.loop.delays == [0.005, 0.005]


def test_a_call_is_known_by_its_content() -> None:
    """Made again, it has the same name: a cluster that has its result does not repeat it."""
    client = Client()
    executor = _Queued(client)
    for text in ("3", "3", "4"):
        executor.submit(int, text)
        client.loop.run()
    (first,), (again,), (other,) = client.maps
    assert first == again != other


def test_calls_that_cannot_be_sent_end_with_the_error() -> None:
    """Nobody waits for them for ever."""
    client = Client()
    client.trouble = RuntimeError("closed")
    futures = [_Queued(client).submit(abs, -3) for _ in range(2)]
    client.loop.run()
    assert [str(future.exception(0)) for future in futures] == ["closed", "closed"]


def test_a_call_that_dask_cancels_is_cancelled() -> None:
    """As when the scheduler is gone."""
    client = Client()
    future = _Queued(client).submit(cancel)
    client.loop.run()
    with pytest.raises(CancelledError):
        future.result(0)


def cancel() -> None:
    raise CancelledError


class Scheduler:
    """What of Dask's scheduler the grader sets."""

    def __init__(self) -> None:
        self.allowed_failures = 9
        self.WORKER_SATURATION = 9.0
        self.periodic_callbacks: dict[str, Any] = {}


def test_the_scheduler_is_prepared_once() -> None:
    """Three deaths end a call, a worker has one, and names of calls are forgotten."""
    from dask.utils import key_split

    scheduler = Scheduler()

    async def on_the_scheduler() -> None:
        prepare(scheduler)
        prepare(scheduler)
        (callback,) = scheduler.periodic_callbacks.values()
        assert callback.is_running()
        key_split(("grade_parcel", "0123"))
        assert key_split.cache_info().currsize > 0
        callback.callback()
        assert key_split.cache_info().currsize == 0
        callback.stop()

    run_alone(on_the_scheduler())
    assert (scheduler.allowed_failures, scheduler.WORKER_SATURATION) == (2, 1.0)


def test_the_settings_are_dasks_own_and_in_the_documentation() -> None:
    """A name that Dask does not know would set nothing."""
    import dask
    import distributed  # it adds its settings to Dask's
    import yaml

    assert distributed
    text = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    table = yaml.safe_load(text.partition("```yaml\n")[2].partition("```")[0])
    for name, value in SETTINGS.items():
        assert dask.config.get(name) is not None, name
        written: Any = table
        for part in name.split("."):
            written = written[part]
        assert written == value, name


class Here(Executor):
    """An executor that calls at once; `kills` names the submission that ends its workers."""

    def __init__(self, kills: str) -> None:
        self._kills = kills
        self.called: list[str] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.called.append(args[1].name)
        if args[1].name == self._kills:
            future.set_exception(KillsWorkersError("each worker that graded it was ended"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_what_kills_its_workers_has_a_verdict_and_stops_nobody(
    tmp_path: Path, exercise: Path, recipe: Recipe
) -> None:
    """Each result is stored once, the killer's too: the next run does not grade it again."""
    found = found_in(write_class(tmp_path / "class", exercise, 3), exercise)
    examination = Examination(recipe.rubric_here())
    here = Here("s0001")
    fan_out = FanOut(here, lambda one: (grade_parcel, (recipe, Parcel.of(one))), 1)
    with Store(tmp_path / "results.sqlite") as store:
        run = ClassRun(examination, store, "1", True)
        run.run(iter([*found, *found]), FakeWorkers(), 1, fan_out=fan_out)
        entries = list(run.entries())
        assert [entry.result.points for entry in entries] == [10, 10, 0, 0, 10, 10]
        assert entries[2].result.problem == "each worker that graded it was ended"
        assert [item.outcome for item in entries[2].result.items] == ["failed"]
        assert run.faults == []
        assert here.called == ["s0000", "s0001", "s0002"]
        again = ClassRun(examination, store, "1", True)
        again.run(iter(found), FakeWorkers(), 1, fan_out=replace(fan_out, executor=here))
        assert [entry.result.points for entry in again.entries()] == [10, 0, 10]
        assert here.called == ["s0000", "s0001", "s0002"]


@pytest.mark.parametrize(
    ("where", "message"),
    [("local:0", "expected local:N"), ("local:x", "expected local:N"), ("host", "expected tcp://")],
)
def test_a_bad_address_is_refused(where: str, message: str) -> None:
    """The error says what is expected."""
    with pytest.raises(ValueError, match=message):
        Cluster(where)


def test_a_worker_has_the_questions_of_several_conventions(
    tmp_path: Path, exercise: Path, recipe: Recipe
) -> None:
    """It asks each submission in its own, and keeps its warm processes."""
    (named,) = found_in(write_class(tmp_path / "class", exercise, 1), exercise)
    place = tmp_path / "others" / "s0001"
    place.mkdir(parents=True)
    text = (tmp_path / "class" / "s0000" / "rmse.py").read_text()
    (place / "mine.py").write_text(text.replace("def rmse(", "def error("))
    own = load_exercise(exercise)
    conventions = replace(own.conventions, functions={"rmse": "mine.error"})
    rubric = Rubric(own, seed=3, conventions=conventions)
    (other,) = (
        one
        for one in find_submissions([tmp_path / "others"], looked_for(own, conventions))
        if isinstance(one, Submission)
    )
    its = Recipe.of(rubric, str(exercise), "", sandboxed=True)
    points, processes = [], []
    for used, submission in ((recipe, named), (its, other), (recipe, other), (recipe, named)):
        points.append(grade_parcel(used, Parcel.of(submission))[0].points)
        processes += [bench.workers for bench in remote._benches]
    assert points == [10, 10, 0, 10]
    assert len({id(one) for one in processes}) == 1


@pytest.mark.soak
def test_conventions_are_inferred_for_a_cluster(tmp_path: Path) -> None:
    """The gradebook of a class in conventions of its own is that of one process."""
    for k, name in enumerate(("curried", "kwargs_only", "params_dict")):
        place = tmp_path / "class" / f"s{k}"
        place.mkdir(parents=True)
        shutil.copy(Path(__file__).parent / "strangers" / f"{name}.py", place)
    infer = ("--conventions", "infer")
    here = grades(tmp_path / "class", "softmax", tmp_path / "here", "--jobs", "1", *infer)
    there = grades(
        tmp_path / "class", "softmax", tmp_path / "there", "--cluster", "local:2", *infer
    )
    assert here == there
    assert here.count(b"75") >= 3


def test_tls_without_certificates_is_refused() -> None:
    """At once, with what to set; Dask itself fails after two minutes."""
    with pytest.raises(SurroundingsError, match="needs certificates, which Dask's configuration"):
        Cluster("tls://127.0.0.1:1")


def kill_yourself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def grades(folder: Path, exercise: Path | str, report: Path, *more: str) -> bytes:
    """The gradebook of a class."""
    command = ["grade", str(folder), "--exercise", str(exercise), "--report", str(report)]
    result = CliRunner().invoke(main, [*command, "--seed", "3", *more], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return (report / "gradebook.csv").read_bytes()


@pytest.mark.soak
def test_a_local_cluster_gives_the_same_gradebook(tmp_path: Path, exercise: Path) -> None:
    """Two workers of a cluster grade as this process does; a call that kills each ends as one."""
    folder = write_class(tmp_path / "class", exercise, 4)
    here = grades(folder, exercise, tmp_path / "here", "--jobs", "1")
    assert grades(folder, exercise, tmp_path / "there", "--cluster", "local:2") == here
    with Cluster("local:1") as cluster, cluster.executor() as executor:
        assert cluster.threads == 1
        killed = executor.submit(kill_yourself)
        assert isinstance(killed.exception(600), KillsWorkersError)
        assert executor.submit(abs, -3).result(600) == 3
