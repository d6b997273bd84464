import Billing
import Bytes
import JSON

/// The parts of an event around its object, found in one walk over the members.
///
/// Source: Stripe API reference, “The Event object”; `request` was a string before 2017-05-25.
struct EventEnvelope {
  var id: JSONValue?
  var type: JSONValue?
  var apiVersion: JSONValue?
  var account: JSONValue?
  var request: JSONValue?
  var object: JSONValue?
  var previous: JSONValue?
  var livemode: Bool?
  var time = Timestamp(microseconds: 0)
  var pendingWebhooks: Int32 = -1

  private static let names = JSONKeyTable([
    "id", "type", "api_version", "account", "request", "data", "livemode", "created",
    "pending_webhooks",
  ])

  init(_ event: JSONValue) {
    for (key, value) in event.members {
      switch Self.names.code(of: key) {
      case 0: id = value
      case 1: type = value
      case 2: apiVersion = value
      case 3: account = value
      case 4: request = value.isObject ? value["id"] : value
      case 5: (object, previous) = (value["object"], value["previous_attributes"])
      case 6: livemode = value.bool
      case 7: time = Timestamp(seconds: value.integer ?? 0)
      case 8: pendingWebhooks = Int32(clamping: value.integer ?? -1)
      default: break
      }
    }
  }
}
