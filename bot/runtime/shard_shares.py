"""Which of the processes is to hold which shard: each its fair share, and few change hands."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def share_out(count: int, holders: Mapping[int, int], processes: Collection[int]) -> dict[int, int]:
    """Return by which process each of ``count`` shards is to be held.

    ``holders`` are those that hold one now, by shard; a process that leaves is among them and not
    among ``processes``. Nobody holds two more than another, and a shard stays where it is unless
    its holder has more than its share. Every process that sees the same comes to the same result.
    """
    held = {
        process: sorted(
            shard for shard, holder in holders.items() if holder == process and shard < count
        )
        for process in processes
    }
    # Whoever has the most keeps the one more that some must have.
    order = sorted(held, key=lambda process: (-len(held[process]), process))
    if not order:
        return {}
    least, over = divmod(count, len(order))
    share = {process: least + (place < over) for place, process in enumerate(order)}
    shared = {shard: process for process in order for shard in held[process][: share[process]]}
    free = iter([shard for shard in range(count) if shard not in shared])
    for process in order:
        for _ in range(share[process] - len(held[process])):
            shared[next(free)] = process
    return shared
