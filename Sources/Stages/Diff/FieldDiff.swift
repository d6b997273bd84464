import Billing
import Reconciliation

/// Compares the fields of one row with those of the subscription it is about.
struct FieldDiff {
  private let projection: StripeProjection
  private let ledger: StripeLedger
  private let rows: DatabaseTable?
  private let columns: [(field: RowField, column: Int)]

  init(projection: StripeProjection, ledger: StripeLedger, rows: DatabaseTable?) {
    self.projection = projection
    self.ledger = ledger
    self.rows = rows
    columns = (rows?.definition.columns ?? []).enumerated().compactMap { place, column in
      column.field.map { ($0, place) }
    }
  }

  /// Fields that say nothing about Stripe's state: identity and bookkeeping of the database.
  private static let passedOver: Set<RowField> = [
    .key, .owner, .provenance, .createdAt, .updatedAt, .deletedAt, .markerEvent, .markerTime,
    .pendingPlan,
  ]

  /// What still means something once a subscription is over: the rest is history.
  private static let afterEnd: Set<RowField> = [.status, .endedAt, .subscription]

  /// Appends every disagreement, in the order of the table's columns.
  func append(
    row: Int, subscription: Int, expected: ExpectedState, to differences: inout [FieldDifference]
  ) {
    guard let rows, expected.status != nil else { return }
    let object = ledger[.subscription][subscription]
    let isOver = expected.meaning == .ended
    for (field, column) in columns {
      if Self.passedOver.contains(field) || (isOver && !Self.afterEnd.contains(field)) { continue }
      let stripe = projection.cell(field, of: object, expected)
      let database = rows[row, column: column]
      guard stripe.isKnown, database.isKnown, stripe != database else { continue }
      differences.append(
        FieldDifference(
          field: field, column: column, sides: Sides(stripe: stripe, database: database)))
    }
  }
}
