"""The hot loops whose instructions are counted."""

from dataclasses import dataclass
from shutil import rmtree
from typing import Callable

# Small, because counting makes a program some fifty times slower.
EVENTS, ROWS, KIBIBYTES = 5_000, 20_000, 2_048


@dataclass
class Loop:
    """A command that works through as much input as it is told."""

    name: str
    size: int
    command: Callable


def loops(bench):
    """Every loop, on one thread."""
    data = bench.data

    def compare(count):
        return bench.diff(data.cut(count), jobs=1).command

    def whole_run(count):
        run = bench.whole_run(data.cut(count), jobs=1)
        rmtree(run.made, ignore_errors=True)
        return run.command

    def extraction(count):
        return bench.room("extraction", data.cut(count).events[0])

    def dumps(count):
        return bench.room_for_dumps(data.cut_of_dumps(count), jobs=1)

    def compression(count):
        return bench.room("compression", data.start_of(data.plain.events[0], count << 10), 1)

    return [
        Loop("compare-event", EVENTS, compare),
        Loop("run-event", EVENTS, whole_run),
        Loop("extraction-event", EVENTS, extraction),
        Loop("dumps-row", ROWS, dumps),
        Loop("compression-kib", KIBIBYTES, compression),
    ]
