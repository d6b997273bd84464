import Billing
import Diagnostics
import Emit
import Pipelines
import Reconciliation
import Revenue

/// `trueup metrics`: what a month's recurring revenue comes to.
struct MetricsCommand {
  let shell: Shell
  let arguments: ParsedArguments

  func status() throws(Failure) -> Int32 {
    guard let pipeline = try PipelineOpening(shell: shell, arguments: arguments).pipeline(),
      let options = RunSettings(shell: shell, arguments: arguments).options()
    else { return ExitStatus.failure.rawValue }
    guard agrees() else { return ExitStatus.failure.rawValue }
    let clock = pipeline.definition.clock.asOf
    guard let month = month(or: CalendarMonth(clock)) else { return ExitStatus.failure.rawValue }
    let profile = arguments["profile"].flatMap { MeasureProfile(rawValue: $0) }
    let rules = profile.map { pipeline.metrics.rules(of: $0) }
    let run = MetricsRun(pipeline, options: options)
    if let crossing = try bridge(of: run, pipeline.metrics, rules ?? pipeline.metrics.rules) {
      let writer = BridgeWriter(crossing.bridge, currencies: try run.currencies())
      try shell.say(arguments["format"] == "json" ? writer.json : writer.text)
      let isWhole = isWhole(crossing.holes)
      let foots = crossing.bridge.tieOuts.allSatisfy { $0.result != .failed }
      return (isWhole && foots ? ExitStatus.agreement : .untrusted).rawValue
    }
    let (revenue, status) = try measured(
      pipeline, options, by: rules ?? pipeline.metrics.rules, month)
    if arguments.has("restate") { return try restate(revenue) ?? status.rawValue }
    guard let place = revenue.close.recurring.place(of: month) else {
      return shell.misuse(
        UsageFault("there is no revenue in \(month.text)", help: help(revenue.close.recurring)))
    }
    let writer = MonthSummaryWriter(
      revenue.close.recurring, place, currencies: revenue.currencies)
    try shell.say(arguments["format"] == "json" ? writer.json : writer.text)
    return status.rawValue
  }

  /// Measures revenue, and writes the close where that is asked for.
  ///
  /// - Returns: the figures, and whether they can be trusted.
  private func measured(
    _ pipeline: ResolvedPipeline, _ options: PipelineRun.Options, by rules: MeasureRules,
    _ month: CalendarMonth
  ) throws(Failure) -> (revenue: MeasuredRevenue, status: ExitStatus) {
    guard let folder = arguments["output"] else {
      let outcome = try MetricsRun(pipeline, options: options).outcome(rules, month: month)
      return (outcome.revenue, status(of: outcome.revenue, outcome.holes))
    }
    var options = options
    (options.rules, options.month) = (rules, month)
    let publisher = try ClosePublisher(
      folder: folder, pipeline: pipeline.definition.name, month: month.text)
    options.scratchFolder = publisher.folder
    let outcome = try PipelineRun(pipeline, options: options).run(after: [])
    guard let revenue = outcome.revenue else { preconditionFailure("rules are given") }
    let path = try publisher.publish(outcome, jobs: options.jobs)
    var entry = LogEntry(
      .remark, code: "close-written", "the close was written", text: "wrote \(path)")
    entry.file = path
    shell.warn(entry)
    return (revenue, status(of: revenue, outcome.report.evidence.coverage.holes))
  }

  /// Whether the evidence has no hole that takes the trust away; says which do.
  private func isWhole(_ holes: [Coverage.Hole]) -> Bool {
    let holes = holes.filter(\.blocksVerdict)
    for hole in holes {
      shell.warn(
        LogEntry(
          .error, code: hole.name, hole.message,
          text: "trueup: the evidence is incomplete: \(PlainText.shown(hole.message))"))
    }
    return holes.isEmpty
  }

  /// Whether figures can be trusted: says what the evidence lacks, and which do not tie out.
  private func status(
    of revenue: MeasuredRevenue, _ holes: [Coverage.Hole]
  ) -> ExitStatus {
    let isWhole = isWhole(holes)
    let failures = revenue.verdict.failures
    for failure in failures {
      shell.warn(
        LogEntry(.error, code: "tie-out", failure, text: "trueup: does not tie out: \(failure)"))
    }
    return failures.isEmpty && isWhole ? .agreement : .untrusted
  }

  /// Whether all options can be met at once; if not, that was shown.
  private func agrees() -> Bool {
    // A bridge leads from one figure of the run's clock to another, and is printed.
    let answers = ["bridge", "against", "restate"].filter(arguments.has)
    let others =
      answers.dropFirst()
      + ["month", "output"].filter { name in
        arguments.has(name) && answers.first.map { $0 != "restate" } ?? false
      }
    guard let first = answers.first, let other = others.first else { return true }
    _ = shell.misuse(
      UsageFault("--\(first) and --\(other) do not go together", help: "trueup help metrics"))
    return false
  }

  /// The bridge that is asked for; `nil` where none is.
  private func bridge(
    of run: MetricsRun, _ choices: MetricsChoices, _ rules: MeasureRules
  ) throws(Failure) -> MetricsRun.Crossing? {
    if let profile = arguments["against"].flatMap({ MeasureProfile(rawValue: $0) }) {
      return try run.bridge(from: rules, to: choices.rules(of: profile))
    }
    return arguments.has("bridge") ? try run.bridge(by: rules) : nil
  }

  /// Shows closed months before and after.
  ///
  /// - Returns: how the command ends where there is nothing to show; `nil` once it was shown.
  private func restate(_ revenue: MeasuredRevenue) throws(Failure) -> Int32? {
    let close = revenue.close
    guard !close.restatements.isEmpty else {
      return shell.misuse(
        UsageFault(
          "no month is closed",
          help: "keep metrics/closed-….csv.gz of a run and name it: <metrics closed=\"…\"/>"))
    }
    let writer = RestatementWriter(
      close, currencies: revenue.currencies, labels: revenue.accounts)
    try shell.say(arguments["format"] == "json" ? writer.json : writer.text)
    return nil
  }

  /// The month that is asked for, or `nil` after a complaint.
  private func month(or standard: CalendarMonth) -> CalendarMonth? {
    guard let text = arguments["month"] else { return standard }
    if let month = CalendarMonth(text: text) { return month }
    _ = shell.misuse(UsageFault("--month cannot be \(text)", help: "--month 2026-01"))
    return nil
  }

  private func help(_ figures: RecurringFigures) -> String {
    guard let first = figures.months.first, let last = figures.months.last else {
      return "the exports show no subscription that ever counted"
    }
    return "months from \(first.text) to \(last.text) have figures"
  }
}
