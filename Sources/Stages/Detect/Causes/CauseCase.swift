import Billing
import Bytes
import Reconciliation

/// One finding with everything that the files tell about how it came about.
///
/// A verdict asks it three things: where the row froze, which event should have come next, and what
/// became of that event.
struct CauseCase {
  let drift: Drift
  let trace: Trace
  let board: CauseBoard
  /// Where the row stopped following its object; `nil` when it never followed it in a way the
  /// files show.
  let freeze: Freeze?

  init(_ drift: Drift, _ trace: Trace, _ board: CauseBoard) {
    self.drift = drift
    self.board = board
    if drift.code == "C01" {
      (self.trace, freeze) = Self.decisive(trace, board) { Freeze(ofFirstEvent: $0) }
    } else if !drift.objects.isEmpty {
      (self.trace, freeze) = Self.decisive(trace, board) { Freeze(ofMoney: drift, $0) }
    } else {
      self.trace = trace
      freeze =
        if let written = board.entry(of: drift)?.writtenAt {
          Freeze(writtenAt: written, trace.timeline)
        } else {
          Freeze(drift, trace.timeline, isNamed: Self.isNamed(drift, board))
        }
    }
  }

  /// Of the pasts of an invoice and its payment, or of a customer and its subscriptions, that of
  /// which an event did not come through, and of several events of one time, such as
  /// `invoice.paid` and `invoice.payment_succeeded`, likewise.
  private static func decisive(
    _ trace: Trace, _ board: CauseBoard, _ freezing: (Timeline) -> Freeze?
  ) -> (Trace, Freeze?) {
    var best: (Trace, Freeze)?
    var weight = Int.max
    for timeline in [trace.timeline] + trace.siblings {
      guard var freeze = freezing(timeline) else { continue }
      let suspects = freeze.suspects.map { ($0, board.fate(of: $0).weight) }
      let least = suspects.map(\.1).min() ?? .max
      guard best == nil || least < weight else { continue }
      freeze.suspects =
        suspects.filter { $0.1 == least }.map(\.0) + suspects.filter { $0.1 != least }.map(\.0)
      (best, weight) = ((Trace(timeline: timeline), freeze), least)
    }
    return best ?? (trace, nil)
  }

  /// Whether the row names the subscription that the finding is about.
  private static func isNamed(_ drift: Drift, _ board: CauseBoard) -> Bool {
    guard let row = drift.row, let rows = board.rows, drift.table == rows.definition.name,
      let place = drift.subscription
    else { return false }
    guard rows.definition.place(of: .subscription) != nil else { return true }
    return rows.symbol(row, .subscription) == board.evidence.subscriptions[place].id
  }

  // MARK: The row

  /// What the row says in a field.
  subscript(field: RowField) -> Cell {
    guard let row = drift.row, let rows = board.evidence.table(named: drift.table) else {
      return .unknown
    }
    return rows[row, field]
  }

  /// When the row was last changed, or made where no column tells more.
  var writtenAt: Timestamp? { self[.updatedAt].time ?? self[.createdAt].time }

  /// Whether a column tells when the row was last changed.
  var tellsLastWrite: Bool { self[.updatedAt].isKnown }

  /// The fields of the finding in which the row says what no state of the past says.
  var foreign: Set<RowField> {
    trace.timeline.foreign.intersection(drift.fields.map(\.field))
  }

  /// Whether the row has no value in any of the fields that no state explains.
  var lacksForeign: Bool {
    let foreign = foreign
    return !foreign.isEmpty
      && drift.fields.allSatisfy { !foreign.contains($0.field) || $0.sides.database.isNull }
  }

  /// The event whose handling the row was written by, as far as the times tell.
  var writer: PastState? {
    guard let writtenAt else { return nil }
    return trace.timeline.points.last { point in
      point.state.source == .event && board.wrote(point.state, at: writtenAt)
    }?.state
  }

  /// The newest event of the object.
  var newestEvent: PastState? {
    trace.timeline.points.last { $0.state.source == .event }?.state
  }

  /// Whether the row was changed after the newest event of its object, and not by handling one.
  var isWrittenLater: Bool {
    guard let writtenAt, let newest = trace.timeline.points.last?.state.time else { return false }
    return writtenAt > newest && writer == nil
  }

  // MARK: The event

  /// The event that should have changed the row next.
  var suspect: PastState? { freeze?.suspects.first }

  /// What became of it.
  var fate: EventFate? { suspect.map { board.fate(of: $0) } }

  /// The events after the freeze point that share the suspect's fate, oldest first.
  var lost: [PastState] {
    guard let freeze, let code = fate?.code else { return [] }
    let siblings = Self.repoints.contains(drift.code) ? trace.siblings.flatMap(missed) : []
    return (siblings + freeze.suspects).filter { board.fate(of: $0).code == code }
      .sorted { $0.time < $1.time }
  }

  /// Classes of rows that name one subscription and should name another.
  private static let repoints: Set<String> = ["S06", "U03"]

  /// The events of another subscription after the state of it that the row still shows.
  private func missed(of sibling: Timeline) -> [PastState] {
    let tracked = sibling.compared.subtracting(sibling.foreign)
    guard let last = sibling.points.lastIndex(where: { $0.differing.isDisjoint(with: tracked) })
    else { return [] }
    return sibling.points.dropFirst(last + 1).map(\.state).filter { $0.source == .event }
  }
}

