import Billing
import JSON
import Reconciliation

extension FactReader {
  private static let names = JSONKeyTable([
    "customer", "status", "currency", "created", "start_date", "start", "current_period_start",
    "current_period_end", "trial_start", "trial_end", "cancel_at_period_end", "cancel_at",
    "canceled_at", "ended_at", "pause_collection", "collection_method", "billing", "discount",
    "discounts", "schedule", "latest_invoice", "pending_update", "metadata", "test_clock", "items",
    "plan", "quantity",
  ])

  /// Reads a subscription, or the part of one that `previous_attributes` shows.
  ///
  /// Source: Stripe API reference, “The Subscription object”. Periods moved to the items with
  /// 2025-03-31.basil, `discount` became `discounts`, `start` became `start_date` and `billing`
  /// became `collection_method` in 2019; responses may carry the old and the new together.
  mutating func readSubscription(_ object: JSONValue) {
    var items: JSONValue?
    var plan: JSONValue?
    var quantity: JSONValue?
    for (key, value) in object.members {
      switch Self.names.code(of: key) {
      case 0: self[.customer] = reference(value)
      case 1: self[.status] = text(value)
      case 2: self[.currency] = text(value)
      case 3: self[.created] = time(value)
      case 4: self[.startDate] = time(value)
      case 5: if !self[.startDate].isKnown { self[.startDate] = time(value) }
      case 6: self[.periodStart] = time(value)
      case 7: self[.periodEnd] = time(value)
      case 8: self[.trialStart] = time(value)
      case 9: self[.trialEnd] = time(value)
      case 10: self[.cancelAtPeriodEnd] = flag(value)
      case 11: self[.cancelAt] = time(value)
      case 12: self[.canceledAt] = time(value)
      case 13: self[.endedAt] = time(value)
      case 14: self[.pauseBehavior] = value.isObject ? pauseBehavior(value) : .null
      case 15: self[.collectionMethod] = text(value)
      case 16: if !self[.collectionMethod].isKnown { self[.collectionMethod] = text(value) }
      case 17: if !self[.discount].hasValue { self[.discount] = discount(value) }
      case 18: self[.discount] = discounts(value)
      case 19: self[.schedule] = reference(value)
      case 20: self[.latestInvoice] = reference(value)
      case 21: self[.pendingPrice] = pendingPrice(value)
      case 22: self[.owner] = owner(value)
      case 23: self[.testClock] = reference(value)
      case 24: items = value
      case 25: plan = value
      case 26: quantity = value
      default: break
      }
    }
    if let items { readItems(items) }
    if let plan, plan.isObject, !self[.price].isKnown { readPlan(plan, quantity: quantity) }
  }

  private mutating func pauseBehavior(_ pause: JSONValue) -> Cell {
    pause["behavior"].map { text($0) } ?? .unknown
  }

  /// The id of a discount, of the coupon inside it, or of a discount given as its id alone.
  private mutating func discount(_ value: JSONValue) -> Cell {
    guard value.isObject else { return text(value) }
    if let coupon = value["source"]?["coupon"] ?? value["coupon"] { return reference(coupon) }
    return reference(value)
  }

  private mutating func discounts(_ value: JSONValue) -> Cell {
    var elements = value.elements
    guard let first = elements.next() else { return .null }
    return discount(first)
  }

  private mutating func pendingPrice(_ update: JSONValue) -> Cell {
    guard update.isObject else { return .null }
    guard let items = update["subscription_items"] else { return .unknown }
    var elements = items.elements
    guard let first = elements.next() else { return .null }
    guard let price = first["price"] ?? first["plan"] else { return .unknown }
    return reference(price)
  }

  /// Reads the items: the price of the plan-bearing one, and the period they share.
  ///
  /// The plan-bearing item is the only one, or the only licensed one. Where that does not single
  /// one out nothing is said about the price: the first item is a guess, not a fact.
  private mutating func readItems(_ items: JSONValue) {
    let list = items.isObject ? items["data"] : items
    guard let list, list.isArray else { return }
    self[.itemCount] = .integer(Int64(list.elementCount))
    readPeriod(of: list)
    var bearing: JSONValue?
    var count = 0
    for item in list.elements where list.elementCount == 1 || !isMetered(item) {
      bearing = item
      count += 1
    }
    guard count == 1, let bearing else { return }
    self[.item] = bearing["id"].map { text($0) } ?? .unknown
    self[.quantity] = bearing["quantity"].map(integer) ?? .null
    if let price = bearing["price"], price.isObject {
      readPrice(price)
    } else if let plan = bearing["plan"], plan.isObject {
      readPlan(plan, quantity: nil)
    }
  }

  private func isMetered(_ item: JSONValue) -> Bool {
    let usage = item["price"]?["recurring"]?["usage_type"] ?? item["plan"]?["usage_type"]
    return usage?.isString("metered") ?? false
  }

  /// The period on the items wins over the one on the subscription: the latter is the old place.
  private mutating func readPeriod(of list: JSONValue) {
    var start: Timestamp?
    var end: Timestamp?
    var isUniform = true
    for item in list.elements {
      guard let itemStart = item["current_period_start"]?.integer,
        let itemEnd = item["current_period_end"]?.integer
      else { continue }
      let from = Timestamp(seconds: itemStart)
      let to = Timestamp(seconds: itemEnd)
      if let start, let end, start != from || end != to { isUniform = false }
      start = min(start ?? from, from)
      end = max(end ?? to, to)
    }
    guard let start, let end else { return }
    self[.periodStart] = .time(start)
    self[.periodEnd] = .time(end)
    self[.periodsDiffer] = .flag(!isUniform)
  }

  private mutating func readPrice(_ price: JSONValue) {
    if let id = price["id"] { self[.price] = text(id) }
    if let product = price["product"] { self[.product] = reference(product) }
    if let amount = price["unit_amount"] { self[.unitAmount] = integer(amount) }
    if let currency = price["currency"] { self[.currency] = text(currency) }
    guard let recurring = price["recurring"], recurring.isObject else { return }
    if let interval = recurring["interval"] { self[.interval] = text(interval) }
    if let count = recurring["interval_count"] { self[.intervalCount] = integer(count) }
  }

  private mutating func readPlan(_ plan: JSONValue, quantity: JSONValue?) {
    if let id = plan["id"] { self[.price] = text(id) }
    if let product = plan["product"] { self[.product] = reference(product) }
    if let amount = plan["amount"] { self[.unitAmount] = integer(amount) }
    if let currency = plan["currency"] { self[.currency] = text(currency) }
    if let interval = plan["interval"] { self[.interval] = text(interval) }
    if let count = plan["interval_count"] { self[.intervalCount] = integer(count) }
    if let quantity { self[.quantity] = integer(quantity) }
  }
}
