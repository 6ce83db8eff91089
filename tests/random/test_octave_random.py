"""One seed, the same numbers in both languages."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from pysoftmax import octave_random
from pysoftmax.octave.find import find_octave
from pysoftmax.octave_random import LARGEST_SEED, OctaveRandom

SEEDS = [*range(96), 12_345, 2**31, 2**32 - 2, LARGEST_SEED]
THETA_SIZE = 7840
RANDI_BOUNDS = [1, 3, 10, 60_000, 2**52 + 1, 2**53 - 1]
OCTAVE_DRAWS = """
file = fopen('{file}', 'w');
for seed = [{seeds}]
  randn('twister', seed);
  fwrite(file, randn({theta_size}, 1), 'double');
  rand('twister', seed);
  fwrite(file, rand(28, 28), 'double');
  for imax = [{bounds}]
    fwrite(file, randi(imax, 7, 11), 'double');
  end
  fwrite(file, [rand(2, 3) randn(2, 3)], 'double');
end
fclose(file);
"""


@pytest.fixture(scope="module")
def octave_draws(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """Seeds x numbers, drawn by Octave itself."""
    file: Path = tmp_path_factory.mktemp("draws") / "draws.bin"
    code = OCTAVE_DRAWS.format(
        file=file.as_posix(),
        seeds=" ".join(map(str, SEEDS)),
        theta_size=THETA_SIZE,
        bounds=" ".join(map(str, RANDI_BOUNDS)),
    )
    command = [str(find_octave()), "--no-history", "--norc", "--eval", code]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    return np.fromfile(file).reshape(len(SEEDS), -1)


def our_draws(seed: int) -> np.ndarray:
    """What `OCTAVE_DRAWS` draws for one seed, in its order."""
    random = OctaveRandom(seed)
    draws = [random.randn(THETA_SIZE), random.rand(28, 28)]
    draws += [random.randi(imax, 7, 11) for imax in RANDI_BOUNDS]
    draws += [random.rand(2, 3), random.randn(2, 3)]
    return np.concatenate([draw.ravel(order="F") for draw in draws])


@pytest.mark.octave
def test_the_streams_are_octaves(octave_draws: np.ndarray) -> None:
    """For 100 seeds no normal number is off by more than 1 ulp, and all other draws are equal."""
    ours = np.array([our_draws(seed) for seed in SEEDS])
    assert ours.shape == octave_draws.shape
    normal, octave_normal = ours[:, :THETA_SIZE], octave_draws[:, :THETA_SIZE]
    ulps = np.abs(normal.view(np.int64) - octave_normal.view(np.int64))
    assert ulps.max() <= 1
    assert np.mean(ulps == 0) > 0.9999
    np.testing.assert_array_equal(ours[:, THETA_SIZE:-6], octave_draws[:, THETA_SIZE:-6])
    np.testing.assert_array_max_ulp(ours[:, -6:], octave_draws[:, -6:], maxulp=1)


def test_numbers_stay_what_they_were() -> None:
    """The first numbers of two seeds are those noted down from Octave 7.3."""
    assert octave_random.rand(1, 3).tolist() == [
        0.13436424411240122,
        0.84743373693723267,
        0.76377461897661403,
    ]
    np.testing.assert_array_max_ulp(
        octave_random.randn(42, 3),
        np.array([-0.0065459203894670274, -0.47788141818317387, -0.7136510428612115]),
        maxulp=1,
    )


@pytest.mark.parametrize("draw", ["rand", "randn"])
def test_drawing_in_parts_changes_nothing(draw: str) -> None:
    """A stream gives the same numbers whether drawn at once or in uneven parts."""
    whole = getattr(OctaveRandom(3), draw)(6000)
    parts = OctaveRandom(3)
    drawn = [getattr(parts, draw)(count) for count in (1, 0, 999, 2000, 3000)]
    np.testing.assert_array_equal(np.concatenate(drawn), whole)


def test_each_distribution_has_a_state_of_its_own() -> None:
    """Drawing uniform numbers does not move the normal ones."""
    random = OctaveRandom(8)
    random.rand(100)
    np.testing.assert_array_equal(random.randn(5), octave_random.randn(8, 5))


def test_matrices_fill_column_by_column() -> None:
    """A matrix holds the stream's numbers in Octave's order."""
    matrix = octave_random.randn(5, 3, 4)
    np.testing.assert_array_equal(matrix.ravel(order="F"), octave_random.randn(5, 12))


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1, 2**53])
def test_a_seed_out_of_range_is_an_error(seed: int) -> None:
    """Octave would quietly use another seed; here the range is named."""
    with pytest.raises(ValueError, match=rf"seed is {seed}; .*0\.\.4294967295"):
        OctaveRandom(seed)


@pytest.mark.parametrize("seed", [1.5, 2.0, float("nan"), "1", None])
def test_a_seed_that_is_no_whole_number_is_an_error(seed: object) -> None:
    """A fraction or text as seed names itself."""
    with pytest.raises(TypeError, match=r"seed is .*whole number"):
        OctaveRandom(seed)  # type: ignore[arg-type]


@pytest.mark.parametrize("imax", [0, -3, 2**53])
def test_a_bound_of_randi_out_of_range_is_an_error(imax: int) -> None:
    """Randi's bound is held to what Octave allows."""
    with pytest.raises(ValueError, match=f"imax is {imax}"):
        octave_random.randi(0, imax)
