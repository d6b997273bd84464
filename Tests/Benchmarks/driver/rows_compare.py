"""Rows on the minimal compare job: plain, strictly validated, and compressed."""

from dataclasses import replace
from shutil import which

from judging import RowResult, at_least, times_as_long, times_faster
from measuring import Contender


def plain(bench, row):
    """trueup beside every peer, from lines of JSON."""
    form = bench.data.plain
    peers = [bench.duckdb(form), bench.clickhouse(form), bench.polars(form), bench.python(form)]
    figures, faults = bench.compare([bench.diff(form), *peers], form)
    goals = {"DuckDB": 8, "ClickHouse local": 8, "Polars": 20, "Python orjson": None}
    judgements = [times_faster(figures, peer, goal) for peer, goal in goals.items()]
    return RowResult(row.name, row.title, judgements, figures, faults)


def strict(bench, row):
    """The same with every event walked from end to end."""
    form = bench.data.plain
    # Without such an option that is what the program always does.
    options = ["--strict"] if "--strict" in bench.workspace.helps("stage") else []
    ours = bench.diff(form, *options)
    figures, faults = bench.compare([ours, bench.duckdb(form)], form)
    result = RowResult(row.name, row.title, [times_faster(figures, "DuckDB", 5.5)], figures, faults)
    if not options:
        result.notes.append("trueup has no other way of reading: row `compare` is as strict")
    return result


def one_gzip(bench, row):
    """One compressed file; inflating it alone is the floor."""
    form = bench.data.one_gzip
    figures, faults = bench.compare(
        [bench.diff(form), bench.duckdb(form), bench.clickhouse(form)],
        form,
        references=_inflaters(form),
    )
    judgements = [
        times_faster(figures, "DuckDB", 3.8),
        times_faster(figures, "ClickHouse local"),
        times_as_long(figures, "igzip -dc", 1.10),
    ]
    return RowResult(row.name, row.title, judgements, figures, faults)


def four_gzips(bench, row):
    """Four compressed files, which threads can share."""
    form = bench.data.four_gzips
    figures, faults = bench.compare(
        [bench.diff(form), bench.duckdb(form), bench.clickhouse(form)],
        form,
        references=_inflaters(form),
    )
    ours = figures.get("trueup")
    rate = bench.data.decoded_byte_count / ours.wall / 1e9 if ours else None
    judgements = [
        at_least("decoded text", rate, 1.8, "GB/s"),
        times_faster(figures, "DuckDB", 5),
        times_faster(figures, "ClickHouse local"),
    ]
    return RowResult(row.name, row.title, judgements, figures, faults)


def whole_run(bench, row):
    """All that trueup does, beside what DuckDB needs for the minimal job alone."""
    form = bench.data.plain
    peer = replace(bench.duckdb(form), name="DuckDB, minimal job")
    figures, faults = bench.compare([peer], form, references=[bench.whole_run(form)])
    judgement = times_faster(figures, peer.name, 4, ours="trueup run")
    return RowResult(row.name, row.title, [judgement], figures, faults)


def _inflaters(form):
    """The inflaters there are, doing nothing but inflate."""
    files = [str(path) for path in form.events]
    programs = [program for program in ("igzip", "gzip") if which(program)]
    return [Contender(f"{program} -dc", [program, "-dc", *files]) for program in programs]
