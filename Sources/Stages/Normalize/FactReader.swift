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
  /// The texts behind the cells.
  var symbols = Symbols()
  private var scratch: [UInt8] = []
  private let ownerKeys: [[UInt8]]

  init(ownerKeys: [String]) {
    self.ownerKeys = ownerKeys.map { Array($0.utf8) }
    row = Array(repeating: .unknown, count: StripeField.allCases.count)
  }

  subscript(field: StripeField) -> Cell {
    get { row[Int(field.rawValue)] }
    set { row[Int(field.rawValue)] = newValue }
  }

  /// Hands over the texts collected so far and starts a new table.
  mutating func takeSymbols() -> Symbols {
    var taken = Symbols()
    swap(&taken, &symbols)
    return taken
  }

  /// Reads an object of a kind.
  mutating func read(_ object: JSONValue, as kind: StripeKind) {
    for place in row.indices { row[place] = .unknown }
    switch kind {
    case .subscription: readSubscription(object)
    case .customer: readCustomer(object)
    case .invoice: readInvoice(object)
    case .checkoutSession: readCheckoutSession(object)
    case .subscriptionSchedule: readSchedule(object)
    case .other: break
    }
  }

  // MARK: Cells

  /// The symbol of a string; empty for null, absence and anything that is no string.
  mutating func symbol(_ value: JSONValue?) -> Symbol {
    guard let text = value?.text(into: &scratch) else { return .empty }
    return symbols.intern(text)
  }

  /// A string as a cell.
  mutating func text(_ value: JSONValue) -> Cell {
    if value.isNull { return .null }
    guard let text = value.text(into: &scratch) else { return .malformed }
    return .symbol(symbols.intern(text))
  }

  /// The id of an object that may be given as its id or in full, or as a deleted stub.
  mutating func reference(_ value: JSONValue) -> Cell {
    guard value.isObject else { return text(value) }
    return value["id"].map { text($0) } ?? .malformed
  }

  /// Whole seconds since 1970 as a cell.
  func time(_ value: JSONValue) -> Cell {
    if value.isNull { return .null }
    return value.integer.map { .time(Timestamp(seconds: $0)) } ?? .malformed
  }

  /// A whole number as a cell.
  func integer(_ value: JSONValue) -> Cell {
    if value.isNull { return .null }
    return value.integer.map { .integer($0) } ?? .malformed
  }

  /// A truth value as a cell.
  func flag(_ value: JSONValue) -> Cell {
    if value.isNull { return .null }
    return value.bool.map { .flag($0) } ?? .malformed
  }

  /// Our own owner's id in an object's metadata; unknown when no agreed key is there.
  mutating func owner(_ metadata: JSONValue) -> Cell {
    for wanted in ownerKeys {
      for (key, value) in metadata.members {
        guard let name = key.plainText, unsafe name.buffer.elementsEqual(wanted) else { continue }
        return text(value)
      }
    }
    return .unknown
  }
}
