import Billing
import JSON
import Reconciliation

extension FactReader {
  /// Reads a customer; a deleted one may be a stub of `id`, `object` and `deleted`.
  mutating func readCustomer(_ object: JSONValue) {
    if let created = object["created"] { self[.created] = time(created) }
    if let metadata = object["metadata"] { self[.owner] = owner(metadata) }
    if let deleted = object["deleted"] { self[.deleted] = flag(deleted) }
    if let address = object["email"] { self[.email] = email(address) }
  }

  /// Reads an invoice.
  ///
  /// Source: Stripe API reference, “The Invoice object”. Its subscription moved to
  /// `parent.subscription_details` with 2025-03-31.basil and may stand in both places; `paid`
  /// was replaced by `status`.
  mutating func readInvoice(_ object: JSONValue) {
    let invoice = JSONFields<InvoiceField>(of: object)
    if let customer = invoice[.customer] { self[.customer] = reference(customer) }
    let parent = invoice[.parent]?["subscription_details"]?["subscription"]
    if let subscription = parent ?? invoice[.subscription] {
      self[.subscription] = reference(subscription)
    }
    if let status = invoice[.status] { self[.status] = text(status) }
    if let due = invoice[.amountDue] { self[.amountDue] = integer(due) }
    if let paid = invoice[.amountPaid] { self[.amountPaid] = integer(paid) }
    if let total = invoice[.total] { self[.total] = integer(total) }
    if let currency = invoice[.currency] { self[.currency] = text(currency) }
    if let created = invoice[.created] ?? invoice[.date] { self[.created] = time(created) }
    if let paidAt = invoice[.statusTransitions]?["paid_at"] { self[.paidAt] = time(paidAt) }
    if let reason = invoice[.billingReason] { self[.billingReason] = text(reason) }
    readPayments(of: invoice)
  }

  /// Reads a Checkout session; `client_reference_id` is what we ourselves wrote into it.
  mutating func readCheckoutSession(_ object: JSONValue) {
    if let customer = object["customer"] { self[.customer] = reference(customer) }
    if let subscription = object["subscription"] { self[.subscription] = reference(subscription) }
    if let status = object["status"] { self[.status] = text(status) }
    if let created = object["created"] { self[.created] = time(created) }
    if let metadata = object["metadata"] { self[.metadata] = checkout(metadata) }
    if let own = object["client_reference_id"], !own.isNull, !own.isString("") {
      self[.owner] = text(own)
    }
    if !self[.owner].hasValue, let metadata = object["metadata"] {
      self[.owner] = owner(metadata)
    }
  }

  /// Reads a schedule: which price the phase after the current one will bring, and when.
  mutating func readSchedule(_ object: JSONValue) {
    if let customer = object["customer"] { self[.customer] = reference(customer) }
    if let subscription = object["subscription"] { self[.subscription] = reference(subscription) }
    if let status = object["status"] { self[.status] = text(status) }
    if let created = object["created"] { self[.created] = time(created) }
    guard let phases = object["phases"], let end = object["current_phase"]?["end_date"] else {
      return
    }
    let currentEnd = time(end)
    guard currentEnd.hasValue else { return }
    self[.phaseStart] = .null
    self[.pendingPrice] = .null
    for phase in elements(of: phases) {
      guard let start = phase["start_date"], time(start) == currentEnd else { continue }
      self[.phaseStart] = currentEnd
      self[.pendingPrice] = onlyPrice(phase["items"] ?? phase["plans"])
    }
  }

  /// The price of the only item of a list; unknown where there are several: any would be a guess.
  mutating func onlyPrice(_ items: JSONValue?) -> Cell {
    guard let items else { return .unknown }
    var list = elements(of: items)
    guard let first = list.next() else { return .null }
    guard list.next() == nil, let price = first["price"] ?? first["plan"] else { return .unknown }
    return reference(price)
  }
}
