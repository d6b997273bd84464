"""What was measured, as Markdown for people and as JSON for programs."""

from dataclasses import asdict

from judging import MEBIBYTE


def markdown(facts, results, size):
    """The table of goals, then every figure."""
    lines = [f"## Measured: {size} data", ""]
    lines += [f"- {name}: {fact}" for name, fact in facts]
    lines += ["", "| work | | measured | goal | |", "|---|---|---|---|---|"]
    for result in results:
        for judgement in result.judgements:
            cells = [result.title, judgement.work, judgement.measured, judgement.goal]
            lines.append(_line([*cells, judgement.verdict]))
        if not result.judgements:
            lines.append(_line([result.title, "", "not measured", "", "–"]))
    for result in results:
        lines += ["", f"### {result.name}: {result.title}", ""]
        lines += _figures(result.figures)
        lines += [f"- {note}" for note in result.notes]
        lines += [_fault(name, fault) for name, fault in result.faults.items()]
    return "\n".join(lines) + "\n"


def document(facts, results, size):
    """The same for programs: every run of every contender, in seconds and bytes."""
    return {
        "size": size,
        "machine": dict(facts),
        "rows": [
            {
                "row": result.name,
                "title": result.title,
                "judgements": [asdict(judgement) for judgement in result.judgements],
                "runs": {
                    name: [asdict(sample) for sample in figures.samples]
                    for name, figures in result.figures.items()
                },
                "faults": result.faults,
                "notes": result.notes,
            }
            for result in results
        ],
    }


def _figures(figures):
    if not figures:
        return []
    lines = ["| contender | wall s | fastest to slowest | cpu s | peak MiB | runs |"]
    lines.append("|---|---|---|---|---|---|")
    for name, found in figures.items():
        walls = sorted(sample.wall for sample in found.samples)
        mark = "~" if found.is_noisy else ""
        cells = [name, f"{mark}{found.wall:.3f}", f"{walls[0]:.3f} to {walls[-1]:.3f}"]
        cells += [f"{found.cpu:.3f}", f"{found.peak / MEBIBYTE:.0f}", str(len(walls))]
        lines.append(_line(cells))
    return [*lines, ""]


def _fault(name, fault):
    first, *rest = fault.splitlines()
    return "\n".join([f"- {name}: {first}", *(["```", *rest, "```"] if rest else [])])


def _line(cells):
    return "| " + " | ".join(cells) + " |"
