import Billing
import Bytes
import JSON
import Reconciliation

extension FactReader {
  private static let names = JSONKeyTable([
    "customer", "status", "currency", "created", "start_date", "start", "current_period_start",
    "current_period_end", "trial_start", "trial_end", "cancel_at_period_end", "cancel_at",
    "canceled_at", "ended_at", "pause_collection", "collection_method", "billing", "discount",
    "discounts", "schedule", "pending_update", "metadata", "test_clock", "items",
    "plan", "quantity", "deleted",
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
    var discount: JSONValue?
    var discounts: JSONValue?
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
      case 14: self[.pauseBehavior] = pauseBehavior(value)
      case 15: self[.collectionMethod] = text(value)
      case 16: if !self[.collectionMethod].isKnown { self[.collectionMethod] = text(value) }
      case 17: discount = value
      case 18: discounts = value
      case 19: self[.schedule] = reference(value)
      case 20: self[.pendingPrice] = pendingPrice(value)
      case 21: self[.owner] = owner(value)
      case 22: self[.testClock] = reference(value)
      case 23: items = value
      case 24: plan = value
      case 25: quantity = value
      case 26: if flag(value).flag == true { markDeleted(.subscription) }
      default: break
      }
    }
    self[.discount] = firstDiscount(of: discounts, or: discount)
    if let items { readItems(items) }
    if let plan, plan.isObject, !self[.price].isKnown { readPrice(plan) }
    // Beside items it says nothing new; alone it is an old shape, or the part that changed.
    if let quantity, !self[.itemCount].isKnown || self[.price].isKnown,
      !self[.quantity].isKnown
    {
      self[.quantity] = integer(quantity)
    }
  }

  private mutating func pauseBehavior(_ pause: JSONValue) -> Cell {
    if pause.isNull { return .null }
    guard pause.isObject else { return odd(pause) }
    guard let behavior = pause["behavior"] else { return .unknown }
    return text(behavior)
  }

  /// What stands for the first discount; null when there is none.
  ///
  /// The list may hold ids alone while the older single field, beside it, has the coupon.
  private mutating func firstDiscount(of list: JSONValue?, or single: JSONValue?) -> Cell {
    guard list != nil || single != nil else { return .unknown }
    var first: JSONValue?
    if let list {
      var all = elements(of: list)
      first = all.next()
    }
    if let first, first.isObject { return discount(first) }
    if let single, !single.isNull { return discount(single) }
    return first.map { discount($0) } ?? .null
  }

  /// The id of the coupon inside a discount, of the discount, or a discount given as its id alone.
  private mutating func discount(_ value: JSONValue) -> Cell {
    let coupon = value["source"]?["coupon"] ?? value["coupon"]
    if let coupon, !coupon.isNull { return reference(coupon) }
    return reference(value)
  }

  private mutating func pendingPrice(_ update: JSONValue) -> Cell {
    if update.isNull { return .null }
    guard update.isObject else { return odd(update) }
    return onlyPrice(update["subscription_items"])
  }

  /// The members of an item that are looked at.
  private struct Item {
    var id: JSONValue?
    var quantity: JSONValue?
    var price: JSONValue?
    var plan: JSONValue?
    var periodStart: JSONValue?
    var periodEnd: JSONValue?

    private static let names = JSONKeyTable([
      "id", "quantity", "price", "plan", "current_period_start", "current_period_end",
    ])

    init(_ item: JSONValue) {
      for (key, value) in item.members {
        switch Self.names.code(of: key) {
        case 0: id = value
        case 1: quantity = value
        case 2: price = value
        case 3: plan = value
        case 4: periodStart = value
        case 5: periodEnd = value
        default: break
        }
      }
    }

    /// Whether it is charged by what is used, and so bears no plan.
    var isMetered: Bool {
      let usage = price?["recurring"]?["usage_type"] ?? plan?["usage_type"]
      return usage?.isString("metered") ?? false
    }
  }

  /// Reads the items: the price of the plan-bearing one, and the period they share.
  ///
  /// The plan-bearing item is the only one, or the only licensed one. Where that does not single
  /// one out nothing is said about the price: the first item is a guess, not a fact.
  private mutating func readItems(_ items: JSONValue) {
    guard let list = items.isObject ? items["data"] : items else { return }
    let all = elements(of: list)
    guard list.isArray, items["has_more"]?.bool != true else { return }
    self[.itemCount] = .integer(Int64(list.elementCount))
    self[.itemList] = list.elementCount > 1 ? itemList(all) : .null
    var period = SharedPeriod()
    var bearing: Item?
    var count = 0
    for element in all {
      let item = Item(element)
      add(item, to: &period)
      if list.elementCount == 1 || !item.isMetered {
        bearing = item
        count += 1
      }
    }
    take(period)
    if count == 1, let bearing { readBearing(bearing) }
  }

  /// Reads the item that bears the plan.
  private mutating func readBearing(_ item: Item) {
    if let id = item.id { self[.item] = text(id) }
    if let quantity = item.quantity { self[.quantity] = integer(quantity) }
    if let price = item.price, !price.isNull {
      readPrice(price)
    } else if let plan = item.plan, !plan.isNull {
      readPrice(plan)
    }
  }

  /// Every item with its price, for those who hold one of them for the plan-bearing one.
  private mutating func itemList(_ items: JSONElements) -> Cell {
    var words: [UInt8] = []
    for item in items.lazy.map(Item.init) {
      for value in [item.id, item.price ?? item.plan] {
        if !words.isEmpty { words.append(ItemList.separator) }
        if let value, let text = reference(value).symbol { words += texts.array(text) }
      }
    }
    return .symbol(unsafe words.withUnsafeBufferPointer { unsafe texts.add(copyOf: ByteView($0)) })
  }

  /// The time from the first start to the last end of some items' periods.
  private struct SharedPeriod {
    var bounds: (start: Timestamp, end: Timestamp)?
    var isUniform = true
  }

  private mutating func add(_ item: Item, to period: inout SharedPeriod) {
    guard let start = item.periodStart, let end = item.periodEnd else { return }
    let (startCell, endCell) = (time(start), time(end))
    guard let start = startCell.time, let end = endCell.time else { return }
    let known = period.bounds ?? (start, end)
    if known != (start, end) { period.isUniform = false }
    period.bounds = (min(known.start, start), max(known.end, end))
  }

  /// The period on the items wins over the one on the subscription: the latter is the old place.
  private mutating func take(_ period: SharedPeriod) {
    guard let (start, end) = period.bounds else { return }
    self[.periodStart] = .time(start)
    self[.periodEnd] = .time(end)
    self[.periodsDiffer] = .flag(!period.isUniform)
  }

  private static let priceNames = JSONKeyTable([
    "id", "product", "unit_amount", "amount", "active", "currency", "recurring", "interval",
    "interval_count",
  ])

  /// Reads a price, or a plan, which has the same facts under older names.
  ///
  /// Source: Stripe API reference, “The Price object”, “The Plan object”.
  mutating func readPrice(_ price: JSONValue) {
    guard price.isObject else {
      self[.price] = text(price)
      return
    }
    var currency: JSONValue?
    for (key, value) in price.members {
      switch Self.priceNames.code(of: key) {
      case 0: self[.price] = text(value)
      case 1: self[.product] = reference(value)
      case 2, 3: self[.unitAmount] = integer(value)
      case 4: self[.active] = flag(value)
      case 5: currency = value
      case 6: readRecurring(value)
      case 7: self[.interval] = text(value)
      case 8: self[.intervalCount] = integer(value)
      default: break
      }
    }
    // What it says of the amount comes last, wherever it stands.
    if let currency { readCurrency(currency) }
  }

  private mutating func readRecurring(_ recurring: JSONValue) {
    guard recurring.isObject else {
      if !recurring.isNull { self[.interval] = odd(recurring) }
      return
    }
    if let interval = recurring["interval"] { self[.interval] = text(interval) }
    if let count = recurring["interval_count"] { self[.intervalCount] = integer(count) }
  }

  /// The subscription's currency counts; a price that is set in another one also has an amount
  /// in ours, but not where we look.
  private mutating func readCurrency(_ value: JSONValue) {
    let currency = text(value)
    if !self[.currency].hasValue {
      self[.currency] = currency
    } else if currency.isKnown, !texts.areEqual(currency, self[.currency]) {
      self[.unitAmount] = .unknown
    }
  }
}
