import Billing
import Foundation
import Testing

/// An instant written as ISO 8601 in UTC; a day alone is its beginning.
func instant(_ text: String) -> Timestamp {
  let full = text.utf8.count == 10 ? text + "T00:00:00Z" : text
  guard let date = try? Date(full, strategy: .iso8601) else {
    Issue.record("\(text) is no instant")
    return Timestamp(seconds: 0)
  }
  return Timestamp(seconds: Int64(date.timeIntervalSince1970))
}

/// A recurring price as Stripe writes it.
func price(
  _ id: String, _ amount: String, per interval: String = "month", count: Int = 1,
  currency: String = "usd", usage: String = "licensed", product: String = "prod_1",
  more: String = ""
) -> String {
  let whole = amount.contains(".") ? "null" : amount
  return #"{"id":"\#(id)","object":"price","active":true,"billing_scheme":"per_unit","#
    + #""currency":"\#(currency)","product":"\#(product)","type":"recurring","#
    + #""recurring":{"interval":"\#(interval)","interval_count":\#(count),"#
    + #""usage_type":"\#(usage)"},"unit_amount":\#(whole),"unit_amount_decimal":"\#(amount)""#
    + more + "}"
}

/// An item of a subscription as Stripe writes it.
func item(
  _ id: String, _ price: String, quantity: Int? = 1, created: String? = nil, more: String = ""
) -> String {
  #"{"id":"\#(id)","object":"subscription_item","price":\#(price)"#
    + (quantity.map { #","quantity":\#($0)"# } ?? "")
    + (created.map { #","created":\#(instant($0).seconds)"# } ?? "") + more + "}"
}

/// A subscription as Stripe writes it; `more` holds further members, times included.
func subscription(
  _ id: String, _ status: String, customer: String, items: [String], start: String,
  currency: String = "usd", more: String = ""
) -> String {
  let seconds = instant(start).seconds
  return #"{"id":"\#(id)","object":"subscription","status":"\#(status)","customer":"\#(customer)","#
    + #""currency":"\#(currency)","created":\#(seconds),"start_date":\#(seconds),"#
    + #""items":{"object":"list","has_more":false,"data":[\#(items.joined(separator: ","))]}"#
    + (more.isEmpty ? "" : "," + more) + "}"
}

/// A member that holds an instant.
func at(_ name: String, _ time: String?) -> String {
  #""\#(name)":"# + (time.map { String(instant($0).seconds) } ?? "null")
}

/// An event about an object.
func event(_ id: String, _ verb: String, at time: String, _ object: String) -> String {
  #"{"id":"\#(id)","object":"event","type":"customer.subscription.\#(verb)","#
    + #""created":\#(instant(time).seconds),"livemode":true,"pending_webhooks":0,"#
    + #""data":{"object":\#(object)}}"#
}
