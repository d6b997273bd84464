"""One session: the rows that were asked for, one after another, then the report."""

import json

import instructions
from bench import Bench
from judging import RowResult
from machine import facts
from measuring import say
from report import document, markdown
from rows import ROWS
from stop import NotMeasured
from workspace import Workspace


def run(options):
    """Does what the command line asks for, and gives the exit status."""
    with Workspace(options.keep, options.trueup) as workspace:
        bench = Bench(options, workspace)
        if options.record_instructions:
            return instructions.record(bench)
        if options.compare_instructions:
            return instructions.compare(bench)
        return _measure(bench)


def _measure(bench):
    options, workspace = bench.options, bench.workspace
    known = facts(workspace, bench.jobs)
    results = [_result(bench, row) for row in ROWS if not options.only or row.name in options.only]
    text = markdown(known, results, options.size)
    if options.keep:
        (workspace.folder / "results.md").write_text(text, encoding="utf-8")
        content = json.dumps(document(known, results, options.size), indent=2, ensure_ascii=False)
        (workspace.folder / "results.json").write_text(content + "\n", encoding="utf-8")
    print(text, end="")
    missed = any(x.is_met is False for result in results for x in result.judgements)
    return 1 if missed else 0


def _result(bench, row):
    say(f"{row.name}: {row.title}")
    try:
        return row.measure(bench, row)
    except NotMeasured as reason:
        say(f"    not measured: {reason}")
        return RowResult(row.name, row.title, faults={"not measured": str(reason)})
