"""Counts the instructions of the hot loops, which no neighbour on the machine can disturb.

Each loop runs over some input and over twice as much; the difference is what one more event, row
or KiB costs, without start-up. The same program and data give the same counts, so that a change of
a thousandth shows.
"""

import hashlib
import os
import platform
import re
import subprocess
import tempfile

from counted_loops import loops
from measuring import say
from stop import Stop
from workspace import BENCHMARKS

RECORD = BENCHMARKS / "instructions.txt"

# More than this share is a change for the worse.
TOLERANCE = 0.01


def record(bench):
    """Counts and stores."""
    tool = "perf" if _perf_counts() else "callgrind"
    counts = _counts(bench, tool)
    lines = ["# What one more event, row or KiB costs in instructions; see README.md."]
    lines += [f"# {name}: {fact}" for name, fact in _circumstances(bench, tool).items()]
    lines += [f"{name} {count:.1f}" for name, count in counts.items()]
    RECORD.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    return 0


def compare(bench):
    """Counts again, by the same tool, and prints the change."""
    facts, stored = _stored()
    now = _circumstances(bench, facts.get("tool"))
    for name in ("tool", "architecture", "data"):
        if facts.get(name) != now[name]:
            raise Stop(f"instructions.txt was made with another {name}: {facts.get(name)}")
    counts = _counts(bench, facts["tool"])
    width = max(map(len, counts))
    print(f"{'':{width}} {'recorded':>14} {'now':>14} {'change':>9}")
    for name, count in counts.items():
        before = stored.get(name)
        change = f"{count / before - 1:+.2%}" if before else "new"
        print(f"{name:{width}} {before or 0:14,.1f} {count:14,.1f} {change:>9}")
    return int(any(counts[x] > stored[x] * (1 + TOLERANCE) for x in counts if x in stored))


def _counts(bench, tool):
    count = {"perf": _by_perf, "callgrind": _by_callgrind}[tool]
    found = {}
    for loop in loops(bench):
        say(f"counting {loop.name}")
        (less, fewer), (more, many) = (loop.work(size) for size in (loop.size, 2 * loop.size))
        costs = count(less), count(more)
        if None in costs:
            say(f"    {loop.name} cannot be run")
            continue
        found[loop.name] = (costs[1] - costs[0]) / (many - fewer)
    return found


def _perf_counts():
    try:
        return _by_perf(["true"]) is not None
    except OSError:
        return False


def _by_perf(command):
    with tempfile.NamedTemporaryFile() as output:
        perf = ["perf", "stat", "-x,", "-e", "instructions:u", "-o", output.name, "--"]
        done = _run([*perf, *command])
        found = re.search(r"^(\d+),.*instructions", output.read().decode(), re.MULTILINE)
    return int(found.group(1)) if found and done.returncode in (0, 1, 3) else None


def _by_callgrind(command):
    with tempfile.NamedTemporaryFile("r", errors="replace") as output:
        valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={output.name}"]
        try:
            done = _run([*valgrind, *command])
        except OSError:
            raise Stop("neither perf nor valgrind can count instructions here") from None
        return _own_cost(output) if done.returncode in (0, 1, 3) else None


def _own_cost(lines):
    """What callgrind counted, without the library that takes digests.

    That one goes another way on processors with instructions for SHA-256, which valgrind lacks: its
    count would be many times what it really costs. The format of the lines is in valgrind's manual,
    under "Callgrind Format Specification".
    """
    names, is_own, total, is_call = {}, True, 0, False
    for line in lines:
        if is_call:
            # What a call cost is counted where it was spent.
            is_call = False
        elif line.startswith(("ob=", "cob=")):
            kind, _, rest = line.strip().partition("=")
            number, _, name = rest.partition(" ")
            names.setdefault(number, name)
            if kind == "ob":
                is_own = "libnettle" not in names[number]
        elif line.startswith("calls="):
            is_call = True
        elif line[0] in "+-*0123456789" and is_own:
            total += int(line.split()[1])
    return total


def _run(command):
    # Without it the tables of each process are arranged by chance.
    environment = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}
    return subprocess.run(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env=environment,
        check=False,
    )


def _circumstances(bench, tool):
    events = bench.data.plain.events[0]
    with open(events, "rb") as file:
        digest = hashlib.sha256(file.read(16 << 20)).hexdigest()[:16]
    return {"tool": tool, "architecture": platform.machine(), "data": digest}


def _stored():
    if not RECORD.exists():
        raise Stop("there is no instructions.txt yet; --record-instructions makes it")
    lines = RECORD.read_text(encoding="utf-8").splitlines()
    facts = dict(
        line[2:].split(": ", 1) for line in lines if line.startswith("# ") and ": " in line
    )
    counts = [line.rsplit(" ", 1) for line in lines if line and not line.startswith("#")]
    return facts, {name: float(count) for name, count in counts}
