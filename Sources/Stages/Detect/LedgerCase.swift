import Billing
import Bytes
import Reconciliation

/// The exported events that the application's ledger lacks, as the checks look at them.
struct LedgerCase {
  let board: CaseBoard
  /// The events, in the order of their ids' bytes.
  let events: [EventView]
  /// The ledger's table; empty when there is none.
  let table: String

  /// Whether the pipeline says which types the application handles.
  var knowsHandledTypes: Bool { !board.evidence.definition.stripe.handledTypes.isEmpty }

  init(_ board: CaseBoard) {
    self.board = board
    let evidence = board.evidence
    table = evidence.definition.table(.ledger)?.name ?? ""
    let audit = evidence.ledger.audit
    let places = LedgerPlaces(evidence, of: audit.unrecorded)
    let heard = Set(audit.recordedTypes)
    var newest: [Symbol: UnrecordedEvent] = [:]
    for event in audit.unrecorded {
      let other = newest[event.object]
      if other.map({ $0.time <= event.time }) ?? true { newest[event.object] = event }
    }
    let asOf = evidence.definition.clock.asOf
    events = audit.unrecorded.map { event in
      let place = places[event]
      // What gave the state came last; where a snapshot did, the newest lost event stands for it.
      let last = place.stateEvent == .empty ? newest[event.object]?.event : place.stateEvent
      return EventView(
        event: event, isTypeHeard: heard.contains(event.type),
        isNewest: last == nil || last == event.event, ageSeconds: asOf.seconds - event.time.seconds,
        subscription: place.subscription, customer: place.customer, owner: place.owner)
    }
  }
}

/// An event that the ledger lacks, and what it leads to.
struct EventView {
  /// Stripe tries for three days to deliver an event.
  private static let retrySeconds: Int64 = 3 * 86_400
  /// Stripe can send an event again for thirty days.
  private static let resendSeconds: Int64 = 30 * 86_400

  let event: UnrecordedEvent
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
  }

  private var objects: [Symbol: Place] = [:]

  init(_ evidence: Evidence, of events: [UnrecordedEvent]) {
    guard !events.isEmpty else { return }
    let wanted = Set(events.map(\.object))
    let ledger = evidence.ledger
    let owners = Self.owners(evidence)
    var subscriptions: [Symbol: Place] = [:]
    for (number, object) in evidence.subscriptions.enumerated() {
      var place = Place(
        subscription: number, customer: ledger.fact(.customer, of: object).symbol ?? .empty,
        owner: owners[number] ?? .empty)
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
        place.stateEvent = object.event
        objects[object.id] = place
      }
    }
  }

  subscript(event: UnrecordedEvent) -> Place { objects[event.object] ?? Place() }

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

  /// Writes a finding of this check about an event or a type of events.
  func finding(
    about subject: Symbol, in file: LedgerCase, story: String, evidence: [RecordOrigin]
  ) -> Drift {
    var drift = Drift(
      code: code, name: name, severity: severity, harm: harm, disposition: disposition,
      table: file.table, owner: .empty)
    drift.subject = subject
    drift.story = story
    drift.advice = fix
    drift.evidence = evidence
    drift.cause.refutedIf = "a row of the event in the ledger would show it wrong"
    return drift
  }
}
