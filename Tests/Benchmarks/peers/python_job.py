"""The minimal compare job in plain Python with orjson: what a team's own script does."""

import csv
import gzip
from datetime import datetime, timezone

import orjson
from job import Job, write_result


def lines(paths):
    """The lines of all files, inflated where they are compressed."""
    for path in paths:
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
            yield from file


def state(subscription, owner_key):
    """What the job compares of a subscription."""
    item = subscription["items"]["data"][0]

    def period(key):
        value = subscription.get(key)
        return item.get(key) if value is None else value

    flag = subscription["cancel_at_period_end"]
    return {
        "owner": subscription["metadata"].get(owner_key),
        "price": item["price"]["id"],
        "status": subscription["status"],
        "period-start": period("current_period_start"),
        "period-end": period("current_period_end"),
        "ending": flag or subscription.get("cancel_at") is not None,
        "cancel-at-period-end": flag,
        "canceled-at": subscription["canceled_at"],
        "trial-start": subscription["trial_start"],
        "trial-end": subscription["trial_end"],
        "customer": subscription["customer"],
        "ended-at": subscription["ended_at"],
    }


def fold(job):
    """The latest state of every subscription, and the ids of events the ledger does not have."""
    with open(job.ledger.file, newline="", encoding="utf-8") as file:
        known = {row[job.ledger.link] for row in csv.DictReader(file)}
    latest, unrecorded = {}, set()
    for line in lines(job.events):
        event = orjson.loads(line)
        if event["id"] not in known:
            unrecorded.add(event["id"])
        if not event["type"].startswith("customer.subscription."):
            continue
        subscription = event["data"]["object"]
        rank = (event["created"], event["id"])
        seen = latest.get(subscription["id"])
        if seen is None or seen[0] < rank:
            latest[subscription["id"]] = (rank, state(subscription, job.owner_key))
    return latest, unrecorded


def database_value(text, kind):
    """A cell of the database as it is compared: times in whole seconds."""
    if text == "":
        return None
    if kind == "time":
        return int(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp())
    return text in ("t", "true") if kind == "flag" else text


def shown(value):
    """A value as the result is given it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def differences(job, latest):
    """One row for each field that differs, and one for each subscription on one side only."""
    with open(job.subscriptions.file, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            link = row[job.subscriptions.link]
            if link == "":
                continue
            if link not in latest:
                yield link, "only-database", "", None, None
                continue
            _, stripe = latest.pop(link)
            is_over = stripe["status"] in job.ended
            for column in job.subscriptions.compared:
                if is_over and column.is_history:
                    continue
                value = database_value(row[column.column], column.kind)
                if stripe[column.field] != value:
                    yield link, "mismatch", column.field, shown(stripe[column.field]), shown(value)
    for link in latest:
        yield link, "only-stripe", "", None, None


def main():
    """Does the job that the command line names."""
    job = Job.of_command_line()
    csv.field_size_limit(1 << 30)
    latest, unrecorded = fold(job)
    write_result(job, differences(job, latest), unrecorded)


if __name__ == "__main__":
    main()
