import Billing
import Bytes
import Revenue

/// Sums up what final invoices say of themselves, currency by currency.
struct InvoiceTally: Sendable {
  /// The sums, by the first invoice of each currency; there are few.
  private var sums: [InvoiceSums] = []

  /// The sums by the texts of their currencies.
  func sums(in symbols: Symbols) -> [InvoiceSums] {
    sums.sorted { symbols.precedes($0.currency, $1.currency) }
  }

  private mutating func place(of currency: Symbol) -> Int {
    if let place = sums.firstIndex(where: { $0.currency == currency }) { return place }
    sums.append(InvoiceSums(currency))
    return sums.count - 1
  }

  /// Notes that an invoice of a currency is in the books.
  mutating func noteBooked(_ currency: Symbol) { sums[place(of: currency)].isBooked = true }

  /// Adds an invoice with its charges and, as places in the facts, its credit notes.
  mutating func add(
    _ invoice: InvoiceFact, _ charges: [ChargeFact], notes: [Int], _ facts: BillingFacts
  ) {
    guard let status = invoice.status, status != .draft else { return }
    let place = place(of: invoice.currency)
    if let remaining = invoice.amountRemaining {
      sums[place].knownCount += 1
      sums[place].total = sums[place].total.addingClamped(invoice.total ?? 0)
      sums[place].explained = sums[place].explained.addingClamped(invoice.explained)
      for note in notes where facts.creditNotes[note].voidedAt == nil {
        let credited = facts.creditNotes[note].prePayment ?? 0
        sums[place].explained = sums[place].explained.addingClamped(credited)
      }
      if status == .open { sums[place].remaining = sums[place].remaining.addingClamped(remaining) }
    } else if status == .open {
      sums[place].unknownOpenCount += 1
    }
    if status == .paid, !invoice.isPaidOutOfBand, let paid = invoice.amountPaid, paid > 0 {
      sums[place].paidCount += 1
      sums[place].paid = sums[place].paid.addingClamped(paid)
      for charge in charges where charge.status == .succeeded && charge.isCaptured {
        sums[place].charged = sums[place].charged.addingClamped(charge.amount)
      }
    }
  }

  /// Adds the sums of other invoices.
  mutating func add(_ other: InvoiceTally) {
    for other in other.sums { sums[place(of: other.currency)].add(other) }
  }
}

extension InvoiceFact {
  /// What explains the total: paid, still to be paid, or from the customer's balance.
  fileprivate var explained: Int64 {
    let paid = isPaidOutOfBand ? max(amountPaid ?? 0, amountDue ?? 0) : amountPaid ?? 0
    let fromBalance = startingBalance.flatMap { before in endingBalance.map { $0 - before } } ?? 0
    return paid.addingClamped(amountRemaining ?? 0).addingClamped(fromBalance)
  }
}
