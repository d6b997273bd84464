"""A folder for everything that is made: the peers' environment, programs, data and results."""

import json
import shutil
import subprocess
import sys
import tempfile
from functools import cached_property
from pathlib import Path

from measuring import say
from stop import NotMeasured, Stop

BENCHMARKS = Path(__file__).resolve().parent.parent
REPOSITORY = BENCHMARKS.parent.parent


class Workspace:
    """A folder that goes away in the end, unless it is to be kept."""

    def __init__(self, kept, trueup):
        self._given_trueup = trueup
        self._is_kept = kept is not None
        if self._is_kept:
            kept.mkdir(parents=True, exist_ok=True)
        self.folder = kept.resolve() if self._is_kept else Path(tempfile.mkdtemp(prefix="trueup-"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self._is_kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def subfolder(self, name):
        """A folder inside, made if need be."""
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @cached_property
    def python(self):
        """The interpreter of an environment with the peers, at the versions that are asked for."""
        environment = self.folder / "environment"
        python = environment / "bin" / "python3"
        wanted = (BENCHMARKS / "requirements.txt").read_text(encoding="utf-8")
        # Written last: an environment without it was not finished, or holds other versions.
        installed = environment / "requirements.txt"
        if not installed.exists() or installed.read_text(encoding="utf-8") != wanted:
            say("installing the peers")
            _must([sys.executable, "-m", "venv", "--clear", str(environment)], "python3-venv")
            pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            _must([*pip, "--requirement", str(BENCHMARKS / "requirements.txt")], "the peers")
            installed.write_text(wanted, encoding="utf-8")
        return str(python)

    def peer(self, script, *arguments):
        """The command that runs a peer's script."""
        return [self.python, "-B", str(BENCHMARKS / "peers" / script), *map(str, arguments)]

    def peer_versions(self):
        """Name and version of every peer."""
        pip = [self.python, "-m", "pip", "--disable-pip-version-check", "list", "--format", "json"]
        done = subprocess.run(pip, capture_output=True, text=True, check=True)
        versions = {package["name"]: package["version"] for package in json.loads(done.stdout)}
        names = ["duckdb", "polars", "chdb", "chdb-core", "orjson"]
        version = f"Python {sys.version.split()[0]}"
        return [f"{name} {versions[name]}" for name in names if name in versions] + [version]

    @cached_property
    def trueup(self):
        """The program, built for release unless one was given."""
        if self._given_trueup:
            return str(self._given_trueup.resolve())
        return str(self._built("trueup"))

    @cached_property
    def rooms(self):
        """The program that runs one room's loop alone."""
        return str(self._built("RoomBenchmarks"))

    def compiled(self, source, *libraries):
        """A C++ program of ours, for this machine."""
        program = self.folder / Path(source).stem
        command = ["g++", "-O3", "-march=native", "-std=c++17", "-o", str(program)]
        try:
            done = subprocess.run(
                [*command, str(BENCHMARKS / source), *libraries], capture_output=True, check=False
            )
        except OSError:
            raise NotMeasured("g++ is not installed") from None
        if done.returncode != 0:
            raise NotMeasured(f"{source} cannot be compiled: are its libraries installed?")
        return str(program)

    def helps(self, topic):
        """What `trueup help` says on a command; nothing if there is none."""
        done = subprocess.run(
            [self.trueup, "help", topic], capture_output=True, text=True, check=False
        )
        return done.stdout if done.returncode == 0 else ""

    def _built(self, product):
        say(f"building {product}")
        swift = ["swift", "build", "--configuration", "release", "--package-path", str(REPOSITORY)]
        _must([*swift, "--product", product, "--quiet"], product)
        shown = subprocess.run(
            [*swift, "--show-bin-path"], capture_output=True, text=True, check=True
        )
        return Path(shown.stdout.strip()) / product


def _must(command, what):
    """Runs a command; what it says goes to the standard error."""
    try:
        done = subprocess.run(command, stdout=sys.stderr, check=False)
    except OSError as fault:
        raise Stop(f"{what}: {fault.strerror}: {command[0]}") from None
    if done.returncode != 0:
        raise Stop(f"{what} could not be made ready; what is needed stands in README.md")
