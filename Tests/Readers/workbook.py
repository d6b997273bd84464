"""Reads a workbook with openpyxl, refuses what is wrong with it, and prints every cell as JSON.

Wrong is: a part that is no well-formed XML, an entry of the archive with a date, a formula whose
kept value is not what it comes to, a formula of a kind that is not known here, an error in a cell.
One line for each sheet: its name, frozen cell, filter, printed titles, charts, and by cell
[value, formula or null, number format].
"""

import datetime
import decimal
import json
import re
import sys
import xml.dom.minidom
import zipfile

import openpyxl
from openpyxl.utils import range_boundaries

NUMBER = decimal.Context(prec=40)


def exact(value):
    """The decimal number that a spreadsheet shows for a double: fifteen digits."""
    return decimal.Decimal(f"{value:.15g}") if isinstance(value, float) else decimal.Decimal(value)


def shown(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return format(exact(value).normalize(), "f")
    return value


def cells(sheet, area):
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    for row in sheet.iter_rows(top, bottom, left, right, values_only=True):
        yield from row


def total(sheet, formula):
    plain = re.fullmatch(r"=ROUND\(SUM\(([^,()]+)\),(\d)\)", formula)
    grouped = re.fullmatch(r"=ROUND\(SUMIFS\(([^,]+),([^,]+),([^,]+)\),(\d)\)", formula)
    assert plain or grouped, formula
    values = list(cells(sheet, (plain or grouped).group(1)))
    if grouped:
        groups = cells(sheet, grouped.group(2))
        wanted = next(cells(sheet, grouped.group(3) + ":" + grouped.group(3)))
        values = [value for value, group in zip(values, groups) if group == wanted]
    numbers = [exact(value) for value in values if isinstance(value, (int, float))]
    return sum(numbers, decimal.Decimal(0))


def check_parts(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0), entry
            if entry.filename.endswith((".xml", ".rels", ".vml")):
                xml.dom.minidom.parseString(archive.read(entry))


def main(path):
    check_parts(path)
    kept = openpyxl.load_workbook(path, data_only=True)
    written = openpyxl.load_workbook(path)
    properties = written.properties
    print(json.dumps({
        "title": properties.title, "author": properties.creator,
        "created": properties.created.isoformat(),
        "names": {name.name: name.attr_text for name in written.defined_names.definedName},
    }))
    for sheet in written:
        values = kept[sheet.title]
        found = {}
        for row in sheet.iter_rows():
            for cell in row:
                value, formula = values[cell.coordinate].value, None
                if cell.data_type == "f":
                    formula = cell.value
                    assert exact(value) == total(values, formula), (cell.coordinate, formula)
                assert cell.data_type != "e", cell.coordinate
                if value is not None:
                    found[cell.coordinate] = [shown(value), formula, cell.number_format]
        print(json.dumps({
            "sheet": sheet.title, "frozen": sheet.freeze_panes, "filter": sheet.auto_filter.ref,
            "repeated": sheet.print_title_rows, "charts": len(sheet._charts),
            "notes": sum(1 for row in sheet.iter_rows() for cell in row if cell.comment),
            "cells": found,
        }))


main(sys.argv[1])
