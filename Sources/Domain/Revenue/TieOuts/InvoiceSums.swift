import Billing
public import Bytes

/// What the final invoices of one currency say of themselves, summed up, in minor units.
public struct InvoiceSums: Hashable, Sendable {
  /// The currency.
  public var currency: Symbol
  /// Whether any of them is in the books.
  public var isBooked = false
  /// How many say what remains to be paid.
  public var knownCount = 0
  /// The totals of these.
  public var total: Int64 = 0
  /// What explains their totals: paid, still to be paid, from balances, and credited.
  public var explained: Int64 = 0
  /// How many open ones do not say what remains to be paid.
  public var unknownOpenCount = 0
  /// What remains on open ones.
  public var remaining: Int64 = 0
  /// How many were paid by Stripe.
  public var paidCount = 0
  /// What was paid on these.
  public var paid: Int64 = 0
  /// What their charges took.
  public var charged: Int64 = 0

  /// Creates sums of no invoices.
  public init(_ currency: Symbol) { self.currency = currency }

  /// Adds the sums of others in the same currency.
  public mutating func add(_ other: InvoiceSums) {
    isBooked = isBooked || other.isBooked
    knownCount += other.knownCount
    total = total.addingClamped(other.total)
    explained = explained.addingClamped(other.explained)
    unknownOpenCount += other.unknownOpenCount
    remaining = remaining.addingClamped(other.remaining)
    paidCount += other.paidCount
    paid = paid.addingClamped(other.paid)
    charged = charged.addingClamped(other.charged)
  }
}
