import Billing
import Bytes
import Diagnostics
import Reconciliation

/// The exported events that the application's ledger lacks, as the checks look at them.
struct LedgerCase {
  let board: CaseBoard
  /// The events that the ledger lacks, in the order of their ids' bytes.
  let events: [EventView]
  /// The events of which the application's own copy says something else, likewise.
  let diverging: [EventView]
  /// The rows of events that came in and were not finished, in the order of the files.
  let letters: [LetterView]
  /// The events of dead letters that are still open.
  let queued: Set<Symbol>
  /// The ledger's table; empty when there is none.
  let table: String
  /// The dead-letter queue's table; empty when there is none.
  let queue: String
  /// The kept rows of the queue and the ledger by the byte that they begin at, of each file.
  private let rowsByPlace: [FilePlace: Int]

  private struct FilePlace: Hashable {
    var file: FileID
    var startByte: UInt64

    init(_ origin: RecordOrigin) { (file, startByte) = (origin.file, origin.startByte) }
  }

  /// Whether the pipeline says which types the application handles.
  var knowsHandledTypes: Bool { !board.evidence.definition.stripe.handledTypes.isEmpty }

  init(_ board: CaseBoard) {
    self.board = board
    let evidence = board.evidence
    table = evidence.definition.table(.ledger)?.name ?? ""
    queue = evidence.definition.table(.deadLetters)?.name ?? ""
    rowsByPlace = Dictionary(
      [TableRole.deadLetters, .ledger].flatMap { role in
        (evidence.table(role)?.origins ?? []).enumerated().map { (FilePlace($1), $0) }
      }, uniquingKeysWith: { first, _ in first })
    let audit = evidence.ledger.audit
    let reader = EventReader(evidence)
    events = audit.unrecorded.map { reader.view(of: $0) }
    diverging = audit.diverging.map { reader.view(of: $0) }
    let exported = Dictionary(
      audit.unfinished.map { ($0.event, $0) }, uniquingKeysWith: { first, _ in first })
    let clock = evidence.definition.clock
    letters = audit.rows.map { row in
      let event = evidence.symbols.find(row.event) ?? .empty
      let since = row.retriedAt ?? row.receivedAt ?? row.createdAt
      return LetterView(
        row: row, event: event, view: exported[event].map { reader.view(of: $0) },
        ageSeconds: since.map { clock.dumpTakenAt.seconds - $0.seconds })
    }
    queued = Set(letters.lazy.filter(\.row.isDeadLetter).map(\.event))
  }

  /// Whether so many rows are more of the queue than a script may change.
  ///
  /// A queue is short, and what is settled in it shall not keep a script from mending the rest.
  func isTooMuch(ofQueue count: Int) -> Bool {
    let (evidence, rows) = (board.evidence, board.evidence.table(.deadLetters)?.count ?? 0)
    return count * 10_000 > rows * evidence.definition.safety.maxBasisPoints
  }

  /// What settles a letter in the queue, so that nobody tries its event again.
  func settlement(of letter: LetterView) -> Remedy {
    guard let row = rowsByPlace[FilePlace(letter.row.origin)],
      let column = board.evidence.table(.deadLetters)?.definition.place(of: .resolvedAt)
    else { return .none }
    let now = NewCell(column: column, cell: .time(board.evidence.definition.clock.asOf))
    return .update(row: row, set: [now], guards: [.provenance])
  }

  /// What gives a letter's event back to those who wait in the ledger, as of now.
  func returning(_ letter: LetterView) -> Remedy {
    let evidence = board.evidence
    guard !letter.row.isDeadLetter, let row = rowsByPlace[FilePlace(letter.row.origin)],
      let ledger = evidence.table(.ledger)?.definition,
      ledger.place(of: .key) != nil,
      let status = ledger.place(of: .eventStatus), let tried = ledger.place(of: .retriedAt),
      let word = evidence.definition.eventRules.wordOfWaiting.flatMap({
        evidence.symbols.find($0)
      })
    else { return .none }
    let cells = [
      NewCell(column: status, cell: .symbol(word)),
      NewCell(column: tried, cell: .time(evidence.definition.clock.asOf)),
    ]
    return .update(row: row, set: cells, guards: [.provenance])
  }
}

/// A row of an event that was not finished, and the event where the export has it.
struct LetterView {
  let row: EventEntry
  /// The event's id.
  let event: Symbol
  /// The exported event; `nil` when the export does not reach back to it.
  let view: EventView?
  /// How long ago it was tried last, in seconds before the dump; `nil` when no column tells.
  let ageSeconds: Int64?

  /// Whether there was time enough to finish it.
  func isOverdue(_ rules: EventRules) -> Bool {
    ageSeconds.map { $0 > rules.leaseSeconds } ?? true
  }

  /// Whether the database has by now what the event says, or something newer.
  var isObsolete: Bool { view?.isConverged ?? false }

  /// Attempts and the kind of error, as far as they are known.
  var circumstances: String {
    var parts: [String] = []
    if let attempts = row.attempts {
      parts.append("\(attempts) \(attempts == 1 ? "attempt" : "attempts")")
    }
    if !row.errorKind.isEmpty { parts.append(row.errorKind) }
    return parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ")"
  }
}

extension Check {
  /// Writes a finding of this check about one event.
  func finding(about view: EventView, in file: LedgerCase, story: String) -> Drift {
    var drift = finding(
      about: view.event.event, in: file, story: story, evidence: [view.event.origin])
    drift.subscription = view.subscription
    drift.customer = view.customer
    drift.owner = view.owner
    return drift
  }

  /// Writes a finding of this check about the row of an event that was not finished.
  func finding(about letter: LetterView, in file: LedgerCase, story: String) -> Drift {
    var origins = [letter.row.origin]
    if let view = letter.view { origins.insert(view.event.origin, at: 0) }
    var drift = finding(about: letter.event, in: file, story: story, evidence: origins)
    if letter.row.isDeadLetter { drift.table = file.queue }
    drift.subscription = letter.view?.subscription
    drift.customer = letter.view?.customer ?? .empty
    drift.owner = letter.view?.owner ?? .empty
    drift.cause.refutedIf = "a row that says that the event was finished would show it wrong"
    return drift
  }

  /// Writes a finding of this check about an event or a type of events.
  func finding(
    about subject: Symbol, in file: LedgerCase, story: String, evidence: [RecordOrigin]
  ) -> Drift {
    var drift = Drift(of: self, in: file.table, story: story)
    drift.subject = subject
    drift.evidence = evidence
    drift.cause.refutedIf = "a row of the event in the ledger would show it wrong"
    return drift
  }
}
