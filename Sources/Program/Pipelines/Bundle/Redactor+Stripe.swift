import Bytes
import JSON
import Reconciliation

extension Redactor {
  /// An event or an object of Stripe's, reduced to what is read of it.
  mutating func stripe(_ bytes: [UInt8], _ kind: StripeRecord.Kind) -> [UInt8]? {
    var reader = JSONReader()
    let block = ByteBlock(bytes)
    guard reader.read(block.view) == nil, reader.root.isObject else { return nil }
    var writer = JSONWriter()
    write(reader.root, kind, to: &writer)
    withExtendedLifetime(block) {}
    return writer.bytes
  }

  /// An event of which only the time is kept: it is about nothing.
  mutating func frame(_ bytes: [UInt8]) -> [UInt8]? {
    var reader = JSONReader()
    let block = ByteBlock(bytes)
    guard reader.read(block.view) == nil else { return nil }
    defer { withExtendedLifetime(block) {} }
    let time: JSONOutline = [
      "id": .value, "account": .value, "livemode": .value, "created": .value,
    ]
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("object")
    writer.string("event")
    writer.key("type")
    writer.string("redacted.redacted")
    writeMembers(of: reader.root, time, at: Place(key: ""), to: &writer)
    writer.key("data")
    writer.beginObject()
    writer.key("object")
    writer.beginObject()
    writer.key("id")
    writer.string("redacted")
    writer.key("object")
    writer.string("redacted")
    writer.endObject()
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  /// Writes a record, and a mark of all that it says: copies that differ must go on to differ in
  /// something, even where what they differ in is left out.
  mutating func write(
    _ record: JSONValue, _ kind: StripeRecord.Kind, to writer: inout JSONWriter
  ) {
    let hash = content.hash(of: record, passingOver: kind == .event ? "pending_webhooks" : nil)
    let mark = names.standIn(for: Array("content \(hash)".utf8), .shared)
    writer.beginObject()
    if kind == .event {
      writer.key("object")
      writer.string("event")
      if let version = record["api_version"] {
        writer.key("api_version")
        write(version, .value, at: Place(key: "api_version"), to: &writer)
      }
    }
    let own = kind == .event ? outline : object(in: outline)
    writeMembers(
      of: record, own, at: Place(key: ""),
      passingOver: kind == .event ? ["object", "api_version"] : [], to: &writer)
    writer.key("redacted")
    unsafe mark.withUnsafeBufferPointer { unsafe writer.string(ByteView($0)) }
    writer.endObject()
  }

  /// Where a value stands, as far as it says what a text there is.
  struct Place {
    var key: String
    /// Whether it is a member of an event or of the object that the record is about.
    var isOfRecord = false
    /// Whether it is inside of what many owners share, a price for example.
    var isShared = false
    /// Whether it is a member of the metadata.
    var isMetadata = false
  }

  private func object(in event: JSONOutline) -> JSONOutline {
    guard case .members(let members) = event, case .members(let data)? = members["data"] else {
      return .everything
    }
    return data["object"] ?? .everything
  }

  private mutating func writeMembers(
    of object: JSONValue, _ outline: JSONOutline, at place: Place,
    passingOver passed: Set<String> = [], to writer: inout JSONWriter
  ) {
    guard case .members(let wanted) = outline else { return }
    let kind = object["object"]?.string
    for (key, value) in object.members {
      let name = key.text
      guard let inner = wanted[name], !passed.contains(name) else { continue }
      writer.key(name)
      let isShared = Self.shared.contains(name) || kind.map(Self.shared.contains) == true
      let inside = Place(
        key: name, isOfRecord: place.key == "" || place.key == "object",
        isShared: place.isShared || isShared, isMetadata: place.key == "metadata")
      write(value, inner, at: inside, to: &writer)
    }
  }

  private mutating func write(
    _ value: JSONValue, _ outline: JSONOutline, at place: Place, to writer: inout JSONWriter
  ) {
    switch value.kind {
    case .object:
      writer.beginObject()
      writeMembers(of: value, outline, at: place, to: &writer)
      writer.endObject()
    case .array:
      writer.beginArray()
      // No list of Stripe's is the element of another, so the depth of the outline bounds this.
      for element in value.elements where !element.isArray {
        write(element, outline, at: place, to: &writer)
      }
      writer.endArray()
    case .string:
      let text = text(value.text(into: &scratch)?.array ?? [], at: place)
      unsafe text.withUnsafeBufferPointer { unsafe writer.string(ByteView($0)) }
    case .number, .true, .false, .null: writer.number(value.bytes)
    }
  }

  /// What many owners share: the kinds of these objects, and the keys that lead to them.
  private static let shared: Set<String> = [
    "price", "plan", "product", "coupon", "discount", "discounts", "test_clock", "account",
    "meter",
  ]

  private static let words: Set<String> = [
    "status", "interval", "usage_type", "billing_reason", "collection_method", "billing",
    "behavior",
  ]

  private mutating func text(_ text: [UInt8], at place: Place) -> [UInt8] {
    if place.isMetadata {
      return names.standIn(for: text, ownerKeys.contains(place.key) ? .kin : .shared)
    }
    switch place.key {
    case "enabled_events" where text == [UInt8(ascii: "*")]: return text
    case "object", "type", "enabled_events": return StripeWord.isTypeName(text) ? text : word(text)
    case "currency": return DatabaseWord.isCurrency(text) ? text : word(text)
    case "api_version": return DatabaseWord.isVersion(text) ? text : word(text)
    case "email": return names.standIn(forAddress: text)
    case "id" where place.isOfRecord: return names.standIn(for: text, .own)
    case let key where Self.words.contains(key): return word(text)
    default: return names.standIn(for: text, place.isShared ? .shared : .kin)
    }
  }
}
