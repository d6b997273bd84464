import Billing
import Bytes
import Revenue

/// Who belongs to whom among invoices, charges and what took them back.
///
/// Until 2025-03-31 a charge names its invoice; since then invoice payments join them, by charge or
/// by payment intent. Whatever says it counts.
struct BillingLinks {
  /// The charges of each invoice, as places in the facts, in the order of time.
  private(set) var chargesOfInvoice: [Symbol: [Int]] = [:]
  /// The place of each charge.
  private(set) var charges: [Symbol: Int] = [:]
  /// The refunds of each charge, as places.
  private(set) var refundsOfCharge: [Symbol: [Int]] = [:]
  /// The disputes of each charge, as places.
  private(set) var disputesOfCharge: [Symbol: [Int]] = [:]
  /// The place of each refund.
  private(set) var refunds: [Symbol: Int] = [:]
  /// The credit notes of each invoice, as places.
  private(set) var notesOfInvoice: [Symbol: [Int]] = [:]
  /// The place of each transaction of the balance.
  private(set) var balance: [Symbol: Int] = [:]
  /// The transactions of each dispute, as places.
  private(set) var balanceOfSource: [Symbol: [Int]] = [:]
  /// Refunds that are the money of a credit note.
  private(set) var refundsOfNotes: Set<Symbol> = []
  /// Refunds and disputes whose charge was not exported.
  private(set) var orphans: [Symbol] = []

  init(_ facts: BillingFacts) {
    for (place, charge) in facts.charges.enumerated() { charges[charge.id] = place }
    joinCharges(facts)
    joinReversals(facts)
    for (place, note) in facts.creditNotes.enumerated() {
      notesOfInvoice[note.invoice, default: []].append(place)
    }
    for part in facts.creditParts where part.refund != .empty { refundsOfNotes.insert(part.refund) }
    for (place, entry) in facts.balance.enumerated() where balance[entry.id] == nil {
      balance[entry.id] = place
      if entry.source != .empty { balanceOfSource[entry.source, default: []].append(place) }
    }
  }

  private mutating func joinCharges(_ facts: BillingFacts) {
    var (ofCharge, ofIntent): ([Symbol: Symbol], [Symbol: Symbol]) = ([:], [:])
    for invoice in facts.invoices {
      if invoice.charge != .empty { ofCharge[invoice.charge] = invoice.id }
      if invoice.paymentIntent != .empty { ofIntent[invoice.paymentIntent] = invoice.id }
    }
    for payment in facts.payments {
      if payment.charge != .empty { ofCharge[payment.charge] = payment.invoice }
      if payment.paymentIntent != .empty { ofIntent[payment.paymentIntent] = payment.invoice }
    }
    for (place, charge) in facts.charges.enumerated() {
      let named = charge.invoice == .empty ? nil : charge.invoice
      guard let invoice = named ?? ofCharge[charge.id] ?? ofIntent[charge.paymentIntent] else {
        continue
      }
      chargesOfInvoice[invoice, default: []].append(place)
    }
    for invoice in chargesOfInvoice.keys {
      chargesOfInvoice[invoice]?.sort { one, other in
        let (one, other) = (facts.charges[one], facts.charges[other])
        if one.created != other.created { return one.time < other.time }
        return facts.symbols.precedes(one.id, other.id)
      }
    }
  }

  private mutating func joinReversals(_ facts: BillingFacts) {
    var ofIntent: [Symbol: Symbol] = [:]
    for charge in facts.charges where charge.status == .succeeded {
      if charge.paymentIntent != .empty { ofIntent[charge.paymentIntent] = charge.id }
    }
    func charge(_ id: Symbol, _ intent: Symbol) -> Symbol? {
      if charges[id] != nil { return id }
      return intent == .empty ? nil : ofIntent[intent]
    }
    for (place, refund) in facts.refunds.enumerated() {
      refunds[refund.id] = place
      guard let charge = charge(refund.charge, refund.paymentIntent) else {
        orphans.append(refund.id)
        continue
      }
      refundsOfCharge[charge, default: []].append(place)
    }
    for (place, dispute) in facts.disputes.enumerated() {
      guard let charge = charge(dispute.charge, dispute.paymentIntent) else {
        orphans.append(dispute.id)
        continue
      }
      disputesOfCharge[charge, default: []].append(place)
    }
  }
}

extension ChargeFact {
  /// When it was made; the far past where that is not known.
  var time: Timestamp { created ?? Timestamp(microseconds: 0) }
}
