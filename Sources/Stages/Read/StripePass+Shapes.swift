import Bytes
import Diagnostics
import JSON
import Reconciliation

extension StripePass {
  /// Containers inside containers that are opened; more are of no known origin.
  private static var mostContainers: Int { 4 }

  /// Finds out what a value is, opens it where it is a container, and hands on what is inside.
  ///
  /// It calls itself for what a container holds, ``mostContainers`` deep at most.
  mutating func sort(
    _ value: JSONValue, _ place: Place, _ container: StripeRecord.Container, level: Int = 0,
    _ visit: Visit
  ) {
    if value.isObject {
      let shape = Shape(of: value)
      if shape.isEvent {
        sortEvent(value, shape, container, place, visit)
      } else if level < Self.mostContainers, open(value, shape, place, level: level, visit) {
        return
      } else {
        sortObject(value, shape, container, place, visit)
      }
    } else if value.isArray, level < Self.mostContainers {
      for element in value.elements { sort(element, place, .array, level: level + 1, visit) }
    } else {
      rejectShape(value, place)
    }
  }

  /// Opens a value that is a container; false if it is none.
  private mutating func open(
    _ value: JSONValue, _ shape: Shape, _ place: Place, level: Int, _ visit: Visit
  ) -> Bool {
    if shape.detailType != nil, let detail = shape.detail, detail.isObject {
      sort(detail, place, .eventBridge, level: level + 1, visit)
    } else if shape.specificationVersion != nil, let data = shape.data, data.isObject {
      sort(data, place, .eventGrid, level: level + 1, visit)
    } else if shape.isPage {
      openPage(value, shape, place, level: level, visit)
    } else if shape.object?.isString != true, let logged = logged(shape) {
      openLogged(logged, of: value, place, level: level, visit)
    } else {
      return false
    }
    return true
  }

  private mutating func openPage(
    _ value: JSONValue, _ shape: Shape, _ place: Place, level: Int, _ visit: Visit
  ) {
    let isNextGeneration = shape.nextPage != nil || shape.previousPage != nil
    let isSearch = shape.object?.isString("search_result") == true
    let container: StripeRecord.Container =
      isSearch ? .searchPage : isNextGeneration ? .nextGenerationPage : .listPage
    count.lastPageHasMore =
      isNextGeneration ? shape.nextPage?.isString == true : shape.hasMore?.bool ?? false
    guard let rows = shape.data, rows.elementCount > 0 else {
      note(
        .warning, .stripeEmptyPage, "a list page has no rows", place.extent(of: value),
        help: "if there should be some, the filter or the key of the export was a wrong one")
      return
    }
    for row in rows.elements { sort(row, place, container, level: level + 1, visit) }
  }

  /// The field of a logged delivery that holds the event.
  private func logged(_ shape: Shape) -> JSONValue? {
    [shape.body, shape.payload, shape.data].compactMap { $0 }
      .first { $0.isObject || $0.isString || $0.isArray }
  }

  private mutating func openLogged(
    _ logged: JSONValue, of row: JSONValue, _ place: Place, level: Int, _ visit: Visit
  ) {
    guard logged.isString else {
      return sort(logged, place, .deliveryLog, level: level + 1, visit)
    }
    let holder = place.extent(of: row)
    guard place.holder == nil, let text = logged.text(into: &embedded) else {
      return rejectShape(row, place)
    }
    if let fault = inner.read(text) {
      let start = place.base + logged.startByte
      return reject(
        .stripeEmbeddedText, "a logged body is not JSON: \(fault.message)", holder, at: start)
    }
    sort(
      inner.root, Place(base: 0, holder: holder), .deliveryLog, level: level + 1, visit)
  }

