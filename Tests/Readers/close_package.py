"""Compares the workbook of a run with the text beside it: every row, every amount, every total.

Reads workbook.xlsx with openpyxl and metrics/*.csv.gz with Python's csv module, finds in the
workbook what each sheet says that it shows, and refuses any difference. Prints, for each sheet,
what was compared.
"""

import csv
import datetime
import decimal
import gzip
import pathlib
import re
import sys

import openpyxl

SOURCE = re.compile(r"The same as text: metrics/(.+)\.csv\.gz, ([\d,]+) rows?\.$")
ACRONYMS = {"mrr", "arr", "arpa", "arpu", "id", "fx"}
TRIANGLES = {
    "revenue that is left, months after the first": ("cohort", "months_later", "revenue_retention"),
    "customers who are left, months after the first":
        ("cohort", "months_later", "customer_retention"),
    "customers, months after the first": ("cohort", "months_later", "customers"),
    "booked by month (down), earned by month (across)": ("booked", "recognized", "amount"),
}


# Columns that hold smallest units, or numbers of things, under their plain names.
BARE = {"stated_value", "derived_value", "difference", "tolerance"}


def heading(name):
    words = [word.upper() if word in ACRONYMS else word for word in name.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:]] + words[1:])


def table(folder, name):
    with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text_of(cell):
    """What the text of the same table must say for a cell."""
    value, style = cell.value, cell.number_format.replace("\\", "")
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.strftime({"yyyy-mm": "%Y-%m", "yyyy-mm-dd": "%Y-%m-%d"}.get(
            style, "%Y-%m-%dT%H:%M:%SZ"))
    if isinstance(value, float):
        return decimal.Decimal(f"{value:.15g}")
    return decimal.Decimal(value) if isinstance(value, int) else value


def field(row, name, cell):
    """The same value in the text."""
    if name in row and name not in BARE:
        text = row[name]
    else:
        digits = len(re.match(r"[^;.]*\.?(0*)", cell.number_format).group(1))
        text = row[name if name in BARE else name + "_minor"]
        text = text and str(decimal.Decimal(text).scaleb(-digits))
    return text[1:] if re.match(r"'\s*[=+\-@]", text) else text


def same(cell, text):
    value = text_of(cell)
    if isinstance(value, decimal.Decimal):
        return text != "" and value == decimal.Decimal(text)
    # Instants have microseconds in the text where they have any.
    return value == text or value == re.sub(r"\.\d+Z$", "Z", text)


def names(rows):
    if not rows:
        return {}
    plain = [re.sub(r"_minor$", "", name) for name in rows[0]]
    return {heading(name): name for name in plain}


def compare_rows(sheet, first, rows):
    columns = names(rows)
    heads = [cell.value for cell in sheet[first] if cell.value is not None]
    for place, row in enumerate(rows):
        for cell, head in zip(sheet[first + 1 + place], heads):
            text = field(row, columns[head], cell)
            assert same(cell, text), (sheet.title, cell.coordinate, cell.value, text)
    # Below the last row stand the totals; each must come to what the text adds up to.
    line = first + 1 + len(rows)
    count = 0
    while rows and sheet.cell(line, 1).value is not None and sheet.cell(line, 1).font.bold:
        cells = sheet[line]
        currency = next((c.value for c, h in zip(cells, heads) if h == "Currency"), None)
        for cell, head in zip(cells, heads):
            if not isinstance(cell.value, (int, float)):
                continue
            own = [row for row in rows if currency is None or row["currency"] == currency]
            texts = [field(row, columns[head], cell) for row in own]
            total = sum((decimal.Decimal(text) for text in texts if text), decimal.Decimal(0))
            assert text_of(cell) == total, (sheet.title, cell.coordinate, cell.value, total)
            count += 1
        line += 1
    return f"{len(rows)} rows, {count} totals"


def compare_triangles(sheet, rows):
    count = 0
    for line in range(1, sheet.max_row + 1):
        title = str(sheet.cell(line, 1).value or "")
        currency, _, kind = title.partition(": ")
        if kind not in TRIANGLES:
            continue
        down, across, value = TRIANGLES[kind]
        wanted = {(row[down], row[across]): row[value] for row in rows
                  if row["currency"] == currency.lower()}
        heads = [cell for cell in sheet[line + 1][1:]
                 if cell.value is not None and cell.value != "Total"]
        place = line + 2
        while isinstance(sheet.cell(place, 1).value, datetime.datetime):
            name = text_of(sheet.cell(place, 1))
            for head, cell in zip(heads, sheet[place][1:]):
                text = wanted.pop((name, str(text_of(head))), "")
                assert same(cell, text), (sheet.title, cell.coordinate, cell.value, text)
                count += 1
            place += 1
        assert not wanted, (sheet.title, wanted)
    return f"{count} cells"


def compare_months(sheet, rows):
    columns, count = names(rows), 0
    for line in range(1, sheet.max_row + 1):
        match = re.fullmatch(r"(\w+) by month", str(sheet.cell(line, 1).value or ""))
        if not match:
            continue
        own = [row for row in rows if row["currency"] == match.group(1).lower()]
        months = [text_of(cell) for cell in sheet[line + 1][1:] if cell.value is not None]
        assert months == [row["period"] for row in own][-len(months):]
        place = line + 2
        while sheet.cell(place, 1).value in columns:
            for row, cell in zip(own[-len(months):], sheet[place][1:]):
                text = field(row, columns[sheet.cell(place, 1).value], cell)
                assert same(cell, text), (cell.coordinate, cell.value, text)
                count += 1
            place += 1
    return f"{count} cells"


def main(run):
    folder = pathlib.Path(run) / "metrics"
    book = openpyxl.load_workbook(folder / "workbook.xlsx", data_only=True)
    assert book.sheetnames[0] == "Summary" and book.sheetnames[-1] == "Definitions"
    print("Summary:", compare_months(book["Summary"], table(folder, "summary")))
    for sheet in book.worksheets[1:]:
        found = []
        for line in range(1, sheet.max_row + 1):
            match = SOURCE.search(str(sheet.cell(line, 1).value or ""))
            if not match:
                continue
            rows = table(folder, match.group(1))
            assert len(rows) == int(match.group(2).replace(",", "")), sheet.title
            if sheet.title in ("Waterfall", "Retention cohorts"):
                found.append(compare_triangles(sheet, rows))
            else:
                found.append(compare_rows(sheet, line + 1, rows))
        print(f"{sheet.title}:", "; ".join(found) or "not measured")


main(sys.argv[1])
