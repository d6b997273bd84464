import Billing
import Bytes
import Diagnostics
import Reconciliation

/// What a person at three in the morning reads: the verdict first, then why, then what to do.
struct SummaryText {
  private let report: RunReport
  private let figures: SummaryFigures

  init(_ report: RunReport) {
    self.report = report
    figures = SummaryFigures(report)
  }

  /// The whole text; sections that have nothing to say are left out.
  var text: String {
    let sections = [
      heading, drift, explained, upcoming, revenue, holes, gaps, inputs, diagnostics,
      convergence,
      NextSteps(report: report, figures: figures).lines,
      [LastLine(report: report, figures: figures).text],
    ]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private var heading: [String] {
    let definition = report.evidence.definition
    let clock = definition.clock
    let names =
      "trueup \(shown(report.toolVersion)) · pipeline \(shown(definition.name)) · run "
      + shown(report.runID)
    let times =
      clock.dumpTakenAt == clock.asOf
      ? "as of \(clock.asOf.iso)"
      : "as of \(clock.asOf.iso), database dumped \(clock.dumpTakenAt.iso)"
    return PlainText.wrapped(names, first: "", rest: "  ") + [times, ""]
      + PlainText.wrapped(
        "exit \(report.exitStatus.rawValue): \(shown(report.verdict))", first: "VERDICT  ",
        rest: "         ")
  }

  private var drift: [String] {
    let rows = PlainText.count(report.evidence.table(.subscriptions)?.count ?? 0, "row")
    let subscriptions = PlainText.count(report.evidence.subscriptions.count, "subscription")
    let title = "DRIFT  \(subscriptions) compared with \(rows)"
    let waived =
      figures.waived == 0
      ? [] : ["  " + PlainText.count(figures.waived, "finding") + " waived, in drift.csv.gz only"]
    guard figures.open > 0 else {
      return [title, "  no difference that matters was found"] + waived
    }
    var table = TextTable(
      [
        ("sev", .left), ("code", .left), ("class", .left), ("count", .right), ("new", .right),
        ("recur", .right), ("fix", .right), ("a month", .right),
      ], flexible: 2)
    for row in figures.rows {
      let counts = [row.count, row.new, row.recurred, row.fixable].map { PlainText.count($0) }
      let amounts = row.monthly.map(PlainText.amount)
      table.add(
        [row.severity.rawValue, shown(row.code), shown(row.name)] + counts + [amounts.first ?? "-"])
      for amount in amounts.dropFirst() {
        table.add(Array(repeating: "", count: 7) + [amount])
      }
    }
    return [title] + table.lines + waived
  }

  private var explained: [String] {
    let explained = report.evidence.explained
    guard !explained.isEmpty else { return [] }
    return ["NO DRIFT  looks like it and is explained"]
      + explained.flatMap { one in
        PlainText.wrapped(
          "\(PlainText.count(one.count)) \(one.name): \(one.reason)", first: "  ", rest: "    ")
      }
  }

  /// At most this many are named; the JSON has all.
  private static let upcomingLimit = 10

  private var upcoming: [String] {
    let trials = report.endingTrials
    guard !trials.isEmpty else { return [] }
    let symbols = report.evidence.symbols
    var lines = [
      "COMING UP  \(PlainText.count(trials.count, "trial")) will end within three days"
    ]
    for trial in trials.prefix(Self.upcomingLimit) {
      lines.append("  \(trial.end.iso)  row \(shown(Privacy.shown(symbols.text(trial.key))))")
    }
    let rest = trials.count - Self.upcomingLimit
    if rest > 0 { lines.append("  and \(PlainText.count(rest)) more, in summary.json") }
    return lines
  }

  private var revenue: [String] {
    guard let revenue = report.revenue else { return [] }
    let checks = PlainText.count(revenue.passedCount, "check")
    let amounts = revenue.monthly.isEmpty ? "none" : PlainText.amounts(revenue.monthly)
    var lines = PlainText.wrapped(
      "\(revenue.month) recurs \(amounts) a month; every figure in metrics/", first: "REVENUE  ",
      rest: "  ")
    lines += revenue.failures.flatMap { PlainText.wrapped(shown($0), first: "  ! ", rest: "    ") }
    let gaps = revenue.notEvaluatedCount == 0 ? "" : ", \(revenue.notEvaluatedCount) not made"
    lines.append("  \(checks) tied out, \(revenue.failures.count) did not\(gaps)")
    lines += revenue.doubts.map {
      "  exception \($0.kind): \(PlainText.count($0.count)), in metrics/exceptions.csv.gz"
    }
    return lines
  }

  private var holes: [String] {
    let coverage = report.evidence.coverage
    var lines = coverage.holes.flatMap { hole in
      PlainText.wrapped(
        "\(shown(hole.name)): \(shown(hole.message))", first: hole.blocksVerdict ? "  ! " : "  - ",
        rest: "    ")
    }
    lines += coverage.missingTables.map { "  - the table \(shown($0)) was not supplied" }
    guard !lines.isEmpty else { return [] }
    lines += PlainText.wrapped(
      coverage.isTrustworthy
        ? "supply what is missing to have it judged too; the rest of the verdict stands"
        : "supply what is missing and run again; until then nothing is taken away from anyone",
      first: "  what to do: ", rest: "    ")
    return ["WHAT STANDS IN THE WAY OF TRUST"] + lines
  }

  private var gaps: [String] {
    guard !figures.gaps.isEmpty else { return [] }
    let count = PlainText.count(report.notEvaluated.count, "class", plural: "classes")
    return ["NOT EVALUATED  \(count), of which nothing is claimed"]
      + figures.gaps.flatMap { gap in
        PlainText.wrapped(shown(gap.reason), first: "  ", rest: "  ")
          + PlainText.wrapped(
            gap.checks.map { "\(shown($0.code)) \(shown($0.name))" }.joined(separator: ", "),
            first: "    ", rest: "    ")
      }
  }

  private var inputs: [String] {
    guard !figures.inputs.isEmpty else { return [] }
    var table = TextTable(
      [
        ("", .left), ("files", .right), ("records", .right), ("= normalized", .right),
        ("+ rejected", .right), ("bytes", .right),
      ], flexible: 0)
    for input in figures.inputs {
      let counts = [
        input.fileCount, input.recordCount, input.normalizedCount, input.rejectedCount,
      ]
      table.add(
        [shown(input.purpose)] + counts.map { PlainText.count($0) }
          + [PlainText.count(input.byteCount)])
    }
    return ["INPUTS  each file with its digest in manifest.json"] + table.lines
  }

  private var diagnostics: [String] {
    let counts = report.log.sortedCounts
    guard !counts.isEmpty else { return [] }
    var table = TextTable([("code", .left), ("severity", .left), ("count", .right)], flexible: 0)
    for (code, count) in counts {
      let severity = report.log.severity(of: code)?.rawValue ?? ""
      table.add([code.rawValue, severity, PlainText.count(count)])
    }
    return ["DIAGNOSTICS  each with file, record and byte in diagnostics.ndjson.gz"] + table.lines
  }

  private var convergence: [String] {
    let result = report.convergence
    let changes = PlainText.count(result.changeCount, "change")
    let verb = result.changeCount == 1 ? "was" : "were"
    let proof =
      if !result.holds {
        "\(changes) \(verb) applied in memory, and these would still be fixable: "
          + result.stillFixable.joined(separator: ", ")
      } else if result.changeCount == 0 {
        "there is no change to prove"
      } else {
        "\(changes) \(verb) applied in memory; compared again, nothing fixable is left"
      }
    return PlainText.wrapped(proof, first: "CONVERGENCE  ", rest: "  ")
  }

  private func shown(_ text: String) -> String { PlainText.shown(text) }
}

/// What a person should do after a run.
struct NextSteps {
  let report: RunReport
  let figures: SummaryFigures

