public import Billing
public import Bytes

/// One sight of one Stripe object: an event that carried it, or a snapshot of it.
@frozen public struct Observation: Sendable {
  /// When the event was created, or when the snapshot was taken.
  public var time: Timestamp
  /// The event's id; empty for a snapshot.
  public var event: Symbol
  /// The event's type, for example `customer.subscription.updated`; empty for a snapshot.
  public var type: Symbol
  /// The object's id.
  public var object: Symbol
  /// The API call behind the event; empty when Stripe acted by itself.
  public var request: Symbol
  /// The API version the object was rendered in; empty when not stated.
  public var apiVersion: Symbol
  /// The connected account; empty for the account itself.
  public var account: Symbol
  /// What the record says apart from `pending_webhooks`: equal contents, equal hashes.
  public var contentHash: UInt64
  /// The kind of object.
  public var kind: StripeKind
  /// Whether the record says live mode; `nil` when it does not say.
  public var livemode: Bool?
  /// Endpoints that had not answered yet; -1 when not stated.
  public var pendingWebhooks: Int32
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
    request = .empty
    apiVersion = .empty
    account = .empty
    contentHash = 0
    livemode = nil
    pendingWebhooks = -1
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
  public private(set) var cells: [Cell] = []
  /// The field of each cell of a row.
  public let fields: [StripeField]
  private let places: [Int8]

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
  public var count: Int { width == 0 ? 0 : cells.count / width }

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
  public subscript(row: UInt32, field: StripeField) -> Cell {
    let place = Int(places[Int(field.rawValue)])
    return place < 0 ? .unknown : cells[Int(row) * width + place]
  }

  /// Fills the unknown cells of a row with those of another row.
  public mutating func complete(_ row: UInt32, from other: UInt32) {
    for place in 0..<width where cells[Int(row) * width + place] == .unknown {
      cells[Int(row) * width + place] = cells[Int(other) * width + place]
    }
  }

  /// Appends the rows of another table of the kind, its symbols renumbered.
  public mutating func absorb(_ other: SnapshotTable, symbols map: [Symbol]) {
    // Room is not reserved piece by piece: that would copy the whole table for each of them.
    cells.append(contentsOf: other.cells.lazy.map { $0.renumbered(by: map) })
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

/// Everything that was read of the Stripe side, in input order, not yet folded.
public struct StripeFacts: Sendable {
  /// The texts behind every symbol.
  public var symbols = Symbols()
  /// Every sight of an object.
  public var observations: [Observation] = []
  /// The facts, by kind, in `StripeKind.allCases` order.
  public var tables: [SnapshotTable] = StripeKind.allCases.map { SnapshotTable(kind: $0) }
  /// What updates replaced.
  public var previous: [PreviousFact] = []
  /// Objects that a rejected record may have been about: no fix may rest on them.
  public var tainted: [Symbol] = []

  /// Creates an empty collection.
  public init() {}

  /// One fact of an observed object.
  @inlinable public func fact(_ field: StripeField, of observation: Observation) -> Cell {
    tables[Int(observation.kind.rawValue)][observation.row, field]
  }

  /// Takes over what a sight of an object does not say from another sight of it.
  public mutating func complete(_ sight: Observation, from other: Observation) {
    tables[Int(sight.kind.rawValue)].complete(sight.row, from: other.row)
  }

  /// Appends what the next piece of the input holds.
  ///
  /// Pieces must be absorbed in input order; then the result does not depend on how many there
  /// were.
  ///
  /// - Parameters:
  ///   - piece: the facts, their records numbered from one within the piece.
  ///   - recordBase: how many records stand before the piece in its file.
  public mutating func absorb(_ piece: StripeFacts, recordBase: Int) {
    let map = symbols.absorb(piece.symbols)
    let firstRows = tables.map { UInt32($0.count) }
    let firstPrevious = UInt32(previous.count)
    for kind in StripeKind.allCases {
      tables[Int(kind.rawValue)].absorb(piece.tables[Int(kind.rawValue)], symbols: map)
    }
    previous.append(
      contentsOf: piece.previous.lazy.map {
        PreviousFact(field: $0.field, cell: $0.cell.renumbered(by: map))
      })
    for var observation in piece.observations {
      observation.renumber(by: map)
      observation.row += firstRows[Int(observation.kind.rawValue)]
      observation.previousStart += firstPrevious
      observation.origin.recordNumber += UInt32(recordBase)
      observations.append(observation)
    }
    tainted.append(contentsOf: piece.tainted.map { map[Int($0.rawValue)] })
  }
}

extension Observation {
  fileprivate mutating func renumber(by map: [Symbol]) {
    event = map[Int(event.rawValue)]
    type = map[Int(type.rawValue)]
    object = map[Int(object.rawValue)]
    request = map[Int(request.rawValue)]
    apiVersion = map[Int(apiVersion.rawValue)]
    account = map[Int(account.rawValue)]
  }
}
