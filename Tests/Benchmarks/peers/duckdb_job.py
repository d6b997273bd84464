"""The minimal compare job in DuckDB.

The events are read once, with an explicit structure: only the named fields are extracted, and
nothing is sniffed. Of the ways that were tried (JSON paths, two scans instead of a table) this is
the fastest.
"""

import duckdb
from job import STATE_COLUMNS, Job, differs, write_result

EVENT = """{
  id: 'VARCHAR', type: 'VARCHAR', created: 'BIGINT',
  data: 'STRUCT("object" STRUCT(
    id VARCHAR, status VARCHAR, customer VARCHAR,
    current_period_start BIGINT, current_period_end BIGINT,
    cancel_at_period_end BOOLEAN, cancel_at BIGINT, canceled_at BIGINT,
    trial_start BIGINT, trial_end BIGINT, ended_at BIGINT,
    metadata STRUCT("%s" VARCHAR),
    items STRUCT("data" STRUCT(
      current_period_start BIGINT, current_period_end BIGINT, price STRUCT(id VARCHAR))[])))'
}"""

SQL_TYPES = {"text": "VARCHAR", "time": "TIMESTAMP", "flag": "BOOLEAN"}


def text(value):
    """An SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def read_events(connection, job):
    """One table with the few columns of each event that the job needs."""
    files = "[" + ", ".join(map(text, job.events)) + "]"
    connection.execute(f"""
        CREATE TEMP TABLE events AS
        SELECT id AS event, type, created, o.id AS subscription,
          o.metadata."{job.owner_key}" AS owner, item.price.id AS price, o.status AS status,
          coalesce(o.current_period_start, item.current_period_start) AS period_start,
          coalesce(o.current_period_end, item.current_period_end) AS period_end,
          o.cancel_at_period_end AS cancel_at_period_end, o.cancel_at AS cancel_at,
          o.canceled_at AS canceled_at, o.trial_start AS trial_start, o.trial_end AS trial_end,
          o.customer AS customer, o.ended_at AS ended_at
        FROM (
          SELECT id, type, created, data."object" AS o, data."object".items."data"[1] AS item
          FROM read_json({files}, format = 'newline_delimited', columns = {EVENT % job.owner_key},
            maximum_object_size = 16777216))""")


def table(table):
    """A CSV file with every type given."""
    columns = ", ".join(f"{text(x)}: '{SQL_TYPES[table.kind(x)]}'" for x in table.columns)
    return f"""read_csv({text(table.file)}, header = true, auto_detect = false, delim = ',',
      quote = '"', escape = '"', nullstr = '', columns = {{{columns}}})"""


def database_value(column):
    """A column of the database as it is compared: times in whole seconds."""
    name = f'd."{column.column}"'
    return f"epoch_us({name}) // 1000000" if column.kind == "time" else name


def differences(connection, job):
    """One row for each field that differs, and one for each subscription on one side only."""
    state = ", ".join(f"{x} := {x}" for x in STATE_COLUMNS)
    fields = ", ".join(f"""CASE WHEN {differs(job, x, database_value(x))} THEN {{
          'field': '{x.field}', 'stripe': ({x.stripe})::VARCHAR,
          'database': ({database_value(x)})::VARCHAR}} END""" for x in job.subscriptions.compared)
    link = f'd."{job.subscriptions.link}"'
    nothing = "{'field': '', 'stripe': '', 'database': ''}"
    return connection.execute(f"""
        WITH latest AS (
          SELECT subscription, unnest(arg_max(struct_pack({state}), (created, event)))
          FROM events WHERE type LIKE 'customer.subscription.%' GROUP BY subscription),
        compared AS (
          SELECT coalesce(s.subscription, {link}) AS subscription,
            CASE WHEN {link} IS NULL THEN 'only-stripe'
              WHEN s.subscription IS NULL THEN 'only-database' ELSE 'mismatch' END AS kind,
            unnest(CASE WHEN {link} IS NULL OR s.subscription IS NULL THEN [{nothing}]
              ELSE list_filter([{fields}], lambda x: x IS NOT NULL) END) AS x
          FROM latest AS s FULL OUTER JOIN
            (SELECT * FROM {table(job.subscriptions)} AS d WHERE {link} IS NOT NULL) AS d
            ON s.subscription = {link})
        SELECT subscription, kind, x.field, x.stripe, x.database FROM compared""").fetchall()


def unrecorded(connection, job):
    """The events that the ledger does not have."""
    rows = connection.execute(f"""
        SELECT DISTINCT event FROM events ANTI JOIN
          (SELECT d."{job.ledger.link}" AS known FROM {table(job.ledger)} AS d) ON event = known""")
    return [event for (event,) in rows.fetchall()]


def main():
    """Does the job that the command line names."""
    job = Job.of_command_line()
    connection = duckdb.connect()
    connection.execute(f"SET threads = {job.threads}; SET preserve_insertion_order = false")
    read_events(connection, job)
    write_result(job, differences(connection, job), unrecorded(connection, job))


if __name__ == "__main__":
    main()
