"""Random streams belong to items of work, not to the chunk in which they are computed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anlan.compute import generator_of, local, seeds_of

KEYS = st.tuples(st.sampled_from(["earthquake", "rain-flood", "typhoon-wind"]), st.integers(0, 2**32 - 1))


def test_a_stream_is_the_one_that_its_key_says() -> None:
    """PCG64 over a seed sequence, the name entering by its CRC-32; that of "123456789" is the published check value."""
    expected = np.random.Generator(np.random.PCG64(np.random.SeedSequence(7, spawn_key=(0xCBF43926, 17))))
    assert generator_of(7, "123456789", 17).random(5).tolist() == expected.random(5).tolist()


@given(first=KEYS, second=KEYS)
def test_different_items_have_different_streams(first: tuple[str, int], second: tuple[str, int]) -> None:
    """Two streams agree exactly when their keys do."""
    same = bool(np.array_equal(seeds_of(1, *first).generate_state(4), seeds_of(1, *second).generate_state(4)))
    assert same == (first == second)


def test_another_seed_gives_another_run() -> None:
    """The seed of the run enters every stream."""
    assert generator_of(1, "earthquake", 0).random() != generator_of(2, "earthquake", 0).random()


@given(st.integers(1, 20))
def test_how_work_is_cut_does_not_show(size: int) -> None:
    """Events drawn in chunks of any size, by two threads, equal the events drawn one by one."""
    events = range(20)
    alone = [float(generator_of(5, "rain-flood", event).gumbel()) for event in events]

    def chunk(start: int) -> list[float]:
        return [float(generator_of(5, "rain-flood", event).gumbel()) for event in events[start : start + size]]

    with local(2) as executor:
        together = [value for part in executor.map(chunk, range(0, 20, size)) for value in part]
    assert together == alone
