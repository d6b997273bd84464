import Billing
import Bytes
import Reconciliation

/// The exported events that the application's ledger lacks, as the checks look at them.
struct LedgerCase {
  let board: CaseBoard
  /// The events that the ledger lacks, in the order of their ids' bytes.
  let events: [EventView]
  /// The rows of events that came in and were not finished, in the order of the files.
  let letters: [LetterView]
  /// The events of dead letters that are still open.
  let queued: Set<Symbol>
  /// The ledger's table; empty when there is none.
  let table: String
  /// The dead-letter queue's table; empty when there is none.
  let queue: String

  /// Whether the pipeline says which types the application handles.
  var knowsHandledTypes: Bool { !board.evidence.definition.stripe.handledTypes.isEmpty }

  init(_ board: CaseBoard) {
    self.board = board
    let evidence = board.evidence
    table = evidence.definition.table(.ledger)?.name ?? ""
    queue = evidence.definition.table(.deadLetters)?.name ?? ""
    let audit = evidence.ledger.audit
    let reader = EventReader(evidence)
    events = audit.unrecorded.map { reader.view(of: $0) }
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
}

/// Makes views of exported events; what they share is looked up once.
private struct EventReader {
  private let places: LedgerPlaces
  private let heard: Set<Symbol>
  private let newest: [Symbol: ExportedEvent]
  private let asOf: Timestamp

  init(_ evidence: Evidence) {
    let audit = evidence.ledger.audit
    places = LedgerPlaces(evidence, of: audit.unrecorded + audit.unfinished)
    heard = Set(audit.recordedTypes)
    asOf = evidence.definition.clock.asOf
    var newest: [Symbol: ExportedEvent] = [:]
    for event in audit.unrecorded + audit.unfinished {
      let other = newest[event.object]
      if other.map({ $0.time <= event.time }) ?? true { newest[event.object] = event }
    }
    self.newest = newest
  }

  func view(of event: ExportedEvent) -> EventView {
    let place = places[event]
    // What gave the state came last; where a snapshot did, the newest lost event stands for it.
    let last = place.stateEvent == .empty ? newest[event.object]?.event : place.stateEvent
    return EventView(
      event: event, isTypeHeard: heard.contains(event.type),
      isNewest: last == nil || last == event.event, ageSeconds: asOf.seconds - event.time.seconds,
      subscription: place.subscription, customer: place.customer, owner: place.owner,
      isConverged: place.isConverged)
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

  /// Why the event must not be sent again; `nil` when it may.
  var reasonNotToSend: String? {
    guard let view else {
      return "the export does not have the event, so nobody knows what it says"
    }
    return view.isNewest ? nil : "a newer event of the object exists, which this one would undo"
  }

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

/// An event that the ledger lacks, and what it leads to.
struct EventView {
  /// Stripe tries for three days to deliver an event.
  private static let retrySeconds: Int64 = 3 * 86_400
  /// Stripe can send an event again for thirty days.
  private static let resendSeconds: Int64 = 30 * 86_400

  let event: ExportedEvent
  /// Whether the ledger has other events of its type.
  let isTypeHeard: Bool
  /// Whether no newer event of its object is known.
  let isNewest: Bool
  /// Its age at the run's clock.
  let ageSeconds: Int64
  /// The subscription it is about, as a place in the ledger of Stripe's objects.
  let subscription: Int?
  let customer: Symbol
  let owner: Symbol
  /// Whether the row of its subscription says all that Stripe says.
  let isConverged: Bool

  /// Whether an endpoint had still not answered when the events were exported.
  var isPending: Bool { event.pendingWebhooks > 0 }
  /// Whether Stripe still tries by itself.
  var isRetried: Bool { ageSeconds <= Self.retrySeconds }
  /// Whether it can be sent again.
  var canBeSent: Bool { ageSeconds <= Self.resendSeconds }
}

/// Where events lead: the objects they are about, looked up once for all of them.
private struct LedgerPlaces {
  struct Place {
    var subscription: Int?
    var customer = Symbol.empty
    var owner = Symbol.empty
    /// The event that gave the object its state; empty when it is not known.
    var stateEvent = Symbol.empty
    /// Whether the subscription has a row, and that differs in nothing.
    var isConverged = false
  }

  private var objects: [Symbol: Place] = [:]

  init(_ evidence: Evidence, of events: [ExportedEvent]) {
    guard !events.isEmpty else { return }
    let wanted = Set(events.map(\.object))
    let ledger = evidence.ledger
    let owners = Self.owners(evidence)
    let converged = Self.converged(evidence)
    var subscriptions: [Symbol: Place] = [:]
    for (number, object) in evidence.subscriptions.enumerated() {
      var place = Place(
        subscription: number, customer: ledger.fact(.customer, of: object).symbol ?? .empty,
        owner: owners[number] ?? .empty, isConverged: converged.contains(number))
      subscriptions[object.id] = place
      place.stateEvent = object.event
      if wanted.contains(object.id) { objects[object.id] = place }
    }
    for kind in StripeKind.allCases where kind != .subscription {
      for object in ledger[kind] where wanted.contains(object.id) {
        let named = ledger.fact(.subscription, of: object).symbol
        var place = named.flatMap { subscriptions[$0] } ?? Place()
        if let customer = ledger.fact(.customer, of: object).symbol { place.customer = customer }
        if kind == .customer { place.customer = object.id }
        // Nobody knows here what else the event was to bring about.
        place.isConverged = false
        place.stateEvent = object.event
        objects[object.id] = place
      }
    }
  }

  subscript(event: ExportedEvent) -> Place { objects[event.object] ?? Place() }

  /// The subscriptions whose rows say all that Stripe says.
  private static func converged(_ evidence: Evidence) -> Set<Int> {
    Set(
      evidence.comparison.pairs.lazy.filter { $0.row != nil && $0.differences.isEmpty }
        .compactMap(\.subscription))
  }

  /// The owner of each subscription that has one.
  private static func owners(_ evidence: Evidence) -> [Int: Symbol] {
    var owners: [Int: Symbol] = [:]
    for account in evidence.comparison.accounts {
      for pair in evidence.comparison.pairs[account.pairs] {
        if let subscription = pair.subscription { owners[subscription] = account.owner }
      }
    }
    return owners
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
