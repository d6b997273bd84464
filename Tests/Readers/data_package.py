"""Reads every table of a data package as its description says, and refuses what does not fit.

It knows the specification of Frictionless Data alone, nothing of trueup: paths, sizes, digests,
compression, dialect, the types of fields and what stands for nothing. Prints the tables with their
numbers of rows.
"""

import csv
import datetime
import decimal
import gzip
import hashlib
import io
import json
import pathlib
import re
import sys

NAME = re.compile(r"^[a-z0-9._-]+$")


def integer(text):
    assert re.fullmatch(r"[+-]?[0-9]+", text), text


def number(text):
    assert decimal.Decimal(text).is_finite(), text


def date(text):
    assert datetime.datetime.strptime(text, "%Y-%m-%d").date().isoformat() == text, text


def month(text):
    date(text + "-01")


TYPES = {"string": str, "integer": integer, "number": number, "date": date, "yearmonth": month}


def content(folder, resource):
    stored = (folder / resource["path"]).read_bytes()
    assert len(stored) == resource["bytes"], resource["path"]
    algorithm, digest = resource["hash"].split(":")
    assert hashlib.new(algorithm, stored).hexdigest() == digest, resource["path"]
    if "compression" in resource:
        assert resource["compression"] == "gz", resource["compression"]
        stored = gzip.decompress(stored)
    # A byte order mark is no part of the first name.
    return stored.decode(resource["encoding"]).removeprefix("\ufeff")


def check(folder, resource):
    text = content(folder, resource)
    end = resource["dialect"]["lineTerminator"]
    assert text.endswith(end) and resource["format"] == "csv"
    lines = csv.reader(io.StringIO(text, newline=""), strict=True, lineterminator=end)
    fields = resource["schema"]["fields"]
    missing = resource["schema"]["missingValues"]
    assert next(lines) == [field["name"] for field in fields], resource["path"]
    count = 0
    for cells in lines:
        assert len(cells) == len(fields), f"{resource['path']}: row {count + 1}"
        for field, cell in zip(fields, cells):
            if cell not in missing:
                TYPES[field["type"]](cell)
        count += 1
    return count


def main(folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = package["resources"]
    names = [resource["name"] for resource in resources]
    assert package["profile"] == "tabular-data-package" and len(set(names)) == len(names)
    assert all(NAME.match(name) for name in names + [package["name"]]), names
    described = {resource["path"] for resource in resources}
    # A closed month is a record with a line before its head, not a sheet.
    sheets = (path for path in folder.rglob("*.csv.gz") if not path.name.startswith("closed-"))
    there = {str(path.relative_to(folder)) for path in sheets}
    assert described == there, described ^ there
    for resource in resources:
        print(resource["path"], check(folder, resource))


main(pathlib.Path(sys.argv[1]))
