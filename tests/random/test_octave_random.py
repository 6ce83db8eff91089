"""The same seed gives the same numbers in Python and in Octave."""

from __future__ import annotations

import doctest
import re
import subprocess
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pysoftmax import octave_random
from pysoftmax.octave.find import find_octave
from pysoftmax.octave_random import LARGEST_SEED, OctaveRandom
from pysoftmax.octave_random.words import Words, uniforms

DOCUMENT = Path(__file__).parents[2] / "docs" / "octave-random.md"

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
OTHER_SEEDS = [0, 1, 42, LARGEST_SEED]
SHAPES = [0.01, 0.5, 1, 1.5, 7, 1000]
MEANS = [0, 0.3, 9.99, 10, 10.5, 12.7, 300.2, 1e8, 2e9]
OTHER_OCTAVE_DRAWS = """
file = fopen('{file}', 'w');
draws = @(numbers) fwrite(file, numbers, 'double');
for seed = [{seeds}]
  rande('twister', seed); draws(rande(3000, 1)); draws(rande(3000, 1, 'single'));
  randn('twister', seed); draws(randn(3000, 1, 'single'));
  rand('twister', seed); draws(rand(3001, 1, 'single')); draws(rand(3, 2));
  randg('twister', seed);
  for a = [{shapes}]
    draws(randg(a, 40, 3)); draws(randg(a * ones(5, 4))); draws(randg(a, 40, 1, 'single'));
  end
  randp('twister', seed);
  for l = [{means}]
    draws(randp(l, 40, 3)); draws(randp(l * ones(5, 4))); draws(randp(l, 40, 1, 'single'));
    draws(randp(l * ones(5, 4), 'single'));
  end
  rand('twister', seed);
  draws(randperm(50)); draws(randperm(1000, 7)); draws(randperm(9, 8)); draws(randperm(3, 0));
  draws(randi([-5 5], 40, 1)); draws(randi([-2^52, 2^52 - 5], 4, 10));
  draws(randi([0 400], 40, 1, 'uint8')); draws(randi([2^24, 2^24 + 9], 40, 1, 'single'));
end
fclose(file);
"""


def draw_in_octave(
    code: str, folder: Path, seeds: list[int], **lists: Sequence[float]
) -> np.ndarray:
    """Return seeds x numbers, drawn by Octave itself."""
    file = folder / "draws.bin"
    code = code.format(
        file=file.as_posix(),
        seeds=" ".join(map(str, seeds)),
        theta_size=THETA_SIZE,
        **{name: " ".join(map(str, numbers)) for name, numbers in lists.items()},
    )
    command = [str(find_octave()), "--no-history", "--norc", "--eval", code]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    return np.fromfile(file).reshape(len(seeds), -1)


def our_draws(seed: int) -> np.ndarray:
    """Return what `OCTAVE_DRAWS` draws for one seed, in its order."""
    random = OctaveRandom(seed)
    draws = [random.randn(THETA_SIZE), random.rand(28, 28)]
    draws += [random.randi(imax, 7, 11) for imax in RANDI_BOUNDS]
    draws += [random.rand(2, 3), random.randn(2, 3)]
    return np.concatenate([draw.ravel(order="F") for draw in draws])


@pytest.mark.octave
def test_the_streams_are_octaves(tmp_path: Path) -> None:
    """For 100 seeds no normal number is off by more than 1 ulp, and all other draws are equal."""
    octave_draws = draw_in_octave(OCTAVE_DRAWS, tmp_path, SEEDS, bounds=RANDI_BOUNDS)
    ours = np.array([our_draws(seed) for seed in SEEDS])
    assert ours.shape == octave_draws.shape
    normal, octave_normal = ours[:, :THETA_SIZE], octave_draws[:, :THETA_SIZE]
    ulps = np.abs(normal.view(np.int64) - octave_normal.view(np.int64))
    assert ulps.max() <= 1
    assert np.mean(ulps == 0) > 0.9999
    np.testing.assert_array_equal(ours[:, THETA_SIZE:-6], octave_draws[:, THETA_SIZE:-6])
    np.testing.assert_array_max_ulp(ours[:, -6:], octave_draws[:, -6:], maxulp=1)


