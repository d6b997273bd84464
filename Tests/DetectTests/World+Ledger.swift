import Billing
import Bytes
import Detect
import Diagnostics
import Reconciliation

/// What a world's ledger and queue say about events.
extension World {
  /// Each event of the plan of what to send again: its standing, where it can be had from, and
  /// what took its place.
  var replay: [String] {
    let evidence = evidence()
    let plan = DriftDetector(definition: definition).search(evidence).replayPlan()
    return (plan?.entries ?? []).map { entry in
      let names = [entry.event, entry.successor].filter { $0 != .empty }
        .map(evidence.symbols.text)
      let words = [names[0], entry.standing.rawValue] + entry.senders.map(\.rawValue)
      return (words + names.dropFirst()).joined(separator: " ")
    }
  }

  /// Where rows of the ledger and of the queue stand.
  private static let bookOrigin = RecordOrigin(
    file: FileID(rawValue: 9), recordNumber: 1, startByte: 0, byteCount: 1)

  /// An event of the export that the ledger lacks, or one that it has; a type that an endpoint is
  /// sent.
  mutating func lookUp(_ line: Line) {
    let type = ByteBlock(Array((line.facts["type"] ?? "customer.subscription.updated").utf8))
    guard line.kind != "heard" else { return facts.audit.note(recorded: type.view) }
    let id = ByteBlock(Array(line.name.utf8))
    guard line.kind != "endpoint" else { return facts.audit.note(sentToEndpoint: id.view) }
    let object = ByteBlock(Array((line.facts["of"] ?? "x_1").utf8))
    facts.audit.note(
      line.kind == "lost" ? .unrecorded : .truth, id: id.view, type: type.view, object: object.view,
      .subscription,
      at: cell(line.facts["at"] ?? "-1d").time ?? Self.clock,
      pendingWebhooks: Int32(line.facts["pending"] ?? "0") ?? -1,
      RecordOrigin(file: FileID(rawValue: 1), recordNumber: 1, startByte: 0, byteCount: 1))
  }

  /// A row of the ledger or the queue; one that is not finished is looked for in the export.
  mutating func note(_ line: Line) {
    let progress = EventProgress(
      rawValue: line.facts["progress"] ?? (line.kind == "entry" ? "processed" : "failed"))
    var entry = EventEntry(
      event: line.name, isDeadLetter: line.kind == "letter", progress: progress ?? .processed,
      origin: placeOfEvent(line.name) ?? Self.bookOrigin)
    entry.createdAt = line.facts["at"].flatMap { cell($0).time }
    entry.processedAt = line.facts["processed-at"].flatMap { cell($0).time }
    entry.retriedAt = line.facts["retried-at"].flatMap { cell($0).time }
    entry.attempts = line.facts["attempts"].flatMap { Int64($0) }
    entries.isWhole = true
    entries.add(entry)
    guard entry.progress != .processed else { return }
    _ = facts.symbols.intern(line.name)
    facts.audit.add(unfinished: [entry])
    guard let object = line.facts["of"] else { return }
    let texts = [line.name, line.facts["type"] ?? "customer.subscription.updated", object]
      .map { ByteBlock(Array($0.utf8)) }
    facts.audit.note(
      .unfinished, id: texts[0].view, type: texts[1].view, object: texts[2].view, .subscription,
      at: cell(line.facts["created"] ?? "-1d").time ?? Self.clock, pendingWebhooks: 0,
      RecordOrigin(file: FileID(rawValue: 1), recordNumber: 1, startByte: 0, byteCount: 1))
  }

  /// A row of an event of another mode or account, or that should be gone by a rule.
  mutating func noteRow(_ line: Line) {
    var rows = LedgerRows()
    var entry = EventEntry(
      event: line.name, isDeadLetter: false, progress: .processed, origin: Self.bookOrigin)
    entry.processedAt = line.facts["at"].flatMap { cell($0).time }
    rows.add(entry, time: entry.processedAt)
    _ = facts.symbols.intern(line.name)
    if let rule = line.facts["rule"] {
      facts.audit.add(overdue: [rule: rows])
    } else {
      facts.audit.add(foreign: rows)
    }
  }
}
