"""The minimal compare job in Polars: lazy frames, the streaming engine, an explicit schema.

The threads are set by POLARS_MAX_THREADS, which the driver sets: Polars reads it when imported.
"""

import polars as pl
from job import STATE_COLUMNS, Job, write_result

TEXT, NUMBER, FLAG = pl.String, pl.Int64, pl.Boolean


def event_schema(owner_key):
    """The fields of an event that the job needs."""
    price = pl.Struct({"id": TEXT})
    period = {"current_period_start": NUMBER, "current_period_end": NUMBER}
    item = pl.Struct({**period, "price": price})
    times = dict.fromkeys(("cancel_at", "canceled_at", "trial_start", "trial_end"), NUMBER)
    subscription = pl.Struct(
        {
            "id": TEXT,
            "status": TEXT,
            "customer": TEXT,
            **period,
            "cancel_at_period_end": FLAG,
            **times,
            "ended_at": NUMBER,
            "metadata": pl.Struct({owner_key: TEXT}),
            "items": pl.Struct({"data": pl.List(item)}),
        }
    )
    data = pl.Struct({"object": subscription})
    return {"id": TEXT, "type": TEXT, "created": NUMBER, "data": data}


def read_events(job):
    """One frame with the few columns of each event that the job needs."""
    field = pl.col("data").struct.field("object").struct.field
    item = field("items").struct.field("data").list.get(0, null_on_oob=True).struct.field

    def period(name):
        return pl.coalesce(field(name), item(name))

    same = ("status", "cancel_at_period_end", "cancel_at", "canceled_at")
    events = pl.scan_ndjson(job.events, schema=event_schema(job.owner_key), low_memory=True)
    chosen = events.select(
        pl.col("id").alias("event"),
        "type",
        "created",
        field("id").alias("subscription"),
        field("metadata").struct.field(job.owner_key).alias("owner"),
        item("price").struct.field("id").alias("price"),
        period("current_period_start").alias("period_start"),
        period("current_period_end").alias("period_end"),
        *[field(name).alias(name) for name in (*same, "trial_start", "trial_end")],
        *[field(name).alias(name) for name in ("customer", "ended_at")],
    )
    return chosen.collect(engine="streaming").lazy()


def stripe_value(column):
    """What Stripe says of a field."""
    if column.field == "ending":
        return pl.col("cancel_at_period_end") | pl.col("cancel_at").is_not_null()
    return pl.col(column.stripe.removeprefix("s."))


def database_value(column):
    """A column of the database as it is compared: times in whole seconds."""
    value = pl.col(column.column)
    if column.kind == "time":
        return value.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us").dt.epoch("s")
    return value.is_in(["t", "true"]) if column.kind == "flag" else value


def database(table):
    """The rows that name a subscription, their columns under names of their own."""
    rows = pl.scan_csv(table.file, infer_schema=False, null_values=[""])
    return rows.select(
        pl.col(table.link).alias("link"),
        *[database_value(x).alias("database " + x.field) for x in table.compared],
    ).filter(pl.col("link").is_not_null())


def differs_in(job, column):
    """The condition under which a field differs from what the database says."""
    condition = stripe_value(column).ne_missing(pl.col("database " + column.field))
    return condition & ~pl.col("status").is_in(job.ended) if column.is_history else condition


def differences(job, events):
    """One row for each field that differs, and one for each subscription on one side only."""
    compared = job.subscriptions.compared
    state = pl.struct("created", "event", *STATE_COLUMNS).sort_by("created", "event").last()
    latest = (
        events.filter(pl.col("type").str.starts_with("customer.subscription."))
        .group_by("subscription")
        .agg(state.alias("state"))
        .unnest("state")
    )
    joined = latest.join(
        database(job.subscriptions), left_on="subscription", right_on="link", how="full"
    )
    on_both = pl.col("subscription").is_not_null() & pl.col("link").is_not_null()
    differs = {x: differs_in(job, x) for x in compared}
    found = [
        pl.when(differs[x]).then(
            pl.struct(
                pl.lit(x.field).alias("field"),
                stripe_value(x).cast(TEXT).alias("stripe"),
                pl.col("database " + x.field).cast(TEXT).alias("database"),
            )
        )
        for x in compared
    ]
    mismatches = (
        joined.filter(on_both & pl.any_horizontal(list(differs.values())))
        .select("subscription", pl.lit("mismatch").alias("kind"), pl.concat_list(found).alias("x"))
        .explode("x")
        .filter(pl.col("x").is_not_null())
        .unnest("x")
    )
    only = pl.when(pl.col("link").is_null()).then(pl.lit("only-stripe"))
    nothing = [pl.lit(None, dtype=TEXT).alias(name) for name in ("field", "stripe", "database")]
    one_sided = joined.filter(~on_both).select(
        pl.coalesce("subscription", "link").alias("subscription"),
        only.otherwise(pl.lit("only-database")).alias("kind"),
        *nothing,
    )
    return pl.concat([mismatches, one_sided])


def unrecorded(job, events):
    """The events that the ledger does not have."""
    ledger = pl.scan_csv(job.ledger.file, infer_schema=False).select(job.ledger.link)
    return (
        events.select("event")
        .join(ledger, left_on="event", right_on=job.ledger.link, how="anti")
        .unique()
    )


def main():
    """Does the job that the command line names."""
    job = Job.of_command_line()
    events = read_events(job)
    found = differences(job, events).collect(engine="streaming")
    missing = unrecorded(job, events).collect(engine="streaming")
    write_result(job, found.rows(), missing["event"].to_list())


if __name__ == "__main__":
    main()