def our_other_draws(seed: int) -> np.ndarray:
    """Return what `OTHER_OCTAVE_DRAWS` draws for one seed, in its order."""
    random = OctaveRandom(seed)
    draws = [random.rande(3000), random.rande(3000, dtype="single")]
    draws += [random.randn(3000, dtype="single")]
    draws += [random.rand(3001, dtype="single"), random.rand((3, 2))]
    for a in SHAPES:
        draws += [random.randg(a, (40, 3)), random.randg(np.full((5, 4), a))]
        draws += [random.randg(a, 40, dtype="single")]
    for mean in MEANS:
        draws += [random.randp(mean, 40, 3), random.randp(np.full((5, 4), mean))]
        draws += [random.randp(mean, 40, dtype="single")]
        draws += [random.randp(np.full((5, 4), mean), dtype="single")]
    random = OctaveRandom(seed)
    draws += [random.randperm(50), random.randperm(1000, 7)]
    draws += [random.randperm(9, 8), random.randperm(3, 0)]
    draws += [random.randi((-5, 5), 40), random.randi((-(2**52), 2**52 - 5), (4, 10))]
    with pytest.warns(UserWarning, match=r"randi: 0\.\.400 exceeds uint8"):
        draws.append(random.randi((0, 400), 40, dtype="uint8"))
    with pytest.warns(UserWarning, match=r"randi: .* exceeds float32"):
        draws.append(random.randi((2**24, 2**24 + 9), 40, dtype="single"))
    return np.concatenate([draw.ravel(order="F").astype(float) for draw in draws])


@pytest.mark.octave
def test_the_other_distributions_are_octaves(tmp_path: Path) -> None:
    """Exponential, gamma and Poisson numbers, permutations and single draws are Octave's."""
    octave = draw_in_octave(OTHER_OCTAVE_DRAWS, tmp_path, OTHER_SEEDS, shapes=SHAPES, means=MEANS)
    ours = np.array([our_other_draws(seed) for seed in OTHER_SEEDS])
    assert ours.shape == octave.shape
    # 1e-6 is 8 ulp of a single number: a logarithm or exponential function may be off by one.
    np.testing.assert_allclose(ours, octave, rtol=1e-6)
    assert np.mean(ours == octave) > 0.9999


NOTED: dict[str, tuple[Callable[[], np.ndarray], list[float]]] = {
    "rande": (lambda: octave_random.rande(1, 3),
              [3.6029738858356253, 0.13861906775550209, 0.67431128896169579]),
    "rande, single": (lambda: octave_random.rande(1, 3, dtype="single"),
                      [0.66359513998031616, 0.60151189565658569, 3.0243432521820068]),
    "randn, single": (lambda: octave_random.randn(42, 3, dtype="single"),
                      [-1.2541848421096802, 0.34035408496856689, 0.11005958914756775]),
    "rand, single": (lambda: octave_random.rand(1, 3, dtype="single"),
                     [0.39724665880203247, 0.71619093418121338, 0.94303697347640991]),
    "randg of less than 1": (lambda: octave_random.randg(1, 0.5, 3),
                             [2.2800942687714567, 0.074728223158139595, 0.15697675447046736]),
    "randg": (lambda: octave_random.randg(1, 3, 3),
              [5.9647513810842128, 1.9963625515321581, 2.0318953265800133]),
    "randg of an array": (lambda: octave_random.randg(1, np.array([[0.5, 3], [7, 1]])),
                          [0.86009073680283765, 5.0060678695210257,
                           3.6607503812758777, 1.0246498601625544]),
    "randg, single": (lambda: octave_random.randg(1, 3, 3, dtype="single"),
                      [4.1272382736206055, 1.6475743055343628, 1.3703221082687378]),
    "randp of 5": (lambda: octave_random.randp(1, 5, 6), [5, 5, 3, 7, 7, 3]),
    "randp of 15": (lambda: octave_random.randp(1, 15, 6), [13, 15, 8, 18, 18, 15]),
    "randp of 1e9": (lambda: octave_random.randp(1, 1e9, 3),
                     [999915677, 999976657, 1000047684]),
    "randp of an array": (lambda: octave_random.randp(1, np.array([[5, 15], [3, 1e9]])),
                          [5, 2, 15, 1000000584]),
    "randp of no mean": (lambda: octave_random.randp(12, [-np.inf, -1, 0, np.inf, np.nan]),
                         [np.nan, np.nan, 0, np.nan, np.nan]),
    "randg of no shape": (lambda: octave_random.randg(1, 0, 2), [np.nan, np.nan]),
    "randperm": (lambda: octave_random.randperm(42, 10), [7, 2, 5, 3, 9, 4, 10, 8, 6, 1]),
    "randi of a pair": (lambda: octave_random.randi(7, (-3, 3), 8),
                        [-1, -2, 1, -3, 0, -1, -3, 0]),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTED)
