"""Reads both dumps in Polars: how many values each column has, and the greatest."""

import polars as pl
from job import Job, write_columns
from polars_job import database_value


def main():
    """Reads the dumps of the job that the command line names."""
    job = Job.of_command_line()
    found = {}
    for dump in (job.subscriptions, job.ledger):
        rows = pl.scan_csv(dump.file, infer_schema=False, null_values=[""])
        values = [database_value(x).alias(x.column) for x in dump.decoded]
        read = rows.select(values).select(
            *[pl.col(x.column).count().alias("count " + x.column) for x in dump.decoded],
            *[pl.col(x.column).max().cast(pl.String) for x in dump.decoded],
        )
        row = read.collect(engine="streaming").row(0, named=True)
        found |= {x: (row["count " + x.column], row[x.column]) for x in dump.decoded}
    write_columns(found)


if __name__ == "__main__":
    main()
