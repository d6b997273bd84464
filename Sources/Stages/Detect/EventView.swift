import Billing
import Bytes
import Reconciliation

/// An event that the ledger lacks, and what it leads to.
struct EventView {
  /// Stripe tries for three days to deliver an event.
  private static let retrySeconds: Int64 = 3 * 86_400
  /// Stripe can send an event again for thirty days.
  private static let resendSeconds: Int64 = 30 * 86_400

  let event: ExportedEvent
  /// Whether the application hears of events of its type.
  let isTypeHeard: Bool
  /// Its object, if objects of its kind are looked into.
  let object: StripeObject?
  /// The newest event of its object, as far as it is known; empty when there is a newer one, of
  /// which only the effect is known.
  let newest: Symbol
  /// Its age at the run's clock.
  let ageSeconds: Int64
  /// The subscription it is about, as a place in the ledger of Stripe's objects.
  let subscription: Int?
  let customer: Symbol
  let owner: Symbol
  /// Whether the row of its subscription says all that Stripe says.
  let isConverged: Bool
  /// Whether nothing shows that the export lacks events.
  let isExportWhole: Bool

  /// Whether no newer event of its object is known.
  var isNewest: Bool { newest == event.event }
  /// Whether an endpoint had still not answered when the events were exported.
  var isPending: Bool { event.pendingWebhooks > 0 }
  /// Whether Stripe still tries by itself.
  var isRetried: Bool { ageSeconds <= Self.retrySeconds }
  /// Whether it can be sent again.
  var canBeSent: Bool { ageSeconds <= Self.resendSeconds }
}

/// Makes views of exported events; what they share is looked up once.
struct EventReader {
  private let places: LedgerPlaces
  private let hearing: TypeHearing
  private let newest: [Symbol: ExportedEvent]
  private let asOf: Timestamp
  private let isExportWhole: Bool

  init(_ evidence: Evidence) {
    let audit = evidence.ledger.audit
    places = LedgerPlaces(evidence, of: audit.unrecorded + audit.unfinished + audit.diverging)
    hearing = TypeHearing(audit, in: evidence.symbols)
    asOf = evidence.definition.clock.asOf
    isExportWhole = evidence.coverage.isTrustworthy
    var newest: [Symbol: ExportedEvent] = [:]
    for event in audit.unrecorded + audit.unfinished {
      let other = newest[event.object]
      if other.map({ $0.time <= event.time }) ?? true { newest[event.object] = event }
    }
    self.newest = newest
  }

  func view(of event: ExportedEvent) -> EventView {
    let place = places[event]
    return EventView(
      event: event, isTypeHeard: hearing.hears(event.type), object: place.object,
      newest: newest(of: place.object, besides: event),
      ageSeconds: asOf.seconds - event.time.seconds, subscription: place.subscription,
      customer: place.customer, owner: place.owner, isConverged: place.isConverged,
      isExportWhole: isExportWhole)
  }

  /// The newest event of an object; empty when its id is not known.
  ///
  /// What gave the state came last; where a snapshot did, the newest lost event stands for it,
  /// unless the object changed after that.
  private func newest(of object: StripeObject?, besides event: ExportedEvent) -> Symbol {
    if let object, object.event != .empty { return object.event }
    let lost = newest[event.object] ?? event
    return object.map { $0.changedAt > lost.time } ?? false ? .empty : lost.event
  }
}

/// Where events lead: the objects they are about, looked up once for all of them.
private struct LedgerPlaces {
  struct Place {
    var subscription: Int?
    var customer = Symbol.empty
    var owner = Symbol.empty
    /// The object, if objects of its kind are looked into.
    var object: StripeObject?
    /// Whether the subscription has a row, and that differs in nothing.
    var isConverged = false
  }

  private var objects: [Symbol: Place] = [:]

  init(_ evidence: Evidence, of events: [ExportedEvent]) {
    guard !events.isEmpty else { return }
    var isWanted = [Bool](repeating: false, count: evidence.symbols.count)
    for event in events { isWanted[Int(event.object.rawValue)] = true }
    let subscriptions = SubscriptionPlaces(evidence)
    let ledger = evidence.ledger
    for (number, object) in ledger[.subscription].enumerated()
    where isWanted[Int(object.id.rawValue)] {
      objects[object.id] = subscriptions.place(number)
      objects[object.id]?.object = object
    }
    for kind in StripeKind.allCases where kind != .subscription {
      for object in ledger[kind] where isWanted[Int(object.id.rawValue)] {
        let named = ledger.fact(.subscription, of: object).symbol
        var place = named.flatMap { subscriptions.place(of: $0) } ?? Place()
        if let customer = ledger.fact(.customer, of: object).symbol { place.customer = customer }
        if kind == .customer { place.customer = object.id }
        // Nobody knows here what else the event was to bring about.
        place.isConverged = false
        place.object = object
        objects[object.id] = place
      }
    }
  }

  subscript(event: ExportedEvent) -> Place { objects[event.object] ?? Place() }
}

/// What is known of subscriptions, by their places in the ledger and by their ids.
private struct SubscriptionPlaces {
  private let ledger: StripeLedger
  private var numbers: SymbolMap
  /// The owner of each subscription; empty where it has none.
  private var owners: [Symbol]
  /// Whether the row of each subscription says all that Stripe says.
  private var isConverged: [Bool]

  init(_ evidence: Evidence) {
    ledger = evidence.ledger
    let subscriptions = ledger[.subscription]
    numbers = SymbolMap(minimumCapacity: subscriptions.count)
    for (number, object) in subscriptions.enumerated() { numbers[object.id] = UInt32(number) }
    owners = Array(repeating: .empty, count: subscriptions.count)
    isConverged = Array(repeating: false, count: subscriptions.count)
    let comparison = evidence.comparison
    for account in comparison.accounts {
      for pair in comparison.pairs[account.pairs] {
        guard let number = pair.subscription else { continue }
        owners[number] = account.owner
        if pair.row != nil, pair.differences.isEmpty { isConverged[number] = true }
      }
    }
  }

  func place(of subscription: Symbol) -> LedgerPlaces.Place? {
    numbers[subscription].map { place(Int($0)) }
  }

  func place(_ number: Int) -> LedgerPlaces.Place {
    LedgerPlaces.Place(
      subscription: number,
      customer: ledger.fact(.customer, of: ledger[.subscription][number]).symbol ?? .empty,
      owner: owners[number], isConverged: isConverged[number])
  }
}