/// What all findings of a run share.
public struct CauseBoard: Sendable {
  let evidence: Evidence
  let rows: DatabaseTable?
  let entries: EventEntries
  let owners: OwnersPairs
  /// The exported events that the ledger lacks, by id.
  private let unrecorded: [Symbol: ExportedEvent]
  private let hearing: TypeHearing
  private let handledTypes: Set<String>

  init(_ evidence: Evidence, _ entries: EventEntries, _ owners: OwnersPairs) {
    self.evidence = evidence
    self.entries = entries
    self.owners = owners
    rows = evidence.table(.subscriptions)
    let audit = evidence.ledger.audit
    unrecorded = Dictionary(
      audit.unrecorded.map { ($0.event, $0) }, uniquingKeysWith: { first, _ in first })
    hearing = TypeHearing(audit, in: evidence.symbols)
    handledTypes = Set(evidence.definition.stripe.handledTypes)
  }

  /// The entry of a cache that a finding is about.
  func entry(of drift: Drift) -> CacheEntry? {
    guard Verdict.codesOfEntries.contains(drift.code),
      let cache = evidence.caches.first(where: { $0.definition.tableName == drift.table })
    else { return nil }
    return cache.place(of: drift.customer).map { cache.entries[$0] }
  }

  /// What became of an event that a state was seen in.
  func fate(of state: PastState) -> EventFate {
    if let letter = entries.openLetter(state.event) {
      return letter.progress == .dead ? .dead(letter) : .failed(letter)
    }
    if let entry = entries.ledger(state.event) { return fate(of: entry) }
    if let letter = entries.settledLetter(state.event) { return .processed(letter) }
    let known = evidence.symbols.find(state.event)
    if let lost = known.flatMap({ unrecorded[$0] }) { return fate(of: lost) }
    return fate(ofUnseen: state)
  }

  /// What became of an event that the ledger has.
  private func fate(of entry: EventEntry) -> EventFate {
    switch entry.progress {
    case .processed: return .processed(entry)
    case .failed: return isExhausted(entry) ? .dead(entry) : .failed(entry)
    case .dead: return .dead(entry)
    case .received, .processing:
      guard let began = entry.retriedAt ?? entry.receivedAt ?? entry.createdAt else {
        return .stuck(entry)
      }
      let clock = evidence.definition.clock
      let lease = evidence.definition.eventRules.leaseSeconds
      return began.adding(seconds: lease) < clock.dumpTakenAt ? .stuck(entry) : .waiting(entry)
    }
  }

  private func isExhausted(_ entry: EventEntry) -> Bool {
    guard let attempts = entry.attempts, let most = evidence.definition.eventRules.maximumAttempts
    else { return false }
    return attempts >= most
  }

  /// What became of an event that the ledger should have and lacks.
  private func fate(of event: ExportedEvent) -> EventFate {
    if event.pendingWebhooks > 0 { return .notDelivered(event) }
    if let fate = fate(ofUnheard: event.type) { return fate }
    return event.pendingWebhooks == 0 ? .acknowledged(event) : .undecided(event)
  }

  /// What becomes of events of a type that the ledger has none of; `nil` when it has others, or
  /// when an endpoint is sent the type.
  func fate(ofUnheard type: Symbol) -> EventFate? {
    if hearing.isRecorded(type) { return nil }
    return switch hearing.isSent(type) {
    case true?: nil
    case false?: .unsent
    case nil: hearing.isPassedOver(type) ? .unheard : .alone
    }
  }

  /// What became of an event of which neither the ledger nor the search for lost ones says a word.
  private func fate(ofUnseen state: PastState) -> EventFate {
    guard entries.isWhole else { return .unobserved }
    // What no endpoint is sent the ledger never had, however far back it goes.
    if let type = state.eventType, hearing.isSent(evidence.symbols.find(type)) == false {
      return .unsent
    }
    if let since = entries.since, state.time < since { return .forgotten(since) }
    if !handledTypes.isEmpty, let type = state.eventType, !handledTypes.contains(type) {
      return .unhandled
    }
    return .unobserved
  }

  /// Whether a row that was written at an instant was written while an event was handled.
  func wrote(_ state: PastState, at written: Timestamp) -> Bool {
    let entry = entries.ledger(state.event) ?? entries.settledLetter(state.event)
    guard let entry, entry.progress == .processed else { return isClose(written, to: state.time) }
    return wrote(entry, came: state.time, at: written)
  }

  /// The row of an event from elsewhere that was handled when a row was written.
  func foreignEntry(at written: Timestamp) -> EventEntry? {
    evidence.ledger.audit.foreign.rows.lazy.map(\.entry).first {
      wrote($0, came: .distantPast, at: written)
    }
  }

  private func wrote(_ entry: EventEntry, came: Timestamp, at written: Timestamp) -> Bool {
    guard let done = entry.processedAt ?? entry.resolvedAt else {
      return isClose(written, to: entry.receivedAt ?? entry.createdAt ?? came)
    }
    // The row is written before the event is marked as done, or in the same transaction.
    return written >= done.adding(seconds: -60) && written <= done.adding(seconds: 10)
  }

  /// A webhook is handled within a minute of its coming.
  private func isClose(_ written: Timestamp, to came: Timestamp) -> Bool {
    written >= came && written <= came.adding(seconds: 60)
  }
}
