import Revenue

/// An option of a command: one row of the table that parsing and help are made from.
struct OptionRow: Sendable {
  /// Without the dashes.
  var name: String
  /// One letter, if there is a short form.
  var short: Character?
  /// What the value is called in help; `nil` for a switch.
  var value: String?
  /// The words that are allowed, when the value is one of a few.
  var choices: [String] = []
  /// One line for help.
  var help: String
}

/// A command: its name, what it takes, and its options.
struct CommandRow: Sendable {
  var name: String
  /// The operands, as help shows them.
  var operands: [String]
  /// One line for help.
  var help: String
  var options: [OptionRow]
}

extension CommandRow {
  private static let common: [OptionRow] = [
    OptionRow(
      name: "log-format", value: "text|json", choices: ["text", "json"],
      help: "write stderr as text, or as a JSON object a line (text)"),
    OptionRow(name: "help", short: "h", help: "show help and exit"),
  ]

  private static let forPipelines: [OptionRow] = [
    OptionRow(
      name: "as-of", value: "INSTANT",
      help: "the instant to judge, for example 2026-01-15T06:00:00Z"),
    OptionRow(name: "allow-outside", help: "let the pipeline's paths leave its root"),
  ]

  private static let forReading: [OptionRow] = [
    OptionRow(name: "jobs", short: "j", value: "N", help: "threads to work with (all cores)"),
    OptionRow(
      name: "memory", value: "SIZE",
      help: "events beyond a quarter of SIZE, at most 32M, go to disk (1G)"),
  ]

  private static let format = OptionRow(
    name: "format", value: "text|json", choices: ["text", "json"],
    help: "what to print: text or JSON (text)")

  /// Every command, in the order of help.
  static let all: [CommandRow] = [
    CommandRow(
      name: "run", operands: ["PIPELINE"],
      help: "read, compare, judge and plan; write a run directory; print the verdict",
      options: forPipelines + forReading + [
        OptionRow(
          name: "output", short: "o", value: "DIR", help: "folder for run directories (output)"),
        OptionRow(
          name: "fail-on", value: "P0|P1|P2|P3|never", choices: ["P0", "P1", "P2", "P3", "never"],
          help: "least urgent severity that makes the run exit 1 (P2)"),
        OptionRow(name: "only-new", help: "exit 1 only for what is new or recurred"),
        OptionRow(name: "only", value: "CODE,…", help: "make these checks only"),
        format,
        OptionRow(
          name: "what-if", value: "PART",
          help: "tell who would gain or lose access by other rules; write nothing"),
        OptionRow(name: "quiet", short: "q", help: "print the last line only"),
        OptionRow(
          name: "progress", value: "auto|always|never", choices: ["auto", "always", "never"],
          help: "show a progress bar on stderr (auto: on a terminal)"),
      ] + common),
    CommandRow(
      name: "check", operands: ["PIPELINE"],
      help: "resolve the pipeline without running it: files, mappings, rules, coverage",
      options: forPipelines + common),
    CommandRow(
      name: "explain", operands: ["ID", "PIPELINE"],
      help: "tell all about one subscription, customer, user, row, event or drift",
      options: forPipelines + forReading + [
        OptionRow(
          name: "output", short: "o", value: "DIR",
          help: "folder of run directories, for what was seen before (output)"),
        format,
        OptionRow(
          name: "color", value: "auto|always|never", choices: ["auto", "always", "never"],
          help: "colours (auto: on a terminal, unless NO_COLOR is set)"),
      ] + common),
    CommandRow(
      name: "bundle", operands: ["ID", "PIPELINE", "DIR"],
      help: "cut out the least, redacted, that reproduces one finding",
      options: forPipelines + forReading + [
        OptionRow(
          name: "output", short: "o", value: "DIR",
          help: "folder of run directories, for what was seen before (output)")
      ] + common),
    CommandRow(
      name: "stage", operands: ["diff", "PIPELINE"],
      help: "stop after comparing and print every difference as CSV, not judged",
      options: forPipelines + forReading + common),
    CommandRow(
      name: "metrics", operands: ["PIPELINE"],
      help: "measure recurring revenue and print what one month comes to",
      options: forPipelines + forReading + [
        OptionRow(name: "month", value: "YYYY-MM", help: "the month (that of the clock)"),
        OptionRow(
          name: "profile", value: "NAME", choices: MeasureProfile.allCases.map(\.rawValue),
          help: "count as default, stripe, chartmogul, profitwell or baremetrics do"),
        OptionRow(
          name: "against", value: "NAME", choices: MeasureProfile.allCases.map(\.rawValue),
          help: "lead from the profile's figure at the clock to another's, rule by rule"),
        OptionRow(
          name: "bridge", help: "lead from the database's figure to Stripe's, by class of drift"),
        OptionRow(name: "restate", help: "show closed months as reported and as known now"),
        OptionRow(
          name: "output", short: "o", value: "DIR",
          help: "write the close, with tables and workbook, to a folder of its month in there"),
        format,
      ] + common),
    CommandRow(
      name: "prune", operands: ["DIR"],
      help: "remove old runs of a pipeline; the newest that can be trusted always stays",
      options: [
        OptionRow(name: "keep", value: "N", help: "keep so many of the newest runs"),
        OptionRow(
          name: "days", value: "N", help: "keep runs of so many days before the newest one"),
        OptionRow(name: "dry-run", short: "n", help: "say what would be removed, remove nothing"),
      ] + common),
    CommandRow(
      name: "compare", operands: ["RUN", "RUN"],
      help: "tell what is new, recurred, resolved or persisting between two runs",
      options: [
        OptionRow(name: "only-new", help: "leave out what persists and what is resolved"),
        format,
      ] + common),
    CommandRow(
      name: "verify", operands: ["RUN"],
      help: "prove the files of a run directory, or what became of an earlier plan",
      options: [
        OptionRow(
          name: "against", value: "RUN",
          help: "the run whose scripts were applied before RUN's dumps were taken"),
        format,
      ] + common),
    CommandRow(
      name: "generate", operands: ["DIR"],
      help: "write a simulated account with faults put in, and the truth about them",
      options: [
        OptionRow(name: "subscriptions", value: "N", help: "subscriptions at Stripe (1000)"),
        OptionRow(
          name: "events", value: "N", help: "distinct events (ten for each subscription)"),
        OptionRow(name: "seed", value: "N", help: "what all chance follows from (1)"),
        OptionRow(
          name: "drift", value: "SHARE", help: "accounts with a fault, as 0.02 or 2% (2%)"),
        OptionRow(
          name: "like", value: "PIPELINE", help: "the system to simulate (one that is built in)"),
        OptionRow(name: "gzip", help: "compress the files"),
        OptionRow(name: "jobs", short: "j", value: "N", help: "threads to work with (all cores)"),
      ] + common),
    CommandRow(
      name: "completions", operands: ["SHELL"],
      help: "print what bash, zsh or fish needs to complete these words", options: common),
    CommandRow(
      name: "help", operands: ["[TOPIC]"],
      help: "show help on a command, or on checks: the reference of all drift classes",
      options: [OptionRow(name: "man", help: "print the manual page instead, for man -l -")]
        + common),
  ]
}
