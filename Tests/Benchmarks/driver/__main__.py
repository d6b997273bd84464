"""Measures trueup beside its peers; see ../README.md."""

import sys

from options import parsed
from session import run
from stop import Stop

try:
    sys.exit(run(parsed(sys.argv[1:])))
except Stop as stop:
    sys.exit(f"Tests/Benchmarks/run: {stop}")
except KeyboardInterrupt:
    sys.exit(130)