  /// Hands on an event whose envelope is what it should be.
  @inline(__always)
  mutating func sortEvent(
    _ value: JSONValue, _ shape: Shape, _ container: StripeRecord.Container, _ place: Place,
    contentHash: UInt64? = nil, _ visit: Visit
  ) {
    let object = shape.data?["object"]
    if object?.isObject == true, let id = shape.id, id.isString, id.byteCount > 2,
      shape.created?.integer != nil, shape.type?.isString == true
    {
      return deliver(value, .event, container, place, contentHash: contentHash, visit)
    }
    refuseEvent(value, shape, object, place)
  }

  private mutating func refuseEvent(
    _ value: JSONValue, _ shape: Shape, _ object: JSONValue?, _ place: Place
  ) {
    let extent = place.extent(of: value)
    let subject = object?["id"]?.string
    if shape.id?.isString != true || shape.id?.byteCount == 2 {
      reject(
        .stripeEventID, "an event has no usable id", extent, subject: subject, place: "/id")
    } else if shape.created?.integer == nil {
      reject(
        .stripeEventCreated, "an event's time is no whole number of seconds", extent,
        subject: subject, place: "/created")
    } else if shape.type?.isString != true {
      reject(.stripeEventType, "an event has no type", extent, subject: subject, place: "/type")
    } else if object?.isNull == true {
      skip(.stripeEventIdle, "an event is about no object and is passed over", extent)
    } else {
      reject(.stripeEventObject, "an event has no usable object", extent, place: "/data/object")
    }
  }

  /// Hands on an object, with the subscriptions that an old customer has inside.
  private mutating func sortObject(
    _ value: JSONValue, _ shape: Shape, _ container: StripeRecord.Container, _ place: Place,
    _ visit: Visit
  ) {
    guard let object = shape.object, object.isString, object.byteCount > 2 else {
      return rejectOdd(value, shape, place)
    }
    let extent = place.extent(of: value)
    if object.isString("v2.core.event") {
      reject(
        .stripeThinEvent, "an event only names its object", extent,
        subject: shape.relatedObject?["id"]?.string ?? shape.id?.string,
        help: "export the object itself; this event can not rebuild its state")
    } else if object.isString("list") || object.isString("search_result") {
      rejectShape(value, place)
    } else if shape.id == nil {
      skip(.stripeObjectWithoutID, "an object has no id and is passed over", extent)
    } else if shape.id?.isString != true || shape.id?.byteCount == 2 {
      reject(.stripeObjectID, "an object's id is no string", extent, place: "/id")
    } else {
      deliver(value, .object, container, place, visit)
      if let nested = shape.subscriptions { openNested(nested, place, visit) }
    }
  }

  private mutating func openNested(_ list: JSONValue, _ place: Place, _ visit: Visit) {
    guard let rows = list["data"], rows.isArray else { return }
    for row in rows.elements where row.isObject {
      let shape = Shape(of: row)
      if shape.object?.isString("subscription") == true, shape.id?.isString == true {
        deliver(row, .object, .nestedList, place, visit)
      } else {
        rejectShape(row, place)
      }
    }
    if list["has_more"]?.bool == true {
      note(
        .remark, .stripeNestedListCut, "a list inside an object says that more follow",
        place.extent(of: list), recordNumber: count.recordCount,
        help: "export the subscriptions themselves too; those that follow are not known")
    }
  }

  /// Refuses a value that is neither event nor object, by what it comes closest to.
  private mutating func rejectOdd(_ value: JSONValue, _ shape: Shape, _ place: Place) {
    let extent = place.extent(of: value)
    if shape.isBareData {
      reject(
        .stripeBareData, "the inside of an event stands without the event", extent,
        subject: shape.object?["id"]?.string,
        help: "export whole events; without id and time this can not be put in order")
    } else if shape.error?.isObject == true {
      reject(
        .stripeErrorResponse, "the answer to a failed request stands where data should", extent,
        help: "the export is not whole; run it again")
    } else {
      rejectShape(value, place)
    }
  }

  private mutating func rejectShape(_ value: JSONValue, _ place: Place) {
    reject(
      .stripeUnknownShape, "this is no event, no object and no known container",
      place.extent(of: value))
  }
}
