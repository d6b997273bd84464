"""What the rows measure with: programs, data, and the commands that do the work."""

import json

from agreement import agreeing, result_of
from dataset import Dataset
from measuring import Contender, measure, warm

# Exit statuses of trueup that mean that the work was done: 3 says that the evidence is incomplete,
# 4 that more would change than the limit allows, as it does where a million events drift.
VERDICTS = (0, 1, 3, 4)


class Bench:
    """Everything a row needs."""

    def __init__(self, options, workspace):
        self.options = options
        self.workspace = workspace
        self.jobs = options.jobs
        self._datasets = {}
        self._right_results = {}

    @property
    def data(self):
        """The data of the size that was asked for."""
        return self.dataset(self.options.size)

    def dataset(self, size):
        """The data of a size."""
        if size not in self._datasets:
            self._datasets[size] = Dataset(size, self.workspace, self.jobs, self.options.data)
        return self._datasets[size]

    # The minimal compare job, and the whole run.

    def diff(self, form, *extra, name="trueup", jobs=None):
        """trueup doing the minimal compare job, and nothing else."""
        command = [self.workspace.trueup, "stage", "diff", str(form.pipeline)]
        command += ["--jobs", str(jobs or self.jobs), *extra]
        return Contender(name, command, accepted=VERDICTS)

    def whole_run(self, form, *extra, name="trueup run", jobs=None):
        """trueup doing everything: checks, causes, SQL, reports."""
        output = self.workspace.folder / "runs" / name.replace(" ", "-")
        command = [self.workspace.trueup, "run", str(form.pipeline), "--output", str(output)]
        command += ["--fail-on", "never", "--quiet", "--jobs", str(jobs or self.jobs), *extra]
        return Contender(name, command, accepted=VERDICTS, made=output)

    def duckdb(self, form):
        """DuckDB doing the minimal compare job."""
        return Contender("DuckDB", self.workspace.peer("duckdb_job.py", form.job))

    def clickhouse(self, form):
        """ClickHouse local doing the minimal compare job."""
        return Contender("ClickHouse local", self.workspace.peer("chdb_job.py", form.job))

    def polars(self, form):
        """Polars doing the minimal compare job."""
        command = self.workspace.peer("polars_job.py", form.job)
        return Contender("Polars", command, self.polars_threads)

    def python(self, form):
        """Python and orjson doing the minimal compare job."""
        return Contender("Python orjson", self.workspace.peer("python_job.py", form.job))

    @property
    def polars_threads(self):
        """What tells Polars how many threads to use."""
        return {"POLARS_MAX_THREADS": str(self.jobs)}

    # Single rooms.

    def room(self, loop, *words):
        """The command that runs one room's loop alone."""
        return [self.workspace.rooms, loop, *map(str, words)]

    def room_for_dumps(self, form, jobs):
        """The command that reads both dumps: each with the columns to decode, and their kinds."""
        job = json.loads(form.job.read_text(encoding="utf-8"))
        words = [jobs]
        for table in (job["subscriptions"], job["ledger"]):
            columns = [f"{table['link']}:text"]
            columns += [f"{column['column']}:{column['kind']}" for column in table["compared"]]
            words += [table["file"], ",".join(columns)]
        return self.room("dumps", *words)

    # Measuring.

    def compare(self, contenders, form, references=()):
        """Figures of the contenders that do the minimal compare job right, and all faults.

        References take part in the rounds, but have no result to agree on.
        """
        right, faults = self.agreeing(contenders, form)
        return measure([*right, *references], self.options.rounds), faults

    def agreeing(self, contenders, form):
        """The contenders whose result of the minimal compare job is right, and all faults.

        The right result is DuckDB's; whoever differs from it, in whatever form the events are, is
        not timed.
        """
        data = form.data
        warm([*form.events, data.subscriptions, data.ledger])
        folder = self.workspace.subfolder(f"results-{data.size}")
        if data.size not in self._right_results:
            right = result_of(self.duckdb(form), folder / "right.csv")
            self._right_results[data.size] = right
        return agreeing(contenders, self._right_results[data.size], folder)

    def compare_with(self, model, contenders, files):
        """The same for other work, of which a model's result is right."""
        warm(files)
        folder = self.workspace.subfolder("results")
        right = result_of(model, folder / "right.csv")
        agreed, faults = agreeing([*contenders, model], right, folder)
        return measure(agreed, self.options.rounds), faults
