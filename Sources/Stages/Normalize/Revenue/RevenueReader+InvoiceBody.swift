import Bytes
import JSON

extension RevenueReader {
  /// Puts an invoice: its status and whether it was tried to collect; whom and what it is for;
  /// seven times; eight amounts; how it was paid; then its lines.
  ///
  /// Source: Stripe API reference, “The Invoice object”. Before 2018-11-08 there was no status,
  /// before 2019-03-14 no `created`; since 2025-03-31.basil the subscription stands in `parent`,
  /// taxes in `total_taxes`, and what paid it in `payments`.
  mutating func putInvoice(_ invoice: JSONFields<InvoiceField>) {
    put(statusOf: invoice)
    put(flag: invoice[.attempted]?.bool ?? false)
    put(id: invoice[.customer])
    let parent = invoice[.parent]?["subscription_details"]?["subscription"]
    put(id: parent?.unlessNull ?? invoice[.subscription])
    put(text: invoice[.currency])
    put(text: invoice[.billingReason])
    let turns = invoice[.statusTransitions]
    put(integer: invoice[.created] ?? invoice[.date])
    put(integer: turns?["finalized_at"] ?? invoice[.finalizedAt])
    put(integer: turns?["paid_at"])
    put(integer: turns?["voided_at"])
    put(integer: turns?["marked_uncollectible_at"])
    put(amount: invoice[.total])
    put(
      sum: Self.sum(of: invoice[.totalTaxes] ?? invoice[.totalTaxAmounts]), or: invoice[.tax])
    put(sum: Self.sum(of: invoice[.totalDiscountAmounts]), or: nil)
    put(amount: invoice[.amountDue])
    put(amount: invoice[.amountPaid])
    put(amount: invoice[.amountRemaining])
    put(amount: invoice[.startingBalance])
    put(amount: invoice[.endingBalance])
    put(flag: invoice[.paidOutOfBand]?.bool ?? false)
    put(id: invoice[.charge])
    put(id: invoice[.paymentIntent])
    put(paymentsOf: invoice[.payments])
    put(linesOf: invoice[.lines])
  }

  /// Puts the status; of versions without one, what their flags mean.
  private mutating func put(statusOf invoice: JSONFields<InvoiceField>) {
    if let status = invoice[.status], status.isString { return put(text: status) }
    let isPaid = invoice[.paid]?.bool ?? false
    let isForgiven = invoice[.forgiven]?.bool ?? false
    let isClosed = invoice[.closed]?.bool ?? false
    put(word: isPaid ? "paid" : isForgiven ? "uncollectible" : isClosed ? "void" : "open")
  }

  private mutating func put(paymentsOf list: JSONValue?) {
    let payments = list?["data"]
    put(count: payments?.elementCount ?? 0)
    guard let payments else { return }
    for payment in payments.elements {
      put(text: payment["id"])
      put(id: payment["payment"]?["charge"])
      put(id: payment["payment"]?["payment_intent"])
    }
  }

  // MARK: Lines

  private mutating func put(linesOf list: JSONValue?) {
    let lines = list?["data"]
    put(flag: lines != nil && list?["has_more"]?.bool != true)
    put(count: lines?.elementCount ?? 0)
    guard let lines else { return }
    for line in lines.elements { put(line: line) }
  }

  /// Puts a line of an invoice.
  ///
  /// Source: Stripe API reference, “The Invoice Line Item object”. The subscription of a line
  /// stands in `parent`, its price in `pricing` and its taxes in `taxes` since 2025-03-31.basil.
  private mutating func put(line: JSONValue) {
    let parent = line["parent"]
    let details =
      parent?["subscription_item_details"]?.unlessNull ?? parent?["invoice_item_details"]
    put(text: line["id"])
    put(id: details?["subscription"]?.unlessNull ?? line["subscription"])
    let price = line["pricing"]?["price_details"]?["price"]?.unlessNull ?? line["price"]
    put(id: price?.unlessNull ?? line["plan"])
    put(amount: line["amount"])
    put(sum: Self.sum(of: line["discount_amounts"]), or: nil)
    let taxes = line["taxes"]?.unlessNull ?? line["tax_amounts"]
    put(sum: Self.sum(of: taxes) { !Self.isIncluded($0) }, or: nil)
    put(sum: Self.sum(of: taxes) { Self.isIncluded($0) }, or: nil)
    put(integer: line["period"]?["start"])
    put(integer: line["period"]?["end"])
  }

  private static func isIncluded(_ tax: JSONValue) -> Bool {
    tax["inclusive"]?.bool ?? tax["tax_behavior"]?.isString("inclusive") ?? false
  }

  /// The sum of the amounts of a list; nothing where there is none, or an amount is no number.
  static func sum(
    of list: JSONValue?, where counts: (JSONValue) -> Bool = { _ in true }
  ) -> Int64? {
    guard let list, list.isArray else { return nil }
    var sum: Int64 = 0
    for part in list.elements where counts(part) {
      guard let amount = part["amount"]?.integer else { return nil }
      let (next, isOver) = sum.addingReportingOverflow(amount)
      if isOver { return nil }
      sum = next
    }
    return sum
  }

  private mutating func put(sum: Int64?, or other: JSONValue?) {
    put(optional: sum ?? other?.integer)
  }
}
