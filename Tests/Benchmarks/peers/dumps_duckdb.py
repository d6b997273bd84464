"""Reads both dumps in DuckDB: how many values each column has, and the greatest."""

import duckdb
from duckdb_job import database_value, table
from job import Job, write_columns


def main():
    """Reads the dumps of the job that the command line names."""
    job = Job.of_command_line()
    connection = duckdb.connect()
    connection.execute(f"SET threads = {job.threads}; SET preserve_insertion_order = false")
    found = {}
    for dump in (job.subscriptions, job.ledger):
        values = ", ".join(
            f"count({database_value(x)}), max({database_value(x)})::VARCHAR" for x in dump.decoded
        )
        row = connection.execute(f"SELECT {values} FROM {table(dump)} AS d").fetchone()
        found |= {x: row[2 * n : 2 * n + 2] for n, x in enumerate(dump.decoded)}
    write_columns(found)


if __name__ == "__main__":
    main()
