import Billing
import Bytes
import JSON

/// The parts of an event around its object, found in one walk over the members.
///
/// Source: Stripe API reference, “The Event object”.
struct EventEnvelope {
  var id: JSONValue?
  var type: JSONValue?
  var account: JSONValue?
  var object: JSONValue?
  var previous: JSONValue?
  var livemode: Bool?
  var time = Timestamp(microseconds: 0)
  var pendingWebhooks: Int32 = -1
  var version: JSONValue?

  private static let names = JSONKeyTable([
    "id", "type", "account", "data", "livemode", "created", "pending_webhooks",
    "api_version",
  ])

  init(_ event: JSONValue) {
    for (key, value) in event.members {
      switch Self.names.code(of: key) {
      case 0: id = value
      case 1: type = value
      case 2: account = value
      case 3: (object, previous) = (value["object"], value["previous_attributes"])
      case 4: livemode = value.bool
      case 5: time = Timestamp(seconds: value.integer ?? 0)
      case 6: pendingWebhooks = Int32(clamping: value.integer ?? -1)
      case 7: version = value
      default: break
      }
    }
  }
}
