import Billing
import Bytes
import Diagnostics
import JSON
public import Reconciliation

/// Writes what a run says in short: `summary.txt` for people, `summary.json` for programs.
public struct SummaryWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// The last line of every run, without a newline.
  ///
  /// `checked 12,480 subscriptions · 31 drift (4 new, 2 recurred) · 24 fixable, 7 for review · …`
  public func lastLine(_ report: RunReport) -> String {
    LastLine(report: report, figures: SummaryFigures(report)).text
  }

  /// The text, which ends with the last line; at most 80 columns but for that line.
  public func text(_ report: RunReport) -> [UInt8] {
    Array(SummaryText(report).text.utf8)
  }

  /// The same facts as one JSON object on one line.
  public func json(_ report: RunReport) -> [UInt8] {
    let figures = SummaryFigures(report)
    var writer = JSONWriter()
    writer.beginReport()
    writeRun(report, to: &writer)
    writeDrift(figures, to: &writer)
    writeUpcoming(report, to: &writer)
    writeRevenue(report.revenue, to: &writer)
    writeCoverage(report, to: &writer)
    writeInputs(report, figures, to: &writer)
    writer.object("scripts") { writer in
      writer.member("dialect", report.evidence.definition.database.dialect.rawValue)
    }
    if let replay = report.replay {
      writer.object("replay") { writer in
        for standing in ReplayPlan.Standing.allCases {
          writer.key(standing.rawValue)
          writer.integer(replay.count(standing))
        }
      }
    }
    writer.object("convergence") { writer in
      writer.member("holds", isTrue: report.convergence.holds)
      writer.member("changes", report.convergence.changeCount)
      writer.member("still_fixable", texts: report.convergence.stillFixable)
    }
    writer.member("last_line", LastLine(report: report, figures: figures).text)
    writer.endObject()
    return writer.line
  }

  private func writeRun(_ report: RunReport, to writer: inout JSONWriter) {
    let definition = report.evidence.definition
    writer.member("tool_version", report.toolVersion)
    writer.member("pipeline", definition.name)
    writer.member("run_id", report.runID)
    writer.member("as_of", definition.clock.asOf.iso)
    writer.member("dump_taken_at", definition.clock.dumpTakenAt.iso)
    writer.object("verdict") { writer in
      writer.member("exit_status", report.exitStatus.rawValue)
      writer.member("meaning", Privacy.shown(report.verdict))
      writer.member("fail_on", report.failOn?.rawValue)
      writer.member("only_new", isTrue: report.failsOnlyForNew)
      writer.member("safety_stop", report.safetyStop.map(Privacy.shown))
    }
    writer.object("checked") { writer in
      writer.member("subscriptions", report.evidence.subscriptions.count)
      writer.member("rows", report.evidence.table(.subscriptions)?.count ?? 0)
      writer.member("events", report.evidence.ledger.eventCount)
      writer.member("duplicate_events", report.evidence.ledger.duplicateCount)
    }
  }

  private func writeRevenue(_ revenue: RevenueVerdict?, to writer: inout JSONWriter) {
    guard let revenue else { return }
    writer.object("revenue") { writer in
      writer.member("month", revenue.month)
      writer.member("monthly", amounts: revenue.monthly)
      writer.member("ties_out", isTrue: revenue.tiesOut)
      writer.member("passed", revenue.passedCount)
      writer.member("not_evaluated", revenue.notEvaluatedCount)
      writer.member("failures", texts: revenue.failures)
      writer.objects("exceptions", revenue.doubts) { writer, doubt in
        writer.member("kind", doubt.kind)
        writer.member("count", doubt.count)
      }
    }
  }

  private func writeDrift(_ figures: SummaryFigures, to writer: inout JSONWriter) {
    writer.object("drift") { writer in
      writer.member("count", figures.open)
      writer.member("new", figures.new)
      writer.member("recurred", figures.recurred)
      writer.member("waived", figures.waived)
      writer.object("by_disposition") { writer in
        for (disposition, count) in figures.dispositions {
          writer.key(disposition.rawValue)
          writer.integer(count)
        }
      }
      writer.object("by_severity") { writer in
        for severity in Severity.allCases {
          writer.key(severity.rawValue)
          writer.integer(figures.count(severity))
        }
      }
      writer.objects("by_code", figures.rows) { writer, row in
        writer.member("code", row.code)
        writer.member("class", row.name)
        writer.member("severity", row.severity.rawValue)
        writer.member("count", row.count)
        writer.member("new", row.new)
        writer.member("recurred", row.recurred)
        writer.member("fixable", row.fixable)
        writer.member("monthly", amounts: row.monthly)
      }
      writer.member("monthly_at_risk", amounts: figures.monthly)
    }
  }

  private func writeUpcoming(_ report: RunReport, to writer: inout JSONWriter) {
    let symbols = report.evidence.symbols
    writer.objects("trials_ending", report.endingTrials) { writer, trial in
      writer.member("trial_end", trial.end.iso)
      writer.member("user_id", Privacy.shown(symbols.text(trial.owner)))
      writer.member("row_key", Privacy.shown(symbols.text(trial.key)))
      let isLocal = trial.subscription == .empty
      writer.member(
        "stripe_subscription_id",
        isLocal ? nil : Privacy.shown(symbols.text(trial.subscription)))
    }
  }

  private func writeCoverage(_ report: RunReport, to writer: inout JSONWriter) {
    let coverage = report.evidence.coverage
    writer.object("coverage") { writer in
      writer.member("is_trustworthy", isTrue: coverage.isTrustworthy)
      writer.objects("holes", coverage.holes) { writer, hole in
        writer.member("name", hole.name)
        writer.member("message", Privacy.shown(hole.message))
        writer.member("blocks_verdict", isTrue: hole.blocksVerdict)
      }
      writer.member("missing_tables", texts: coverage.missingTables)
    }
    writer.objects("explained", report.evidence.explained) { writer, one in
      writer.member("name", one.name)
      writer.member("reason", one.reason)
      writer.member("count", one.count)
    }
    writer.objects("not_evaluated", report.notEvaluated) { writer, check in
      writer.member("code", check.code)
      writer.member("class", check.name)
      writer.member("reason", check.reason)
    }
  }

  private func writeInputs(
    _ report: RunReport, _ figures: SummaryFigures, to writer: inout JSONWriter
  ) {
    writer.objects("inputs", figures.inputs) { writer, input in
      writer.member("purpose", input.purpose)
      writer.member("files", input.fileCount)
      writer.member("records", input.recordCount)
      writer.member("normalized", input.normalizedCount)
      writer.member("rejected", input.rejectedCount)
      writer.member("bytes", input.byteCount)
    }
    writer.objects("diagnostics", report.log.sortedCounts) { writer, entry in
      writer.member("code", entry.code.rawValue)
      writer.member("severity", report.log.severity(of: entry.code)?.rawValue)
      writer.member("count", entry.count)
    }
  }
}

extension DiagnosticLog {
  /// The severity of the first remark of a code.
  func severity(of code: Diagnostic.Code) -> Diagnostic.Severity? {
    entries.first { $0.code == code }?.severity
  }
}