  var lines: [String] {
    let steps = steps
    let width = steps.map { PlainText.columns($0.subject) }.max() ?? 0
    return ["WHAT TO DO NEXT"]
      + steps.flatMap { step in
        let gap = String(repeating: " ", count: width - PlainText.columns(step.subject) + 2)
        let rest = String(repeating: " ", count: width + 4)
        return PlainText.wrapped(step.advice, first: "  " + step.subject + gap, rest: rest)
      }
  }

  private typealias Step = (subject: String, advice: String)

  private var steps: [Step] {
    switch report.exitStatus {
    case .untrusted where report.evidence.coverage.isTrustworthy:
      [("metrics/", "use no figure before the checks above tie out; checks.json has all of them")]
    case .untrusted: [("inputs", "close the holes above and run again before acting on anything")]
    case .stopped: [("limits", "find out why so much would change; nothing may be applied")]
    case .failure: [("reconcile.sql", "do not run it: the changes did not prove themselves")]
    case .agreement, .drift: figures.open == 0 ? [("nothing", "both sides say the same")] : mending
    }
  }

  private var mending: [Step] {
    var steps: [Step] = []
    let drops = report.open.count(where: \.dropsKey)
    let fixable = figures.count(.auto) - drops
    if fixable > 0 {
      steps.append(
        ("reconcile.sql", "mends \(PlainText.count(fixable, "finding")). \(dryRun)"))
      steps.append(("rollback.sql", "takes those changes back, if nothing else touched the rows."))
    }
    if drops > 0 {
      let keys = PlainText.count(drops, "key")
      steps.append(("cache.redis", "deletes \(keys) of the cache, once the rows are mended."))
    }
    let actions = report.stripeActions.count
    let decisions = figures.count(.review) + figures.count(.stripe) - actions
    if decisions > 0 {
      let findings = PlainText.count(decisions, "finding")
      steps.append(
        ("review.sql", "says, as comments, what a person must decide: \(findings)."))
    }
    if actions > 0 {
      let things = PlainText.count(actions, "thing")
      steps.append(("stripe-actions.txt", "lists what only Stripe's own pages can do: \(things)."))
    }
    let safe = report.replay?.count(.safe) ?? 0
    if safe > 0 {
      let events = PlainText.count(safe, "event")
      steps.append(
        ("replay.sh", "sends \(events) again, undoing nothing, and says why not others."))
    }
    let worst = report.open.first?.driftID ?? ""
    steps.append(("drift.csv.gz", "lists every finding; the most urgent one is \(worst)."))
    return steps
  }

  private var dryRun: String {
    let language = report.evidence.definition.database.dialect.language
    return "Run as it is, it only tries: every guard is checked and nothing stays changed "
      + "(\(language.manual.run("reconcile.sql"))). Its header says how to apply it."
  }
}

extension RunReport.Finding {
  /// Whether it is mended by deleting a key of a cache.
  var dropsKey: Bool {
    guard drift.disposition == .auto, case .drop = drift.remedy else { return false }
    return true
  }
}