def test_first_numbers_are_those_of_octave(name: str) -> None:
    """The first numbers of a seed are those that Octave 7.3 printed."""
    draw, expected = NOTED[name]
    drawn = draw()
    precision = drawn.dtype if drawn.dtype.kind == "f" else np.dtype(float)
    np.testing.assert_array_max_ulp(
        drawn.ravel(order="F").astype(precision), np.array(expected, precision), maxulp=1
    )


def test_permutations_and_randi_go_on_in_the_stream_of_rand() -> None:
    """A second permutation continues where the first ended, as in Octave 7.3."""
    random = OctaveRandom(42)
    random.randperm(10)
    assert random.randperm(1_000_000, 4).tolist() == [218638, 505356, 26538, 198841]


def test_single_and_double_draws_share_a_stream() -> None:
    """A single number uses up one word, and double ones go on from there, as in Octave 7.3."""
    random = OctaveRandom(3)
    drawn = [random.rand(dtype="single").item(), *random.rand(2).tolist()]
    assert drawn == [0.91894513368606567, 0.59264091062716562, 0.13042279608514273]


def test_classes_of_randi() -> None:
    """An integer type saturates and single rounds, each with a warning at the caller."""
    with pytest.warns(UserWarning, match=r"randi: 250\.\.260 exceeds uint8") as caught:
        drawn = OctaveRandom(7).randi((250, 260), 8, dtype="uint8")
    assert drawn.dtype == np.uint8
    assert drawn.tolist() == [253, 251, 255, 250, 255, 254, 250, 255]
    assert caught[0].filename == __file__
    with pytest.warns(UserWarning, match=r"exceeds float32, whose whole numbers are -16777216"):
        drawn = OctaveRandom(7).randi((2**24, 2**24 + 9), 4, dtype="single")
    assert drawn.dtype == np.float32
    assert drawn.tolist() == [16777220, 16777216, 16777222, 16777216]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert OctaveRandom(7).randi(255, dtype="uint8").dtype == np.uint8


def test_a_zero_is_drawn_again() -> None:
    """A single number whose 24 bits are 0 is left out, as in Octave."""

    class Zeros(Words):
        def take(self, count: int) -> np.ndarray:
            words = super().take(count)
            words[0] &= ~np.uint64(0xFFFFFF)
            return words if count > 1 else words | np.uint64(1)

    drawn = uniforms(Zeros(1), 3, np.dtype(np.float32))
    assert drawn.tolist() == [0.71619093418121338, 0.94303697347640991, 2.0**-24]


@pytest.mark.parametrize("size", [(2, 3), ((2, 3),), ([2, 3],), (np.array([2, 3]),)])
def test_sizes_are_numbers_or_one_sequence(size: tuple[Any, ...]) -> None:
    """A size may be passed as numbers, a tuple, a list or an array."""
    for draw in (octave_random.rand, octave_random.randn, octave_random.rande):
        assert draw(1, *size).shape == (2, 3)
    assert octave_random.randi(1, 6, *size).shape == (2, 3)
    assert octave_random.randg(1, 2.0, *size).shape == (2, 3)
    assert octave_random.randp(1, 2.0, *size).shape == (2, 3)


def test_a_size_of_nothing_is_one_number() -> None:
    """Without a size one number is drawn, in an array without dimensions."""
    assert octave_random.rand(1).shape == ()
    assert octave_random.randg(1, 2.0).shape == ()
    assert octave_random.rand(1, 0, 3).shape == (0, 3)


