"""Rows on single rooms of trueup, which a small program of their own runs: `RoomBenchmarks`."""

import hashlib
import subprocess

from judging import Judgement, RowResult, must_hold, times_faster
from machine import has_libisal
from measuring import Contender, measure, run_once, warm

# How much of a file is compressed: enough to forget the start-up, and not boring on small machines.
COMPRESSED_BYTES = 256 << 20


def dumps(bench, row):
    """Both CSV dumps, the compared columns decoded."""
    data, form, peer = bench.data, bench.data.plain, bench.workspace.peer
    ours = Contender("trueup", bench.room_for_dumps(form, bench.jobs))
    duckdb = Contender("DuckDB", peer("dumps_duckdb.py", form.job))
    polars = Contender("Polars", peer("dumps_polars.py", form.job), bench.polars_threads)
    files = [data.subscriptions, data.ledger]
    figures, faults = bench.compare_with(duckdb, [ours, polars], files)
    judgements = [times_faster(figures, "DuckDB", 7), times_faster(figures, "Polars", 6)]
    return RowResult(row.name, row.title, judgements, figures, faults)


def extraction(bench, row):
    """The fields of the compare job out of every event, by one thread."""
    form = bench.data.plain
    program = bench.workspace.compiled("peers/extraction_simdjson.cpp", "-lsimdjson")
    ours = Contender("trueup", bench.room("extraction", form.events[0]))
    simdjson = Contender("simdjson On-Demand", [program, str(form.events[0])])
    figures, faults = bench.compare_with(simdjson, [ours], form.events)
    judgement = times_faster(figures, simdjson.name, 1.8)
    return RowResult(row.name, row.title, [judgement], figures, faults)


def reports(bench, row):
    """Lines of JSON and of CSV compressed as trueup compresses its reports."""
    goal = 8 if has_libisal() else 1.8
    result = RowResult(row.name, row.title)
    sources = {"NDJSON": bench.data.plain.events[0], "CSV": bench.data.ledger}
    for kind, source in sources.items():
        part = bench.data.start_of(source, COMPRESSED_BYTES)
        ours = Contender(f"trueup {kind}", bench.room("compression", part, bench.jobs))
        theirs = Contender(f"zlib level 6 {kind}", bench.workspace.peer("zlib_level6.py", part))
        warm([part])
        packed = bench.workspace.subfolder("results") / f"{kind}.gz"
        run_once(ours, output=packed)
        figures = measure([ours, theirs], bench.options.rounds)
        result.figures |= figures
        result.judgements += [
            times_faster(figures, theirs.name, goal, ours=ours.name),
            must_hold(f"{kind} inflates to itself", _is_packed(part, packed)),
            Judgement(f"{kind} shrinks to", _share(packed, part), "no goal"),
        ]
    return result


def _is_packed(plain, packed):
    """Whether gzip's own program finds the content again."""
    inflate = ["gzip", "-dc", str(packed)]
    with open(plain, "rb") as file, subprocess.Popen(inflate, stdout=subprocess.PIPE) as inflater:
        is_same = _digest(file) == _digest(inflater.stdout)
    return is_same and inflater.returncode == 0


def _digest(stream):
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.digest()


def _share(packed, plain):
    return f"{packed.stat().st_size / plain.stat().st_size * 100:.1f} %"
