import Billing
import Bytes
import JSON
public import Reconciliation

/// Writes the line that a run adds to `history.ndjson`.
///
/// ```
/// {"schema_version":1,"run_id":"…","as_of":"…","exit_status":1,"not_evaluated":["W01"],
///  "events_through":"…","rows":[{"table":"users","count":94}],
///  "figures":[{"figure":"latency-p95-ms","value":1200}],
///  "counts":[{"code":"S02","severity":"P1","count":3}],"seen":[{"since":"…","ids":["…"]}],
///  "waived":["…"]}
/// ```
/// What the run did not look for tells the next one that nothing was resolved there.
/// How far the events reached and how many rows the tables had tells the next run what is missing,
/// and the figures of monitoring, where there are any, what is usual.
/// Ids stand together under the run that found them first, which keeps a quiet night's line short.
public struct HistoryWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// The line of a run, without a newline; its findings must know their standing by now.
  public func line(_ report: RunReport) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginReport()
    writer.member("run_id", report.runID)
    writer.member("as_of", report.evidence.definition.clock.asOf.iso)
    writer.member("exit_status", report.exitStatus.rawValue)
    writer.members(report.scope)
    if let window = report.evidence.ledger.window {
      writer.member("events_through", window.upperBound.iso)
    }
    writer.objects("rows", report.evidence.tables) { writer, table in
      writer.member("table", table.definition.name)
      writer.member("count", table.rowCount)
    }
    if let monitoring = report.monitoring {
      writer.objects("figures", monitoring.figures) { writer, entry in
        writer.member("figure", entry.figure.rawValue)
        writer.member("value", entry.value)
      }
    }
    writer.objects("counts", SummaryFigures(report).rows) { writer, row in
      writer.member("code", row.code)
      writer.member("severity", row.severity.rawValue)
      writer.member("count", row.count)
    }
    var seen: [String: [String]] = [:]
    for finding in report.findings {
      seen[finding.firstSeenRun, default: []].append(finding.driftID)
    }
    let runs = seen.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    writer.objects("seen", runs) { writer, run in
      writer.member("since", run)
      writer.member(
        "ids",
        texts: Self.sorted(seen[run] ?? []))
    }
    let waived = report.findings.filter { $0.waiver != nil }.map(\.driftID)
    if !waived.isEmpty { writer.member("waived", texts: Self.sorted(waived)) }
    writer.endObject()
    return writer.bytes
  }

  private static func sorted(_ ids: [String]) -> [String] {
    var symbols = Symbols()
    var named = ids.map { (id: $0, symbol: symbols.intern($0)) }
    symbols.sort(&named) { $0.symbol }
    return named.map(\.id)
  }
}
