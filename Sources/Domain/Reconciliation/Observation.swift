public import Billing
public import Bytes

/// One sight of one Stripe object: an event that carried it, or a snapshot of it.
@frozen public struct Observation: Sendable {
  /// When the event was created, or when the snapshot was taken.
  public var time: Timestamp
  /// The event's id; empty for a snapshot.
  public var event: Symbol
  /// Where it stands among sights of the same second.
  public var rank: EventRank
  /// The object's id.
  public var object: Symbol
  /// The type of the event, where its rank does not tell it; else empty.
  public var type: Symbol
  /// What the record says apart from `pending_webhooks`: equal contents, equal hashes.
  public var contentHash: UInt64
  /// The kind of object.
  public var kind: StripeKind
  /// The object's row in the ``SnapshotTable`` of its kind.
  public var row: UInt32
  /// The stretch of ``StripeFacts/previous`` that holds what the update replaced.
  public var previousStart: UInt32
  /// The length of that stretch; zero when the event has no `previous_attributes`.
  public var previousCount: UInt32
  /// Where the record stands.
  public var origin: RecordOrigin

  /// Whether this is a snapshot rather than an event.
  @inlinable public var isSnapshot: Bool { event == .empty }

  /// Creates an observation of an object whose facts stand in `row`.
  public init(kind: StripeKind, object: Symbol, time: Timestamp, row: UInt32, origin: RecordOrigin)
  {
    self.kind = kind
    self.object = object
    self.time = time
    self.row = row
    self.origin = origin
    event = .empty
    type = .empty
    rank = .snapshot
    contentHash = 0
    previousStart = 0
    previousCount = 0
  }
}

/// The facts of many objects of one kind, one row each, in ``StripeKind/fields`` order.
public struct SnapshotTable: Sendable {
  /// The kind of object.
  public let kind: StripeKind
  /// How many cells make a row.
  public let width: Int
  /// All rows, one after another.
  public var cells: [Cell] = []
  /// The field of each cell of a row.
  public let fields: [StripeField]
  @usableFromInline let places: [Int8]

  /// Creates an empty table.
  public init(kind: StripeKind) {
    self.kind = kind
    fields = kind.fields
    width = fields.count
    var places = [Int8](repeating: -1, count: StripeField.allCases.count)
    for (place, field) in fields.enumerated() { places[Int(field.rawValue)] = Int8(place) }
    self.places = places
  }

  /// The number of rows.
  @inlinable public var count: Int { width == 0 ? 0 : cells.count / width }

  /// Adds a row and returns its number; zero for a kind of which nothing is kept.
  ///
  /// - Parameter facts: one cell for every field there is, by the field's raw value.
  /// - Returns: the row's number.
  public mutating func add(_ facts: [Cell]) -> UInt32 {
    guard width > 0 else { return 0 }
    for field in fields { cells.append(facts[Int(field.rawValue)]) }
    return UInt32(count - 1)
  }

  /// One fact of one row; unknown for fields that the kind does not have.
  @inlinable public subscript(row: UInt32, field: StripeField) -> Cell {
    @inline(__always) get {
      let place = Int(places[Int(field.rawValue)])
      return place < 0 ? .unknown : cells[Int(row) * width + place]
    }
  }

  /// Adds the cells that follow each other in ``fields`` order.
  ///
  /// - Returns: the row's number.
  @inlinable
  public mutating func add(row: some Sequence<Cell>) -> UInt32 {
    guard width > 0 else { return 0 }
    cells.append(contentsOf: row)
    return UInt32(count - 1)
  }

  /// The cells of a row, in ``fields`` order.
  @inlinable
  public func cells(of row: UInt32) -> ArraySlice<Cell> {
    cells[Int(row) * width..<(Int(row) + 1) * width]
  }

  /// Makes room for so many rows, so that none is moved; what is not used costs no memory.
  public mutating func reserve(rowCount: Int) { cells.reserveCapacity(rowCount * width) }

  /// Appends the rows of another table of the kind, each cell as a function gives it.
  public mutating func absorb(_ other: SnapshotTable, _ renumbered: (Cell) -> Cell) {
    for cell in other.cells { cells.append(renumbered(cell)) }
  }
}

/// What an update replaced: the field and the value it had before.
@frozen public struct PreviousFact: Sendable {
  /// The field.
  public var field: StripeField
  /// Its value before the event.
  public var cell: Cell
  /// Creates a fact.
  @inlinable public init(field: StripeField, cell: Cell) {
    self.field = field
    self.cell = cell
  }
}
