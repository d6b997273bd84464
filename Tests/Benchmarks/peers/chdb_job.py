"""The minimal compare job in ClickHouse local, through chdb.

Lines are taken as text and the named fields extracted with an explicit structure, by simdjson
inside; this is faster than ClickHouse's own reader of JSON lines.
"""

import json
import os

import chdb.session
from job import STATE_COLUMNS, Job, differs, write_result

ITEM = """Tuple(current_period_start Nullable(Int64), current_period_end Nullable(Int64),
  price Tuple(id String))"""

EVENT = f"""Tuple(id String, type String, created Int64, data Tuple(object Tuple(
  id String, status Nullable(String), customer Nullable(String),
  current_period_start Nullable(Int64), current_period_end Nullable(Int64),
  cancel_at_period_end Nullable(Bool), cancel_at Nullable(Int64), canceled_at Nullable(Int64),
  trial_start Nullable(Int64), trial_end Nullable(Int64), ended_at Nullable(Int64),
  metadata Tuple(%s Nullable(String)), items Tuple(data Array({ITEM})))))"""

SQL_TYPES = {
    "text": "Nullable(String)",
    "time": "Nullable(DateTime64(3, 'UTC'))",
    "flag": "Nullable(Bool)",
}


def settings(job):
    """What every query runs with."""
    return f"""SETTINGS max_threads = {job.threads}, max_parsing_threads = {job.threads},
      max_insert_threads = {job.threads}, join_use_nulls = 1, session_timezone = 'UTC',
      date_time_input_format = 'basic', input_format_csv_empty_as_default = 1,
      format_csv_null_representation = ''"""


def text(value):
    """An SQL text literal."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def read_events(session, job):
    """One table in memory with the few columns of each event that the job needs."""
    # Braces name several files of one folder at once.
    names = [os.path.basename(path) for path in job.events]
    path = os.path.join(os.path.dirname(job.events[0]), "{" + ",".join(names) + "}")
    structure = text(EVENT % job.owner_key)
    session.query(f"""
        CREATE TABLE events ENGINE = Memory AS
        SELECT x.id AS event, x.type AS type, x.created AS created, o.id AS subscription,
          o.metadata.{job.owner_key} AS owner, item.price.id AS price, o.status AS status,
          coalesce(o.current_period_start, item.current_period_start) AS period_start,
          coalesce(o.current_period_end, item.current_period_end) AS period_end,
          o.cancel_at_period_end AS cancel_at_period_end, o.cancel_at AS cancel_at,
          o.canceled_at AS canceled_at, o.trial_start AS trial_start, o.trial_end AS trial_end,
          o.customer AS customer, o.ended_at AS ended_at
        FROM (
          SELECT JSONExtract(line, {structure}) AS x, x.data.object AS o, o.items.data[1] AS item
          FROM file({text(path)}, LineAsString, 'line String'))
        {settings(job)}""")


def table(table):
    """A CSV file with every type given."""
    columns = ", ".join(f"`{x}` {SQL_TYPES[table.kind(x)]}" for x in table.columns)
    return f"file({text(table.file)}, CSVWithNames, {text(columns)})"


def database_value(column):
    """A column of the database as it is compared: times in whole seconds."""
    name = f"d.`{column.column}`"
    return f"intDiv(toUnixTimestamp64Milli({name}), 1000)" if column.kind == "time" else name


def rows(session, query):
    """The rows of a query."""
    lines = session.query(query, "JSONCompactEachRow").bytes().splitlines()
    return [json.loads(line) for line in lines]


def differences(session, job):
    """One row for each field that differs, and one for each subscription on one side only."""
    state = ", ".join(STATE_COLUMNS)
    columns = ", ".join(f"v.{n + 1} AS {x}" for n, x in enumerate(STATE_COLUMNS))
    fields = ", ".join(
        f"""if({differs(job, x, database_value(x))},
          [tuple('{x.field}', toString({x.stripe}), toString({database_value(x)}))], [])"""
        for x in job.subscriptions.compared
    )
    link = f"d.`{job.subscriptions.link}`"
    return rows(
        session,
        f"""
        SELECT subscription, kind, x.1, x.2, x.3 FROM (
          SELECT coalesce(s.subscription, {link}) AS subscription,
            multiIf({link} IS NULL, 'only-stripe',
              s.subscription IS NULL, 'only-database', 'mismatch') AS kind,
            if(kind = 'mismatch', arrayConcat({fields}),
              [tuple('', CAST(NULL AS Nullable(String)), CAST(NULL AS Nullable(String)))]) AS found
          FROM (
            SELECT subscription, {columns} FROM (
              SELECT subscription, argMax(tuple({state}), tuple(created, event)) AS v
              FROM events WHERE startsWith(type, 'customer.subscription.')
              GROUP BY subscription)) AS s
          FULL OUTER JOIN
            (SELECT * FROM {table(job.subscriptions)} AS d WHERE {link} IS NOT NULL) AS d
            ON s.subscription = {link})
        ARRAY JOIN found AS x {settings(job)}""",
    )


def unrecorded(session, job):
    """The events that the ledger does not have."""
    found = rows(
        session,
        f"""
        SELECT DISTINCT event FROM events LEFT ANTI JOIN
          (SELECT d.`{job.ledger.link}` AS known FROM {table(job.ledger)} AS d) AS ledger
          ON events.event = ledger.known {settings(job)}""",
    )
    return [event for (event,) in found]


def main():
    """Does the job that the command line names."""
    job = Job.of_command_line()
    session = chdb.session.Session()
    session.query("CREATE DATABASE compare ENGINE = Atomic")
    session.query("USE compare")
    read_events(session, job)
    write_result(job, differences(session, job), unrecorded(session, job))


if __name__ == "__main__":
    main()
