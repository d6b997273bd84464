import Billing
import JSON
import Reconciliation

extension FactReader {
  /// Reads a price, or a plan of an older API version.
  mutating func readPriceObject(_ object: JSONValue) {
    readPrice(object)
    if let created = object["created"] { self[.created] = time(created) }
    if let deleted = object["deleted"] { self[.deleted] = flag(deleted) }
  }

  /// Reads a payment intent, a charge, a refund or a dispute: they share the names of their keys.
  ///
  /// Source: Stripe API reference; a charge and an intent name their invoice up to 2025-02-24.
  mutating func readPayment(_ object: JSONValue, as kind: StripeKind) {
    if let customer = object["customer"] { self[.customer] = reference(customer) }
    if let status = object["status"] { self[.status] = text(status) }
    if let amount = object["amount"] { self[.amount] = integer(amount) }
    if let currency = object["currency"] { self[.currency] = text(currency) }
    if let created = object["created"] { self[.created] = time(created) }
    if let invoice = object["invoice"] { self[.invoice] = reference(invoice) }
    if let paid = object["amount_received"] { self[.amountPaid] = integer(paid) }
    if let back = object["amount_refunded"] { self[.amountRefunded] = integer(back) }
    if let intent = object["payment_intent"] { self[.paymentIntent] = reference(intent) }
    if let charge = object[kind == .paymentIntent ? "latest_charge" : "charge"] {
      self[.charge] = reference(charge)
    } else if kind == .paymentIntent, let charges = object["charges"]?["data"] {
      var all = elements(of: charges)
      if let newest = all.next() { self[.charge] = reference(newest) }
    }
  }

  /// Reads a balance transaction.
  ///
  /// Source: Stripe API reference, “The Balance Transaction object”.
  mutating func readBalanceTransaction(_ object: JSONValue) {
    if let source = object["source"] { self[.source] = reference(source) }
    if let type = object["type"] { self[.category] = text(type) }
    if let amount = object["amount"] { self[.amount] = integer(amount) }
    if let net = object["net"] { self[.net] = integer(net) }
    if let currency = object["currency"] { self[.currency] = text(currency) }
    if let created = object["created"] { self[.created] = time(created) }
  }

  /// Reads how much Stripe counted over a period.
  ///
  /// Source: Stripe API reference, “Usage Record Summary” up to 2025-02-24 and “Meter Event
  /// Summary”. The latter is asked for by customer and does not name one: an export has to add it.
  mutating func readUsageSummary(_ object: JSONValue) {
    if let item = object["subscription_item"] { self[.item] = reference(item) }
    if let customer = object["customer"] { self[.customer] = reference(customer) }
    if let meter = object["meter"] { self[.meter] = reference(meter) }
    if let total = object["total_usage"] ?? object["aggregated_value"] {
      self[.total] = integer(total)
    }
    if let start = object["period"]?["start"] ?? object["start_time"] {
      self[.periodStart] = time(start)
    }
    if let end = object["period"]?["end"] ?? object["end_time"] { self[.periodEnd] = time(end) }
    if let invoice = object["invoice"] { self[.invoice] = reference(invoice) }
  }

  /// Reads by which payment an invoice was paid, and whether by one of Stripe's at all.
  ///
  /// Source: Stripe API reference, “The Invoice object”. With 2025-03-31.basil `payment_intent`
  /// and `charge` gave way to the list `payments`, which is there only when it was asked for.
  mutating func readPayments(of invoice: JSONFields<InvoiceField>) {
    if let intent = invoice[.paymentIntent] { self[.paymentIntent] = reference(intent) }
    if let charge = invoice[.charge] { self[.charge] = reference(charge) }
    if let outside = invoice[.paidOutOfBand] { self[.isOutOfBand] = flag(outside) }
    if let revision = invoice[.latestRevision] { self[.revision] = reference(revision) }
    guard !self[.paymentIntent].isKnown, let payments = invoice[.payments]?["data"] else { return }
    for each in elements(of: payments) where each["status"]?.isString("paid") == true {
      guard let intent = each["payment"]?["payment_intent"] else { continue }
      self[.paymentIntent] = reference(intent)
    }
  }
}
