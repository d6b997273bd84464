"""Reads a file of figures with Prometheus' own parser and prints every sample, sorted.

Refuses what the collector of text files refuses: a sample with an instant, a series that is there
twice, a name that is not explained or not in the style of Prometheus.
"""

import re
import sys

from prometheus_client.parser import text_fd_to_metric_families

NAME = re.compile(r"^trueup_[a-z][a-z0-9]*(_[a-z0-9]+)*$")
FOREIGN_UNITS = re.compile(r"_(ms|milliseconds|minutes|hours|percent|kb|mb)(_|$)")


def main(path):
    series = {}
    with open(path, encoding="utf-8", newline="") as file:
        for family in text_fd_to_metric_families(file):
            assert NAME.match(family.name), family.name
            assert not FOREIGN_UNITS.search(family.name), family.name
            assert family.type == "gauge" and not family.name.endswith("_total"), family.name
            assert family.documentation.endswith("."), family.name
            for sample in family.samples:
                assert sample.timestamp is None, sample
                key = (sample.name, tuple(sorted(sample.labels.items())))
                assert key not in series, f"twice: {key}"
                series[key] = sample.value
    for (name, labels), value in sorted(series.items()):
        written = ",".join(f"{label}={text!r}" for label, text in labels)
        print(f"{name}{{{written}}} {value:g}")


main(sys.argv[1])
