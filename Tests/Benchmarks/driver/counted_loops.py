"""The hot loops whose instructions are counted."""

from dataclasses import dataclass
from shutil import rmtree
from typing import Callable

# Small, because counting makes a program some fifty times slower.
CUSTOMERS, ROWS, KIBIBYTES = 400, 5_000, 2_048


@dataclass
class Loop:
    """A command that works through as much input as it is told."""

    name: str
    size: int
    # From a size to the command, and how many events, rows or KiB that is.
    work: Callable


def loops(bench):
    """Every loop, on one thread."""
    data = bench.data

    def compare(customers):
        world = data.world(customers)
        return bench.diff(world, jobs=1).command, _line_count(world.events[0])

    def whole_run(customers):
        world = data.world(customers)
        # Each has a folder of its own: a run that finds another's history does more.
        run = bench.whole_run(world, name=f"run of {customers}", jobs=1)
        rmtree(run.made, ignore_errors=True)
        return run.command, _line_count(world.events[0])

    def extraction(customers):
        events = data.world(customers).events[0]
        return bench.room("extraction", events), _line_count(events)

    def dumps(rows):
        return bench.room_for_dumps(data.cut_of_dumps(rows), jobs=1), rows

    def compression(kibibytes):
        start = data.start_of(data.plain.events[0], kibibytes << 10)
        return bench.room("compression", start, 1), kibibytes

    return [
        Loop("compare-event", CUSTOMERS, compare),
        Loop("run-event", CUSTOMERS, whole_run),
        Loop("extraction-event", CUSTOMERS, extraction),
        Loop("dumps-row", ROWS, dumps),
        Loop("compression-kib", KIBIBYTES, compression),
    ]


def _line_count(path):
    with open(path, "rb") as file:
        return sum(1 for _ in file)
