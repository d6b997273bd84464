import Billing
import Bytes
import JSON
import Reconciliation

/// Reads one Stripe object at a time into a row of cells, one for each ``StripeField``.
///
/// A field that the object does not mention stays unknown. The same code reads whole objects and
/// `previous_attributes`, which mention only what changed.
struct FactReader: Sendable {
  /// The cells of the object read last, by the raw value of the field.
  private(set) var row: [Cell]
  /// Values of the object read last that are not of their field's type, as they were met.
  private(set) var oddValues: [JSONValue] = []
  /// The texts behind the cells, of all objects of one record.
  var texts = RecordTexts()
  private var scratch: [UInt8] = []
  private let ownerKeys: [[UInt8]]
  private let checkoutKeys: [[UInt8]]

  /// Creates a reader for a system's way of writing metadata.
  init(_ scope: StripeScope) {
    ownerKeys = scope.ownerKeys.map { Array($0.utf8) }
    checkoutKeys = scope.checkoutKeys.map { Array($0.utf8) }
    row = Array(repeating: .unknown, count: StripeField.allCases.count)
  }

  subscript(field: StripeField) -> Cell {
    get { row[Int(field.rawValue)] }
    set { row[Int(field.rawValue)] = newValue }
  }

  /// Reads an object of a kind.
  mutating func read(_ object: JSONValue, as kind: StripeKind) {
    for place in row.indices { row[place] = .unknown }
    oddValues.removeAll(keepingCapacity: true)
    switch kind {
    case .subscription: readSubscription(object)
    case .customer: readCustomer(object)
    case .invoice: readInvoice(object)
    case .checkoutSession: readCheckoutSession(object)
    case .subscriptionSchedule: readSchedule(object)
    case .price: readPriceObject(object)
    case .paymentIntent, .charge, .refund, .dispute: readPayment(object, as: kind)
    case .balanceTransaction: readBalanceTransaction(object)
    case .usageSummary: readUsageSummary(object)
    case .other: break
    }
  }

  /// Takes in that the object is gone; the stub of a subscription does not say its status.
  mutating func markDeleted(_ kind: StripeKind) {
    self[.deleted] = .flag(true)
    if kind == .subscription, !self[.status].isKnown {
      self[.status] = .symbol(texts.add("canceled"))
    }
  }

  // MARK: Cells

  /// A cell for a value that is not of its field's type; remembers the value.
  mutating func odd(_ value: JSONValue) -> Cell {
    oddValues.append(value)
    return .malformed
  }

  /// The number of a string's text; empty for null, absence and anything that is no string.
  mutating func symbol(_ value: JSONValue?) -> Symbol { value.flatMap { number($0) } ?? .empty }

  /// The number of a string's text; nil for anything that is no string.
  @inline(__always)
  private mutating func number(_ value: JSONValue) -> Symbol? {
    if let plain = value.plainText { return texts.add(lasting: plain) }
    return value.text(into: &scratch).map { texts.add(copyOf: $0) }
  }

  /// The fingerprint of a string's text; zero for anything that is no string.
  mutating func fingerprint(_ value: JSONValue?) -> UInt64 {
    value?.text(into: &scratch).map { Fingerprint.of($0) } ?? 0
  }

  /// The rank of an event by its type.
  mutating func rank(_ type: JSONValue?) -> EventRank {
    type?.text(into: &scratch).map { EventRank(type: $0) } ?? .update
  }

  /// A string as a cell.
  mutating func text(_ value: JSONValue) -> Cell {
    if let number = number(value) { return .symbol(number) }
    return value.isNull ? .null : odd(value)
  }

  /// The id of an object that may be given as its id or in full, or as a deleted stub.
  mutating func reference(_ value: JSONValue) -> Cell {
    guard value.isObject else { return text(value) }
    guard let id = value["id"], id.isString else { return odd(value) }
    return text(id)
  }

  /// Whole seconds since 1970 as a cell.
  mutating func time(_ value: JSONValue) -> Cell {
    if value.isNull { return .null }
    guard let seconds = value.integer else { return odd(value) }
    let instant = Timestamp(seconds: seconds)
    let cell = Cell.time(instant)
    // An instant too far away to be kept comes back as another one.
    return cell.isKnown && instant.seconds == seconds ? cell : odd(value)
  }

  /// A whole number as a cell.
  mutating func integer(_ value: JSONValue) -> Cell {
    if value.isNull { return .null }
    let cell = value.integer.map { Cell.integer($0) } ?? .malformed
    return cell.isKnown ? cell : odd(value)
  }

  /// A truth value as a cell.
  mutating func flag(_ value: JSONValue) -> Cell {
    if value.isNull { return .null }
    return value.bool.map { .flag($0) } ?? odd(value)
  }

  /// The fingerprint of an e-mail address as a cell.
  mutating func email(_ value: JSONValue) -> Cell {
    if value.isNull { return .null }
    return value.text(into: &scratch).map { EmailFingerprint.of($0) } ?? odd(value)
  }

  /// The elements of an array; none for null, and none but a remark for anything else.
  mutating func elements(of value: JSONValue) -> JSONElements {
    if !value.isArray, !value.isNull { _ = odd(value) }
    return value.elements
  }

  /// What metadata says under the keys that a checkout needs; unknown where none is needed.
  mutating func checkout(_ metadata: JSONValue) -> Cell {
    if checkoutKeys.isEmpty { return .unknown }
    var list: [UInt8] = []
    for wanted in checkoutKeys {
      for (key, value) in metadata.members
      where unsafe key.text(into: &scratch).buffer.elementsEqual(wanted) {
        guard let text = value.text(into: &scratch)?.array, !text.contains(MetadataList.end)
        else { continue }
        list += text
      }
      list.append(MetadataList.end)
    }
    return .symbol(unsafe list.withUnsafeBufferPointer { unsafe texts.add(copyOf: ByteView($0)) })
  }

  /// Our own owner's id in an object's metadata; unknown when no agreed key has a text.
  mutating func owner(_ metadata: JSONValue) -> Cell {
    if !metadata.isObject, !metadata.isNull { return odd(metadata) }
    for wanted in ownerKeys {
      for (key, value) in metadata.members
      where unsafe key.text(into: &scratch).buffer.elementsEqual(wanted) {
        let isEmpty = value.isNull || value.isString && value.byteCount == 2
        if !isEmpty { return text(value) }
      }
    }
    return .unknown
  }
}
