public import Billing
public import Bytes

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
  /// What the records say about the export as a whole.
  public var survey = StripeSurvey()
  /// What the application's ledger says about the events.
  public var audit = LedgerAudit()

  /// Creates an empty collection.
  public init() {}

  /// One fact of an observed object.
  @inlinable public func fact(_ field: StripeField, of observation: Observation) -> Cell {
    tables[Int(observation.kind.rawValue)][observation.row, field]
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
      tables[Int(kind.rawValue)].absorb(piece.tables[Int(kind.rawValue)]) {
        $0.renumbered(by: map)
      }
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
    survey.add(piece.survey)
    audit.add(piece.audit, recordBase: recordBase)
  }
}

extension Observation {
  fileprivate mutating func renumber(by map: [Symbol]) {
    event = map[Int(event.rawValue)]
    object = map[Int(object.rawValue)]
  }
}
