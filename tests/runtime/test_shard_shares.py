"""Each process holds its fair share of the shards, and few change hands."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.runtime.shard_shares import share_out

PROCESSES = st.sets(st.integers(1, 30), min_size=1, max_size=8)


@st.composite
def states(draw: st.DrawFn) -> tuple[int, dict[int, int], set[int]]:
    """A number of shards, who holds some of them, and who lives; some holders may be leaving."""
    count = draw(st.integers(1, 40))
    processes = draw(PROCESSES)
    holders = draw(st.dictionaries(st.integers(0, count - 1), st.integers(1, 30)))
    return count, holders, processes


@pytest.mark.long
@given(states())
def test_every_shard_has_a_process_that_lives_and_nobody_two_more_than_another(state) -> None:
    count, holders, processes = state
    shared = share_out(count, holders, processes)
    assert sorted(shared) == list(range(count))
    sizes = Counter(dict.fromkeys(processes, 0)) + Counter()
    sizes.update(shared.values())
    assert set(sizes) <= processes
    most_and_least = [sizes[each] for each in processes]
    assert max(most_and_least) - min(most_and_least) <= 1


@pytest.mark.long
@given(states())
def test_what_was_shared_out_stays(state) -> None:
    count, holders, processes = state
    shared = share_out(count, holders, processes)
    assert share_out(count, shared, processes) == shared


@pytest.mark.long
@given(states())
def test_nobody_gives_up_a_shard_without_having_more_than_the_least_share(state) -> None:
    count, holders, processes = state
    shared = share_out(count, holders, processes)
    for process in processes:
        held = {shard for shard, holder in holders.items() if holder == process}
        kept = {shard for shard in held if shared[shard] == process}
        assert len(kept) >= min(len(held), count // len(processes))
        taken = {shard for shard, holder in shared.items() if holder == process} - held
        assert not (taken and held - kept), "it takes none while it gives some up"


@pytest.mark.long
@given(states(), st.integers(31, 40))
def test_a_new_process_is_handed_some_and_nothing_else_moves(state, new: int) -> None:
    count, holders, processes = state
    before = share_out(count, holders, processes)
    after = share_out(count, before, processes | {new})
    assert all(after[shard] in {before[shard], new} for shard in after)


@pytest.mark.long
@given(states())
def test_what_a_leaving_process_held_goes_to_others_and_nothing_else_moves(state) -> None:
    count, holders, processes = state
    before = share_out(count, holders, processes)
    leaving = min(processes)
    after = share_out(count, before, processes - {leaving})
    if len(processes) == 1:
        assert after == {}
    else:
        assert all(after[shard] == was for shard, was in before.items() if was != leaving)


def test_the_dead_hold_nothing_and_two_share_evenly() -> None:
    assert share_out(4, {}, {7, 9}) == {0: 7, 1: 7, 2: 9, 3: 9}
    assert share_out(1, {0: 9}, {7, 9}) == {0: 9}, "the other waits"
    assert share_out(2, {0: 9, 1: 9}, {7, 9}) == {0: 9, 1: 7}
    assert share_out(2, {5: 9}, {9}) == {0: 9, 1: 9}, "of another number of shards"
