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
    let clock = pipeline.definition.clock.asOf
    guard let month = month(or: CalendarMonth(clock)) else { return ExitStatus.failure.rawValue }
    let profile = arguments["profile"].flatMap { MeasureProfile(rawValue: $0) }
    let rules = profile.map { pipeline.metrics.rules(of: $0) }
    let run = MetricsRun(pipeline, options: options)
    if let bridge = try bridge(of: run, pipeline.metrics, rules ?? pipeline.metrics.rules) {
      let writer = BridgeWriter(bridge, currencies: try run.currencies())
      try shell.say(arguments["format"] == "json" ? writer.json : writer.text)
      return bridge.tieOuts.contains { $0.result == .failed }
        ? ExitStatus.untrusted.rawValue : ExitStatus.agreement.rawValue
    }
    let outcome = try run.outcome(rules, month: month)
    if arguments.has("restate") { return try restate(outcome) }
    guard let place = outcome.recurring.place(of: month) else {
      return shell.misuse(
        UsageFault("there is no revenue in \(month.text)", help: help(outcome.recurring)))
    }
    let writer = MonthSummaryWriter(
      outcome.recurring, place, currencies: outcome.revenue.currencies)
    try shell.say(arguments["format"] == "json" ? writer.json : writer.text)
    return ExitStatus.agreement.rawValue
  }

  /// The bridge that is asked for; `nil` where none is.
  private func bridge(
    of run: MetricsRun, _ choices: MetricsChoices, _ rules: MeasureRules
  ) throws(Failure) -> Bridge? {
    if let profile = arguments["against"].flatMap({ MeasureProfile(rawValue: $0) }) {
      return try run.bridge(from: rules, to: choices.rules(of: profile))
    }
    return arguments.has("bridge") ? try run.bridge(by: rules) : nil
  }

  /// Shows closed months before and after.
  private func restate(_ outcome: MetricsRun.Outcome) throws(Failure) -> Int32 {
    let close = outcome.revenue.close
    guard !close.restatements.isEmpty else {
      return shell.misuse(
        UsageFault(
          "no month is closed",
          help: "keep metrics/closed-….csv.gz of a run and name it: <metrics closed=\"…\"/>"))
    }
    let writer = RestatementWriter(close, currencies: outcome.revenue.currencies)
    try shell.say(arguments["format"] == "json" ? writer.json : writer.text)
    return ExitStatus.agreement.rawValue
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
