"""Checks that all contenders of a row come to the same result, before any is timed."""

import hashlib
from itertools import zip_longest

from measuring import run_once, say
from stop import NotMeasured

# How many differing lines are shown of a contender that disagrees.
SHOWN_LINES = 6


def result_of(contender, path):
    """Runs a contender and keeps what it writes to its standard output."""
    run_once(contender, output=path)
    return path


def agreeing(contenders, right, folder):
    """Those contenders that come to the right result, and what is wrong with the others."""
    say("    do all agree?")
    faults = {}
    for contender in contenders:
        path = folder / (contender.name.replace(" ", "-").replace("/", "-") + ".csv")
        try:
            if _digest(result_of(contender, path)) != _digest(right):
                faults[contender.name] = "another result:\n" + _difference(right, path)
        except NotMeasured as fault:
            faults[contender.name] = str(fault)
    for name, fault in faults.items():
        say(f"    {name}: {fault}")
    return [x for x in contenders if x.name not in faults], faults


def _digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _difference(right, other):
    """The first lines that only one of two results has."""
    with open(right, "rb") as first, open(other, "rb") as second:
        lines, others = first.read().splitlines(), second.read().splitlines()
    known, found = set(lines), set(others)
    missing = [b"missing: " + line for line in lines if line not in found]
    extra = [b"extra:   " + line for line in others if line not in known]
    if not missing and not extra:
        return "the same lines in another order, or not as often"
    shown = [x for pair in zip_longest(missing, extra) for x in pair if x][:SHOWN_LINES]
    rest = len(missing) + len(extra) - len(shown)
    lines = [line.decode(errors="replace") for line in shown]
    return "\n".join(lines + ([f"and {rest:,} more"] if rest > 0 else []))
