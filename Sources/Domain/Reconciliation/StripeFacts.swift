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
}