@pytest.mark.parametrize(
    ("draw", "error", "message"),
    [
        (
            lambda random: random.rand(-1),
            ValueError,
            "size is (-1,); expected whole numbers from 0",
        ),
        (lambda random: random.rand(2.5), TypeError, "size is (2.5,); expected whole numbers, or"),
        (lambda random: random.rand((2,), 3), TypeError, "expected whole numbers, or one sequence"),
        (
            lambda random: random.rand(2, dtype="int8"),
            ValueError,
            "dtype is 'int8'; expected 'double'",
        ),
        (
            lambda random: random.randi(5, dtype="bool"),
            ValueError,
            "dtype is bool; expected an int",
        ),
        (lambda random: random.randi((3, 1)), ValueError, "bounds is (3, 1); expected"),
        (lambda random: random.randi((1, 2, 3)), TypeError, "bounds is (1, 2, 3); expected"),
        (lambda random: random.randi(1.5), TypeError, "bounds is 1.5; expected a whole number"),
        (lambda random: random.randi((-(2**52), 2**52)), ValueError, "less than 9007199254740991"),
        (
            lambda random: random.randperm(3, 4),
            ValueError,
            "n is 3 and m is 4; expected 0 <= m <= n",
        ),
        (lambda random: random.randperm(-1), ValueError, "n is -1 and m is -1"),
        (lambda random: random.randg([1, 2], 3), ValueError, "size is (3,) and a has shape (2,)"),
        (lambda random: random.randp([1, 2], 3), ValueError, "size is (3,) and l has shape (2,)"),
    ],
)
def test_wrong_arguments_are_named(draw: Callable[..., Any], error: Any, message: str) -> None:
    """An error names the argument, its value, and what is expected."""
    with pytest.raises(error, match=re.escape(message)):
        draw(OctaveRandom(1))


def example(language: str) -> str:
    """Return the block of docs/octave-random.md in a language."""
    return DOCUMENT.read_text().split(f"```{language}\n")[1].split("```")[0]


def test_the_documents_example_runs_in_python() -> None:
    """The example prints what the document shows."""
    test = doctest.DocTestParser().get_doctest(example("python"), {}, "example", None, 0)
    assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.octave
def test_the_documents_example_runs_in_octave() -> None:
    """The Octave half of the example prints what the document shows."""
    command = [str(find_octave()), "--no-history", "--norc", "--eval", example("octave")]
    done = subprocess.run(command, check=True, timeout=120, capture_output=True, text=True)
    assert done.stdout == "   7   2   5\n"


def test_first_uniform_and_normal_numbers_are_those_of_octave() -> None:
    """The first numbers of two seeds are those that Octave 7.3 printed."""
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


@pytest.mark.parametrize("draw", ["rand", "randn", "rande"])
def test_drawing_in_parts_changes_nothing(draw: str) -> None:
    """A stream gives the same numbers whether drawn at once or in uneven parts."""
    whole = getattr(OctaveRandom(3), draw)(6000)
    parts = OctaveRandom(3)
    drawn = [getattr(parts, draw)(count) for count in (1, 0, 999, 2000, 3000)]
    np.testing.assert_array_equal(np.concatenate(drawn), whole)


def test_each_distribution_has_a_state_of_its_own() -> None:
    """Drawing numbers of one distribution does not change those of another."""
    random = OctaveRandom(8)
    random.rand(100)
    random.randg(2, 100)
    np.testing.assert_array_equal(random.randn(5), octave_random.randn(8, 5))
    np.testing.assert_array_equal(random.rande(5), octave_random.rande(8, 5))
    np.testing.assert_array_equal(random.randp(3, 5), octave_random.randp(8, 3, 5))


def test_matrices_fill_column_by_column() -> None:
    """A matrix holds the stream's numbers in Octave's order."""
    matrix = octave_random.randn(5, 3, 4)
    np.testing.assert_array_equal(matrix.ravel(order="F"), octave_random.randn(5, 12))


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1, 2**53])
def test_a_seed_out_of_range_is_an_error(seed: int) -> None:
    """Octave silently uses another seed; here the error names the range."""
    with pytest.raises(ValueError, match=rf"seed is {seed}; expected .*0\.\.4294967295"):
        OctaveRandom(seed)


@pytest.mark.parametrize("seed", [1.5, 2.0, float("nan"), "1", None])
def test_a_seed_that_is_not_a_whole_number_is_an_error(seed: object) -> None:
    """A fraction or a text as seed is named in the error."""
    with pytest.raises(TypeError, match=r"seed is .*whole number"):
        OctaveRandom(seed)  # type: ignore[arg-type]


@pytest.mark.parametrize("imax", [0, -3, 2**53])
def test_a_bound_of_randi_out_of_range_is_an_error(imax: int) -> None:
    """The bound of randi is limited as in Octave."""
    with pytest.raises(ValueError, match=f"bounds is {imax}; expected whole numbers up to"):
        octave_random.randi(0, imax)
