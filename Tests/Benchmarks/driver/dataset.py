"""The data: events and dumps of one size, in the forms that the rows ask for."""

import csv
import gzip
import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from measuring import say
from pipeline import Pipeline
from stop import NotMeasured, Stop
from workspace import BENCHMARKS

# Events and subscriptions of each size.
SIZES = {
    "small": (100_000, 20_000),
    "medium": (1_000_000, 200_000),
    "large": (10_000_000, 2_000_000),
}

# The pipeline that every contender follows.
MIRROR = BENCHMARKS / "mirror.xml"

EVENTS, SUBSCRIPTIONS, LEDGER = "events.jsonl", "subscriptions.csv", "webhook_events.csv"


@dataclass
class Form:
    """The data as one kind of file: what to read, and how each contender is told."""

    data: "Dataset"
    events: list
    pipeline: Path
    job: Path


class Dataset:
    """Events and dumps of one size in a folder."""

    def __init__(self, size, workspace, jobs, given=None):
        self.size = size
        self.event_count, self.subscription_count = SIZES[size]
        self.folder = workspace.subfolder(f"data-{size}")
        self.subscriptions = self.folder / SUBSCRIPTIONS
        self.ledger = self.folder / LEDGER
        self._jobs = jobs
        # Written last: without it the data is not whole.
        whole = self.folder / "whole"
        if not whole.exists():
            if given:
                self._adopt(given)
            else:
                self._generate(workspace)
            whole.touch()

    @cached_property
    def plain(self):
        """One file of lines."""
        path = self.folder / EVENTS
        if not path.exists():
            raise NotMeasured(f"the {self.size} data is made compressed only")
        return self._form("plain", [path])

    @cached_property
    def one_gzip(self):
        """One gzip file, as `gzip -6` makes it."""
        path = self.folder / (EVENTS + ".gz")
        if not path.exists():
            say("  compressing the events")
            _compress(self.plain.events[0], 0, self.plain.events[0].stat().st_size, path)
        return self._form("one", [path])

    @cached_property
    def four_gzips(self):
        """The same lines in four gzip files of about equal length."""
        paths = [self.folder / f"part-{n}.jsonl.gz" for n in range(1, 5)]
        if not all(path.exists() for path in paths):
            say("  compressing the events as four files")
            source = self.plain.events[0]
            cuts = _cuts(source, len(paths))
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(_compress, [source] * len(paths), cuts, cuts[1:], paths))
        return self._form("four", paths)

    @cached_property
    def ledger_row_count(self):
        """How many rows the ledger has, without its header."""
        with open(self.ledger, newline="", encoding="utf-8") as file:
            return sum(1 for _ in csv.reader(file)) - 1

    @cached_property
    def decoded_byte_count(self):
        """The bytes of all events as text."""
        path = self.folder / EVENTS
        if path.exists():
            return path.stat().st_size
        with gzip.open(self.one_gzip.events[0]) as file:
            return sum(map(len, iter(lambda: file.read(1 << 20), b"")))

    def world(self, count):
        """All events and rows of the customers that are met first: a small world, but a whole one.

        Events without their end would be a world of nothing but drift.
        """
        events = _lines_about(self.plain.events[0], count)
        content = events.read_bytes()
        subscriptions = set(re.findall(rb'"id":"(sub_\w+)"', content))
        ids = set(re.findall(rb'^{"id":"(evt_\w+)"', content, re.MULTILINE))
        return self._form(
            f"world-{count}",
            [events],
            _rows_naming(subscriptions, self.subscriptions, rb"sub_\w+", count),
            _rows_naming(ids, self.ledger, rb"evt_\w+", count),
        )

    def cut_of_dumps(self, count):
        """All events, with about as many rows of each dump."""
        tables = [_first_lines(path, count) for path in (self.subscriptions, self.ledger)]
        return self._form(f"cut-of-dumps-{count}", self.plain.events, *tables)

    def start_of(self, path, byte_count):
        """A file with the first bytes of another."""
        start = path.with_name(f"{path.stem}-{byte_count}-bytes")
        if not start.exists():
            with open(path, "rb") as source, open(start, "wb") as target:
                while target.tell() < byte_count:
                    block = source.read(min(1 << 20, byte_count - target.tell()))
                    if not block:
                        break
                    target.write(block)
        return start

    def _form(self, name, events, subscriptions=None, ledger=None):
        pipeline = Pipeline(MIRROR)
        path = self.folder / f"{name}.xml"
        tables = {
            "subscriptions": subscriptions or self.subscriptions,
            "ledger": ledger or self.ledger,
        }
        # A pipeline names files of its own folder.
        names = {role: table.name for role, table in tables.items()}
        pipeline.write(path, "part-*.jsonl.gz" if len(events) > 1 else events[0].name, names)
        job = self.folder / f"{name}.json"
        job.write_text(
            json.dumps(
                {
                    "events": [str(event) for event in events],
                    "threads": self._jobs,
                    **pipeline.job(tables),
                },
                indent=2,
            ),
            encoding="utf-8",
        )
        return Form(self, events, path, job)

    def _adopt(self, given):
        """Takes over files that were made elsewhere.

        They are in the folder that was given, or in one inside that has the name of the size.
        """
        inside = given / self.size
        for name in (EVENTS, SUBSCRIPTIONS, LEDGER):
            source = (inside if inside.exists() else given) / name
            if not source.exists():
                raise NotMeasured(f"there is no {name} of the {self.size} data in {given}")
            self._link(source, name)

    def _generate(self, workspace):
        """Lets trueup simulate an application that keeps the mirror; the largest compressed."""
        if not workspace.helps("generate"):
            raise NotMeasured("trueup cannot generate data yet; name a folder of data by --data")
        say(f"generating the {self.size} data")
        made = self.folder / "generated"
        shutil.rmtree(made, ignore_errors=True)
        command = [workspace.trueup, "generate", str(made), "--like", str(MIRROR)]
        command += ["--events", str(self.event_count), "--seed", "42", "--drift", "2%"]
        command += ["--subscriptions", str(self.subscription_count)]
        is_compressed = self.size == "large"
        done = subprocess.run(
            command + ["--gzip"] * is_compressed, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode != 0:
            raise Stop("the data could not be generated")
        if is_compressed:
            self._take_over_compressed(made)
        else:
            self._link(made / "stripe" / "events.ndjson", EVENTS)
            for name in (SUBSCRIPTIONS, LEDGER):
                self._link(made / "database" / name, name)
        shutil.rmtree(made)

    def _take_over_compressed(self, made):
        """Joins files of gzip members to one file, and to four; inflates the dumps."""
        parts = sorted((made / "stripe").glob("*.gz"))
        _join(parts, self.folder / (EVENTS + ".gz"))
        for number in range(4):
            start, end = (len(parts) * n // 4 for n in (number, number + 1))
            _join(parts[start:end], self.folder / f"part-{number + 1}.jsonl.gz")
        for name in (SUBSCRIPTIONS, LEDGER):
            with open(self.folder / name, "wb") as output:
                packed = str(made / "database" / (name + ".gz"))
                subprocess.run(["gzip", "-dc", packed], stdout=output, check=True)

    def _link(self, source, name):
        """A file of ours with the content of another, without a copy if that can be."""
        target = self.folder / name
        target.unlink(missing_ok=True)
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)


def _join(parts, target):
    with open(target, "wb") as output:
        for part in parts:
            with open(part, "rb") as source:
                shutil.copyfileobj(source, output, 1 << 20)


def _first_lines(path, count):
    """A file with the first lines of another; its last record may be cut."""
    first = path.with_name(f"{path.stem}-{count}{path.suffix}")
    if not first.exists():
        with open(path, "rb") as source, open(first, "wb") as target:
            target.writelines(islice(source, count))
    return first


def _lines_about(path, count):
    """A file with the events of another that are about its first customers."""
    chosen = path.with_name(f"{path.stem}-of-{count}{path.suffix}")
    if not chosen.exists():
        customers = set()
        with open(path, "rb") as source, open(chosen, "wb") as target:
            for line in source:
                named = re.search(rb"cus_\w+", line)
                if named and len(customers) < count:
                    customers.add(named.group())
                if named and named.group() in customers:
                    target.write(line)
    return chosen


def _rows_naming(ids, path, pattern, count):
    """A dump with those records of another that name one of some ids."""
    chosen = path.with_name(f"{path.stem}-of-{count}{path.suffix}")
    if not chosen.exists():
        with open(path, "rb") as source, open(chosen, "wb") as target:
            target.write(source.readline())
            for record in _records(source):
                named = re.search(pattern, record)
                if named and named.group() in ids:
                    target.write(record)
    return chosen


def _records(lines):
    """The records of a dump as they stand there: a line end within quotes ends none."""
    record = b""
    for line in lines:
        record += line
        if record.count(b'"') % 2 == 0:
            yield record
            record = b""


def _cuts(path, count):
    """Offsets of line starts that divide a file into `count` parts, first and last included."""
    size = path.stat().st_size
    cuts = [0]
    with open(path, "rb") as file:
        for part in range(1, count):
            file.seek(size * part // count)
            file.readline()
            cuts.append(file.tell())
    return [*cuts, size]


def _compress(source, start, end, target):
    """Compresses a stretch of a file by `gzip -6`."""
    unfinished = target.with_suffix(".unfinished")
    with open(source, "rb") as file, open(unfinished, "wb") as output:
        gzip_process = subprocess.Popen(["gzip", "-6", "-n"], stdin=subprocess.PIPE, stdout=output)
        file.seek(start)
        rest = end - start
        while rest > 0:
            block = file.read(min(1 << 20, rest))
            gzip_process.stdin.write(block)
            rest -= len(block)
        gzip_process.stdin.close()
        if gzip_process.wait() != 0:
            raise Stop(f"{source.name} could not be compressed")
    unfinished.rename(target)
