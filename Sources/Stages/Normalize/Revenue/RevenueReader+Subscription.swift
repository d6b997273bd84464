import Bytes
import JSON

extension RevenueReader {
  private static let names = JSONKeyTable([
    "status", "customer", "currency", "created", "start_date", "start", "trial_start", "trial_end",
    "cancel_at_period_end", "cancel_at", "canceled_at", "ended_at", "current_period_end",
    "pause_collection", "items", "discounts", "discount", "plan", "quantity", "deleted",
  ])

  /// Puts a subscription: its status, customer and currency; eight times; the pause; then one part
  /// with its discounts and items, empty where the record does not show them.
  ///
  /// Source: Stripe API reference, “The Subscription object”; `start`, `discount` and the period on
  /// the subscription are the older places.
  mutating func putSubscription(_ object: JSONValue) {
    var values = [JSONValue?](repeating: nil, count: 20)
    for (key, value) in object.members {
      let code = Self.names.code(of: key)
      if code >= 0, !value.isNull { values[code] = value }
    }
    put(text: values[0])
    put(id: values[1])
    put(text: values[2])
    for time in [3, 6, 7, 9, 10, 11, 12] { put(integer: values[time]) }
    put(integer: values[4] ?? values[5])
    put(flag: values[8]?.bool ?? false)
    put(flag: values[19]?.bool ?? false)
    put(pauseOf: values[13])
    putPart { reader in
      guard let items = values[14] ?? values[17] else { return }
      reader.put(discounts: values[15], or: values[16])
      reader.put(items: items, quantity: values[18])
    }
  }

  private mutating func put(pauseOf pause: JSONValue?) {
    put(text: pause?["behavior"])
    put(integer: pause?["resumes_at"])
  }

  /// Puts the items; a plan by itself, as very old records have it, is one item without an id.
  private mutating func put(items: JSONValue, quantity: JSONValue?) {
    if items["object"]?.isString("plan") == true || items["interval"] != nil {
      put(count: 1)
      return put(item: nil, plan: items, quantity: quantity)
    }
    let list = items.isObject ? items["data"] : items
    // Of a list that was cut the rest is not known, so nothing of it is.
    let isWhole = items["has_more"]?.bool != true
    put(count: isWhole ? list?.elementCount ?? 0 : 0)
    guard isWhole, let list else { return }
    for item in list.elements {
      let price = item["price"]?.unlessNull ?? item["plan"]
      put(item: item, plan: price, quantity: item["quantity"])
    }
  }

  private mutating func put(item: JSONValue?, plan: JSONValue?, quantity: JSONValue?) {
    put(text: item?["id"])
    // What is no whole number is not left out: a licensed item without a quantity has one unit.
    put(optional: quantity?.unlessNull.map { $0.integer ?? -1 })
    put(integer: item?["created"])
    put(integer: item?["current_period_end"])
    putPart { $0.put(price: plan) }
    put(discounts: item?["discounts"], or: nil)
  }
}
