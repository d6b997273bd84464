import Billing
import JSON
import Reconciliation

extension FactReader {
  /// Reads a customer; a deleted one may be a stub of `id`, `object` and `deleted`.
  mutating func readCustomer(_ object: JSONValue) {
    if let created = object["created"] { self[.created] = time(created) }
    if let metadata = object["metadata"] { self[.owner] = owner(metadata) }
    self[.deleted] = object["deleted"].map(flag) ?? .unknown
  }

  /// Reads an invoice.
  ///
  /// Source: Stripe API reference, “The Invoice object”. Its subscription moved to
  /// `parent.subscription_details` with 2025-03-31.basil and may stand in both places; `paid`
  /// was replaced by `status`.
  mutating func readInvoice(_ object: JSONValue) {
    if let customer = object["customer"] { self[.customer] = reference(customer) }
    let parent = object["parent"]?["subscription_details"]?["subscription"]
    if let subscription = parent ?? object["subscription"] {
      self[.subscription] = reference(subscription)
    }
    if let status = object["status"] { self[.status] = text(status) }
    if let due = object["amount_due"] { self[.amountDue] = integer(due) }
    if let paid = object["amount_paid"] { self[.amountPaid] = integer(paid) }
    if let total = object["total"] { self[.total] = integer(total) }
    if let currency = object["currency"] { self[.currency] = text(currency) }
    if let created = object["created"] ?? object["date"] { self[.created] = time(created) }
    if let paidAt = object["status_transitions"]?["paid_at"] { self[.paidAt] = time(paidAt) }
    if let reason = object["billing_reason"] { self[.billingReason] = text(reason) }
  }

  /// Reads a Checkout session; `client_reference_id` is what we ourselves wrote into it.
  mutating func readCheckoutSession(_ object: JSONValue) {
    if let customer = object["customer"] { self[.customer] = reference(customer) }
    if let subscription = object["subscription"] { self[.subscription] = reference(subscription) }
    if let status = object["status"] { self[.status] = text(status) }
    if let created = object["created"] { self[.created] = time(created) }
    if let own = object["client_reference_id"], own.isString {
      self[.owner] = text(own)
    } else if let metadata = object["metadata"] {
      self[.owner] = owner(metadata)
    }
  }

  /// Reads a schedule: which price the phase after the current one will bring, and when.
  mutating func readSchedule(_ object: JSONValue) {
    if let customer = object["customer"] { self[.customer] = reference(customer) }
    if let subscription = object["subscription"] { self[.subscription] = reference(subscription) }
    if let status = object["status"] { self[.status] = text(status) }
    if let created = object["created"] { self[.created] = time(created) }
    guard let phases = object["phases"], phases.isArray else { return }
    let currentEnd = object["current_phase"]?["end_date"]?.integer
    guard let currentEnd else { return }
    self[.phaseStart] = .null
    self[.pendingPrice] = .null
    for phase in phases.elements where phase["start_date"]?.integer == currentEnd {
      self[.phaseStart] = .time(Timestamp(seconds: currentEnd))
      var items = (phase["items"] ?? phase["plans"])?.elements
      if let price = items?.next().flatMap({ $0["price"] ?? $0["plan"] }) {
        self[.pendingPrice] = reference(price)
      }
    }
  }
}
