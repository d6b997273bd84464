import Billing
import Bytes
import Revenue

/// Who belongs to whom among invoices, charges and what took them back.
///
/// Until 2025-03-31 a charge names its invoice; since then invoice payments join them, by charge or
/// by payment intent. Whatever says it counts.
struct BillingLinks: Sendable {
  /// The place of each charge in the facts.
  private(set) var charges: SymbolMap
  /// The charges of each invoice.
  private(set) var chargesOfInvoice = SymbolGroups()
  /// The refunds of each charge.
  private(set) var refundsOfCharge = SymbolGroups()
  /// The disputes of each charge.
  private(set) var disputesOfCharge = SymbolGroups()
  /// The place of each refund.
  private(set) var refunds: SymbolMap
  /// The credit notes of each invoice.
  let notesOfInvoice: SymbolGroups
  /// The place of each transaction of the balance; of several with one id the first.
  private(set) var balance: SymbolMap
  /// The transactions of each dispute.
  private(set) var balanceOfDispute = SymbolGroups()
  /// Refunds that are the money of a credit note.
  private(set) var refundsOfNotes: Set<Symbol> = []
  /// Refunds and disputes whose charge was not exported.
  private(set) var orphans: [Symbol] = []

  init(_ facts: BillingFacts) {
    charges = SymbolMap(minimumCapacity: facts.charges.count)
    refunds = SymbolMap(minimumCapacity: facts.refunds.count)
    balance = SymbolMap(minimumCapacity: facts.balance.count)
    notesOfInvoice = SymbolGroups(facts.creditNotes.map(\.invoice))
    for (place, charge) in facts.charges.enumerated() { charges[charge.id] = UInt32(place) }
    if !facts.charges.isEmpty { joinCharges(facts) }
    joinReversals(facts)
    for part in facts.creditParts where part.refund != .empty { refundsOfNotes.insert(part.refund) }
    for (place, entry) in facts.balance.enumerated() where balance[entry.id] == nil {
      balance[entry.id] = UInt32(place)
    }
    guard !facts.disputes.isEmpty else { return }
    balanceOfDispute = SymbolGroups(
      facts.balance.enumerated().map { place, entry in
        balance[entry.id] == UInt32(place) ? entry.source : .empty
      })
  }

  private mutating func joinCharges(_ facts: BillingFacts) {
    var (ofCharge, ofIntent) = (SymbolMap(), SymbolMap())
    for invoice in facts.invoices {
      ofCharge[invoice.charge] = invoice.id.rawValue
      ofIntent[invoice.paymentIntent] = invoice.id.rawValue
    }
    for payment in facts.payments {
      ofCharge[payment.charge] = payment.invoice.rawValue
      ofIntent[payment.paymentIntent] = payment.invoice.rawValue
    }
    chargesOfInvoice = SymbolGroups(
      facts.charges.map { charge in
        if charge.invoice != .empty { return charge.invoice }
        return Symbol(rawValue: ofCharge[charge.id] ?? ofIntent[charge.paymentIntent] ?? 0)
      })
  }

  private mutating func joinReversals(_ facts: BillingFacts) {
    var ofIntent = SymbolMap()
    for charge in facts.charges where charge.status == .succeeded {
      ofIntent[charge.paymentIntent] = charge.id.rawValue
    }
    func charge(_ id: Symbol, _ intent: Symbol, of reversal: Symbol) -> Symbol {
      if charges[id] != nil { return id }
      if let charge = ofIntent[intent] { return Symbol(rawValue: charge) }
      orphans.append(reversal)
      return .empty
    }
    for (place, refund) in facts.refunds.enumerated() { refunds[refund.id] = UInt32(place) }
    refundsOfCharge = SymbolGroups(
      facts.refunds.map { charge($0.charge, $0.paymentIntent, of: $0.id) })
    disputesOfCharge = SymbolGroups(
      facts.disputes.map { charge($0.charge, $0.paymentIntent, of: $0.id) })
  }
}

/// The rows of a list by whom they belong to.
struct SymbolGroups: Sendable {
  private var first = SymbolMap()
  /// For each row the next one of the same owner.
  private var next: [UInt32] = []

  private static let none = UInt32.max

  init() {}

  /// Groups rows by their owners; those that belong to the empty symbol are in no group.
  init(_ owners: [Symbol]) {
    guard !owners.isEmpty else { return }
    next = Array(repeating: Self.none, count: owners.count)
    for (row, owner) in owners.enumerated().reversed() {
      next[row] = first[owner] ?? Self.none
      first[owner] = UInt32(row)
    }
  }

  /// Whether there are no rows.
  var isEmpty: Bool { next.isEmpty }

  /// The places of an owner's rows, in their order.
  subscript(owner: Symbol) -> [Int] {
    guard !next.isEmpty, var row = first[owner] else { return [] }
    var rows: [Int] = []
    while row != Self.none {
      rows.append(Int(row))
      row = next[Int(row)]
    }
    return rows
  }
}

extension ChargeFact {
  /// When it was made; the far past where that is not known.
  var time: Timestamp { created ?? Timestamp(microseconds: 0) }
}
