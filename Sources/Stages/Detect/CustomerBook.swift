import Billing
import Bytes
import Reconciliation

/// A customer in Stripe, with what tells it from another one of the same owner.
struct CustomerView: Sendable {
  var id: Symbol
  /// The owner that its metadata names; empty without one.
  var owner: Symbol
  /// The fingerprint of its address.
  var email: Cell
  var created: Timestamp?
  var origin: RecordOrigin
  /// How many of its subscriptions run.
  var liveCount = 0
  /// How many of its invoices were paid.
  var paidCount = 0
  /// How many subscriptions it ever had.
  var subscriptionCount = 0

  /// Whether more than an abandoned checkout is known of it.
  var hasBought: Bool { liveCount > 0 || paidCount > 0 }
}

/// The customers of the Stripe side that were not deleted.
struct CustomerBook: Sendable {
  /// All of them, by their ids.
  private(set) var all: [CustomerView] = []
  /// Those that share an owner, the one to keep first; owners by their ids.
  private(set) var groups: [[CustomerView]] = []
  private var places = SymbolMap()
  private var soleOfOwner = SymbolClaims()

  init(_ evidence: Evidence) {
    let ledger = evidence.ledger
    for object in ledger[.customer] where object.hasState && !object.notes.contains(.inFlight) {
      guard ledger.fact(.deleted, of: object).flag != true else { continue }
      places[object.id] = UInt32(all.count)
      all.append(
        CustomerView(
          id: object.id, owner: ledger.fact(.owner, of: object).symbol ?? .empty,
          email: ledger.fact(.email, of: object),
          created: ledger.fact(.created, of: object).time, origin: object.origin))
    }
    countSubscriptions(evidence)
    countInvoices(ledger)
    for customer in all where customer.owner != .empty {
      soleOfOwner.claim(customer.owner, by: customer.id.rawValue)
    }
    groups = grouped(ledger.symbols)
  }

  /// The only customer of an owner; `nil` when there is none, or several.
  func only(of owner: Symbol) -> CustomerView? {
    soleOfOwner[sole: owner].flatMap { places[Symbol(rawValue: $0)] }.map { all[Int($0)] }
  }

  private mutating func countSubscriptions(_ evidence: Evidence) {
    for (place, object) in evidence.subscriptions.enumerated() {
      guard let customer = evidence.ledger.fact(.customer, of: object).symbol,
        let index = places[customer]
      else { continue }
      all[Int(index)].subscriptionCount += 1
      if evidence.comparison.expected[place].isLive { all[Int(index)].liveCount += 1 }
    }
  }

  private mutating func countInvoices(_ ledger: StripeLedger) {
    guard let word = ledger.symbols.find("paid") else { return }
    for invoice in ledger[.invoice] where ledger.fact(.status, of: invoice).symbol == word {
      guard let customer = ledger.fact(.customer, of: invoice).symbol,
        let index = places[customer], ledger.fact(.amountPaid, of: invoice).integer ?? 0 > 0
      else { continue }
      all[Int(index)].paidCount += 1
    }
  }

  private func grouped(_ symbols: Symbols) -> [[CustomerView]] {
    var ofOwner: [Symbol: [CustomerView]] = [:]
    for customer in all where soleOfOwner.isShared(customer.owner) {
      ofOwner[customer.owner, default: []].append(customer)
    }
    return ofOwner.keys.sorted { symbols.precedes($0, $1) }.map { owner in
      (ofOwner[owner] ?? []).sorted { isPreferred($0, $1, symbols) }
    }
  }

  /// The order of merit: what is live, then what was paid, then the oldest.
  private func isPreferred(_ one: CustomerView, _ other: CustomerView, _ symbols: Symbols) -> Bool {
    if one.liveCount != other.liveCount { return one.liveCount > other.liveCount }
    if one.paidCount != other.paidCount { return one.paidCount > other.paidCount }
    if let first = one.created, let second = other.created, first != second {
      return first < second
    }
    return symbols.precedes(one.id, other.id)
  }
}
