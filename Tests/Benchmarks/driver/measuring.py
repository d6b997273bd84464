"""Runs whole processes and says what each cost."""

import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from stop import NotMeasured

# A contender slower than this many seconds runs at most `FEW` times.
SLOW_SECONDS = 15
FEW = 3

# A run counts as disturbed when others used more than this share of the processors meanwhile.
DISTURBED_SHARE = 0.04

METER = Path(__file__).with_name("meter.py")


@dataclass
class Contender:
    """A command that does the work of a row."""

    name: str
    command: list
    environment: dict = field(default_factory=dict)
    # The exit statuses that mean that the work was done.
    accepted: tuple = (0,)
    # The folder it makes, which is removed before each run.
    made: Path | None = None


@dataclass
class Sample:
    """What one run of a process cost: seconds, and bytes at its peak."""

    wall: float
    cpu: float
    peak: int
    is_disturbed: bool


@dataclass
class Figures:
    """The samples of one contender."""

    samples: list

    def _median(self, value):
        # With too few quiet runs the noise is in the figure, and the mark `~` beside it.
        quiet = [sample for sample in self.samples if not sample.is_disturbed]
        return statistics.median(map(value, self.samples if self.is_noisy else quiet))

    @property
    def wall(self):
        """Median seconds from start to end."""
        return self._median(lambda sample: sample.wall)

    @property
    def cpu(self):
        """Median seconds of all processors, the system's part included."""
        return self._median(lambda sample: sample.cpu)

    @property
    def peak(self):
        """Median bytes in memory at the peak."""
        return self._median(lambda sample: sample.peak)

    @property
    def is_noisy(self):
        """Whether fewer than three runs, or than all, were undisturbed."""
        quiet = sum(not sample.is_disturbed for sample in self.samples)
        return quiet < min(3, len(self.samples))


def run_once(contender, output=os.devnull):
    """Runs a contender, its standard output into a file.

    Wall time is that of the whole process, from before its start until it was waited for.
    """
    if contender.made:
        shutil.rmtree(contender.made, ignore_errors=True)
    complaints = output if output == os.devnull else f"{output}.log"
    reading, writing = os.pipe()
    with open(output, "wb") as stdout, open(complaints, "wb") as stderr, open(reading) as report:
        busy = _busy_seconds()
        # -S: the meter must start quickly and stay small.
        subprocess.run(
            [sys.executable, "-B", "-I", "-S", METER, str(writing), *contender.command],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            env={**os.environ, **contender.environment},
            pass_fds=[writing],
            check=False,
        )
        busy = _busy_seconds() - busy
        os.close(writing)
        words = report.read().split()
    if not words:
        raise NotMeasured(f"{contender.name} cannot be started")
    wall, cpu, peak, status = float(words[0]), float(words[1]), int(words[2]), int(words[3])
    if status not in contender.accepted:
        raise NotMeasured(_complaint(contender, status, complaints))
    # Processor time is counted in ticks of 10 ms: shorter runs cannot be judged.
    is_disturbed = busy - cpu > max(0.05, DISTURBED_SHARE * wall * os.cpu_count())
    return Sample(wall, cpu, peak * 1024, is_disturbed)


def measure(contenders, rounds):
    """Runs contenders in turn, A B A B, and gives the figures of each by its name."""
    samples = {contender.name: [] for contender in contenders}
    for number in range(rounds):
        for contender in contenders:
            taken = samples[contender.name]
            if taken and taken[0].wall > SLOW_SECONDS and len(taken) >= FEW:
                continue
            say(f"    round {number + 1}: {contender.name}")
            taken.append(run_once(contender))
    return {name: Figures(taken) for name, taken in samples.items()}


def warm(paths):
    """Brings files into the page cache."""
    for path in paths:
        with open(path, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass


def say(text):
    """Tells whoever waits what is going on."""
    print(text, file=sys.stderr, flush=True)


def _busy_seconds():
    """Seconds that all processors worked since the machine started, a host's share included."""
    with open("/proc/stat", encoding="ascii") as file:
        ticks = [int(word) for word in file.readline().split()[1:]]
    user, nice, system, _, _, interrupts, soft_interrupts, stolen = ticks[:8]
    busy = user + nice + system + interrupts + soft_interrupts + stolen
    return busy / os.sysconf("SC_CLK_TCK")


def _complaint(contender, status, complaints):
    text = f"{contender.name} ended with status {status}"
    if complaints == os.devnull:
        return text
    lines = Path(complaints).read_text(errors="replace").strip().splitlines()
    return text + "".join(": " + line for line in lines[-1:])
