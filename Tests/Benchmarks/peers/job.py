"""The minimal compare job, as every peer gets it, and the one way its result is written.

A job is a JSON file made by the driver: which files to read, which columns of the database mean
which field, and how many threads to use. The result is CSV on the standard output, its lines in
the order of their bytes, so that equal results have equal digests.
"""

import json
import sys
from datetime import datetime, timezone

HEADER = ("subscription", "kind", "field", "stripe", "database")

# What Stripe says of each field, in SQL over the extracted columns of the latest state, `s`.
# An end that is scheduled in either way makes a subscription "ending".
STRIPE_VALUES = {
    "price": "s.price",
    "status": "s.status",
    "period-start": "s.period_start",
    "period-end": "s.period_end",
    "ending": "(s.cancel_at_period_end OR s.cancel_at IS NOT NULL)",
    "cancel-at-period-end": "s.cancel_at_period_end",
    "canceled-at": "s.canceled_at",
    "trial-start": "s.trial_start",
    "trial-end": "s.trial_end",
    "customer": "s.customer",
    "ended-at": "s.ended_at",
}

# The columns that are extracted of an event's object; those of an event are id, type and created.
STATE_COLUMNS = (
    "owner",
    "price",
    "status",
    "period_start",
    "period_end",
    "cancel_at_period_end",
    "cancel_at",
    "canceled_at",
    "trial_start",
    "trial_end",
    "customer",
    "ended_at",
)


class Job:
    """What to read and what to compare."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            job = json.load(file)
        self.events = job["events"]
        self.threads = job["threads"]
        self.owner_key = job["owner_key"]
        # Stripe's words for subscriptions that are over.
        self.ended = job["ended"]
        self.subscriptions = Table(job["subscriptions"])
        self.ledger = Table(job["ledger"])

    @classmethod
    def of_command_line(cls):
        """The job that the only argument names."""
        if len(sys.argv) != 2:
            sys.exit(f"usage: {sys.argv[0]} JOB.json")
        return cls(sys.argv[1])


def differs(job, column, database):
    """The condition, in SQL, under which a field differs from what the database says."""
    ended = ", ".join(f"'{word}'" for word in job.ended)
    condition = f"{column.stripe} IS DISTINCT FROM {database}"
    return f"{condition} AND s.status NOT IN ({ended})" if column.is_history else condition


class Table:
    """A CSV file: its columns, the one that links it to Stripe, and those that are compared."""

    def __init__(self, table):
        self.file = table["file"]
        self.columns = table["columns"]
        self.link = table["link"]
        self.compared = [Comparison(**column) for column in table["compared"]]
        # What is decoded when the dump is read alone: the link, and all that is compared.
        self.decoded = [Comparison(self.link, None, "text", False), *self.compared]

    def kind(self, column):
        """`text`, `time` or `flag`; columns that are not compared are text."""
        return next((x.kind for x in self.compared if x.column == column), "text")


class Comparison:
    """A column of the database beside the field of Stripe that it mirrors."""

    def __init__(self, column, field, kind, is_history):
        self.column = column
        self.field = field
        self.kind = kind
        # Whether it means nothing any more once a subscription is over.
        self.is_history = is_history
        self.stripe = STRIPE_VALUES.get(field)


def write_result(job, differences, unrecorded):
    """Writes the result of the job.

    `differences` are (subscription, kind, field, stripe, database), values as text: seconds for a
    time, `true` or `false` for a flag, None for null. `unrecorded` are ids of events.
    """
    kinds = {column.field: column.kind for column in job.subscriptions.compared}
    rows = [
        (
            (link, kind, field, _shown(stripe, kinds[field]), _shown(database, kinds[field]))
            if kind == "mismatch"
            else (link, kind, "", "", "")
        )
        for link, kind, field, stripe, database in differences
    ]
    rows += [("", "unrecorded", "", event, "") for event in unrecorded]
    lines = sorted(",".join(map(_quoted, row)).encode() for row in rows)
    output = sys.stdout.buffer
    output.write(",".join(HEADER).encode() + b"\n")
    output.writelines(line + b"\n" for line in lines)
    output.flush()


def write_columns(found):
    """Writes how many values each column of the dumps has, and the greatest of them."""
    print("column,count,greatest")
    for column, (count, greatest) in found.items():
        print(f"{column.column},{count},{_shown(greatest, column.kind)}")


def _shown(value, kind):
    if value is None:
        return "null"
    if kind == "time":
        instant = datetime.fromtimestamp(int(value), timezone.utc)
        return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


def _quoted(text):
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
