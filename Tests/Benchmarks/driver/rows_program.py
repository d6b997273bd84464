"""Rows on the program as a whole: memory, start-up, threads, growth."""

import hashlib

from judging import MEBIBYTE, Judgement, RowResult, at_most, must_hold, times_as_long, times_faster
from measuring import Contender, measure, run_once
from stop import NotMeasured

# How often a start is measured: it is short, so that chance weighs more.
STARTS = 20

# How much longer an event may take among ten times as many.
LINEAR = 1.15


def memory(bench, row):
    """The peak of the compare job beside what its ledger and its subscriptions account for."""
    data, form = bench.data, bench.data.plain
    figures, faults = bench.compare([bench.diff(form)], form)
    goal = 64e6 + 27 * data.ledger_row_count + 130 * data.subscription_count
    ours = figures.get("trueup")
    peak = ours.peak / 1e6 if ours else None
    judgement = at_most("peak of trueup", peak, goal / 1e6, "MB")
    return RowResult(row.name, row.title, [judgement], figures, faults)


def spill(bench, row):
    """The same work within a limit, and the same bytes out."""
    form = bench.data.plain if bench.data.size != "large" else bench.data.one_gzip
    limit = "512M"
    free, limited = bench.diff(form), bench.diff(form, "--memory", limit, name="limited")
    figures, faults = bench.compare([free, limited], form)
    judgements = [times_as_long(figures, "trueup", 1.4, ours="limited")]
    peak = figures["limited"].peak / MEBIBYTE if "limited" in figures else None
    judgements.append(at_most("peak of limited", peak, 512, "MiB"))
    result = RowResult(row.name, row.title, judgements, figures, faults)
    if "trueup" in figures and figures["trueup"].peak < 512 * MEBIBYTE:
        result.notes.append("the work fits into the limit: nothing had to be spilled")
    return result


def start(bench, row):
    """The cost of starting, and of a small job from start to end."""
    empty = Contender("/bin/true", ["/bin/true"])
    version = Contender("trueup --version", [bench.workspace.trueup, "--version"])
    figures = measure([version, empty], STARTS)
    judgements = [
        at_most("trueup --version", figures["trueup --version"].wall * 1e3, 5, "ms"),
    ]
    form = bench.dataset("small").plain
    compared, faults = bench.compare(
        [bench.diff(form, name="compare small")], form, references=[bench.whole_run(form)]
    )
    ours = compared.get("compare small")
    judgements.append(at_most("compare job", ours.wall if ours else None, 0.15, "s"))
    if "trueup run" in compared:
        shown = f"{compared['trueup run'].wall:.3g} s"
        judgements.append(Judgement("whole run", shown, "no goal"))
    return RowResult(row.name, row.title, judgements, {**figures, **compared}, faults)


def cores(bench, row):
    """The same bytes at any width, in about half the time on two cores."""
    form = bench.data.plain if bench.data.size != "large" else bench.data.four_gzips
    one = bench.diff(form, name="compare, 1 thread", jobs=1)
    two = bench.diff(form, name="compare, 2 threads", jobs=2)
    figures, faults = bench.compare([one, two], form)
    runs = [bench.whole_run(form, name=f"run at {jobs}", jobs=jobs) for jobs in (1, 2)]
    figures |= measure(runs, bench.options.rounds)
    judgements = [
        times_faster(figures, one.name, 1.8, ours=two.name),
        times_faster(figures, runs[0].name, 1.8, ours=runs[1].name),
    ]
    runs.append(bench.whole_run(form, name="run at 8", jobs=8))
    run_once(runs[-1])
    digests = {_digest(run.made) for run in runs}
    judgements.append(must_hold("same bytes at 1, 2 and 8 jobs", len(digests) == 1))
    return RowResult(row.name, row.title, judgements, figures, faults)


def growth(bench, row):
    """The time of one event among few and among many."""
    sizes = ["small", "medium", "large"]
    sizes = sizes[: sizes.index(bench.options.size) + 1]
    if len(sizes) == 1:
        raise NotMeasured("there is nothing smaller to compare with; measure medium or large")
    compressed = "large" in sizes
    forms = {}
    for size in sizes:
        data = bench.dataset(size)
        forms[size] = data.one_gzip if compressed else data.plain
    contenders, faults = [], {}
    for size, form in forms.items():
        right, wrong = bench.agreeing([bench.diff(form, name=size)], form)
        contenders += right
        faults |= wrong
    result = RowResult(row.name, row.title, faults=faults)
    if faults:
        return result
    result.figures = measure(contenders, bench.options.rounds)
    cost = {
        size: result.figures[size].wall / bench.dataset(size).event_count * 1e6 for size in sizes
    }
    result.judgements = [
        Judgement(
            f"an event of {size} data",
            f"{cost[size]:.3f} µs",
            f"≤ {LINEAR} × that of {sizes[0]}" if size != sizes[0] else "no goal",
            cost[size] <= LINEAR * cost[sizes[0]] if size != sizes[0] else None,
            cost[size],
        )
        for size in sizes
    ]
    return result


def _digest(folder):
    """The content of a run's files, apart from the one that says how long it took."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.name != "timings.json":
            digest.update(str(path.relative_to(folder)).encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.digest()
