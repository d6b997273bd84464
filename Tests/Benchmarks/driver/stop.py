"""Why a benchmark cannot go on, as a sentence for people."""


class Stop(Exception):
    """Nothing further can be measured."""


class NotMeasured(Exception):
    """One row cannot be measured; the others can."""
