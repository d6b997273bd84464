import Bytes
import JSON

/// The members that tell what a value is, found in one pass over its names.
struct Shape {
  var object: JSONValue?
  var id: JSONValue?
  var type: JSONValue?
  var created: JSONValue?
  var data: JSONValue?
  var hasMore: JSONValue?
  var nextPage: JSONValue?
  var previousPage: JSONValue?
  var detail: JSONValue?
  var detailType: JSONValue?
  var specificationVersion: JSONValue?
  var body: JSONValue?
  var payload: JSONValue?
  var error: JSONValue?
  var relatedObject: JSONValue?
  var subscriptions: JSONValue?

  private static let names = JSONKeyTable([
    "object", "id", "type", "created", "data", "has_more", "next_page_url", "previous_page_url",
    "detail", "detail-type", "specversion", "body", "payload", "error", "related_object",
    "subscriptions",
  ])

  /// What an event is known by, and what is told about one that is refused.
  static let outline: JSONOutline = [
    "object": .value, "id": .value, "type": .value, "created": .value,
    "data": ["object": ["id": .value]],
  ]

  /// Looks at the members of an object.
  @inline(__always)
  init(of value: JSONValue) {
    let names = Self.names
    for (key, member) in value.members {
      switch names.code(of: key) {
      case 0: object = member
      case 1: id = member
      case 2: type = member
      case 3: created = member
      case 4: data = member
      case 5: hasMore = member
      case 6: nextPage = member
      case 7: previousPage = member
      case 8: detail = member
      case 9: detailType = member
      case 10: specificationVersion = member
      case 11: body = member
      case 12: payload = member
      case 13: error = member
      case 14: relatedObject = member
      case 15: subscriptions = member
      default: break
      }
    }
  }

  /// Whether it is an event: it says so, or it is an old one that has everything else.
  @inline(__always)
  var isEvent: Bool {
    if let object { return object.isString("event") }
    return type?.isString == true && data?["object"]?.isObject == true
  }

  /// Whether it is a page of a list: it says so, or it has what only pages have.
  var isPage: Bool {
    guard data?.isArray == true else { return false }
    guard let object else { return hasMore != nil || nextPage != nil || previousPage != nil }
    return object.isString("list") || object.isString("search_result")
  }

  /// Whether it is the inside of an event.
  var isBareData: Bool {
    object?.isObject == true && id == nil && type == nil && created == nil
  }
}
