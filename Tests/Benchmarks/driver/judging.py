"""Figures beside goals."""

from dataclasses import dataclass, field

MEBIBYTE = 1 << 20


@dataclass
class Judgement:
    """One goal, and what was measured of it."""

    work: str
    measured: str
    goal: str
    # None where there is no goal, or where nothing could be measured.
    is_met: bool | None = None
    value: float | None = None

    @property
    def verdict(self):
        """One word for the table."""
        return {True: "pass", False: "miss", None: "–"}[self.is_met]


@dataclass
class RowResult:
    """Everything that a row found."""

    name: str
    title: str
    judgements: list = field(default_factory=list)
    # By contender.
    figures: dict = field(default_factory=dict)
    # By contender: why it has no figures.
    faults: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)


def times_faster(figures, peer, goal=None, ours="trueup"):
    """How many times the peer's wall time is that of ours; its processor time beside it."""
    work = f"{peer} / {ours}"
    goal_text = f"≥ {goal:g} ×" if goal else "no goal"
    if peer not in figures or ours not in figures:
        return Judgement(work, "not measured", goal_text)
    value = figures[peer].wall / figures[ours].wall
    cpu = figures[peer].cpu / max(figures[ours].cpu, 1e-9)
    noise = "~" if figures[peer].is_noisy or figures[ours].is_noisy else ""
    return Judgement(
        work, f"{noise}{value:.2f} × (cpu {cpu:.2f} ×)", goal_text, goal and value >= goal, value
    )


def times_as_long(figures, reference, goal, ours="trueup"):
    """How many times the wall time of a reference ours is."""
    work = f"{ours} / {reference}"
    if reference not in figures or ours not in figures:
        return Judgement(work, "not measured", f"≤ {goal:g} ×")
    value = figures[ours].wall / figures[reference].wall
    return Judgement(work, f"{value:.2f} ×", f"≤ {goal:g} ×", value <= goal, value)


def at_most(work, value, goal, unit):
    """A value that must not be more than a goal."""
    shown = "not measured" if value is None else f"{value:.4g} {unit}"
    is_met = None if value is None else value <= goal
    return Judgement(work, shown, f"≤ {goal:.4g} {unit}", is_met, value)


def at_least(work, value, goal, unit):
    """A value that must not be less than a goal."""
    shown = "not measured" if value is None else f"{value:.4g} {unit}"
    is_met = None if value is None else value >= goal
    return Judgement(work, shown, f"≥ {goal:.4g} {unit}", is_met, value)


def must_hold(work, is_so):
    """Something that is or is not so."""
    return Judgement(work, "yes" if is_so else "no", "yes", is_so)
