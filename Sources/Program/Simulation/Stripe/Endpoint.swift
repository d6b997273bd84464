import JSON

/// The application's webhook endpoint, as Stripe lists it.
///
/// It is what tells an event that was dropped after it was answered from one that was never sent.
struct Endpoint {
  private let world: World

  init(_ world: World) { self.world = world }

  /// The list of all endpoints.
  var list: [UInt8] {
    var writer = JSONWriter()
    func member(_ name: StaticString, _ text: String) {
      writer.key(name)
      writer.string(text)
    }
    writer.beginObject()
    member("object", "list")
    member("url", "/v1/webhook_endpoints")
    writer.key("has_more")
    writer.bool(false)
    writer.key("data")
    writer.beginArray()
    writer.beginObject()
    member("id", "we_1Q51w4\(Identifier.account)Hx3kZp9s")
    member("object", "webhook_endpoint")
    writer.key("api_version")
    writer.null()
    writer.key("created")
    writer.integer(world.asOf - 700 * 86_400)
    writer.key("description")
    writer.string("Billing")
    writer.key("enabled_events")
    writer.beginArray()
    for kind in Moment.Kind.allCases where kind != world.unsentKind {
      writer.string("\(kind.type)")
    }
    writer.endArray()
    writer.key("livemode")
    writer.bool(true)
    member("status", "enabled")
    member("url", "https://app.example.com/webhooks/stripe")
    writer.endObject()
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }
}
