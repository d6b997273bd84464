"""The rows of the table, in the order in which they are shown."""

from dataclasses import dataclass
from typing import Callable

import rows_compare
import rows_program
import rows_rooms


@dataclass
class Row:
    """A piece of work with a goal; README.md says of each what is measured and how."""

    name: str
    title: str
    measure: Callable


ROWS = [
    Row("compare", "minimal compare job, NDJSON", rows_compare.plain),
    Row("strict", "the same, every event walked and validated", rows_compare.strict),
    Row("one-gzip", "the same from one gzip file", rows_compare.one_gzip),
    Row("four-gzips", "the same from four gzip files", rows_compare.four_gzips),
    Row("run", "the whole run against the peers' minimal job", rows_compare.whole_run),
    Row("dumps", "CSV dumps alone", rows_rooms.dumps),
    Row("extraction", "fields of events, one thread", rows_rooms.extraction),
    Row("memory", "peak memory of the compare job", rows_program.memory),
    Row("spill", "the compare job under a memory limit", rows_program.spill),
    Row("start", "start-up, and 100 thousand events end to end", rows_program.start),
    Row("reports", "reports compressed", rows_rooms.reports),
    Row("cores", "one thread and two", rows_program.cores),
    Row("growth", "ten times the events", rows_program.growth),
]
