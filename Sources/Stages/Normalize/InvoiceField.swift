import JSON

/// The members of an invoice that are looked at, of all versions of the API.
enum InvoiceField: Int, JSONField {
  case status, attempted, paid, forgiven, closed, customer, parent, subscription, currency, total
  case billingReason, statusTransitions, created, date, finalizedAt, tax, totalTaxes
  case totalTaxAmounts, totalDiscountAmounts, amountDue, amountPaid, amountRemaining
  case startingBalance, endingBalance, paidOutOfBand, latestRevision, charge, paymentIntent
  case payments, lines

  static let names = JSONKeyTable(of: Self.self)
}
