import Bytes

/// Names of members as the cases of an enumeration: `amountDue` stands for `amount_due`.
///
/// The raw values must count from zero, and there may be ``JSONFields/most`` of them.
public protocol JSONField: CaseIterable, RawRepresentable<Int>, Sendable {
  /// The names: `static let names = JSONKeyTable(of: Self.self)`.
  static var names: JSONKeyTable { get }
}

/// The members of an object that are asked for, found in one walk over its names.
///
/// For objects of which many members are wanted: ``JSONValue/subscript(_:)`` walks for each.
@frozen public struct JSONFields<Field: JSONField> {
  @usableFromInline typealias Places = InlineArray<32, UInt32>

  /// The most fields there may be.
  public static var most: Int { Places.count }

  @usableFromInline let object: JSONValue
  /// The place of each field's value among the nodes; zero where there is none.
  @usableFromInline var places: Places

  /// Looks at the members of an object; of other values there are none.
  @inlinable @inline(__always)
  public init(of object: JSONValue) {
    self.object = object
    places = InlineArray(repeating: 0)
    let names = Field.names
    for (key, value) in object.members {
      let code = names.code(of: key)
      if code >= 0 { places[code] = UInt32(truncatingIfNeeded: value.index) }
    }
  }

  /// The value of a member; nil for an absent one.
  @inlinable @inline(__always)
  public subscript(field: Field) -> JSONValue? {
    let place = places[field.rawValue]
    return place == 0 ? nil : object.sibling(Int(place))
  }
}

extension JSONKeyTable {
  /// Creates the table of an enumeration's names; the code of a name is the case's raw value.
  public init<Field: JSONField>(of _: Field.Type) {
    let fields = Field.allCases.sorted { $0.rawValue < $1.rawValue }
    precondition(fields.count <= JSONFields<Field>.most, "an object has too many fields")
    self.init(fields.map { ByteView(lasting: Self.name(of: "\($0)")) })
  }

  /// A case as members are written: small letters with underscores between the words.
  private static func name(of field: String) -> [UInt8] {
    field.utf8.reduce(into: []) { name, letter in
      let isCapital = letter >= UInt8(ascii: "A") && letter <= UInt8(ascii: "Z")
      if isCapital { name.append(UInt8(ascii: "_")) }
      name.append(isCapital ? letter | 0x20 : letter)
    }
  }
}

extension ByteView {
  /// A copy of some bytes that lasts as long as the program, as tables of names do.
  fileprivate init(lasting bytes: [UInt8]) {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = unsafe copy.initialize(from: bytes)
    unsafe self.init(UnsafeBufferPointer(copy))
  }
}
