"""The pipeline file: what trueup is told, and from it what the peers are told.

One file says which column mirrors which field, so that no contender can be given another job.
"""

from xml.etree import ElementTree

NAMESPACE = "urn:trueup:pipeline:1"

# The fields of a subscription that are compared; the owner is no word of Stripe's.
COMPARED = {
    "price",
    "status",
    "period-start",
    "period-end",
    "ending",
    "cancel-at-period-end",
    "canceled-at",
    "trial-start",
    "trial-end",
    "customer",
    "ended-at",
}

# Of a subscription that is over, the rest is history.
COMPARED_AFTER_END = {"status", "ended-at"}

# The field of each table that names an object of Stripe.
LINKS = {"subscriptions": "subscription", "ledger": "event"}


class Pipeline:
    """A pipeline file that can be pointed at other files."""

    def __init__(self, path):
        self._tree = ElementTree.parse(path)
        self._root = self._tree.getroot()

    def write(self, path, events, tables):
        """Writes the pipeline for other files, those of tables by role."""
        self._only("stripe/events").set("files", events)
        for role, file in tables.items():
            self._only(f"database/table[@role='{role}']").set("files", file)
        ElementTree.register_namespace("", NAMESPACE)
        self._tree.write(path, encoding="utf-8", xml_declaration=True)

    def job(self, files):
        """What the peers have to know of the tables whose files are given by role."""
        owner_keys = self._only("stripe").get("owner-keys").split()
        tables = {role: self._table(role, file) for role, file in files.items()}
        return {"owner_key": owner_keys[0], "ended": self._ended(), **tables}

    def _ended(self):
        """Stripe's words for subscriptions that are over."""
        words = self._root.findall(_qualified("statuses/status[@means='ended']"))
        ours = {word.get("word") for word in words}
        cases = self._root.findall(_qualified("status-rule/when"))
        return [
            x for case in cases if case.get("status") in ours for x in case.get("stripe").split()
        ]

    def _table(self, role, file):
        table = self._only(f"database/table[@role='{role}']")
        columns = table.findall(_qualified("column"))
        names = [column.get("name") for column in columns]
        compared = [
            {
                "column": column.get("name"),
                "field": column.get("field"),
                "kind": _kind(column),
                "is_history": column.get("field") not in COMPARED_AFTER_END,
            }
            for column in columns
            if role == "subscriptions" and column.get("field") in COMPARED
        ]
        link = next(x.get("name") for x in columns if x.get("field") == LINKS[role])
        return {"file": str(file), "columns": names, "link": link, "compared": compared}

    def _only(self, path):
        return self._root.find(_qualified(path))


def _qualified(path):
    return "/".join(f"{{{NAMESPACE}}}{step}" for step in path.split("/"))


def _kind(column):
    base = (column.get("type") or "text").split("(")[0]
    return {"timestamp": "time", "timestamptz": "time", "boolean": "flag"}.get(base, "text")
