import Billing
import Bytes
import Diagnostics
import JSON
public import Reconciliation

/// Writes an explanation as one JSON document, for programs.
///
/// Values are shown as in ``DriftRecordWriter``; texts are as they are.
public struct ExplanationWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// The document, with a line feed at its end.
  public func json(_ explanation: Explanation) -> [UInt8] {
    var writer = JSONWriter()
    let report = explanation.report
    let symbols = report.evidence.symbols
    writer.beginReport()
    writer.member("id", Privacy.shown(explanation.id))
    writer.member("sense", explanation.sense.rawValue)
    writer.member("system", report.evidence.definition.name)
    writer.member("as_of", report.evidence.definition.clock.asOf.iso)
    writer.member("dump_taken_at", report.evidence.definition.clock.dumpTakenAt.iso)
    writer.objects("pairs", explanation.pairs) { writer, pair in
      write(pair, report.evidence, to: &writer)
    }
    writer.objects("cache", explanation.cached) { writer, place in
      let cache = report.evidence.caches[place.cache]
      let entry = cache.entries[place.entry]
      writer.member("key", Privacy.shown(symbols.text(entry.key)))
      writer.member("written_at", entry.writtenAt?.iso)
      writer.member("seconds_left", entry.secondsLeft)
      writer.member("says_none", isTrue: entry.isNegative)
    }
    writer.objects("timeline", explanation.moments) { writer, moment in
      write(moment, explanation, to: &writer)
    }
    writer.key("findings")
    writer.beginArray()
    for place in explanation.findings {
      DriftRecordWriter().write(report.findings[place], of: report, to: &writer)
    }
    writer.endArray()
    writer.objects("statements", explanation.findings.map { report.findings[$0].driftID }) {
      writer, id in
      writer.member("drift_id", id)
      writer.member("sql", texts: explanation.statements[id] ?? [])
    }
    writer.endObject()
    return writer.line
  }

  private func write(
    _ pair: Explanation.ExplainedPair, _ evidence: Evidence, to writer: inout JSONWriter
  ) {
    let symbols = evidence.symbols
    let rows = evidence.table(.subscriptions)
    let subscription = pair.pair.subscription.map { symbols.text(evidence.subscriptions[$0].id) }
    let key = pair.pair.row.flatMap { rows?[$0, .key].text(in: symbols) }
    writer.member("user_id", pair.owner == .empty ? nil : Privacy.shown(symbols.text(pair.owner)))
    writer.member("stripe_subscription_id", subscription)
    writer.member("table", pair.pair.row == nil ? nil : rows?.definition.name)
    writer.member("row_key", key.map(Privacy.shown))
    writer.member("matched_by", pair.pair.link.rawValue)
    writer.objects("fields", pair.fields) { writer, field in
      let column = rows?.definition.columns[field.column]
      writer.member("field", field.field.rawValue)
      writer.member("column", column?.name)
      for (name, cell) in [
        ("stripe" as StaticString, field.sides.stripe), ("database", field.sides.database),
      ] {
        writer.key(name)
        let isHidden = (column?.isPrivate ?? true) && cell.hasValue
        writer.value(isHidden ? .marker(Privacy.hidden) : ShownValue(cell, in: symbols))
      }
    }
  }

  private func write(
    _ moment: Explanation.Moment, _ explanation: Explanation, to writer: inout JSONWriter
  ) {
    let evidence = explanation.report.evidence
    writer.member("time", moment.time.iso)
    switch moment.happening {
    case .state(let state, let object, let changes):
      writer.member("what", state.source.rawValue)
      writer.member("kind", "\(state.kind.objectName)")
      writer.member("object", Privacy.shown(explanation.history.text(object)))
      writer.member("type", state.eventType)
      writer.member("event", state.event.isEmpty ? nil : Privacy.shown(state.event))
      writer.objects("changes", changes.filter { Shown.isTold($0.field) }) { writer, change in
        writer.member("field", Shown.name(change.field))
        writer.key("old")
        writer.value(ShownValue(change.old, in: explanation.history.ledger.symbols))
        writer.key("new")
        writer.value(ShownValue(change.new, in: explanation.history.ledger.symbols))
      }
      write(moment.entries, to: &writer)
      writer.member("marks", texts: moment.marks.map(\.rawValue))
      if let differing = moment.differing {
        writer.member(
          "row_differs_in", texts: RowField.allCases.filter(differing.contains).map(\.rawValue))
      }
      writer.member("file", explanation.report.sources.name(of: state.origin.file))
      writer.member("record", state.origin.recordNumber)
      writer.member("byte", state.origin.startByte)
    case .row(let key, let table, let field):
      writer.member("what", "row-\(field.rawValue)")
      writer.member("table", table)
      writer.member("row_key", Privacy.shown(key))
    case .cached(let place):
      let entry = evidence.caches[place.cache].entries[place.entry]
      writer.member("what", "cached")
      writer.member("key", Privacy.shown(evidence.symbols.text(entry.key)))
    case .dump: writer.member("what", "dump")
    case .judgement: writer.member("what", "judgement")
    }
  }

  private func write(_ entries: [EventEntry], to writer: inout JSONWriter) {
    writer.objects("books", entries) { writer, entry in
      writer.member("book", entry.isDeadLetter ? "dead-letters" : "ledger")
      writer.member("progress", entry.progress.rawValue)
      writer.member("received_at", entry.receivedAt?.iso)
      writer.member("processed_at", entry.processedAt?.iso)
      writer.member("retried_at", entry.retriedAt?.iso)
      writer.member("resolved_at", entry.resolvedAt?.iso)
      writer.member("attempts", entry.attempts)
      writer.member("error", entry.errorKind.isEmpty ? nil : Privacy.shown(entry.errorKind))
    }
  }
}
