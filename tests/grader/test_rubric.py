"""Rubrics: the default one, and what is wrong with a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.items import ITEMS
from pysoftmax.grader.rubric import Rubric, RubricError

WRONG = {
    "points = 3": ("points", "title, seed, items"),
    "[items.kost]\npoints = 3": ("items.kost", "cost, gradient"),
    "[items.cost]\npionts = 3": ("items.cost.pionts", "points, tolerance"),
    "[items.cost]\npoints = -1": ("items.cost.points is -1", "from 0 to 1000000"),
    "[items.cost]\npoints = 1e308": ("items.cost.points is 1e+308", "from 0 to 1000000"),
    f"[items.cost]\npoints = 1{'0' * 400}": ("items.cost.points is 1000", "from 0 to 1000000"),
    "[items.cost]\npoints = true": ("items.cost.points is True", "from 0 to"),
    "[items.cost]\nseconds = 0": ("items.cost.seconds is 0", "above 0"),
    "[items.cost]\nseconds = 1e308": ("items.cost.seconds is 1e+308", "at most 86400"),
    "[items.cost]\ntolerance = nan": ("items.cost.tolerance is nan", "from 0 to 1"),
    "[items.cost]\ntolerance = 2": ("items.cost.tolerance is 2", "from 0 to 1"),
    "[items.cost]\nvisible = 1": ("items.cost.visible is 1", "true or false"),
    "items = 3": ("items is 3", "[items]"),
    "seed = 1.5": ("seed is 1.5", "whole number"),
    "title = ''": ("title is ''", "text"),
    "[resources]\nmemory_mb = 0.5": ("resources.memory_mb is 0.5", "whole number"),
    "[resources]\nmemory_mb = 512.0": ("resources.memory_mb is 512.0", "whole number"),
    "[resources]\nfile_mb = 1000000000000": ("resources.file_mb is 1000", "from 1 to 1000000"),
    "[adapter]\nlabels_from = 2": ("adapter.labels_from is 2", "1 or 0"),
    "[adapter]\nlabels_from = true": ("adapter.labels_from is True", "1 or 0"),
    "[adapter]\ntheta_by = 'row'": ("adapter.theta_by is 'row'", "'columns' or 'rows'"),
    "[adapter.functions]\nsoftmax = 'f'": ("adapter.functions.softmax", "softmaxCost"),
    "[adapter.functions]\nsoftmaxCost = 'a b'": ("softmaxCost is 'a b'", "file.function"),
    "[adapter.arguments]\nsoftmaxCost = ['x']": ("has 'x'", "theta, numClasses"),
    "[adapter.arguments]\nsoftmaxCost = ['theta', 'theta']": ("has 'theta'", "each once"),
    "[adapter.arguments]\nsoftmaxCost = []": ("is []", "a list of names"),
    "[adapter.arguments]\nsoftmaxCost = ['theta', 'labels']": ("lacks 'data'", "options"),
    "[adapter.arguments]\nsoftmaxCost = ['theta', ['data', 'theta']]": ("has 'theta'", "each once"),
    "[adapter.arguments]\ngrad = ['theta']": ("adapter.arguments.grad", "softmaxCost"),
    "[adapter.arguments]\nsoftmaxTrain = ['inputData', 'labels']": ("lacks 'lambda'", "decay"),
    "[adapter.functions]\nsoftmaxCost = 'a.b.c.d'": ("softmaxCost is", "file.Class.method"),
    "[adapter.constructors]\nSoftmax = []": ("adapter.constructors.Softmax", "expected one of"),
    "[adapter.attributes]\nweights = 'W'": ("adapter.attributes.weights", "theta"),
    "[adapter.variables]\nlambda = 'a.b'": ("lambda is 'a.b'", "a name"),
    "[adapter.returns]\nsoftmaxCost = ['gradient']": ("has 'gradient'", "grad"),
    "[adapter]\nabsent = ['training']": ("has 'training'", "softmaxTrain"),
    "[adapter]\nabsent = 'softmaxTrain'": ("absent is 'softmaxTrain'", "a list"),
    "[adapter]\nlabels_as = 'hot'": ("labels_as is 'hot'", "one-hot rows"),
    "[adapter]\nbias = true": ("bias is True", "'first' or 'last'"),
    "[adapter]\nbias = 'last'\nbias_decays = false": ("bias_decays is false", "absent"),
    "[adapter]\nbias_given = true": ("bias_given is true", "'first' or 'last'"),
    "[adapter]\ndecay = -1": ("decay is -1", "0 or more"),
    "[adapter.arguments]\nsoftmaxPredict = ['data']": ("lacks 'softmaxModel'", "left out"),
    f"seed = {'[' * 3000}": ("not TOML",),
    "seed = ": ("not TOML",),
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_rubric_is_told_what_is_allowed(text: str) -> None:
    """The message names the place, what came, and what is allowed there."""
    with pytest.raises(RubricError) as error:
        Rubric.parse(text, SOFTMAX, "ours.toml")
    assert str(error.value).startswith("ours.toml: ")
    for words in WRONG[text]:
        assert words in str(error.value)


LIMITS = {
    "seed = {}": ((0, 10**30), (-1, 1.0)),
    "[items.cost]\npoints = {}": ((0, 1_000_000), (-0.001, 1_000_000.5)),
    "[items.cost]\ntolerance = {}": ((0, 1), (-1e-9, 1.001)),
    "[items.cost]\nseconds = {}": ((1e-9, 86400), (0, 86400.5)),
    "[resources]\nmemory_mb = {}": ((1, 1_000_000), (0, 1_000_001)),
    "[late]\npercent-per-day = {}": ((0, 100), (-0.1, 100.1)),
    "[late]\npercent-per-day = 5\nmost-percent = {}": ((0, 100), (-0.1, 100.1)),
    "[late]\npercent-per-day = 5\ngrace-minutes = {}": ((0, 86400), (-0.1, 86400.5)),
    "[by-hand.style]\npoints = {}": ((0, 1_000_000), (-0.001, 1_000_000.5)),
}
"""For each number, the least and the greatest that are accepted, and what is just beyond."""


@pytest.mark.parametrize("text", LIMITS)
def test_each_number_has_limits_on_both_sides(text: str) -> None:
    """The limits themselves are accepted; what is beyond them is not."""
    inside, outside = LIMITS[text]
    for number in inside:
        Rubric.parse(text.format(number), SOFTMAX)
    for number in outside:
        with pytest.raises(RubricError, match="expected"):
            Rubric.parse(text.format(number), SOFTMAX)


@pytest.mark.parametrize("key", ["cost", "name", "points", "late"])
def test_a_row_by_hand_has_a_name_of_its_own(key: str) -> None:
    """The gradebook would have two columns of the same name."""
    text = f"[late]\npercent-per-day = 5\n[by-hand.{key}]\npoints = 5"
    with pytest.raises(RubricError, match=f"by-hand.{key} is the name of another column"):
        Rubric.parse(text, SOFTMAX)


def test_the_written_rubric_is_the_default() -> None:
    """What `pysoftmax rubric` writes grades as no rubric at all does."""
    assert Rubric.parse(SOFTMAX.default_rubric(), SOFTMAX) == Rubric(SOFTMAX)
    assert Rubric.parse("", SOFTMAX) == Rubric(SOFTMAX)


def test_the_default_has_an_entry_for_every_item_and_sums_to_100() -> None:
    """The rubric's items are the grader's, in its order, and are worth 100 points together."""
    assert list(Rubric(SOFTMAX).items) == [item.key for item in ITEMS]
    assert Rubric(SOFTMAX).points == 100


def test_every_change_changes_the_digest() -> None:
    """A rubric that can grade otherwise has another fingerprint."""
    texts = [
        "",
        "seed = 2",
        "[items.cost]\npoints = 24",
        "[items.cost]\nvisible = false",
        "[items.cost]\nnames_mistake = true",
        "[resources]\nmemory_mb = 512",
        "[adapter]\nlabels_from = 0",
        "[adapter]\npredicted_from = 0",
        "[adapter]\nlabels_as = 'column'",
        "[adapter]\ntheta_as = 'matrix'",
        "[adapter]\nmodel_theta = 'vector'",
        "[adapter]\nbias = 'last'",
        "[adapter]\ndecay = 0.1",
        "[adapter]\nabsent = ['computeNumericalGradient']",
        "[adapter.functions]\nsoftmaxCost = 'm.S.cost'",
        "[adapter.functions]\nsoftmaxCost = 'm.S.cost'\n[adapter.constructors]\nS = ['lambda']",
        "[adapter.attributes]\ntheta = 'W'",
        "[adapter.variables]\nlambda = 'LAMBDA'",
        "[adapter.returns]\nsoftmaxCost = ['grad', 'cost']",
    ]
    assert len({Rubric.parse(text, SOFTMAX).digest for text in texts}) == len(texts)


def test_the_command_never_overwrites(tmp_path: Path) -> None:
    """`pysoftmax rubric -o FILE` writes a new file, and leaves one that is there alone."""
    path = tmp_path / "ours.toml"
    assert CliRunner().invoke(main, ["rubric", "-o", str(path)]).exit_code == 0
    assert Rubric.read(path, SOFTMAX) == Rubric(SOFTMAX)
    path.write_text("seed = 7")
    assert CliRunner().invoke(main, ["rubric", "-o", str(path)]).exit_code != 0
    assert path.read_text() == "seed = 7"


def test_a_file_that_is_not_utf8_is_a_rubric_error(tmp_path: Path) -> None:
    """A rubric in another encoding is refused by name."""
    path = tmp_path / "ours.toml"
    path.write_bytes(b"title = '\xe4'")
    with pytest.raises(RubricError, match=r"ours\.toml"):
        Rubric.read(path, SOFTMAX)
