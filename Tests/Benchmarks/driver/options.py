"""The command line."""

import argparse
from pathlib import Path

from rows import ROWS


def parsed(words):
    """What the words of the command line ask for."""
    parser = argparse.ArgumentParser(
        prog="Tests/Benchmarks/run",
        description="Measures trueup beside its peers on the same work, and checks that all of "
        "them come to the same result.",
        epilog="rows: " + ", ".join(row.name for row in ROWS),
    )
    parser.add_argument(
        "size",
        nargs="?",
        choices=["small", "medium", "large"],
        default="small",
        help="100 thousand, 1 million or 10 million events (small)",
    )
    parser.add_argument("--only", metavar="ROW,…", type=_rows, help="measure these rows only")
    parser.add_argument(
        "--keep", metavar="DIR", type=Path, help="keep environment, data and results in this folder"
    )
    parser.add_argument(
        "--data", metavar="DIR", type=Path, help="use these files instead of generating some"
    )
    parser.add_argument(
        "--trueup", metavar="FILE", type=Path, help="measure this program instead of building it"
    )
    parser.add_argument(
        "--jobs", metavar="N", type=_positive, default=2, help="threads for every contender (2)"
    )
    parser.add_argument(
        "--rounds", metavar="N", type=_positive, default=5, help="measured runs of each (5)"
    )
    counts = parser.add_mutually_exclusive_group()
    counts.add_argument(
        "--record-instructions",
        action="store_true",
        help="count the instructions of the hot loops and store them in instructions.txt",
    )
    counts.add_argument(
        "--compare-instructions",
        action="store_true",
        help="count them again and print the change against instructions.txt",
    )
    return parser.parse_args(words)


def _rows(text):
    names = [row.name for row in ROWS]
    chosen = [name for name in text.split(",") if name]
    for name in chosen:
        if name not in names:
            raise argparse.ArgumentTypeError(f"there is no row {name}; rows: {', '.join(names)}")
    return chosen


def _positive(text):
    number = int(text)
    if not 1 <= number <= 256:
        raise argparse.ArgumentTypeError("a number from 1 to 256")
    return number
