import Billing
import JSON
import Revenue

extension RevenueReader {
  /// Notes what subscriptions need to know of an invoice: that something was paid for the first
  /// time, and lines of items whose price alone gives no amount.
  ///
  /// Source: Stripe API reference, “The Invoice object”; since 2025-03-31.basil the subscription
  /// stands in `parent`, and a line's price in `pricing`.
  mutating func noteInvoice(_ invoice: JSONFields<InvoiceField>, seen: Timestamp) {
    let parent = invoice[.parent]?["subscription_details"]
    notePayment(
      of: Self.id(of: parent?["subscription"]) ?? Self.id(of: invoice[.subscription]), invoice)
    guard let lines = invoice[.lines]?["data"] else { return }
    for line in lines.elements { note(line: line, seen: seen) }
  }

  private mutating func notePayment(
    of subscription: JSONValue?, _ invoice: JSONFields<InvoiceField>
  ) {
    guard let subscription, invoice[.status]?.isString("paid") == true,
      let amount = invoice[.amountPaid]?.integer, amount > 0,
      let time = invoice[.statusTransitions]?["paid_at"]?.integer ?? invoice[.created]?.integer
    else { return }
    let symbol = terms.intern(text(of: subscription))
    terms.note(payment: Timestamp(seconds: time), of: symbol)
  }

  private mutating func note(line: JSONValue, seen: Timestamp) {
    let details = line["parent"]?["subscription_item_details"]
    let isProration = (details?["proration"] ?? line["proration"])?.bool ?? false
    guard !isProration, keepsAllLines || Self.needsLine(line),
      let item = Self.id(of: details?["subscription_item"] ?? line["subscription_item"]),
      let amount = line["amount"]?.integer, let start = line["period"]?["start"]?.integer
    else { return }
    let symbol = terms.intern(text(of: item))
    // Of one invoice seen twice the later one counts, whatever else it says.
    terms.add(
      TermsBook.Line(amount: amount, start: Timestamp(seconds: start)), of: symbol,
      TermsBook.Edition(seen: seen, fingerprint: UInt64(bitPattern: amount)))
  }

  /// Whether the price of a line does not say what the line costs.
  private static func needsLine(_ line: JSONValue) -> Bool {
    if let pricing = line["pricing"], !pricing.isNull {
      return pricing["unit_amount_decimal"].map(\.isNull) ?? true
    }
    let price = line["price"]?.unlessNull ?? line["plan"]
    guard let price, price.isObject else { return false }
    let isMetered =
      (price["recurring"]?["usage_type"] ?? price["usage_type"])?.isString("metered") ?? false
    let amounts = [
      price["unit_amount_decimal"], price["unit_amount"], price["amount_decimal"], price["amount"],
    ]
    return isMetered || !amounts.contains { $0.map { !$0.isNull } ?? false }
  }
}
